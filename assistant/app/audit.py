"""The record of the guard's decisions: read, checked, begun anew, and known to the library.

Invariant: no entry is ever changed or removed here.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.config.paths import Paths
from assistant.domain.errors import AssistantError, UsageError

if TYPE_CHECKING:
    from assistant.guard.audit.report import AuditReport
    from assistant.store.ledger.database import Database

_MOST_ENTRIES = 1000
_HEAD = "audit_head"  # the value of the ledger


def audit_folder(paths: Paths) -> Path:
    """Where decisions are recorded."""
    return paths.audit


def last_entries(paths: Paths, limit: int) -> list[dict[str, object]]:
    """The last entries, newest first."""
    from assistant.guard.audit.verify import read_entries

    return _newest_first(read_entries(audit_folder(paths)), limit)


def recent_decisions(paths: Paths, limit: int = 50) -> list[dict[str, object]]:
    """The last decisions and events, newest first; empty where there is no record."""
    return last_entries(paths, limit)


def verify_record(paths: Paths, start_key: str = "") -> AuditReport:
    """Check every line, both ends, and what the library knows; with `start_key` the seals too. Raises UsageError."""
    from assistant.guard.audit.chain import StartKey
    from assistant.guard.audit.verify import verify

    start = StartKey.read(start_key) if start_key else None
    if start_key and start is None:
        raise UsageError("That is no start key.", "It was printed by: assistant audit start")
    return verify(audit_folder(paths), _known_head(paths), start)


def begin_record(paths: Paths) -> str:
    """Set the record aside and begin a new one; returns its start key, which is kept nowhere. Raises AssistantError."""
    from assistant.guard.audit.record import AuditRecord

    try:
        return str(AuditRecord(audit_folder(paths)).begin())
    except OSError as error:
        what = f"The audit record cannot be written ({error.strerror})."
        raise AssistantError(what, "Check that the disk is not full and that the folder may be written.") from error


def keep_head(paths: Paths, database: Database) -> None:
    """Let the library keep the number and hash of the record's last line. Lines that are gone since are noted first."""
    from assistant.guard.audit.record import AuditRecord
    from assistant.guard.audit.verify import head_of, lacks
    from assistant.store.ledger.meta_table import read_value, write_value

    folder = audit_folder(paths)
    known = read_value(database, _HEAD)
    if known and lacks(folder, known):
        AuditRecord(folder).note_damage("lines are missing that the library knows of")
    head = head_of(folder)
    if head and head != known:
        with database.transaction() as connection:
            write_value(connection, _HEAD, head)


def _known_head(paths: Paths) -> str:
    """What the library keeps of the record; "" if there is no library that can be read."""
    from assistant.store.ledger.database import Database, ledger_exists
    from assistant.store.ledger.meta_table import read_value

    if not ledger_exists(paths.ledger):
        return ""
    try:
        with closing(Database(paths.ledger, read_only=True)) as database:
            return read_value(database, _HEAD)
    except AssistantError:
        return ""


def _newest_first(entries: Iterator[dict[str, object]], limit: int) -> list[dict[str, object]]:
    return list(reversed(deque(entries, maxlen=min(limit, _MOST_ENTRIES))))
