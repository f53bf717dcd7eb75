"""What a forgotten document may have left behind: pieces of its text, rare words, its path, its vectors.

Invariant: a trace that a remaining file of the library holds too is not searched for: it may rightly be there.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from assistant.domain.ports.embed import Vectors
from assistant.domain.records.receipts import TraceKind
from assistant.store.forget.byte_search import TextSearch, VectorSearch
from assistant.store.ledger.database import Database
from assistant.store.ledger.schema import TOKENIZER
from assistant.text.forms.entry import entry

WINDOW = 12  # characters
_STRIDE = 24  # characters between two starts: any 36 characters in a row hold a whole window
_MAX_WINDOWS = 20_000
_MAX_WORDS = 500
_MAX_VECTORS = 2000
_MIN_DISTINCT = 6  # characters; a window of dashes or blanks may come from any file
_MIN_BYTES = 8
# The keyword index stores sorted words, each without the prefix that it shares with the word before. So a word is
# searched for without its first characters.
_SHARED_PREFIX = 3
_WORD = re.compile(r"\w{9,}")
_BLOCK_CHARS = 1 << 20
# With those of another model that are being made beside them.
_VECTORS = "SELECT vector FROM vectors WHERE chunk_id = ? UNION ALL SELECT vector FROM next_vectors WHERE chunk_id = ?"


@dataclass(frozen=True, slots=True)
class Traces:
    """What to search for: text of each kind, and vectors of shape (n, d). `shared`: number of traces left out."""

    texts: tuple[tuple[TraceKind, str], ...]
    vectors: Vectors
    shared: int = 0

    def count(self, kind: TraceKind) -> int:
        return len(self.vectors) if kind == "vector" else sum(text_kind == kind for text_kind, _ in self.texts)


@dataclass(slots=True)
class _Found:
    """Traces while they are collected, in insertion order and without duplicates."""

    windows: dict[str, None] = field(default_factory=dict)
    words: dict[str, None] = field(default_factory=dict)


def collect(database: Database, documents: Sequence[int], paths: Sequence[str]) -> Traces:
    """The traces of `documents` (ids) and `paths`, before they are removed."""
    found = _Found()
    total = sum(database.number(_SIZE, (document,)) for document in documents)
    stride = max(_STRIDE, total // _MAX_WINDOWS)
    for text in chain(_texts_of(database, documents), _quotes_of(database, paths)):
        found.windows.update(dict.fromkeys(windows(text, stride)))
        for word in _WORD.findall(text):
            if len(found.words) < 50 * _MAX_WORDS:
                found.words[word.lower()] = None
    texts: list[tuple[TraceKind, str]] = [("text", window) for window in found.windows]
    endings = dict.fromkeys([*_word_endings(found.words), *_form_endings(database, documents)])
    texts += [("word", ending) for ending in endings]
    spellings = dict.fromkeys(spelling for path in paths for spelling in _spellings(path))
    texts += [("path", spelling) for spelling in spellings]
    return Traces(tuple(texts), _vectors_of(database, documents))


def without_shared(traces: Traces, database: Database) -> Traces:
    """`traces` without those that the library still holds after the removal, because other files contain them."""
    search = TextSearch([text.encode() for _, text in traces.texts])
    shared: set[int] = set()
    for text in _blocks(_remaining(database)):
        shared.update(number for _, number in search.find(text.encode()))
    vectors = _shared_vectors(traces.vectors, database)
    return Traces(
        tuple(trace for number, trace in enumerate(traces.texts) if number not in shared),
        np.delete(traces.vectors, sorted(vectors), axis=0),
        len(shared) + len(vectors),
    )


def windows(text: str, stride: int) -> Iterator[str]:
    """Windows of `text`: WINDOW characters each, every `stride` characters. A short text is a single window."""
    for start in range(0, max(1, len(text) - WINDOW + 1), stride):
        window = text[start : start + WINDOW]
        if len(set(window)) >= _MIN_DISTINCT and len(window.encode()) >= _MIN_BYTES:
            yield window


def _spellings(path: str) -> list[str]:
    """A path as a database stores it and as JSON writes it."""
    return [spelling for spelling in {path, json.dumps(path)[1:-1]} if len(spelling.encode()) >= _MIN_BYTES]


def _word_endings(words: Iterable[str]) -> list[str]:
    """`words` as the keyword index stores them: as stems, without their first characters. About _MAX_WORDS of them.

    An index of the same kind, in memory, spells them, because they must equal the bytes in the file.
    """
    memory = sqlite3.connect(":memory:")
    memory.execute(f"CREATE VIRTUAL TABLE t USING fts5(word, tokenize = '{TOKENIZER}')")
    memory.executemany("INSERT INTO t VALUES (?)", [(word,) for word in words])
    memory.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab(t, 'row')")
    terms = [str(row[0])[_SHARED_PREFIX:] for row in memory.execute("SELECT term FROM vocabulary ORDER BY term")]
    memory.close()
    return _some(terms)


def _form_endings(database: Database, documents: Sequence[int]) -> list[str]:
    """The forms of words as their index stores them: sorted, so without their marks and first characters."""
    terms: set[str] = set()
    for document in documents:
        for row in database.rows(_PASSAGES, (document,)):
            if len(terms) < 50 * _MAX_WORDS:
                terms.update(entry(row[0], row[1]).split())
    return _some(sorted(term[1 + _SHARED_PREFIX :] for term in terms))


def _some(terms: Sequence[str]) -> list[str]:
    """About _MAX_WORDS of those that are long enough to be told from chance."""
    long_enough = [term for term in terms if len(term.encode()) >= _MIN_BYTES]
    return long_enough[:: max(1, len(long_enough) // _MAX_WORDS)]


_PASSAGES = "SELECT header, text FROM chunk_text WHERE id IN (SELECT id FROM chunks WHERE document_id = ?)"
_SIZE = "SELECT sum(length(text)) FROM pages WHERE document_id = ?"
_TEXTS = (
    "SELECT text FROM pages WHERE document_id = ?",
    "SELECT title FROM documents WHERE id = ?",
    "SELECT DISTINCT header FROM chunks WHERE document_id = ?",
    "SELECT DISTINCT headings FROM chunks WHERE document_id = ?",
    "SELECT name || ' ' || header FROM tables WHERE document_id = ?",
    "SELECT r.cells FROM table_rows r JOIN tables t ON t.id = r.table_id WHERE t.document_id = ?",
)


def _texts_of(database: Database, documents: Sequence[int]) -> Iterator[str]:
    for document in documents:
        for sql in _TEXTS:
            for row in database.rows(sql, (document,)):
                yield str(row[0])


def _quotes_of(database: Database, paths: Sequence[str]) -> Iterator[str]:
    """Quotes from `paths` in conversations; an older version of a file may have held them."""
    for path in paths:
        for row in database.rows("SELECT quote FROM chat_quotes WHERE path = ?", (path,)):
            yield str(row[0])


def _vectors_of(database: Database, documents: Sequence[int]) -> Vectors:
    ids = [
        int(row[0])
        for document in documents
        for row in database.rows("SELECT id FROM chunks WHERE document_id = ? ORDER BY number", (document,))
    ]
    chosen = ids[:: max(1, len(ids) // _MAX_VECTORS)]
    blobs = [bytes(row[0]) for chunk in chosen for row in database.rows(_VECTORS, (chunk, chunk))]
    rows = [np.frombuffer(blob, "<f4") for blob in blobs if len(blob) == len(blobs[0])]
    return np.stack(rows) if rows else np.empty((0, 0), np.float32)


def _remaining(database: Database) -> Iterator[str]:
    """All text that the library still holds: the words of its indexes and its own table definitions too."""
    for sql in (
        "SELECT term FROM temp.vocabulary",
        "SELECT term FROM temp.form_terms",
        "SELECT path || ' ' || root || ' ' || message FROM files",
        "SELECT title FROM documents",
        "SELECT DISTINCT header || ' ' || headings FROM chunks",
        "SELECT name || ' ' || header FROM tables",
        "SELECT cells FROM table_rows",
        "SELECT title FROM chats",
        "SELECT question || ' ' || answer FROM chat_turns",
        "SELECT path || ' ' || quote FROM chat_quotes",
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL",
    ):
        yield from (str(row[0]) for row in database.rows(sql))
    for row in database.rows("SELECT document_id, number FROM pages"):
        page = database.row("SELECT text FROM pages WHERE document_id = ? AND number = ?", tuple(row))
        if page is not None:
            yield str(page[0])


def _blocks(texts: Iterable[str]) -> Iterator[str]:
    block: list[str] = []
    size = 0
    for text in texts:
        block.append(text)
        size += len(text)
        if size >= _BLOCK_CHARS:
            yield "\n".join(block)
            block, size = [], 0
    yield "\n".join(block)


def _shared_vectors(vectors: Vectors, database: Database) -> set[int]:
    if not len(vectors):
        return set()
    search = VectorSearch(vectors)
    shared: set[int] = set()
    last = -1
    while rows := database.rows(
        "SELECT chunk_id, vector FROM vectors WHERE chunk_id > ? ORDER BY chunk_id LIMIT 1000", (last,)
    ):
        shared.update(number for _, number in search.find(b"".join(bytes(row[1]) for row in rows)))
        last = int(rows[-1][0])
    return shared
