"""Stored text that does not match its checksum: told, looked for, and taken out so that its files are read again.

Invariant: nothing here changes a checksum, and what is taken out leaves no word in the keyword index.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from assistant.domain.errors import StoreDamaged
from assistant.store.forget.erase import count_unwiped, remove_orphan
from assistant.store.index.sealed import Sealed, is_whole
from assistant.store.ledger.checksums import documents as checksums
from assistant.store.ledger.checksums import verified
from assistant.store.ledger.database import Database
from assistant.store.ledger.documents_table import delete_damaged
from assistant.store.ledger.meta_table import read_value
from assistant.store.ledger.schema import MIGRATIONS

_NAMED = 3  # files named in a sentence
_REREAD = "Run: assistant index"
_WORDS = {
    "document": "titles",
    "page": "pages",
    "marks": "marks of pages",
    "passage": "passages",
    "vector": "vectors",
    "tables": "lists of tables",
    "table": "tables",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one look at the stored data: `problem` is "" if nothing is wrong with `what`."""

    what: str
    detail: str
    problem: str = ""
    remedy: str = ""


def describe_damage(database: Database) -> str:
    """Which files do not answer because their stored text has changed, as a sentence; "" if none was noticed."""
    if not database.damaged:
        return ""
    paths = verified.damaged_paths(database, set(database.damaged))
    if not paths:
        database.damaged.clear()  # another process has had them read again
        return ""
    return f"The stored text of {_named(paths)} is not as it was written, and is not used. {_REREAD}"


def take_out_damaged(database: Database) -> int:
    """Remove every document that is not as it was written; its files wait to be read again. Returns their number."""
    with closing(Database(database.file, read_only=True)) as other:  # searches do not wait for this look
        documents = {document for document, _, _ in verified.damaged_documents(other)}
        files = verified.damaged_files(other)
    if documents or files:
        with database.transaction() as connection:
            _take_out(connection, documents)
    database.damaged.clear()
    return len(documents) + len(files)


def _take_out(connection: sqlite3.Connection, documents: set[int]) -> None:
    orphans = connection.execute(f"SELECT document_id FROM files WHERE NOT {checksums.FILE_IS_SOUND}").fetchall()
    connection.execute(f"DELETE FROM files WHERE NOT {checksums.FILE_IS_SOUND}")  # the scan finds the file anew
    for document in documents:
        paths = [str(row[0]) for row in connection.execute("SELECT path FROM files WHERE document_id = ?", (document,))]
        connection.execute(
            "UPDATE files SET state = 'pending', document_id = NULL, reason = '', message = '' WHERE document_id = ?",
            (document,),
        )
        checksums.hash_files(connection, paths)
        count_unwiped(connection)
    delete_damaged(connection, documents)
    for row in orphans:
        if row[0] not in documents:
            remove_orphan(connection, row[0])


def examine(ledger: Path, index: Path) -> Iterator[Finding]:
    """Read everything that the library holds and compare it with its checksums. Changes nothing."""
    with closing(Database(ledger, read_only=True)) as database:
        if database.number("PRAGMA user_version") < len(MIGRATIONS):
            yield Finding(
                "checksums", "none: an earlier version made the library. Any command that opens it makes them"
            )
            return
        for look in (_structure, _key, _documents, _files, _conversations, _keywords):
            try:
                yield look(database)
            except StoreDamaged as error:
                yield Finding(look.__name__.strip("_"), "", error.message, error.hint)
        yield _vector_index(database, index)


def _structure(database: Database) -> Finding:
    found = [str(row[0]) for row in database.rows("PRAGMA integrity_check(3)")]
    if found == ["ok"]:
        return Finding("ledger", "sound")
    return Finding("ledger", "", "Its structure is damaged.", _move_away(database.file.parent))


def _key(database: Database) -> Finding:
    with_key = database.number(f"SELECT {checksums.KEY_IS_RECORDED}")
    if not with_key:
        problem = "The key beside the ledger is not the one that its checksums were made with."
        return Finding(
            "checksums", "", problem, f"Put back {database.file.with_suffix('.key').name!r}, or {_REREAD[5:]}"
        )
    count, anew = database.number("SELECT count(*) FROM checksums"), read_value(database, "checksums_anew")
    since = f"; made anew on {anew}, because their key was gone" if anew else ""
    return Finding("checksums", f"{count:,}{since}")


def _documents(database: Database) -> Finding:
    found = list(verified.damaged_documents(database))
    if not found:
        return Finding(
            "stored data", f"as it was written: {database.number('SELECT count(*) FROM documents'):,} documents"
        )
    counted = ", ".join(f"{count:,} {_WORDS[part]}" for part, count in Counter(part for _, part, _ in found).items())
    paths = verified.damaged_paths(database, {document for document, _, _ in found})
    return Finding("stored data", "", f"Not as it was written: {counted}, of {_named(paths)}.", _REREAD)


def _files(database: Database) -> Finding:
    found = verified.damaged_files(database)
    if not found:
        return Finding("list of files", f"as it was written: {database.number('SELECT count(*) FROM files'):,} files")
    return Finding("list of files", "", f"Not as it was written: {_named(found)}.", _REREAD)


def _conversations(database: Database) -> Finding:
    damaged = database.number(f"SELECT {checksums.DAMAGED_ROWS}")
    if not damaged:
        return Finding("conversations", f"as they were written: {database.number('SELECT count(*) FROM chats'):,}")
    problem = (
        f"Not as it was written: {damaged:,} of their titles, turns and quotes; these turns and quotes are not shown."
    )
    return Finding("conversations", "", problem, "Delete the conversation; its text stands nowhere else.")


def _keywords(database: Database) -> Finding:
    if database.keywords_are_sound():
        return Finding("keyword index", "agrees with the stored text")
    return Finding("keyword index", "", "It does not agree with the stored text.", _REREAD)


def _vector_index(database: Database, index: Path) -> Finding:
    if database.in_vault:
        return Finding("vector index", "none in a vault; exact search answers from memory")
    sealed = Sealed.from_json(read_value(database, "index_current"))
    if sealed is None:
        return Finding("vector index", "none; exact search answers")
    if is_whole(index / sealed.name, sealed):
        return Finding("vector index", f"as it was built: {sealed.vectors:,} vectors")
    return Finding("vector index", "", "Its files are not as they were built.", "Run: assistant rebuild")


def _named(paths: list[str]) -> str:
    more = f" and {len(paths) - _NAMED:,} more" if len(paths) > _NAMED else ""
    return (", ".join(repr(path) for path in paths[:_NAMED]) or "a file") + more


def _move_away(folder: Path) -> str:
    return f"Move {str(folder)!r} away and run assistant index again."
