"""Completes a folder's path while it is typed; right accepts."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from textual.suggester import Suggester


class FolderSuggester(Suggester):
    """Suggests the first folder, by name, whose path begins with what is typed."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        return await asyncio.to_thread(suggest_folder, value)


def suggest_folder(value: str) -> str | None:
    """`value` completed to an existing folder, or None."""
    return next(iter(folders_like(value)), None) if value else None


def folders_like(value: str) -> list[str]:
    """The folders whose path begins with `value` as it is typed, by name; hidden ones only behind a dot."""
    parent, _, beginning = value.rpartition(os.sep)
    if value and not parent and not value.startswith(os.sep):
        parent = "~" if value == "~" else "."
        beginning = "" if value == "~" else value
    try:
        names = sorted(entry.name for entry in Path(parent + os.sep).expanduser().iterdir() if entry.is_dir())
    except (OSError, RuntimeError):
        return []
    fitting = [name for name in names if name.startswith(beginning) and (beginning or not name.startswith("."))]
    return [f"{parent}{os.sep}{name}" for name in fitting]
