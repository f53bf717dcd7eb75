"""Finds policies, opens them with their models and the audit record, tests them and makes them active.

Invariant: no turn begins before a policy has passed its tests. If a model is missing, the error names the remedy and
the rules that need it follow their `on_error`. The decisions of `assistant policy` are not recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.app.audit import audit_folder
from assistant.app.models.choice import open_chosen_embedder
from assistant.app.models.starters import make_starter_toxicity
from assistant.app.ports.overview import PolicyRow
from assistant.config.paths import Paths, shipped_policies
from assistant.config.schema import GuardConfig, load_config
from assistant.domain.errors import ConfigError, ModelMissing, PolicyError, UsageError

if TYPE_CHECKING:
    from assistant.domain.ports.embed import Embedder
    from assistant.domain.records.verdicts import PolicyInfo
    from assistant.guard.detectors.models import DetectorModels, Secret, ToxicitySettings
    from assistant.guard.engine.cases import Report
    from assistant.guard.engine.compare import Difference
    from assistant.guard.engine.gate import PolicyGate
    from assistant.guard.engine.last_policy import LastPolicy
    from assistant.guard.engine.reload import PolicyKeeper
    from assistant.guard.policy.policy import Policy
    from assistant.guard.toxicity.port import ToxicityScorer


@dataclass(frozen=True, slots=True)
class CheckedPolicy:
    """A policy that can be used, and the file it stands in."""

    info: PolicyInfo
    file: Path


@dataclass(frozen=True, slots=True)
class ShownPolicy:
    """A policy, and `values`: the policy as plain values with every rule's public codes."""

    policy: Policy
    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class PolicyMeasured:
    """The report of a policy's cases, and its figures as rows for people."""

    report: Report
    figures: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Explained:
    """The decisions of the policy with the id `policy`, stage by stage, as plain values."""

    policy: str
    stages: list[dict[str, object]]


def policy_folders(paths: Paths) -> tuple[Path, ...]:
    """The folders of policy files: the user's own folder first, then the folder of the shipped policies."""
    return (paths.policies, shipped_policies())


def active_policy(paths: Paths) -> str:
    """The name of the active policy, as the settings are now. Raises ConfigError."""
    return load_config(paths.config_file).guard.policy


def load_active_policy(paths: Paths) -> Policy:
    """The active policy's rules, without any model. Raises ConfigError, PolicyError."""
    from assistant.guard.policy.load import load_policy

    require_named_policy(paths)
    policy, last = load_policy(active_policy(paths), policy_folders(paths)), last_policy(paths).read()
    if last is not None and last.name == policy.id:
        last.require(policy.files)
    return policy


def list_policies(paths: Paths) -> tuple[PolicyRow, ...]:
    """Every policy file by folder and name, with what is wrong in it. Raises ConfigError."""
    from assistant.guard.policy.listing import list_policies as list_files

    active = active_policy(paths)
    return tuple(
        PolicyRow(
            name=entry.name,
            active=entry.name == active and not entry.hidden,
            description=entry.description,
            rules=entry.rules,
            tests=entry.tests,
            hash=entry.hash,
            file=str(entry.file),
            hidden=entry.hidden,
            error=entry.error,
        )
        for entry in list_files(policy_folders(paths))
    )


def toxicity_folder(models: Path, name: str) -> Path:
    """A toxicity model's folder; `default`: an official model if installed, else the starter. Raises ModelMissing."""
    from assistant.guard.toxicity.assemble import STARTER_NAME
    from assistant.guard.toxicity.card import CARD

    wanted = ("detoxify-unbiased", "detoxify-original", "detoxify-unbiased-small", "detoxify-original-small")
    for candidate in wanted if name == "default" else (name,):
        if candidate != STARTER_NAME and (models / candidate / CARD).is_file():
            return models / candidate
    if name in ("default", STARTER_NAME):
        return make_starter_toxicity(models)
    raise ModelMissing(f"The toxicity model {name!r} is not installed.", "Run: assistant models list")


def detector_models(paths: Paths, embedder: Callable[[], Embedder], secret: Secret) -> DetectorModels:
    """How the detectors open their models; nothing is opened here."""
    from assistant.guard.detectors.models import DetectorModels

    def toxicity(wanted: ToxicitySettings) -> ToxicityScorer:
        from assistant.guard.toxicity.scorers import open_toxicity

        folder = toxicity_folder(paths.models, wanted.model)
        return open_toxicity(folder, window_tokens=wanted.window_tokens, stride_tokens=wanted.stride)

    return DetectorModels(toxicity=toxicity, embedder=cache(partial(_fitted_embedder, paths, embedder)), secret=secret)


def _fitted_embedder(paths: Paths, chosen: Callable[[], Embedder]) -> Embedder:
    """The embedding model that the safeguards were fitted with, whichever finds the passages; else `chosen`.

    Their bounds are cosines of that model: with another one a policy would fail its own tests. Raises ModelMissing.
    """
    from assistant.guard.toxicity.assemble import read_starter
    from assistant.models.installed import find

    fitted = read_starter().base
    try:
        model = find(paths.models, "embedding", fitted)
    except ModelMissing:
        return chosen()
    settings = load_config(paths.config_file).embedding
    if settings.model == fitted or (not settings.model and find(paths.models, "embedding").name == fitted):
        return chosen()
    return open_chosen_embedder(settings.model_copy(update={"model": model.name}), paths)


def open_keeper(
    settings: GuardConfig,
    paths: Paths,
    embedder: Callable[[], Embedder],
    secret: Secret,
    *,
    remembers: bool = True,
) -> PolicyKeeper:
    """The policy of the settings, tested, recorded and reloaded. Without `remembers` it is not the person's: that it
    was in use is not kept for the next process.

    Raises PolicyError, AssistantError (the record).
    """
    from assistant.guard.audit.record import AuditRecord
    from assistant.guard.engine.reload import PolicyKeeper

    return PolicyKeeper(
        settings.policy,
        policy_folders(paths),
        models=detector_models(paths, embedder, secret),
        recorder=AuditRecord(audit_folder(paths)),
        last=last_policy(paths) if remembers else None,
        named=is_named(settings),
    )


def last_policy(paths: Paths) -> LastPolicy:
    """The memory of the policy that was in use last."""
    from assistant.guard.engine.last_policy import LastPolicy

    return LastPolicy(paths.state / "policy.json", shipped_policies())


def is_named(settings: GuardConfig) -> bool:
    """Whether a person wrote the policy's name, and not the default."""
    return "policy" in settings.model_fields_set


def require_named_policy(paths: Paths) -> None:
    """Raises ConfigError if the settings have lost the name of the policy in use: to write them now would seal that."""
    settings, last = load_config(paths.config_file).guard, last_policy(paths).read()
    if last is not None and last.name != settings.policy and not is_named(settings):
        raise ConfigError(
            f"The settings {str(paths.config_file)!r} name no policy, and {last.name!r} is in use.",
            f"Bring them back, or run: assistant policy use {last.name}",
        )


def open_policy(name: str, paths: Paths) -> PolicyGate:
    """The gate of a policy's name or file with the models of this machine; nothing is recorded. Raises PolicyError."""
    from assistant.guard.detectors.models import Secret
    from assistant.guard.engine.build import gate_of
    from assistant.guard.policy.load import load_policy, load_policy_file
    from assistant.guard.policy.source import SUFFIX

    def embedder() -> Embedder:
        return open_chosen_embedder(load_config(paths.config_file).embedding, paths)

    folders, file = policy_folders(paths), Path(name)
    if file.suffix in (SUFFIX, ".yml") or file.name != name:
        policy = load_policy_file(file.resolve(), (file.resolve().parent, *folders))
    else:
        policy = load_policy(name, folders)
    return gate_of(policy, models=detector_models(paths, embedder, Secret("", "")))


def check_policy(name: str, paths: Paths) -> CheckedPolicy:
    """Open the policy of a name or file, which checks its form and its patterns. Raises PolicyError."""
    gate = open_policy(name, paths)
    return CheckedPolicy(gate.policy, gate.rulebook.policy.files[-1])


def show_policy(name: str, paths: Paths) -> ShownPolicy:
    """Every rule of a policy's name or file. Raises PolicyError."""
    from assistant.guard.engine.explain import show

    policy = open_policy(name, paths).rulebook.policy
    return ShownPolicy(policy, show(policy))


def measure_policy(name: str | None, paths: Paths, data: Path | None = None) -> PolicyMeasured:
    """Run the policy's own tests, or the cases of the JSONL file `data`; without a name, of the active policy.

    Raises PolicyError, UsageError naming the line of `data`.
    """
    from assistant.guard.engine.cases import as_table, read_cases, run_cases, run_tests

    gate = open_policy(name or active_policy(paths), paths)
    report = run_tests(gate) if data is None else run_cases(gate, read_cases(data))
    return PolicyMeasured(report, as_table(report.as_json()))


def compare_policies(old: str, new: str, paths: Paths, data: Path | None = None) -> Difference:
    """What changes between two names or files, with `data` in its cases too. Raises PolicyError, UsageError."""
    from assistant.guard.engine.cases import read_cases
    from assistant.guard.engine.compare import compare

    return compare(open_policy(old, paths), open_policy(new, paths), () if data is None else read_cases(data))


def explain_text(
    text: str,
    name: str | None,
    paths: Paths,
    *,
    stages: Sequence[str] = (),
    path: str = "",
    passages: Sequence[str] = (),
) -> Explained:
    """How a policy decides about `text` at `stages` (all, if empty), as if it came from the file `path` and rested on
    `passages`.

    Without a name the active policy decides. Raises UsageError for an unknown stage, PolicyError.
    """
    from assistant.guard.engine.cases import as_passages
    from assistant.guard.engine.explain import STAGES, explain

    unknown = [stage for stage in stages if stage not in STAGES]
    if unknown:
        raise UsageError(f"There is no stage {unknown[0]!r}.", f"Stages: {', '.join(STAGES)}.")
    gate = open_policy(name or active_policy(paths), paths)
    chosen = [stage for stage in STAGES if not stages or stage in stages]
    return Explained(gate.policy.id, explain(gate, text, chosen, path=path, passages=as_passages(passages, path)))


def score_texts(detector: str, data: Path, name: str | None, paths: Paths) -> Iterator[dict[str, object]]:
    """What a policy's detector measures on each line of `data`; see `guard.engine.explain`. Raises UsageError."""
    from assistant.guard.engine.explain import score_file

    return score_file(open_policy(name or active_policy(paths), paths), detector, data)


def use_policy(name: str, paths: Paths) -> PolicyInfo:
    """Make `name` the active policy if its own tests pass: writes the setting, then a line of the record.

    Raises PolicyError and changes nothing.
    """
    from assistant.config.file import write_setting
    from assistant.guard.audit.record import AuditRecord
    from assistant.guard.engine.cases import run_tests
    from assistant.guard.policy.source import find_policy

    find_policy(name, policy_folders(paths))  # a path is refused: only a policy in a policy folder can be active
    gate = open_policy(name, paths)
    failures = run_tests(gate).failures
    if failures:
        raise PolicyError(f"{len(failures)} tests of {name} fail.", f"Run: assistant policy test --policy {name}")
    record = AuditRecord(audit_folder(paths))
    write_setting(paths.config_file, "guard.policy", name)
    last_policy(paths).write(name, gate.rulebook.policy.files)
    record.note("policy switched", policy=name, policy_hash=gate.policy.hash[:16])
    return gate.policy
