"""The EarlierTexts port: documents are read again one by one, and each answers with its earlier text until then.

Invariant: text, passages, keywords and vectors of a document are replaced in one transaction. Its key and its id stay.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from assistant.domain.ports.embed import Vectors
from assistant.domain.records.documents import ChunkDraft, ParsedDocument
from assistant.domain.records.files import FileRecord
from assistant.store.forget.erase import count_unwiped
from assistant.store.ledger import documents_table
from assistant.store.ledger.database import Database
from assistant.store.ledger.files_table import files_of, write_message
from assistant.store.ledger.tables_table import write_tables

_KINDS = """
SELECT f.suffix, d.made_by, count(DISTINCT d.id) FROM files f JOIN documents d ON d.id = f.document_id
WHERE f.state = 'indexed' GROUP BY 1, 2
"""
_OF_KIND = """
SELECT d.id, min(f.path) FROM files f JOIN documents d ON d.id = f.document_id
WHERE f.state = 'indexed' AND f.suffix = ? AND d.made_by = ? GROUP BY d.id
"""


class LedgerEarlierTexts:
    """Over the ledger of one library. `made_by` has the present versions for a file's name."""

    def __init__(self, database: Database, made_by: Callable[[str], str]) -> None:
        self._database = database
        self._made_by = made_by

    def count(self) -> int:
        """How many documents wait."""
        return sum(count for _, _, count in self._kinds())

    def waiting(self) -> list[int]:
        found = [
            (str(row[1]), int(row[0]))
            for suffix, made_by, _ in self._kinds()
            for row in self._database.rows(_OF_KIND, (suffix, made_by))
        ]
        return [document for _, document in sorted(found)]

    def _kinds(self) -> list[tuple[str, str, int]]:
        """(suffix, versions, documents) of what other versions made."""
        rows = ((str(row[0]), str(row[1]), int(row[2])) for row in self._database.rows(_KINDS))
        return [(suffix, made_by, count) for suffix, made_by, count in rows if self._made_by(f"_{suffix}") != made_by]

    def files(self, document: int) -> list[FileRecord]:
        return files_of(self._database, document)

    def is_same(self, document: int, read: ParsedDocument, drafts: Sequence[ChunkDraft]) -> bool:
        with self._database.transaction() as connection:
            return documents_table.is_same(connection, document, read, drafts)

    def confirm(self, document: int, read: ParsedDocument) -> None:
        with self._database.transaction() as connection:
            write_tables(connection, document, read)
            _settle(connection, document, read.made_by)

    def replace(self, document: int, read: ParsedDocument, drafts: Sequence[ChunkDraft], vectors: Vectors) -> None:
        with self._database.transaction() as connection:
            row = connection.execute("SELECT content_key FROM documents WHERE id = ?", (document,)).fetchone()
            documents_table.rewrite_document(connection, document, str(row[0]), read, drafts, vectors)
            count_unwiped(connection)
            _settle(connection, document, read.made_by)

    def keep(self, document: int, made_by: str, message: str) -> None:
        with self._database.transaction() as connection:
            _settle(connection, document, made_by, message)


def _settle(connection: sqlite3.Connection, document: int, made_by: str, message: str = "") -> None:
    documents_table.note_made_by(connection, document, made_by)
    write_message(connection, document, message)
