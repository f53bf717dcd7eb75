"""The ledger's tables and their migrations. Invariant: migrations only get appended; each runs once, in order."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from assistant.domain.errors import RebuildNeeded
from assistant.store.ledger import forms_table
from assistant.store.ledger.checksums.documents import add_columns, hash_everything, make_tables

# The tokenizer of migration 1; forgetting uses it to spell a word as the keyword index does.
TOKENIZER = "porter unicode61 remove_diacritics 2"

Migration = Callable[[sqlite3.Connection], None]


def m001_library(connection: sqlite3.Connection) -> None:
    """Files point to documents by content, so that a copy costs nothing and a move changes one row.

    Text is stored once, in `pages`; a chunk is a span of a page, and the keyword index reads it through a view.
    """
    for statement in (
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        """CREATE TABLE documents (
            id INTEGER PRIMARY KEY, content_key TEXT NOT NULL UNIQUE, title TEXT NOT NULL, paged INTEGER NOT NULL,
            pages_without_text TEXT NOT NULL, notes TEXT NOT NULL)""",
        """CREATE TABLE files (
            path TEXT PRIMARY KEY, root TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',
            message TEXT NOT NULL DEFAULT '', size_bytes INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
            device INTEGER NOT NULL, inode INTEGER NOT NULL, sha256 TEXT NOT NULL, suffix TEXT NOT NULL,
            document_id INTEGER REFERENCES documents (id)) WITHOUT ROWID""",
        "CREATE INDEX files_by_document ON files (document_id)",
        """CREATE TABLE pages (
            document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE, number INTEGER NOT NULL,
            text TEXT NOT NULL, marks TEXT NOT NULL, PRIMARY KEY (document_id, number))""",
        """CREATE TABLE chunks (
            id INTEGER PRIMARY KEY, document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
            number INTEGER NOT NULL, page INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
            headings TEXT NOT NULL, header TEXT NOT NULL)""",
        "CREATE UNIQUE INDEX chunks_by_document ON chunks (document_id, number)",
        """CREATE TABLE vectors (
            chunk_id INTEGER PRIMARY KEY REFERENCES chunks (id) ON DELETE CASCADE, vector BLOB NOT NULL)""",
        """CREATE VIEW chunk_text AS SELECT c.id AS id, c.header AS header,
            substr(p.text, c.start + 1, c."end" - c.start) AS text
            FROM chunks c JOIN pages p ON p.document_id = c.document_id AND p.number = c.page""",
        """CREATE VIRTUAL TABLE keywords USING fts5(header, text, content = 'chunk_text', content_rowid = 'id',
            tokenize = 'porter unicode61 remove_diacritics 2')""",
        # Changes that the vector index lacks; written with the chunks, in one transaction.
        "CREATE TABLE vector_queue (chunk_id INTEGER PRIMARY KEY, operation TEXT NOT NULL)",
    ):
        connection.execute(statement)


def m002_numbered_queue(connection: sqlite3.Connection) -> None:
    """Number the entries of the vector queue, so that a build can return the last serial number that it has read.

    The old index is not sealed. It is built again from the ledger, which holds everything that was queued.
    """
    connection.execute("DROP TABLE vector_queue")
    connection.execute(
        """CREATE TABLE vector_queue (
            serial INTEGER PRIMARY KEY AUTOINCREMENT, chunk_id INTEGER NOT NULL UNIQUE, operation TEXT NOT NULL)"""
    )
    connection.execute("INSERT INTO vector_queue (chunk_id, operation) SELECT chunk_id, 'add' FROM vectors")
    connection.execute("DELETE FROM meta WHERE key IN ('index_dirty', 'index_removed')")


def m003_chats(connection: sqlite3.Connection) -> None:
    """Conversations. A quote points to its document, so that forgetting a file finds every turn that quotes it."""
    for statement in (
        "CREATE TABLE chats (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, started REAL NOT NULL, "
        "changed REAL NOT NULL)",
        """CREATE TABLE chat_turns (
            id INTEGER PRIMARY KEY, chat_id INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
            number INTEGER NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL, state TEXT NOT NULL,
            generator TEXT NOT NULL, asked REAL NOT NULL, forgotten INTEGER NOT NULL DEFAULT 0)""",
        "CREATE UNIQUE INDEX chat_turns_in_order ON chat_turns (chat_id, number)",
        """CREATE TABLE chat_quotes (
            turn_id INTEGER NOT NULL REFERENCES chat_turns (id) ON DELETE CASCADE, number INTEGER NOT NULL,
            document_id INTEGER REFERENCES documents (id) ON DELETE SET NULL, path TEXT NOT NULL, page INTEGER,
            start INTEGER NOT NULL, "end" INTEGER NOT NULL, quote TEXT NOT NULL, PRIMARY KEY (turn_id, number))""",
        "CREATE INDEX chat_quotes_by_document ON chat_quotes (document_id)",
        "CREATE INDEX chat_quotes_by_path ON chat_quotes (path)",
    ):
        connection.execute(statement)


def m004_chat_decisions(connection: sqlite3.Connection) -> None:
    """The decisions of the rules in a turn, without any text."""
    connection.execute("ALTER TABLE chat_turns ADD COLUMN decisions TEXT NOT NULL DEFAULT '[]'")


def m005_tables(connection: sqlite3.Connection) -> None:
    """Tables of documents as rows of cells. Documents that are there have none until their files are read for them."""
    for statement in (
        "ALTER TABLE documents ADD COLUMN tables_version INTEGER NOT NULL DEFAULT 0",
        """CREATE TABLE tables (
            id INTEGER PRIMARY KEY, document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
            number INTEGER NOT NULL, page INTEGER NOT NULL, name TEXT NOT NULL, header TEXT NOT NULL,
            sheet INTEGER NOT NULL, complete INTEGER NOT NULL)""",
        "CREATE UNIQUE INDEX tables_by_document ON tables (document_id, number)",
        """CREATE TABLE table_rows (
            table_id INTEGER NOT NULL REFERENCES tables (id) ON DELETE CASCADE, position INTEGER NOT NULL,
            number INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, cells TEXT NOT NULL,
            PRIMARY KEY (table_id, position)) WITHOUT ROWID""",
    ):
        connection.execute(statement)


def m006_chat_accounts(connection: sqlite3.Connection) -> None:
    """How the answer of a turn came about: its kind, its steps (a line each), its receipt and its query."""
    for column in (
        "task TEXT NOT NULL DEFAULT ''",
        "others TEXT NOT NULL DEFAULT '[]'",
        "steps TEXT NOT NULL DEFAULT ''",
        "coverage TEXT NOT NULL DEFAULT ''",
        "query TEXT NOT NULL DEFAULT ''",
        "own_words INTEGER NOT NULL DEFAULT 0",
    ):
        connection.execute(f"ALTER TABLE chat_turns ADD COLUMN {column}")


def m007_change_times(connection: sqlite3.Connection) -> None:
    """When a file last changed its status and when it was last hashed; 0 until the next look at it."""
    for column in ("changed_ns", "hashed_at"):
        connection.execute(f"ALTER TABLE files ADD COLUMN {column} INTEGER NOT NULL DEFAULT 0")


def m008_checksums(connection: sqlite3.Connection) -> None:
    """A keyed checksum of everything that was read from files and of conversations; no file is read again for them."""
    make_tables(connection)
    add_columns(connection)
    hash_everything(connection)


def m009_forms(connection: sqlite3.Connection) -> None:
    """An index of the forms of words; it is filled from the stored passages at once, because it has no version yet."""
    forms_table.create(connection)


def m010_next_vectors(connection: sqlite3.Connection) -> None:
    """Vectors of another embedding model, until each passage has one. They go with their passage."""
    connection.execute(
        """CREATE TABLE next_vectors (
            chunk_id INTEGER PRIMARY KEY REFERENCES chunks (id) ON DELETE CASCADE, vector BLOB NOT NULL,
            checksum BLOB NOT NULL)"""
    )


def m011_made_by(connection: sqlite3.Connection) -> None:
    """Which reader and chunker made the text of each document, instead of one version for all of the library.

    No file is read again for it: what they were is in the identity of the library.
    """
    connection.execute("ALTER TABLE documents ADD COLUMN made_by TEXT NOT NULL DEFAULT ''")
    recorded = dict(connection.execute("SELECT key, value FROM meta WHERE key IN ('identity', 'next_identity')"))
    for key, value in recorded.items():
        connection.execute("UPDATE meta SET value = ? WHERE key = ?", (without_versions(value), key))
    made = re.search(r"embedder='(.*?)', dimension.*, chunker='(.*?)', parser='(.*?)'", recorded.get("identity", ""))
    if made is None:
        return
    embedder, chunker, parser = made.groups()
    before = connection.execute("SELECT value FROM meta WHERE key = 'keys_of'").fetchone()
    keys_of = f"{parser}|{chunker}|{before[0] if before is not None else embedder}"
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('keys_of', ?)", (keys_of,))
    connection.execute("UPDATE documents SET made_by = ?", (f"{parser.partition(',')[0]}; {chunker}",))
    # Text of PDFs, and of the attachments of e-mails, is the reading of two libraries as well.
    with_libraries = (".pdf", ".eml", ".mht", ".mhtml", ".mbox", ".mbx")
    marks = ", ".join("?" * len(with_libraries))
    connection.execute(
        f"UPDATE documents SET made_by = ? WHERE id IN (SELECT document_id FROM files WHERE suffix IN ({marks}))",
        (f"{parser}; {chunker}", *with_libraries),
    )
    refused = connection.execute("SELECT DISTINCT suffix FROM files WHERE state = 'quarantined'").fetchall()
    readers = {suffix: parser if suffix in with_libraries else parser.partition(",")[0] for (suffix,) in refused}
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('readers', ?)", (json.dumps(readers),))


def without_versions(identity: str) -> str:
    """An identity as it was recorded before migration 11, without the versions of chunker and parser."""
    return re.sub(r", chunker='.*', parser='.*'\)$", ")", identity)


MIGRATIONS: tuple[Migration, ...] = (
    m001_library,
    m002_numbered_queue,
    m003_chats,
    m004_chat_decisions,
    m005_tables,
    m006_chat_accounts,
    m007_change_times,
    m008_checksums,
    m009_forms,
    m010_next_vectors,
    m011_made_by,
)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the database to the newest schema. Raises RebuildNeeded if a newer program made it."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > len(MIGRATIONS):
        raise RebuildNeeded(
            "The library was made by a newer version of this program.",
            "Update the program, or move the library folder away and index again.",
        )
    for number, migration in enumerate(MIGRATIONS[version:], start=version + 1):
        with _transaction(connection):
            migration(connection)
            connection.execute(f"PRAGMA user_version = {number}")
    if not forms_table.is_of_this_version(connection):
        with _transaction(connection):
            forms_table.make_anew(connection)


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
