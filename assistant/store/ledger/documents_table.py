"""Documents, pages, chunks and vectors.

Invariant: chunks, keywords, the vector queue and checksums change in one transaction; no passage leaves the ledger that
is not as it was written.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np

from assistant.domain.ports.embed import Vectors
from assistant.domain.records.documents import Chunk, ChunkDraft, ParsedDocument, ParsedPage
from assistant.store.ledger import forms_table
from assistant.store.ledger.checksums.documents import (
    FILE_IS_SOUND,
    document_is_sound,
    hash_document,
    hash_parts,
)
from assistant.store.ledger.checksums.verified import sound_numbers, sound_rows
from assistant.store.ledger.database import Database
from assistant.store.ledger.identity import chunk_id
from assistant.store.ledger.tables_table import write_tables

_ALL_CHUNKS = 1 << 62
_BATCH = 500  # below the limit of parameters of every SQLite build

_CHUNKS = """
SELECT c.id, c.document_id, c.number, c.page, c.start, c."end", c.headings, c.header, d.title, d.paged, p.marks,
    substr(p.text, c.start + 1, c."end" - c.start) AS text
FROM chunks c JOIN documents d ON d.id = c.document_id
    JOIN pages p ON p.document_id = c.document_id AND p.number = c.page
"""

_PAGES = "SELECT p.number, p.text, p.marks FROM documents d JOIN pages p ON p.document_id = d.id"
_STORED = "SELECT title, paged, pages_without_text, notes FROM documents WHERE id = ?"
_STORED_PAGES = "SELECT number, text, marks FROM pages WHERE document_id = ? ORDER BY number"
_STORED_CHUNKS = """
SELECT number, page, start, "end", headings, header FROM chunks WHERE document_id = ? ORDER BY number
"""


def find_document(connection: sqlite3.Connection, key: str) -> int | None:
    """The id of the document with this content key, or None."""
    row = connection.execute("SELECT id FROM documents WHERE content_key = ?", (key,)).fetchone()
    return None if row is None else int(row[0])


def insert_document(
    connection: sqlite3.Connection, key: str, document: ParsedDocument, drafts: Sequence[ChunkDraft], vectors: Vectors
) -> int:
    """Write a document with its pages and chunks; returns its id. `vectors` has shape (len(drafts), dimension)."""
    cursor = connection.execute(
        "INSERT INTO documents (content_key, title, paged, pages_without_text, notes, made_by) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (key, *_document_row(document), document.made_by),
    )
    document_id = int(cursor.lastrowid or 0)
    _write_contents(connection, document_id, key, document, drafts, vectors)
    return document_id


def is_same(
    connection: sqlite3.Connection, document_id: int, document: ParsedDocument, drafts: Sequence[ChunkDraft]
) -> bool:
    """Whether the stored document is undamaged and equals the given document. Equal chunks have equal vectors."""
    if not document_is_sound(connection, document_id):
        return False
    stored = [tuple(row) for row in connection.execute(_STORED, (document_id,))]
    pages = [tuple(row) for row in connection.execute(_STORED_PAGES, (document_id,))]
    chunks = [tuple(row) for row in connection.execute(_STORED_CHUNKS, (document_id,))]
    return (
        stored == [_document_row(document)]
        and pages == [_page_row(page) for page in document.pages]
        and chunks == [_chunk_row(number, draft) for number, draft in enumerate(drafts)]
    )


def rewrite_document(
    connection: sqlite3.Connection,
    document_id: int,
    key: str,
    document: ParsedDocument,
    drafts: Sequence[ChunkDraft],
    vectors: Vectors,
) -> None:
    """Replace the contents of a document. Its id stays, because files and quotes point to it."""
    _delete_contents(connection, document_id)
    connection.execute(
        "UPDATE documents SET title = ?, paged = ?, pages_without_text = ?, notes = ?, made_by = ? WHERE id = ?",
        (*_document_row(document), document.made_by, document_id),
    )
    _write_contents(connection, document_id, key, document, drafts, vectors)


def note_made_by(connection: sqlite3.Connection, document_id: int, made_by: str) -> None:
    """The text of the document is what the reader and chunker of these versions make of it."""
    connection.execute("UPDATE documents SET made_by = ? WHERE id = ?", (made_by, document_id))


def _write_contents(
    connection: sqlite3.Connection,
    document_id: int,
    key: str,
    document: ParsedDocument,
    drafts: Sequence[ChunkDraft],
    vectors: Vectors,
) -> None:
    if len(drafts) != len(vectors):
        raise ValueError(f"{len(drafts)} chunks, {len(vectors)} vectors")
    connection.executemany(
        "INSERT INTO pages (document_id, number, text, marks) VALUES (?, ?, ?, ?)",
        [(document_id, *_page_row(page)) for page in document.pages],
    )
    ids = [chunk_id(key, number) for number in range(len(drafts))]
    connection.executemany(
        "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (chunk, document_id, *_chunk_row(number, draft))
            for number, (chunk, draft) in enumerate(zip(ids, drafts, strict=True))
        ],
    )
    blobs = [np.ascontiguousarray(vector, dtype="<f4").tobytes() for vector in vectors]
    connection.executemany("INSERT INTO vectors VALUES (?, ?)", list(zip(ids, blobs, strict=True)))
    connection.execute(
        "INSERT INTO keywords (rowid, header, text) SELECT id, header, text FROM chunk_text WHERE id IN "
        "(SELECT id FROM chunks WHERE document_id = ?)",
        (document_id,),
    )
    forms_table.add_document(connection, document_id)
    connection.executemany(
        "INSERT OR REPLACE INTO vector_queue (chunk_id, operation) VALUES (?, 'add')", [(chunk,) for chunk in ids]
    )
    write_tables(connection, document_id, document)
    hash_document(connection, document_id)


def _delete_contents(connection: sqlite3.Connection, document_id: int) -> None:
    # The indexes of words store no text of their own, so the removal of an entry needs the text again.
    if not document_is_sound(connection, document_id):
        _delete_rows(connection, document_id)
        _rebuild_words(connection)
        return
    connection.execute(
        "INSERT INTO keywords (keywords, rowid, header, text) SELECT 'delete', id, header, text FROM chunk_text "
        "WHERE id IN (SELECT id FROM chunks WHERE document_id = ?)",
        (document_id,),
    )
    forms_table.remove_document(connection, document_id)
    _delete_rows(connection, document_id)


def delete_damaged(connection: sqlite3.Connection, documents: Collection[int]) -> None:
    """Remove documents that are not as they were written. No file may point to them."""
    for document in documents:
        _delete_rows(connection, document)
        connection.execute("DELETE FROM documents WHERE id = ?", (document,))
    _rebuild_words(connection)


def _rebuild_words(connection: sqlite3.Connection) -> None:
    """The text of a damaged document is not the one that was indexed: its words can only go with the whole index."""
    connection.execute("INSERT INTO keywords (keywords) VALUES ('rebuild')")
    forms_table.make_anew(connection)


def _delete_rows(connection: sqlite3.Connection, document_id: int) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO vector_queue (chunk_id, operation) "
        "SELECT id, 'remove' FROM chunks WHERE document_id = ?",
        (document_id,),
    )
    for table in ("checksums", "chunks", "pages", "tables"):
        connection.execute(f"DELETE FROM {table} WHERE document_id = ?", (document_id,))


def _document_row(document: ParsedDocument) -> tuple[str, int, str, str]:
    return (
        document.title,
        int(document.paged),
        json.dumps(document.pages_without_text),
        json.dumps(document.notes),
    )


def _page_row(page: ParsedPage) -> tuple[int, str, str]:
    return page.number, page.text, json.dumps(page.marks)


def _chunk_row(number: int, draft: ChunkDraft) -> tuple[int, int, int, int, str, str]:
    return number, draft.page, draft.start, draft.end, json.dumps(draft.headings), draft.header


def delete_orphan(connection: sqlite3.Connection, document_id: int | None) -> bool:
    """Remove the document if no file points to it any more; True if it was removed."""
    if document_id is None:
        return False
    if connection.execute("SELECT 1 FROM files WHERE document_id = ? LIMIT 1", (document_id,)).fetchone():
        return False
    _delete_contents(connection, document_id)
    connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))
    return True


def read_chunks(database: Database, ids: Iterable[int]) -> dict[int, Chunk]:
    """The chunks that exist and belong to a file, by id."""
    wanted = list(dict.fromkeys(ids))
    rows: list[sqlite3.Row] = []
    for start in range(0, len(wanted), _BATCH):
        part = wanted[start : start + _BATCH]
        rows += database.rows(f"{_CHUNKS} WHERE c.id IN ({', '.join('?' * len(part))})", part)
    return {chunk.id: chunk for chunk in _with_paths(database, rows)}


def read_neighbours(database: Database, chunk: Chunk, before: int, after: int) -> list[Chunk]:
    """Chunks of the same document and page, up to `before` numbers lower and `after` numbers higher."""
    rows = database.rows(
        f"""{_CHUNKS} WHERE c.document_id = (SELECT document_id FROM chunks WHERE id = ?)
            AND c.page = (SELECT page FROM chunks WHERE id = ?) AND c.number BETWEEN ? AND ? ORDER BY c.number""",
        (chunk.id, chunk.id, chunk.number - before, chunk.number + after),
    )
    return _with_paths(database, rows, prefer=chunk.path)


def read_document(database: Database, path: str, first: int | None = None) -> list[Chunk]:
    """The chunks of the document of an indexed file, all or the `first` ones, in order, with `path` as their path."""
    rows = database.rows(
        f"""{_CHUNKS} WHERE c.document_id = (SELECT document_id FROM files WHERE path = ? AND state = 'indexed')
            AND c.number < ? ORDER BY c.number""",
        (path, first if first is not None else _ALL_CHUNKS),
    )
    return _with_paths(database, rows, prefer=path)


def read_page(database: Database, path: str, page: int) -> str:
    """The text of a page. Raises KeyError where there is none, or where it is not as it was written."""
    row = database.row(
        "SELECT p.text, p.document_id FROM files f JOIN pages p ON p.document_id = f.document_id "
        "WHERE f.path = ? AND p.number = ?",
        (path, page),
    )
    if row is None:
        raise KeyError((path, page))
    if not sound_numbers(database, int(row[1]), "page", [page]):
        database.damaged.add(int(row[1]))
        raise KeyError((path, page))
    return str(row[0])


def read_pages(database: Database, path: str) -> list[ParsedPage]:
    """The pages of the file at `path`, in order, without their blocks."""
    rows = database.rows(f"{_PAGES} JOIN files f ON f.document_id = d.id WHERE f.path = ? ORDER BY p.number", (path,))
    return _pages(rows)


def read_pages_of_key(database: Database, key: str) -> list[ParsedPage]:
    """The pages of the document with this content key, in order, without their blocks."""
    return _pages(database.rows(f"{_PAGES} WHERE d.content_key = ? ORDER BY p.number", (key,)))


def _pages(rows: Iterable[sqlite3.Row]) -> list[ParsedPage]:
    return [ParsedPage(int(row[0]), str(row[1]), marks=tuple(json.loads(row[2]))) for row in rows]


def write_marks(connection: sqlite3.Connection, document_id: int | None, marks: Mapping[int, tuple[str, ...]]) -> None:
    """Replace the marks of a document's pages, by page number."""
    connection.executemany(
        "UPDATE pages SET marks = ? WHERE document_id = ? AND number = ?",
        [(json.dumps(found), document_id, number) for number, found in marks.items()],
    )
    if document_id is not None:
        hash_parts(connection, document_id, ("marks",))


def read_vectors(database: Database, ids: Sequence[int], dimension: int) -> Vectors:
    """Shape (len(ids), dimension), in the order of `ids`. Raises KeyError for an unknown id."""
    found = _blobs(database, ids)
    joined = b"".join(found[int(chunk)] for chunk in ids)
    return np.frombuffer(joined, dtype="<f4").reshape(len(ids), dimension)


def read_known_vectors(database: Database, ids: Sequence[int], dimension: int) -> tuple[list[int], Vectors]:
    """The known ids among `ids`, in order, and their vectors, shape (n, dimension)."""
    found = _blobs(database, ids)
    known = [chunk for chunk in ids if chunk in found]
    joined = b"".join(found[chunk] for chunk in known)
    return known, np.frombuffer(joined, dtype="<f4").reshape(len(known), dimension)


def vector_dimension(database: Database) -> int:
    """The dimension of the library's vectors; 0 if there are none."""
    return database.number("SELECT length(vector) FROM vectors LIMIT 1") // 4


def _blobs(database: Database, ids: Sequence[int]) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    for start in range(0, len(ids), _BATCH):
        part = [int(chunk) for chunk in ids[start : start + _BATCH]]
        marks = ", ".join("?" * len(part))
        for row in database.rows(f"SELECT chunk_id, vector FROM vectors WHERE chunk_id IN ({marks})", part):
            found[int(row[0])] = bytes(row[1])
    return found


def _with_paths(database: Database, found: Sequence[sqlite3.Row], prefer: str = "") -> list[Chunk]:
    rows = sound_rows(database, found)
    documents = list({int(row["document_id"]) for row in rows})
    paths: dict[int, list[str]] = {}
    for start in range(0, len(documents), _BATCH):
        part = documents[start : start + _BATCH]
        for file in database.rows(
            f"SELECT document_id, path, {FILE_IS_SOUND} FROM files "
            f"WHERE document_id IN ({', '.join('?' * len(part))}) ORDER BY path",
            part,
        ):
            if file[2]:
                paths.setdefault(int(file[0]), []).append(str(file[1]))
            else:
                database.damaged.add(int(file[0]))
    return [_chunk(row, paths[row["document_id"]], prefer) for row in rows if row["document_id"] in paths]


def _chunk(row: sqlite3.Row, paths: list[str], prefer: str) -> Chunk:
    path = prefer if prefer in paths else paths[0]
    return Chunk(
        id=row["id"],
        path=path,
        page=row["page"] if row["paged"] else None,
        start=row["start"],
        end=row["end"],
        headings=tuple(json.loads(row["headings"])),
        header=row["header"],
        text=row["text"],
        title=row["title"],
        number=row["number"],
        marks=tuple(json.loads(row["marks"])),
        also_at=tuple(other for other in paths if other != path),
    )
