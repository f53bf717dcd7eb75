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
    parent, _, beginning = value.rpartition(os.sep)
    try:
        names = sorted(entry.name for entry in Path(parent + os.sep).expanduser().iterdir() if entry.is_dir())
    except (OSError, RuntimeError):
        return None
    fitting = [name for name in names if name.startswith(beginning) and (beginning or not name.startswith("."))]
    return f"{parent}{os.sep}{fitting[0]}" if value and fitting else None
