"""Empties the fields of stored conversations that cite or repeat a forgotten file.

Invariant: the turns that cite a forgotten file are emptied. After `empty_fields` no question, answer, quote or title
holds WINDOW characters in a row of a forgotten document, unless another document in the library holds them too.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from assistant.store.forget.byte_search import TextSearch
from assistant.store.forget.traces import WINDOW, windows
from assistant.store.ledger.checksums.documents import changing
from assistant.store.ledger.database import Database
from assistant.store.ledger.files_table import document_of

Kind = Literal["title", "question", "answer"]
Field = tuple[Kind, int]  # with the id of the conversation or turn

_BATCH_WINDOWS = 200_000  # some 40 MB
_FIELDS = (
    ("title", "SELECT id, title FROM chats"),
    ("question", "SELECT id, question FROM chat_turns"),
    ("answer", "SELECT id, answer FROM chat_turns"),
    ("answer", "SELECT id, steps FROM chat_turns"),
    ("answer", "SELECT id, query FROM chat_turns"),
    ("answer", "SELECT turn_id, quote FROM chat_quotes"),
)
# The answer goes with all that was told of how it came about.
_EMPTY_TURN = (
    "UPDATE chat_turns SET answer = '', task = '', others = '[]', steps = '', coverage = '', query = '', "
    "own_words = 0, forgotten = 1 WHERE id = ?",
    "DELETE FROM chat_quotes WHERE turn_id = ?",
)
_EMPTY = {
    "title": ("UPDATE chats SET title = '(forgotten)' WHERE id = ?",),
    "question": ("UPDATE chat_turns SET question = '', forgotten = 1 WHERE id = ?",),
    "answer": _EMPTY_TURN,
}


def empty_citing_turns(connection: sqlite3.Connection, paths: Iterable[str]) -> None:
    """Empty every turn that cites a file of `paths`, or another file with the same document; questions stay."""
    for path in paths:
        turns = [
            int(row[0])
            for row in connection.execute(
                "SELECT turn_id FROM chat_quotes WHERE path = ? OR document_id = ?",
                (path, document_of(connection, path)),
            )
        ]
        for turn in turns:
            _empty(connection, "answer", turn)


def find_repeats(database: Database, documents: Sequence[int]) -> set[Field]:
    """The fields of conversations that repeat text of `documents` (ids) which no other document holds."""
    forgotten = set(documents)
    kept = [document for document in _documents(database) if document not in forgotten]
    found: set[Field] = set()
    for fields_of in _batches(database):
        repeated = _occurring(database, list(fields_of), documents)
        only_forgotten = set(repeated) - set(_occurring(database, repeated, kept))
        found.update(field for window in only_forgotten for field in fields_of[window])
    return found


def empty_fields(connection: sqlite3.Connection, fields: set[Field]) -> None:
    """Empty the fields that `find_repeats` returned."""
    for kind, number in sorted(fields):
        _empty(connection, kind, number)


def _empty(connection: sqlite3.Connection, kind: Kind, number: int) -> None:
    with changing(connection, "chats" if kind == "title" else "chat_turns", [number]):
        for sql in _EMPTY[kind]:
            connection.execute(sql, (number,))


def _batches(database: Database) -> Iterator[dict[str, list[Field]]]:
    """The windows of all conversations, each with the fields that hold it."""
    batch: dict[str, list[Field]] = {}
    for kind, sql in _FIELDS:
        for row in database.rows(sql):
            if len(row[1]) >= WINDOW:
                for window in windows(row[1], 1):
                    batch.setdefault(window, []).append((kind, int(row[0])))  # type: ignore[arg-type]
            if len(batch) >= _BATCH_WINDOWS:
                yield batch
                batch = {}
    if batch:
        yield batch


def _occurring(database: Database, patterns: list[str], documents: Sequence[int]) -> list[str]:
    """Those of `patterns` that occur in the text of `documents`."""
    if not patterns:
        return []
    search = TextSearch([pattern.encode() for pattern in patterns])
    found: set[int] = set()
    for document in documents:
        for row in database.rows("SELECT text FROM pages WHERE document_id = ?", (document,)):
            found.update(number for _, number in search.find(str(row[0]).encode()))
    return [patterns[number] for number in sorted(found)]


def _documents(database: Database) -> list[int]:
    return [int(row[0]) for row in database.rows("SELECT id FROM documents")]
