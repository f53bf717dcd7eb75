"""Keyword search (FTS5, BM25, English stemming). Invariant: any string is a valid query."""

from __future__ import annotations

import re
import sys

from assistant.domain.scope import Scope
from assistant.store.index.ties import in_order
from assistant.store.ledger.database import Database
from assistant.store.ledger.scope import chunks_in_scope
from assistant.text.clean import storable

_QUOTED = re.compile(r'"([^"]{3,200})"')
_WORD = re.compile(r"\w+")
_LAST = chr(sys.maxunicode)  # comes after every letter
_DIGITS = 12  # of a score that count: a word in most chunks scores a millionth
_MAX_TERMS = 64  # a question may be a pasted page; a query of ten thousand terms would take too long


def match_expression(query: str) -> str:
    """An FTS5 expression that finds any of the query's words, and its quoted phrases; "" if it holds no word."""
    phrases = [" ".join(_WORD.findall(phrase)) for phrase in _QUOTED.findall(query)]
    words = _WORD.findall(query)
    terms = dict.fromkeys([*(phrase for phrase in phrases if " " in phrase), *words])
    # FTS5 reads no operators inside quotation marks, and a word holds no quotation mark.
    return " OR ".join(f'"{term}"' for term in list(terms)[:_MAX_TERMS])


def search_keywords(database: Database, query: str, k: int, scope: Scope) -> list[tuple[int, float]]:
    """At most `k` of (chunk id, BM25), best first: FTS5's bm25() with the sign changed, so that higher is better.

    Of equals the first by path and place.
    """
    expression = match_expression(query)
    if not expression:
        return []
    sql = "SELECT rowid, -bm25(keywords) AS score FROM keywords WHERE keywords MATCH ?"
    values: list[object] = [expression]
    if not scope.is_empty:
        inside, parameters = chunks_in_scope(scope)
        sql += f" AND rowid IN ({inside})"
        values += parameters
    sql += " ORDER BY score DESC LIMIT ?"
    found = [(int(row[0]), max(0.0, float(row[1]))) for row in database.rows(sql, [*values, 2 * k])]
    if (
        k > 0 and len(found) == 2 * k and found[-1][1] == found[k - 1][1]
    ):  # more are as good: the first of all is asked for
        every = [(int(row[0]), max(0.0, float(row[1]))) for row in database.rows(sql, [*values, -1])]
        found = [hit for hit in every if hit[1] >= found[-1][1]]
    return in_order(database, found, _DIGITS)[:k]


def document_frequency(database: Database, term: str) -> int:
    """The number of chunks with the stem of `term`; 0 if `term` holds no word."""
    words = _WORD.findall(term)
    if not words:
        return 0
    return database.number("SELECT count(*) FROM keywords WHERE keywords MATCH ?", [f'"{" ".join(words)}"'])


def terms(database: Database, start: str) -> dict[str, int]:
    """The index's terms (folded, stemmed) that begin with `start`, with the number of chunks of each."""
    start = storable(start)
    if not start:
        return {}
    found = database.rows("SELECT term, doc FROM vocabulary WHERE term >= ? AND term < ?", [start, start + _LAST])
    return {str(row[0]): int(row[1]) for row in found}
