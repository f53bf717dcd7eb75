"""Lists the policies. Invariant: a policy that cannot be read is listed with its error, not left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.domain.errors import PolicyError
from assistant.guard.policy.load import load_policy_file
from assistant.guard.policy.source import SUFFIX


@dataclass(frozen=True, slots=True)
class PolicyEntry:
    """A policy file. `hidden`: a file of the same name in an earlier folder is used instead."""

    name: str
    file: Path
    description: str
    hash: str
    rules: int
    tests: int
    hidden: bool
    error: str = ""


def list_policies(folders: Sequence[Path]) -> list[PolicyEntry]:
    """All policies in `folders` (searched in this order), by folder and name."""
    entries: list[PolicyEntry] = []
    names: set[str] = set()
    for folder in folders:
        for path in sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []:
            entries.append(_entry(path, folders, hidden=path.stem in names))
            names.add(path.stem)
    return entries


def _entry(path: Path, folders: Sequence[Path], *, hidden: bool) -> PolicyEntry:
    try:
        policy = load_policy_file(path, folders)
    except PolicyError as error:
        return PolicyEntry(path.stem, path, "", "", 0, 0, hidden, str(error))
    count = len(policy.rules)
    return PolicyEntry(path.stem, path, policy.description, policy.hash, count, len(policy.tests), hidden)
