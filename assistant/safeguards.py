"""The guard's part of the wiring: the policy in use with its models and its record.

Invariant: there is a tested policy before there is a turn; a model that cannot be had is named with its remedy, and its
rules decide by their `on_error`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.core.errors import AssistantError, ModelMissing
from assistant.core.paths import Paths, shipped_policies

if TYPE_CHECKING:
    from assistant.core.ports import Embedder
    from assistant.guard.gate import PolicyGate
    from assistant.guard.models import DetectorModels, Secret, ToxicityScorer
    from assistant.guard.reload import PolicyKeeper
    from assistant.guard.schema import ToxicitySpec

_LONGEST_RECORD = 1000


def policy_folders(paths: Paths) -> tuple[Path, ...]:
    """Where policies are looked for: the user's own folder first, then the shipped one."""
    return (paths.policies, shipped_policies())


def audit_folder(paths: Paths) -> Path:
    """Where decisions are recorded."""
    return paths.state / "audit"


def make_starter_toxicity(models: Path) -> Path:
    """The folder of the starter toxicity model, made from the embedding model and the shipped difference if need be.

    Raises ModelMissing (the embedding model is not there), ModelRefused. Two processes wait for each other.
    """
    from assistant.guard.toxicity.assemble import STARTER_NAME, assemble, is_current, read_starter
    from assistant.models.export import write_classifier_graph
    from assistant.models.install import the_only_one

    target, base = models / STARTER_NAME, models / read_starter().base
    if is_current(target):
        return target
    if not base.is_dir():
        raise ModelMissing("The toxicity model is not installed.", "Run: assistant models pull starter")
    try:
        with the_only_one(models):
            if not is_current(target):
                # 8-bit: a third of the size, three times as fast, and what its card's figures were measured with.
                assemble(base, target, partial(write_classifier_graph, precision="int8"))
    except OSError as error:
        raise ModelMissing(
            f"The toxicity model cannot be made: {error.strerror}.",
            "Free some space, then: assistant models pull starter",
        ) from error
    return target


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
    from assistant.guard.models import DetectorModels

    def toxicity(spec: ToxicitySpec) -> ToxicityScorer:
        from assistant.guard.detectors.toxicity import open_toxicity

        folder = toxicity_folder(paths.models, spec.model)
        return open_toxicity(folder, window_tokens=spec.window_tokens, stride_tokens=spec.stride)

    return DetectorModels(toxicity=toxicity, embedder=embedder, secret=secret)


def open_keeper(name: str, paths: Paths, embedder: Callable[[], Embedder], secret: Secret) -> PolicyKeeper:
    """The policy `name`, tested, recorded and reloaded. Raises PolicyError, AssistantError (the record)."""
    from assistant.guard.audit import AuditRecord
    from assistant.guard.reload import PolicyKeeper

    models = detector_models(paths, embedder, secret)
    return PolicyKeeper(name, policy_folders(paths), models=models, recorder=AuditRecord(audit_folder(paths)))


def open_policy(name: str, paths: Paths) -> PolicyGate:
    """The gate of a policy's name or file with the models of this machine; nothing is recorded. Raises PolicyError."""
    from assistant.core.config import load_config
    from assistant.guard.build import gate_of
    from assistant.guard.load import SUFFIX, load_policy, load_policy_file
    from assistant.guard.models import Secret

    def embedder() -> Embedder:
        from assistant.embed.choose import open_embedder
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

    from assistant.guard.audit import read_entries

    def entries() -> Iterator[dict[str, object]]:
        try:
            yield from read_entries(audit_folder(paths))
        except AssistantError:
            return

    return list(reversed(deque(entries(), maxlen=min(limit, _LONGEST_RECORD))))
