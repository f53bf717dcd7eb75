"""Moved files: their rows change, nothing is parsed or embedded.

Invariant: all moves of a run are applied together, so that no document is lost when files swap names or pass them on,
as rotated logs do.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from assistant.domain.records.files import SourceFile
from assistant.store.forget.erase import remove_orphan
from assistant.store.ledger.checksums.documents import changing
from assistant.store.ledger.files_table import document_of, write_file
from assistant.store.ledger.names_table import note_renamed


def move_files(connection: sqlite3.Connection, moves: Sequence[tuple[str, SourceFile]]) -> None:
    """Give each file the row of its old path and the quotes from it, and remove the old rows.

    An old path without a row is left alone.
    """
    found = [(connection.execute("SELECT * FROM files WHERE path = ?", (old,)).fetchone(), file) for old, file in moves]
    rows = [(row, file) for row, file in found if row is not None]
    quotes = [
        (str(file.path), int(quote[0]))
        for row, file in rows
        for quote in connection.execute("SELECT rowid FROM chat_quotes WHERE path = ?", (row["path"],)).fetchall()
    ]
    replaced = {document_of(connection, str(file.path)) for _, file in rows}
    connection.executemany("DELETE FROM files WHERE path = ?", [(row["path"],) for row, _ in rows])
    for row, file in rows:
        write_file(
            connection,
            file,
            row["state"],
            document_id=row["document_id"],
            reason=row["reason"],
            message=row["message"],
        )
        note_renamed(connection, row["document_id"])
    with changing(connection, "chat_quotes", [quote for _, quote in quotes]):
        connection.executemany("UPDATE chat_quotes SET path = ? WHERE rowid = ?", quotes)
    for document in replaced:
        remove_orphan(connection, document)
