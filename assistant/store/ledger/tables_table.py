"""Tables of documents as rows. Invariant: they are written with their document, and go with it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import replace

from assistant.domain.records.documents import ParsedDocument
from assistant.domain.records.files import FileRecord
from assistant.domain.records.tables import StoredTable, TableRow
from assistant.domain.scope import Scope
from assistant.store.ledger.checksums.documents import hash_parts
from assistant.store.ledger.checksums.verified import sound_numbers
from assistant.store.ledger.database import Database
from assistant.store.ledger.files_table import find_file
from assistant.store.ledger.scope import scope_condition

_TABLES = """
SELECT t.*, f.path, d.paged, (SELECT count(*) FROM table_rows r WHERE r.table_id = t.id) AS row_count
FROM tables t JOIN documents d ON d.id = t.document_id JOIN files f ON f.document_id = d.id
WHERE f.state = 'indexed'
"""


def write_tables(connection: sqlite3.Connection, document_id: int, document: ParsedDocument) -> None:
    """Replace the tables of a document by those of `document`, and record the version of its reader."""
    connection.execute("DELETE FROM tables WHERE document_id = ?", (document_id,))
    connection.execute("UPDATE documents SET tables_version = ? WHERE id = ?", (document.tables_version, document_id))
    found = [(page.number, table) for page in document.pages for table in page.tables]
    for number, (page, table) in enumerate(found):
        cursor = connection.execute(
            "INSERT INTO tables (document_id, number, page, name, header, sheet, complete) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (document_id, number, page, table.name, _json(table.header), int(table.sheet), int(table.complete)),
        )
        connection.executemany(
            'INSERT INTO table_rows (table_id, position, number, start, "end", cells) VALUES (?, ?, ?, ?, ?, ?)',
            [
                (cursor.lastrowid, position, row.number, row.start, row.end, _json(row.cells))
                for position, row in enumerate(table.rows)
            ],
        )
    hash_parts(connection, document_id, ("tables", "table"))


def renew_tables(connection: sqlite3.Connection, document_id: int | None, document: ParsedDocument) -> None:
    """Write the tables of a stored document, if `document` comes from a later reader than those that it has.

    Its text, chunks and vectors stay. If the text of `document` differs, its rows stand elsewhere and are left out.
    """
    row = connection.execute("SELECT tables_version FROM documents WHERE id = ?", (document_id,)).fetchone()
    if document_id is None or row is None or int(row[0]) >= document.tables_version:
        return
    same = _has_same_text(connection, document_id, document)
    write_tables(connection, document_id, document if same else replace(document, pages=()))


def files_without_tables(database: Database, suffixes: Collection[str], version: int) -> list[FileRecord]:
    """One indexed file for each document whose tables were read by an earlier version, or never."""
    marks = ", ".join("?" * len(suffixes))
    rows = database.rows(
        "SELECT min(f.path) FROM files f JOIN documents d ON d.id = f.document_id WHERE f.state = 'indexed' "
        f"AND d.tables_version < ? AND f.suffix IN ({marks}) GROUP BY d.id ORDER BY 1",
        (version, *suffixes),
    )
    found = [find_file(database, str(row[0])) for row in rows]
    return [file for file in found if file is not None]


def read_tables(database: Database, scope: Scope) -> list[StoredTable]:
    """The tables of the indexed files in `scope`, by path and in the order of the file."""
    condition, values = scope_condition(scope)
    rows = database.rows(f"{_TABLES} AND {condition} ORDER BY f.path, t.number", values)
    return [
        StoredTable(
            id=int(row["id"]),
            document=int(row["document_id"]),
            path=str(row["path"]),
            page=int(row["page"]),
            paged=bool(row["paged"]),
            number=int(row["number"]),
            name=str(row["name"]),
            header=tuple(json.loads(row["header"])),
            rows=int(row["row_count"]),
            sheet=bool(row["sheet"]),
            complete=bool(row["complete"]),
        )
        for row in rows
    ]


class TableList:
    """The tables of the library, read again only if the library or the scope has changed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._read: tuple[tuple[tuple[int, int], Scope], list[StoredTable]] | None = None

    def within(self, scope: Scope) -> list[StoredTable]:
        """See `read_tables`."""
        key = (self._database.version, scope)
        if self._read is None or self._read[0] != key:
            self._read = (key, read_tables(self._database, scope))
        return self._read[1]


def read_rows(database: Database, table: int) -> list[TableRow]:
    """The rows of the table with this id, in order; empty if it is gone, or not as it was written."""
    found = database.row("SELECT document_id, number FROM tables WHERE id = ?", (table,))
    if found is None or not sound_numbers(database, int(found[0]), "table", [int(found[1])]):
        if found is not None:
            database.damaged.add(int(found[0]))
        return []
    rows = database.rows(
        'SELECT number, start, "end", cells FROM table_rows WHERE table_id = ? ORDER BY position', (table,)
    )
    return [TableRow(int(row[0]), int(row[1]), int(row[2]), tuple(json.loads(row[3]))) for row in rows]


def _has_same_text(connection: sqlite3.Connection, document_id: int, document: ParsedDocument) -> bool:
    """Whether the stored pages hold the text of `document`, so that its rows stand where they say."""
    stored = connection.execute("SELECT number, text FROM pages WHERE document_id = ? ORDER BY number", (document_id,))
    return [tuple(row) for row in stored] == [(page.number, page.text) for page in document.pages]


def _json(cells: Sequence[str]) -> str:
    # Not escaped, so that a search for what was forgotten finds the text of a cell as it is.
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":"))
