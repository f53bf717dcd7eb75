"""Joins a policy with the policies that it extends.

Invariant: a policy means the same wherever it is extended, and each file is read and joined once, however many lead to
it. Where several extended policies have a rule or detector of the same name, the last one decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from assistant.domain.errors import PolicyError
from assistant.guard.detectors.spec import DetectorSpec
from assistant.guard.matching.patterns import compile_untrusted
from assistant.guard.policy.policy import Policy, Rule, policy_hash
from assistant.guard.policy.schema import Case, Condition, Defaults, Mode, Redaction, RuleFile, Streaming, check_action
from assistant.guard.policy.source import SUFFIX, PolicySource, find_policy, read_source, real

_MOST_FILES = 50  # that a policy is made of

_Context = tuple[Path, frozenset[Path]]  # a file, and the files above it that stand before others of the same name


def resolve(source: PolicySource, folders: Sequence[Path]) -> Policy:
    """The policy of `source`, with what it extends found in `folders`. Raises PolicyError."""
    return _finish(source, _Resolver(folders).resolve(source, ()))


@dataclass(slots=True)
class _Joined:
    """A policy file and everything that it extends. A rule comes with its file, its position and its defaults."""

    detectors: dict[str, DetectorSpec] = field(default_factory=dict)
    rules: dict[str, tuple[RuleFile, PolicySource, int, Defaults]] = field(default_factory=dict)
    mode: Mode | None = None
    defaults: dict[str, object] = field(default_factory=dict)
    streaming: Streaming | None = None
    files: dict[Path, None] = field(default_factory=dict)  # extended ones first

    def extend(self, other: _Joined) -> None:
        """Take over everything of `other`, which decides where both have something."""
        self.detectors |= other.detectors
        self.rules |= other.rules
        self.mode = other.mode or self.mode
        self.defaults |= other.defaults
        self.streaming = other.streaming or self.streaming
        self.files |= other.files

    def apply(self, source: PolicySource) -> None:
        """Apply what stands in the file itself. Raises PolicyError."""
        file = source.file
        self.files[source.path] = None
        self.mode = file.mode or self.mode
        if file.defaults is not None:
            self.defaults |= file.defaults.model_dump(exclude_unset=True)
        self.streaming = file.streaming or self.streaming
        for name, spec in file.detectors.items():
            _check_patterns(source, name, spec)
        self.detectors |= file.detectors
        for position, name in enumerate(file.without):
            if self.rules.pop(name, None) is None:
                raise source.error(f"`without` names {name!r}, which no extended policy has", "", "without", position)
        defaults = Defaults.model_validate(self.defaults)
        seen: set[str] = set()
        for position, rule in enumerate(file.rules):
            if rule.id in seen:
                raise source.error(f"two rules are called {rule.id!r}", "Rename one.", "rules", position, "id")
            seen.add(rule.id)
            self.rules[rule.id] = (rule, source, position, defaults)


class _Resolver:
    """Joins files, each once."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self._joined: dict[_Context, _Joined] = {}
        self._begun = 1  # files, of which those in `_joined` are done

    def resolve(self, source: PolicySource, above: tuple[Path, ...]) -> _Joined:
        """`above` are the files that lead here, which no file may extend again."""
        stack = (*above, real(source.path))
        joined = _Joined()
        for position, name in enumerate(source.file.extends):
            joined.extend(self._parent(source, name, position, stack))
        joined.apply(source)
        return joined

    def _parent(self, source: PolicySource, name: str, position: int, stack: tuple[Path, ...]) -> _Joined:
        try:
            path = find_policy(name, self._folders, stack)
        except PolicyError as error:
            if error.file:
                raise
            cycle = any(real(folder / f"{name}{SUFFIX}") in stack for folder in self._folders)
            what = f"extends {name!r}, which extends it in turn" if cycle else f"extends {name!r}, which does not exist"
            raise source.error(what, error.hint, "extends", position) from None
        context = (real(path), frozenset(filter(self._stands_before_another, stack)))
        if context not in self._joined:
            self._begun += 1
            if self._begun > _MOST_FILES:
                what, hint = f"it extends more than {_MOST_FILES} policies", "Join some of them into one file."
                raise source.error(what, hint, "extends", position)
            self._joined[context] = self.resolve(read_source(path), stack)
        return self._joined[context]

    def _stands_before_another(self, path: Path) -> bool:
        """Whether what `path` is called finds another file once `path` may not be extended again."""
        return sum((folder / path.name).exists() for folder in self._folders) > 1


def _finish(source: PolicySource, joined: _Joined) -> Policy:
    rules = tuple(_rule(joined, *entry) for entry in joined.rules.values())
    mode, streaming = joined.mode or "enforce", joined.streaming or Streaming()
    used = {rule.detector for rule in rules}
    detectors = MappingProxyType({name: spec for name, spec in joined.detectors.items() if name in used})
    file = source.file
    _check_tests(source, {rule.id for rule in rules})
    if not rules:
        raise source.error("a policy without a rule checks nothing", "Write a rule, or `extends: [standard]`.", "rules")
    return Policy(
        id=file.id,
        description=file.description,
        mode=mode,
        detectors=detectors,
        rules=rules,
        streaming=streaming,
        tests=file.tests,
        files=tuple(joined.files),
        hash=policy_hash(mode, detectors, rules, streaming),
    )


def _rule(joined: _Joined, rule: RuleFile, source: PolicySource, position: int, defaults: Defaults) -> Rule:
    key = ("rules", position)
    if rule.detector is not None and rule.detector not in joined.detectors:
        near = _nearest(rule.detector, joined.detectors)
        raise source.error(f"rule {rule.id!r} names no known detector {rule.detector!r}", near, *key, "detector")
    action = rule.action or defaults.action
    try:
        check_action(action, rule.stages, rule.category)
    except ValueError as error:
        raise source.error(f"rule {rule.id!r}: {error}", "", *key) from None
    return Rule(
        id=rule.id,
        category=rule.category,
        stages=rule.stages,
        detector=rule.detector,
        when=rule.when or Condition(gte=0.5),
        action=action,
        on_error=rule.on_error or defaults.on_error,
        timeout_ms=rule.timeout_ms or defaults.timeout_ms,
        message=defaults.message if rule.message is None else rule.message,
        redact=rule.redact or Redaction(),
        folder=rule.folder,
        exempt=rule.exempt,
        description=rule.description,
        source=f"{source.path.name}:{source.tree.line(key)}",
    )


def _check_tests(source: PolicySource, ids: set[str]) -> None:
    cases: tuple[Case, ...] = source.file.tests
    for position, case in enumerate(cases):
        if case.rule is not None and case.rule not in ids:
            hint = _nearest(case.rule, dict.fromkeys(ids, None))
            raise source.error(f"a test names no known rule {case.rule!r}", hint, "tests", position, "rule")


def _check_patterns(source: PolicySource, name: str, spec: DetectorSpec) -> None:
    """Check patterns here, where their lines are known. The detector reuses the compiled patterns from the cache."""
    for key, expressions in spec.expressions().items():
        for position, expression in enumerate(expressions):
            try:
                compile_untrusted(expression)
            except PolicyError as error:
                what = f"detector {name!r}: {error.message.rstrip('.')}"
                raise source.error(what, error.hint, "detectors", name, key, position) from None


def _nearest(name: str, known: Mapping[str, object]) -> str:
    import difflib

    near = difflib.get_close_matches(name, list(known), n=1)
    return f"Did you mean {near[0]!r}?" if near else ""
