"""The guard's part of the wiring: the policy in use with its models and its record.

Invariant: there is a tested policy before there is a turn; a model that cannot be had is named with its remedy, and its
rules decide by their `on_error`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.app.models.starters import make_starter_toxicity
from assistant.config.paths import Paths, shipped_policies
from assistant.domain.errors import AssistantError, ModelMissing

if TYPE_CHECKING:
    from assistant.domain.ports.embed import Embedder
    from assistant.guard.detectors.models import DetectorModels, Secret, ToxicitySettings
    from assistant.guard.engine.gate import PolicyGate
    from assistant.guard.engine.reload import PolicyKeeper
    from assistant.guard.toxicity.port import ToxicityScorer

_LONGEST_RECORD = 1000


def policy_folders(paths: Paths) -> tuple[Path, ...]:
    """Where policies are looked for: the user's own folder first, then the shipped one."""
    return (paths.policies, shipped_policies())


def audit_folder(paths: Paths) -> Path:
    """Where decisions are recorded."""
    return paths.state / "audit"


def toxicity_folder(models: Path, name: str) -> Path:
    """The model that a policy means: `default` is an imported official one, else the starter. Raises ModelMissing."""
    from assistant.guard.toxicity.assemble import STARTER_NAME
    from assistant.guard.toxicity.card import CARD

    wanted = ("detoxify-unbiased", "detoxify-original", "detoxify-unbiased-small", "detoxify-original-small")
    for one in wanted if name == "default" else (name,):
        if one != STARTER_NAME and (models / one / CARD).is_file():
            return models / one
    if name in ("default", STARTER_NAME):
        return make_starter_toxicity(models)
    raise ModelMissing(f"The toxicity model {name!r} is not installed.", "Run: assistant models list")


def detector_models(paths: Paths, embedder: Callable[[], Embedder], secret: Secret) -> DetectorModels:
    """What the detectors may ask for; nothing is opened here."""
    from assistant.guard.detectors.models import DetectorModels

    def toxicity(wanted: ToxicitySettings) -> ToxicityScorer:
        from assistant.guard.toxicity.scorers import open_toxicity

        folder = toxicity_folder(paths.models, wanted.model)
        return open_toxicity(folder, window_tokens=wanted.window_tokens, stride_tokens=wanted.stride)

    return DetectorModels(toxicity=toxicity, embedder=embedder, secret=secret)


def open_keeper(name: str, paths: Paths, embedder: Callable[[], Embedder], secret: Secret) -> PolicyKeeper:
    """The policy `name`, tested, recorded and reloaded. Raises PolicyError, AssistantError (the record)."""
    from assistant.guard.audit.record import AuditRecord
    from assistant.guard.engine.reload import PolicyKeeper

    models = detector_models(paths, embedder, secret)
    return PolicyKeeper(name, policy_folders(paths), models=models, recorder=AuditRecord(audit_folder(paths)))


def open_policy(name: str, paths: Paths) -> PolicyGate:
    """The gate of a policy's name or file with the models of this machine; nothing is recorded. Raises PolicyError."""
    from assistant.config.schema import load_config
    from assistant.guard.detectors.models import Secret
    from assistant.guard.engine.build import gate_of
    from assistant.guard.policy.load import SUFFIX, load_policy, load_policy_file

    def embedder() -> Embedder:
        from assistant.ingest.embed.choose import open_embedder
        from assistant.models.installed import find

        settings = load_config(paths.config_file).embedding
        folder = Path(settings.model)
        if not folder.is_absolute():
            folder = find(paths.models, "embedding", settings.model).folder
        return open_embedder(folder, settings.threads)

    folders, file = policy_folders(paths), Path(name)
    if file.suffix in (SUFFIX, ".yml") or file.name != name:
        policy = load_policy_file(file.resolve(), (file.resolve().parent, *folders))
    else:
        policy = load_policy(name, folders)
    return gate_of(policy, models=detector_models(paths, embedder, Secret("", "")))


def recent_decisions(paths: Paths, limit: int = 50) -> list[dict[str, object]]:
    """The last entries of the audit record, newest first; empty where there is none or it is damaged."""
    from collections import deque

    from assistant.guard.audit.record import read_entries

    def entries() -> Iterator[dict[str, object]]:
        try:
            yield from read_entries(audit_folder(paths))
        except AssistantError:
            return

    return list(reversed(deque(entries(), maxlen=min(limit, _LONGEST_RECORD))))
