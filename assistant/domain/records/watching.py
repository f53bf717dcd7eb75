"""How folders are watched, at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

WatchMode = Literal["events", "polling", "missing", "paused", "stopped"]


@dataclass(frozen=True, slots=True)
class WatchedRoot:
    """How one root is watched, and why if not by events. A missing root (an unmounted drive) keeps its files."""

    root: str
    mode: WatchMode
    reason: str = ""


@dataclass(frozen=True, slots=True)
class WatchState:
    """What keeps the library equal to the disk, at this moment."""

    activity: Literal["starting", "idle", "updating", "paused", "stopped"]
    roots: tuple[WatchedRoot, ...] = ()
    trouble: str = ""  # why the last look at the disk failed; it is tried again
