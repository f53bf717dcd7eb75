"""One attempt of a hostile reader, the bait that it goes for, and what came of it.

Invariant: "refused" is said only for an error by which the system refuses; every other error is told as it is.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

# What an attempt needs to succeed outside the cage: nothing, root, a system without Yama's limits on tracing, or a
# kernel with this feature switched on for everybody.
Needs = Literal["", "root", "tracing", "kernel"]

_REFUSALS = frozenset({errno.EPERM, errno.EACCES, errno.ENOSYS, errno.ENOENT, errno.ESRCH})  # the last two: hidden
REFUSED, POSSIBLE = "refused", "possible"
SECRET = "letter.txt"
_FILES = (SECRET, "overwritten", "mapped", "cut", "removed", "renamed", "linked", "owned", "dated", "opened", "emptied")


@dataclass(frozen=True, slots=True)
class Bait:
    """A private folder with files, and the process that made it; `descriptor` is that of the file to be read."""

    folder: str
    parent: int
    descriptor: int = -1

    def file(self, name: str) -> str:
        return str(Path(self.folder) / name)

    def to_json(self) -> str:
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class Attempt:
    """`name` says what is tried. `try_it` returns if it was possible and raises OSError if it was not.

    `part`: the part of the cage that refuses it.
    """

    name: str
    try_it: Callable[[Bait], object]
    needs: Needs = ""
    part: Literal["files", "system calls", "namespaces"] = "system calls"


def lay_bait(folder: Path) -> Bait:
    """Fill the empty, private `folder`, which has to lie outside of the program's own code."""
    for name in _FILES:
        (folder / name).write_text("nobody else's business\n", "utf-8")
    (folder / "empty").mkdir()
    return Bait(str(folder), os.getpid())


def outcome(attempt: Attempt, bait: Bait) -> str:
    """`REFUSED`, `POSSIBLE`, or the error that is neither."""
    try:
        attempt.try_it(bait)
    except OSError as error:
        if error.errno in _REFUSALS:
            return REFUSED
        return errno.errorcode.get(error.errno or 0, "an unknown error")
    return POSSIBLE
