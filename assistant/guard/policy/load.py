"""Loads policy files into an immutable policy.

Invariant: any fault of a policy is a PolicyError that names file, line and key; there is no partial policy. The user's
folder is searched before the shipped folder.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.guard.policy.policy import Policy
from assistant.guard.policy.resolve import resolve
from assistant.guard.policy.source import find_policy, read_source


def load_policy(name: str, folders: Sequence[Path]) -> Policy:
    """The policy called `name`, from the first of `folders` that has it. Raises PolicyError."""
    path = find_policy(name, folders)
    source = read_source(path)
    if source.file.id != name:
        raise source.error(f"the id {source.file.id!r} is not the file's name {name!r}", "Make them equal.", "id")
    return resolve(source, folders)


def load_policy_file(path: Path, folders: Sequence[Path]) -> Policy:
    """The policy in the file `path`. The policies that it extends are searched beside it first. Raises PolicyError."""
    return resolve(read_source(path), (path.resolve().parent, *folders))
