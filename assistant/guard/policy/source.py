"""Finds and reads policy files.

Invariant: any fault is a PolicyError that names the file and, inside it, line and key. What stands in the user's folder
is never passed over for a file of the same name in the shipped folder.
"""

from __future__ import annotations

import errno
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from assistant.config.paths import shipped_policies
from assistant.disk.exposure import find_exposure
from assistant.disk.opening import read_small
from assistant.domain.errors import PolicyError
from assistant.guard.policy.schema import PolicyFile
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


def find_policy(name: str, folders: Sequence[Path], without: Sequence[Path] = ()) -> Path:
    """The file of the policy `name`. Raises PolicyError if the name is unsafe or there is no such file."""
    if not _NAME.fullmatch(name) or ".." in name:
        raise PolicyError(f"{name!r} is not a policy name.", "Use small letters, digits, '-' and '_'.", key=name)
    for folder in folders:
        path = folder / f"{name}{SUFFIX}"
        if _is_there(path) and real(path) not in without:
            _refuse_exposed(path)
            return path
    raise PolicyError(f"There is no policy {name!r}.", "Run: assistant policy list", key=name)


def _is_there(path: Path) -> bool:
    """Whether anything stands at `path`: what cannot be read is no reason to take a policy of the next folder.

    Raises PolicyError if its folder cannot be looked into.
    """
    try:
        path.lstat()
    except FileNotFoundError:
        if path.parent.is_symlink() and not os.access(path.parent, os.F_OK):
            raise _no_folder(path.parent, "what the link leads to is not there") from None
        return False
    except OSError as error:
        raise _no_folder(path.parent, error.strerror or "unknown error") from None
    return True


def _refuse_exposed(path: Path) -> None:
    """Raises PolicyError for a policy that others may change. The shipped ones are as safe as the program."""
    if real(path.parent) == real(shipped_policies()):
        return
    for exposure in filter(None, map(find_exposure, (path.parent, path))):
        raise PolicyError(exposure.problem, exposure.remedy, file=str(exposure.path))


def _no_folder(folder: Path, why: str) -> PolicyError:
    return PolicyError(
        f"The policy folder {str(folder)!r} cannot be read ({why}).",
        "Bring it back, or remove what stands in its place.",
        file=str(folder),
    )


def real(path: Path) -> Path:
    """`path` without links; a link that leads to itself stays."""
    return Path(os.path.realpath(path))


def read_source(path: Path) -> PolicySource:
    """Parse and validate a policy file. Raises PolicyError."""
    try:
        data = read_small(path, MAX_BYTES)
    except OSError as error:
        what = f"{path.name}: cannot be read ({error.strerror or 'unknown error'})."
        hint = "Split it with `extends`." if error.errno == errno.EFBIG else f"Put an ordinary file at {str(path)!r}."
        raise PolicyError(what, hint, file=str(path)) from None
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
