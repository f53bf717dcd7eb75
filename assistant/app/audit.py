"""Reading the record of the guard's decisions. Invariant: nothing here can change the record."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.config.paths import Paths
from assistant.domain.errors import AssistantError

if TYPE_CHECKING:
    from assistant.guard.audit.record import AuditReport

_MOST_ENTRIES = 1000


def audit_folder(paths: Paths) -> Path:
    """Where decisions are recorded."""
    return paths.state / "audit"


def last_entries(paths: Paths, limit: int) -> list[dict[str, object]]:
    """The last entries, newest first. Raises AssistantError for a line that is damaged."""
    from assistant.guard.audit.record import read_entries

    return _newest_first(read_entries(audit_folder(paths)), limit)


def recent_decisions(paths: Paths, limit: int = 50) -> list[dict[str, object]]:
    """The last entries, newest first, of those before the first damaged line; empty where there is no record."""
    from assistant.guard.audit.record import read_entries

    def entries() -> Iterator[dict[str, object]]:
        try:
            yield from read_entries(audit_folder(paths))
        except AssistantError:
            return

    return _newest_first(entries(), limit)


def verify_record(paths: Paths) -> AuditReport:
    """Check every line against the line before it, and the end against the note of the last line."""
    from assistant.guard.audit.record import verify

    return verify(audit_folder(paths))


def _newest_first(entries: Iterator[dict[str, object]], limit: int) -> list[dict[str, object]]:
    return list(reversed(deque(entries, maxlen=min(limit, _MOST_ENTRIES))))
