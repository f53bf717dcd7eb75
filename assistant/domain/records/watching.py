"""The state of the watch at one moment."""

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
    """What the watch does at this moment, and how it watches each root."""

    activity: Literal["starting", "idle", "updating", "paused", "stopped"]
    roots: tuple[WatchedRoot, ...] = ()
    trouble: str = ""  # why the last scan failed; it is retried
    warning: str = ""  # what is wrong with the policy files, or with the place of the library
