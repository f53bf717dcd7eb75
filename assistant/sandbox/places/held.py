"""Keeps this process, and what it starts, to our own places: nothing else on the disk can be changed from here.

Invariant: what is told as held was accepted by the kernel; it holds for good and for every child.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.sandbox.kernel.landlock import CHANGES, keep_changes_to, leave_other_processes
from assistant.sandbox.places.temporary import private_temporary

# Devices that programs write to; the graphics cards are for the engines. No disk, no memory, no other terminal.
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/tty", "/dev/kfd", "/dev/dxg")
_GRAPHICS = ("nvidia*", "dri/*", "accel/*")


@dataclass(frozen=True, slots=True)
class Places:
    """`folders`: where files can be changed. `parts`: what the kernel enforces, () if it keeps us to nothing."""

    folders: tuple[Path, ...] = ()
    parts: tuple[str, ...] = ()

    @property
    def held(self) -> bool:
        return CHANGES in self.parts


_present = [Places()]


def present_places() -> Places:
    """What this process is kept to."""
    return _present[0]


def our_places(folders: Iterable[Path]) -> tuple[Path, ...]:
    """The real paths of `folders` that are there, and the private folder for what is temporary; of those that lie in
    each other the outermost."""
    temporary = private_temporary()
    there = {folder.resolve() for folder in (*folders, *([temporary] if temporary else ())) if folder.is_dir()}
    return tuple(sorted(folder for folder in there if there.isdisjoint(folder.parents)))


def keep_to_places(ours: tuple[Path, ...]) -> Places:
    """Let this process change files below `ours` alone, as `our_places` gives them.

    Other processes are given up with it, whatever the kernel can do about files. A second call changes nothing. Call it
    before threads start: those that run already would keep their rights.
    """
    if present_places().held or sys.platform != "linux":
        return present_places()
    parts = keep_changes_to(ours, _devices())
    if CHANGES not in parts:
        leave_other_processes()
        return present_places()
    _present[0] = Places(ours, parts)
    return present_places()


def _devices() -> Iterator[Path]:
    yield from map(Path, _DEVICES)
    for pattern in _GRAPHICS:
        yield from Path("/dev").glob(pattern)
    for stream in (0, 1, 2):
        with contextlib.suppress(OSError):
            yield Path(os.ttyname(stream))
