"""The table of files: their state, their document and what a scan compares. Invariant: one row a path."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Collection, Iterable
from pathlib import PurePath

from assistant.domain.records.files import FileRecord, FileState, SourceFile
from assistant.domain.scope import Scope
from assistant.store.ledger.checksums.documents import FILE_IS_SOUND, file_is_sound, hash_files
from assistant.store.ledger.database import Database
from assistant.store.ledger.scope import scope_condition
from assistant.text.clean import storable
from assistant.text.pages import ending

_RECORDS = """
SELECT f.*, d.title, d.pages_without_text, d.notes,
    (SELECT count(*) FROM pages p WHERE p.document_id = f.document_id) AS pages,
    (SELECT count(*) FROM chunks c WHERE c.document_id = f.document_id) AS chunks
FROM files f LEFT JOIN documents d ON d.id = f.document_id
"""

_MOST_FOLDERS = 200  # for more folders, reading the whole table is faster


def all_files(database: Database) -> list[FileRecord]:
    """Every file, by path."""
    return [_record(row) for row in database.rows(_RECORDS + " ORDER BY f.path")]


def scanned_files(database: Database, folders: Collection[str] = ()) -> list[FileRecord]:
    """Every file with the fields that a scan compares: ten times faster. With `folders`, only the files below them."""
    if not folders or len(folders) > _MOST_FOLDERS:
        return [_scanned(row) for row in database.rows("SELECT * FROM files ORDER BY path")]
    found: dict[str, FileRecord] = {}
    for folder in folders:
        start = storable(folder).rstrip(os.sep) + os.sep
        end = start[:-1] + chr(ord(os.sep) + 1)
        rows = database.rows("SELECT * FROM files WHERE path >= ? AND path < ?", (start, end))
        found.update((row["path"], _scanned(row)) for row in rows)
    return [found[path] for path in sorted(found)]


def all_paths(database: Database) -> list[str]:
    """The path of every file, in order."""
    return [str(row[0]) for row in database.rows("SELECT path FROM files ORDER BY path")]


def known_paths(database: Database) -> list[str]:
    """The paths of all files, and of files that left the library but are still quoted in a conversation."""
    return [
        str(row[0]) for row in database.rows("SELECT path FROM files UNION SELECT path FROM chat_quotes ORDER BY 1")
    ]


def find_file(database: Database, path: str) -> FileRecord | None:
    """The file at `path`, or None."""
    row = database.row(_RECORDS + " WHERE f.path = ?", (path,))
    return _record(row) if row is not None else None


def files_without_pages(database: Database, suffixes: Collection[str]) -> list[FileRecord]:
    """One indexed file for each document that lists pages without text."""
    marks = ", ".join("?" * len(suffixes))
    rows = database.rows(
        "SELECT min(f.path) FROM files f JOIN documents d ON d.id = f.document_id WHERE f.state = 'indexed' "
        f"AND d.pages_without_text != '[]' AND f.suffix IN ({marks}) GROUP BY d.id ORDER BY 1",
        tuple(suffixes),
    )
    found = [find_file(database, str(row[0])) for row in rows]
    return [file for file in found if file is not None]


def files_within(database: Database, scope: Scope) -> list[FileRecord]:
    """The files in `scope`, whatever their state, by path."""
    condition, values = scope_condition(scope)
    return [_record(row) for row in database.rows(f"{_RECORDS} WHERE {condition} ORDER BY f.path", values)]


def paths_within(database: Database, paths: Iterable[str], scope: Scope) -> set[str]:
    """Those of `paths` that are indexed and in `scope`."""
    condition, values = scope_condition(scope)
    sql = f"SELECT f.path FROM files f WHERE f.path = ? AND f.state = 'indexed' AND {condition}"
    return {path for path in paths if database.row(sql, [path, *values]) is not None}


def write_file(
    connection: sqlite3.Connection,
    file: SourceFile,
    state: FileState,
    *,
    document_id: int | None = None,
    reason: str = "",
    message: str = "",
) -> None:
    """Insert or replace the row of `file`."""
    connection.execute(
        """INSERT OR REPLACE INTO files (path, root, state, reason, message, size_bytes, mtime_ns, device, inode,
            sha256, suffix, document_id, changed_ns, hashed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            str(file.path),
            str(file.root),
            state,
            reason,
            message,
            file.size_bytes,
            file.mtime_ns,
            signed(file.device),
            signed(file.inode),
            file.sha256,
            file.path.suffix.lower(),
            document_id,
            file.changed_ns,
            file.hashed_at,
        ),
    )
    hash_files(connection, [str(file.path)])


def touch_file(connection: sqlite3.Connection, file: SourceFile) -> None:
    """Record the new root, times and inode of a file whose content is the same."""
    sound = file_is_sound(connection, str(file.path))
    connection.execute(
        "UPDATE files SET root = ?, mtime_ns = ?, device = ?, inode = ? WHERE path = ?",
        (str(file.root), file.mtime_ns, signed(file.device), signed(file.inode), str(file.path)),
    )
    if sound:
        hash_files(connection, [str(file.path)])
    note_files(connection, [file])


def note_files(connection: sqlite3.Connection, files: Iterable[SourceFile]) -> None:
    """Record when unchanged files last changed their status and were last hashed."""
    connection.executemany(
        "UPDATE files SET changed_ns = ?, hashed_at = ? WHERE path = ?",
        [(file.changed_ns, file.hashed_at, str(file.path)) for file in files],
    )


def retry_refused(connection: sqlite3.Connection, reasons: Collection[str], suffixes: Collection[str]) -> None:
    """Let files be read again that were left out for one of `reasons`, or whose names end in one of `suffixes`."""
    refused = connection.execute("SELECT path, reason FROM files WHERE state = 'quarantined'").fetchall()
    paths = [str(path) for path, reason in refused if reason in reasons or ending(PurePath(path)) in suffixes]
    connection.executemany(
        "UPDATE files SET state = 'pending', reason = '', message = '' WHERE path = ?", [(path,) for path in paths]
    )
    hash_files(connection, paths)


def files_of(database: Database, document_id: int) -> list[FileRecord]:
    """The files that share a document, by path."""
    rows = database.rows(f"{_RECORDS} WHERE f.document_id = ? AND f.state = 'indexed' ORDER BY f.path", (document_id,))
    return [_record(row) for row in rows]


def write_message(connection: sqlite3.Connection, document_id: int, message: str) -> None:
    """Say `message` of all files of a document. A row that is not as it was written stays as it is."""
    query = f"SELECT path FROM files WHERE document_id = ? AND message <> ? AND {FILE_IS_SOUND}"
    paths = [str(row[0]) for row in connection.execute(query, (document_id, message))]
    connection.executemany("UPDATE files SET message = ? WHERE path = ?", [(message, path) for path in paths])
    hash_files(connection, paths)


def document_of(connection: sqlite3.Connection, path: str) -> int | None:
    """The document that the file at `path` points to."""
    row = connection.execute("SELECT document_id FROM files WHERE path = ?", (path,)).fetchone()
    return None if row is None or row[0] is None else int(row[0])


def signed(value: int) -> int:
    """`value` as a signed 64-bit integer: inode numbers use all 64 bits, and SQLite's integers have a sign."""
    return value - (1 << 64) if value >= 1 << 63 else value


def _unsigned(value: int) -> int:
    return value + (1 << 64) if value < 0 else value


def _scanned(row: sqlite3.Row) -> FileRecord:
    return FileRecord(
        path=row["path"],
        root=row["root"],
        state=row["state"],
        reason=row["reason"],
        message=row["message"],
        size_bytes=row["size_bytes"],
        mtime_ns=row["mtime_ns"],
        sha256=row["sha256"],
        device=_unsigned(row["device"]),
        inode=_unsigned(row["inode"]),
        changed_ns=row["changed_ns"],
        hashed_at=row["hashed_at"],
    )


def _record(row: sqlite3.Row) -> FileRecord:
    return FileRecord(
        path=row["path"],
        root=row["root"],
        state=row["state"],
        reason=row["reason"],
        message=row["message"],
        size_bytes=row["size_bytes"],
        mtime_ns=row["mtime_ns"],
        sha256=row["sha256"],
        pages=row["pages"],
        chunks=row["chunks"],
        pages_without_text=tuple(json.loads(row["pages_without_text"] or "[]")),
        title=row["title"] or "",
        notes=tuple(json.loads(row["notes"] or "[]")),
        device=_unsigned(row["device"]),
        inode=_unsigned(row["inode"]),
        changed_ns=row["changed_ns"],
        hashed_at=row["hashed_at"],
    )
