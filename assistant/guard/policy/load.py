"""Loads policy files into an immutable policy.

Invariant: any fault of a policy is a PolicyError that names file, line and key; there is no partial policy. The user's
folder is searched before the shipped folder.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from assistant.domain.errors import PolicyError
from assistant.guard.detectors.spec import DetectorSpec
from assistant.guard.matching.patterns import compile_untrusted
from assistant.guard.policy.policy import Policy, Rule, policy_hash
from assistant.guard.policy.schema import (
    Case,
    Condition,
    Defaults,
    Mode,
    PolicyFile,
    Redaction,
    RuleFile,
    Streaming,
    check_action,
)
from assistant.guard.policy.schema_errors import schema_error
from assistant.guard.policy.strict_yaml import MAX_BYTES, Tree, parse

SUFFIX = ".yaml"
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")


@dataclass(frozen=True, slots=True)
class PolicySource:
    """A validated file with its lines, for later error messages."""

    path: Path
    file: PolicyFile
    tree: Tree

    def error(self, what: str, hint: str, *key: str | int) -> PolicyError:
        line = self.tree.line(key)
        where = f"{self.path.name}, line {line}" if line else self.path.name
        return PolicyError(f"{where}: {what}.", hint, file=str(self.path), line=line, key=".".join(map(str, key)))


def load_policy(name: str, folders: Sequence[Path]) -> Policy:
    """The policy called `name`, from the first of `folders` that has it. Raises PolicyError."""
    path = find_policy(name, folders)
    source = read_source(path)
    if source.file.id != name:
        raise source.error(f"the id {source.file.id!r} is not the file's name {name!r}", "Make them equal.", "id")
    return _resolve(source, folders)


def load_policy_file(path: Path, folders: Sequence[Path]) -> Policy:
    """The policy in the file `path`. The policies that it extends are searched beside it first. Raises PolicyError."""
    return _resolve(read_source(path), (path.resolve().parent, *folders))


def find_policy(name: str, folders: Sequence[Path], without: Sequence[Path] = ()) -> Path:
    """The file of the policy `name`. Raises PolicyError if the name is unsafe or there is no such file."""
    if not _NAME.fullmatch(name) or ".." in name:
        raise PolicyError(f"{name!r} is not a policy name.", "Use small letters, digits, '-' and '_'.", key=name)
    for folder in folders:
        path = folder / f"{name}{SUFFIX}"
        if path.is_file() and path.resolve() not in without:
            return path
    raise PolicyError(f"There is no policy {name!r}.", "Run: assistant policy list", key=name)


def read_source(path: Path) -> PolicySource:
    """Parse and validate a policy file. Raises PolicyError."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        what = f"{path.name}: cannot be read ({error.strerror})."
        raise PolicyError(what, "Check the file.", file=str(path)) from None
    try:
        tree = parse(data, path.name)
    except PolicyError as error:
        error.file = str(path)
        raise
    if not isinstance(tree.value, dict):
        raise PolicyError(f"{path.name}: not a policy.", "It starts with `schema: 1`.", file=str(path), line=1)
    try:
        return PolicySource(path, PolicyFile.model_validate_json(json.dumps(tree.value), strict=True), tree)
    except ValidationError as error:
        raise schema_error(path, tree, error) from None


def _resolve(source: PolicySource, folders: Sequence[Path]) -> Policy:
    builder = _PolicyBuilder()
    builder.add(source, folders, ())
    return builder.finish(source)


class _PolicyBuilder:
    """Collects a policy and the policies that it extends, parents first."""

    def __init__(self) -> None:
        self._detectors: dict[str, DetectorSpec] = {}
        self._rules: dict[str, tuple[RuleFile, PolicySource, int, Defaults]] = {}
        self._mode: Mode = "enforce"
        self._defaults: dict[str, object] = {}
        self._streaming = Streaming()
        self._files: list[Path] = []

    def add(self, source: PolicySource, folders: Sequence[Path], stack: tuple[Path, ...]) -> None:
        stack = (*stack, source.path.resolve())
        for position, name in enumerate(source.file.extends):
            self.add(self._parent(source, name, position, folders, stack), folders, stack)
        self._apply(source)

    def _parent(
        self, source: PolicySource, name: str, position: int, folders: Sequence[Path], stack: tuple[Path, ...]
    ) -> PolicySource:
        try:
            return read_source(find_policy(name, folders, stack))
        except PolicyError as error:
            if error.file:
                raise
            cycle = any((folder / f"{name}{SUFFIX}").resolve() in stack for folder in folders)
            what = f"extends {name!r}, which extends it in turn" if cycle else f"extends {name!r}, which does not exist"
            raise source.error(what, error.hint, "extends", position) from None

    def _apply(self, source: PolicySource) -> None:
        file = source.file
        self._files.append(source.path)
        self._mode = file.mode or self._mode
        if file.defaults is not None:
            self._defaults |= file.defaults.model_dump(exclude_unset=True)
        self._streaming = file.streaming or self._streaming
        for name, spec in file.detectors.items():
            _check_patterns(source, name, spec)
        self._detectors |= file.detectors
        for position, name in enumerate(file.without):
            if self._rules.pop(name, None) is None:
                raise source.error(f"`without` names {name!r}, which no extended policy has", "", "without", position)
        defaults = Defaults.model_validate(self._defaults)
        seen: set[str] = set()
        for position, rule in enumerate(file.rules):
            if rule.id in seen:
                raise source.error(f"two rules are called {rule.id!r}", "Rename one.", "rules", position, "id")
            seen.add(rule.id)
            self._rules[rule.id] = (rule, source, position, defaults)

    def finish(self, source: PolicySource) -> Policy:
        rules = tuple(self._rule(*entry) for entry in self._rules.values())
        used = {rule.detector for rule in rules}
        detectors = MappingProxyType({name: spec for name, spec in self._detectors.items() if name in used})
        file = source.file
        self._check_tests(source, {rule.id for rule in rules})
        if not rules:
            raise source.error(
                "a policy without a rule checks nothing", "Write a rule, or `extends: [standard]`.", "rules"
            )
        return Policy(
            id=file.id,
            description=file.description,
            mode=self._mode,
            detectors=detectors,
            rules=rules,
            streaming=self._streaming,
            tests=file.tests,
            files=tuple(dict.fromkeys(self._files)),
            hash=policy_hash(self._mode, detectors, rules, self._streaming),
        )

    def _rule(self, rule: RuleFile, source: PolicySource, position: int, defaults: Defaults) -> Rule:
        key = ("rules", position)
        if rule.detector is not None and rule.detector not in self._detectors:
            near = _nearest(rule.detector, self._detectors)
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

    def _check_tests(self, source: PolicySource, ids: set[str]) -> None:
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
