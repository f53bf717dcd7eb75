"""Documents whose files were renamed: the line in front of their chunks may still hold a name that is gone.

Invariant: a document is noted in the transaction that renames or removes a file of it, and stays noted until the line
is that of a file which is there.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.domain.ports.embed import Vectors
from assistant.domain.records.documents import ChunkDraft, NamedDocument
from assistant.store.ledger import forms_table
from assistant.store.ledger.checksums.documents import document_is_sound, hash_parts
from assistant.store.ledger.database import Database

_NOTE = "renamed:"
_ALL_NOTED = "renamed all"  # documents of a library that an earlier program wrote are noted once
_IDS = "SELECT CAST(substr(key, ?) AS INTEGER) FROM meta WHERE key LIKE ? || '%' ORDER BY 1"
_CHUNKS = """
SELECT c.id, c.page, c.start, c."end", c.headings, c.header, t.text FROM chunks c JOIN chunk_text t ON t.id = c.id
WHERE c.document_id = ? ORDER BY c.number
"""
_ENTRIES = "FROM chunk_text WHERE id IN (SELECT id FROM chunks WHERE document_id = ?)"


def note_renamed(connection: sqlite3.Connection, document_id: int | None) -> None:
    """Look at the names of the document later. Call it in the transaction that renames or removes a file of it."""
    if document_id is not None:
        connection.execute("INSERT OR IGNORE INTO meta VALUES (?, '1')", (f"{_NOTE}{document_id}",))


def settle_names(connection: sqlite3.Connection, document_id: int) -> None:
    """The names of the document are as they should be."""
    connection.execute("DELETE FROM meta WHERE key = ?", (f"{_NOTE}{document_id}",))


def noted_documents(database: Database) -> list[int]:
    """The ids of the documents to look at."""
    if database.row("SELECT 1 FROM meta WHERE key = ?", (_ALL_NOTED,)) is None:
        with database.transaction() as connection:
            connection.execute(f"INSERT OR IGNORE INTO meta SELECT '{_NOTE}' || id, '1' FROM documents")
            connection.execute("INSERT OR IGNORE INTO meta VALUES (?, '1')", (_ALL_NOTED,))
    return [int(row[0]) for row in database.rows(_IDS, (len(_NOTE) + 1, _NOTE))]


def read_named(database: Database, document_id: int) -> NamedDocument | None:
    """The document with its files and chunks; None if it is gone."""
    row = database.row("SELECT title FROM documents WHERE id = ?", (document_id,))
    files = database.rows("SELECT path, root FROM files WHERE document_id = ? ORDER BY path", (document_id,))
    if row is None or not files:
        return None
    drafts = tuple(map(_draft, database.rows(_CHUNKS, (document_id,))))
    places = tuple((Path(file["path"]), Path(file["root"])) for file in files)
    return NamedDocument(document_id, str(row["title"]), places, drafts)


def _draft(row: sqlite3.Row) -> ChunkDraft:
    headings = tuple(json.loads(row["headings"]))
    return ChunkDraft(row["page"], row["start"], row["end"], headings, row["header"], row["text"])


def rewrite_headers(connection: sqlite3.Connection, document_id: int, headers: Sequence[str], vectors: Vectors) -> None:
    """Replace the headers of all chunks, in order, with what depends on them: keywords and vectors (a row a chunk).

    A document that was changed behind the program's back stays as it is: it is read again anyway.
    """
    if not document_is_sound(connection, document_id):
        return
    ids = [
        int(row[0])
        for row in connection.execute("SELECT id FROM chunks WHERE document_id = ? ORDER BY number", (document_id,))
    ]
    if not len(ids) == len(headers) == len(vectors):
        raise ValueError(f"{len(ids)} chunks, {len(headers)} headers, {len(vectors)} vectors")
    # The indexes of words store no text of their own, so the removal of an entry needs the text again.
    connection.execute(
        f"INSERT INTO keywords (keywords, rowid, header, text) SELECT 'delete', id, header, text {_ENTRIES}",
        (document_id,),
    )
    forms_table.remove_document(connection, document_id)
    connection.executemany("UPDATE chunks SET header = ? WHERE id = ?", list(zip(headers, ids, strict=True)))
    connection.execute(f"INSERT INTO keywords (rowid, header, text) SELECT id, header, text {_ENTRIES}", (document_id,))
    forms_table.add_document(connection, document_id)
    blobs = [np.ascontiguousarray(vector, dtype="<f4").tobytes() for vector in vectors]
    connection.executemany("UPDATE vectors SET vector = ? WHERE chunk_id = ?", list(zip(blobs, ids, strict=True)))
    connection.executemany(
        "INSERT OR REPLACE INTO vector_queue (chunk_id, operation) VALUES (?, 'add')", [(chunk,) for chunk in ids]
    )
    connection.executemany("DELETE FROM next_vectors WHERE chunk_id = ?", [(chunk,) for chunk in ids])
    hash_parts(connection, document_id, ("passage", "vector"))
