"""What other users of the machine could change: files and folders of ours, and the folders above them.

Invariant: nothing is changed here, and each finding names the command that mends it. The administrator counts as
trusted. Windows: no findings, because modes mean nothing there.
"""

from __future__ import annotations

import functools
import os
import shlex
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from assistant.domain.errors import AssistantError

_ROOT = 0


class Exposure(NamedTuple):
    """A place that others could change: what is wrong, and the remedy as a sentence."""

    path: Path
    problem: str
    remedy: str

    def error(self) -> AssistantError:
        return AssistantError(self.problem, self.remedy)


def find_exposure(path: Path) -> Exposure | None:
    """What is wrong with the file or folder at `path` itself, links followed; None if nothing is."""
    status = _status(path)
    if status is None:
        return None
    folder = stat.S_ISDIR(status.st_mode)
    what, quoted = f"The {'folder' if folder else 'file'} {str(path)!r}", shlex.quote(str(path))
    if status.st_uid not in (os.getuid(), _ROOT):
        return Exposure(path, f"{what} belongs to another user.", f"Run: sudo chown {os.getuid()} {quoted}")
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return Exposure(path, f"{what} can be changed by other users.", f"Run: chmod {700 if folder else 600} {quoted}")
    return None


def find_exposures_above(path: Path) -> Iterator[Exposure]:
    """The folders above `path`, where it is named and where links lead, in which others could put something else.

    A folder with the sticky bit is none: there everybody may rename only what is their own.
    """
    above = [*path.absolute().parents, *Path(os.path.realpath(path)).parents]
    for folder in dict.fromkeys(above):
        status = _status(folder)
        if status is None or status.st_mode & stat.S_ISVTX:
            continue
        shared_group = status.st_mode & stat.S_IWGRP and not _is_own_group(status.st_gid)
        if status.st_mode & stat.S_IWOTH or shared_group:
            problem = f"Other users may put something else in place of what is in the folder {str(folder)!r}."
            yield Exposure(folder, problem, f"Run: chmod go-w {shlex.quote(str(folder))}")


def _status(path: Path) -> os.stat_result | None:
    if os.name != "posix":
        return None
    try:
        return path.stat()
    except OSError:
        return None


@functools.cache
def _is_own_group(group: int) -> bool:
    """Whether nobody but this user and the administrator is in `group`: many systems give each user such a group."""
    import grp
    import pwd

    if group == _ROOT:
        return True
    try:
        entry, user = grp.getgrgid(group), pwd.getpwuid(os.getuid())
    except KeyError:
        return False
    return group == user.pw_gid and entry.gr_name == user.pw_name and set(entry.gr_mem) <= {user.pw_name}
