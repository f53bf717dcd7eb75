"""The index of forms: for the words that the keyword index alone would miss (see `text/forms/entry.py`).

Invariant: it stores no text. An entry is removed by making it again from the passage, so all entries are of the version
that `meta` names, and are made anew where it is another.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable

from assistant.text.forms.entry import entry, entry_version

_VERSION = "forms_version"
_BATCH = 500
_APART = re.compile(r"[^a-z0-9\x80-\U0010ffff]+")
_ALL = "SELECT id, header, text FROM chunk_text"
_OF_DOCUMENT = "SELECT id, header, text FROM chunk_text WHERE id IN (SELECT id FROM chunks WHERE document_id = ?)"


def create(connection: sqlite3.Connection) -> None:
    """Make the table, without entries. The tokenizer takes every character beyond ASCII as a letter: the terms are made
    here, and not folded again there."""
    connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS forms USING fts5(terms, content = '', tokenize = 'ascii')")


def add_document(connection: sqlite3.Connection, document_id: int) -> None:
    """Add the entries of a document's passages."""
    connection.executemany("INSERT INTO forms (rowid, terms) VALUES (?, ?)", _entries(connection, document_id))


def remove_document(connection: sqlite3.Connection, document_id: int) -> None:
    """Remove the entries of a document, whose passages must be there and as they were written."""
    connection.executemany(
        "INSERT INTO forms (forms, rowid, terms) VALUES ('delete', ?, ?)", _entries(connection, document_id)
    )


def _entries(connection: sqlite3.Connection, document_id: int) -> list[tuple[int, str]]:
    rows = connection.execute(_OF_DOCUMENT, (document_id,)).fetchall()
    return [(row[0], terms) for row in rows if (terms := entry(row[1], row[2]))]


def make_anew(connection: sqlite3.Connection) -> None:
    """Empty the table, and fill it from the stored passages. Needs a transaction."""
    empty(connection)
    passages = connection.execute(_ALL)
    while rows := passages.fetchmany(_BATCH):
        made = [(row[0], terms) for row in rows if (terms := entry(row[1], row[2]))]
        connection.executemany("INSERT INTO forms (rowid, terms) VALUES (?, ?)", made)
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_VERSION, entry_version()))


def is_of_this_version(connection: sqlite3.Connection) -> bool:
    """Whether this program would make the same entries."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (_VERSION,)).fetchone()
    return row is not None and row[0] == entry_version()


def empty(connection: sqlite3.Connection) -> None:
    """Remove all entries."""
    connection.execute("INSERT INTO forms (forms) VALUES ('delete-all')")


def optimize(connection: sqlite3.Connection) -> None:
    """Merge what is stored, so that removed entries leave the file."""
    connection.execute("INSERT INTO forms (forms) VALUES ('optimize')")


def agrees(connection: sqlite3.Connection) -> bool:
    """Whether the table holds the entries of the stored passages and nothing else. Raises sqlite3.DatabaseError.

    Both sides are summed up by the hashes of their parts, so that a large library needs no memory for it.
    """
    connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.form_places USING fts5vocab(main, forms, instance)")
    stored = _sum(tuple(row) for row in connection.execute('SELECT doc, "offset", term FROM temp.form_places'))
    rows = connection.execute(_ALL)
    return stored == _sum((row[0], place, term) for row in rows for place, term in enumerate(_split(row[1], row[2])))


def _split(header: str, text: str) -> list[str]:
    """The terms of an entry as the tokenizer `ascii` takes them."""
    return [term for term in _APART.split(entry(header, text).lower()) if term]


def _sum(parts: Iterable[tuple[int, int, str]]) -> int:
    return sum(map(hash, parts)) % (1 << 64)
