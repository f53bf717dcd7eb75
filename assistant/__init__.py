"""A private assistant over a person's own files. Each folder is a room; CONTRIBUTING.md has the map.

What `docs/python.md` names is found here when it is asked for: importing this loads nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.domain.errors import (
        AssistantError,
        GenerationFailed,
        LibraryBusy,
        ModelMissing,
        NothingFound,
        RebuildNeeded,
        StoppedByPolicy,
        UsageError,
        VaultLocked,
    )
    from assistant.doors.python.library import Library, open_library
    from assistant.doors.python.records import (
        Answer,
        Blocked,
        Checked,
        Citation,
        Cited,
        Coverage,
        Decision,
        Delta,
        Event,
        Finished,
        Passage,
        Question,
        Retrieved,
        Routed,
        Step,
        Table,
    )

__all__ = [
    "Answer", "AssistantError", "Blocked", "Checked", "Citation", "Cited", "Coverage", "Decision", "Delta", "Event",
    "Finished", "GenerationFailed", "Library", "LibraryBusy", "ModelMissing", "NothingFound", "Passage", "Question",
    "RebuildNeeded", "Retrieved", "Routed", "Step", "StoppedByPolicy", "Table", "UsageError", "VaultLocked",
    "open_library",
]  # fmt: skip

_PLACES = ("assistant.doors.python.library", "assistant.doors.python.records", "assistant.domain.errors")


def __getattr__(name: str) -> object:
    if name in __all__:
        from importlib import import_module

        for place in map(import_module, _PLACES):
            if hasattr(place, name):
                return getattr(place, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
