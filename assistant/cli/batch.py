"""Batches: JSON lines in, JSON lines out. Invariant: the error for a line that cannot be read names its number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assistant.domain.errors import UsageError
from assistant.text.clean import read_json_value


def read_batch(file: Path) -> Iterator[tuple[str, str]]:
    """(id, text) of each line. Raises UsageError naming file and line."""
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                value = read_json_value(line)
                yield str(value["id"]), str(value["text"])
            except (ValueError, KeyError, TypeError):
                raise UsageError(
                    f"Line {number} of {str(file)!r} is not a question.", 'Each line is {"id": ..., "text": ...}.'
                ) from None
