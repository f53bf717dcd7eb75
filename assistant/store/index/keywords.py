"""Keyword search: FTS5 with BM25 over words (English stems) and over the forms of words in other languages.

Invariant: any string is a valid query, and a word that stands in a text is found when it is typed as it stands.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable

from assistant.domain.scope import Scope
from assistant.store.index.rare_first import RareFirst, rare_first
from assistant.store.index.ties import in_order
from assistant.store.ledger.database import Database
from assistant.store.ledger.scope import chunks_in_scope, is_chunk_in_scope
from assistant.text.clean import storable
from assistant.text.forms.entry import PAIR, TONGUE, asked, asked_runs, languages_in

_QUOTED = re.compile(r'"([^"]{3,200})"')
_WORD = re.compile(r"\w+")
_LAST = chr(sys.maxunicode)  # comes after every letter
_DIGITS = 12  # of a score that count: a word in most chunks scores a millionth
_OF_FORMS = 0.75  # of 0.3 to 1.5 the best for half of the German questions of XQuAD, and near the best for the others
_MAX_FORMS = 400
_ABOVE = 1 + 1e-9  # a bound is computed here, a score by SQLite
_OF_RARE = "SELECT rowid FROM keywords WHERE keywords MATCH ?"
_OR_FORMS = " UNION ALL SELECT rowid FROM forms WHERE forms MATCH ?"
_MAX_TERMS = 64  # a question may be a pasted page; a query of ten thousand terms would take too long


def match_expression(query: str) -> str:
    """An FTS5 expression that finds any of the query's words, and its quoted phrases; "" if it holds no word."""
    return " OR ".join(_match_terms(query))


def _match_terms(query: str) -> list[str]:
    phrases = [" ".join(_WORD.findall(phrase)) for phrase in _QUOTED.findall(query)]
    words = _WORD.findall(query)
    terms = dict.fromkeys([*(phrase for phrase in phrases if " " in phrase), *words])
    # FTS5 reads no operators inside quotation marks, and a word holds no quotation mark.
    return [f'"{term}"' for term in list(terms)[:_MAX_TERMS]]


def search_keywords(
    database: Database, query: str, k: int, scope: Scope, language: str = ""
) -> list[tuple[int, float]]:
    """At most `k` of (chunk id, score), best first: BM25 of the words, and a share of that of their forms in `language`
    ("": of all languages, for the words that no passage holds).

    FTS5's bm25() with the sign changed, so that higher is better. Of equals the first by path and place.
    """
    forms = form_expression(database, query, language)
    rare = _rare_first(database, query, 2 * k) if k > 0 and scope.is_empty else None
    if rare is not None:
        found = _best(database, _matches(query, forms, scope, rare), k)
        if len(found) >= 2 * k and min(score for _, score in found) > rare.bound * _ABOVE:
            return in_order(database, found, _DIGITS)[:k]
    sql, values = _matches(query, forms, scope)
    return in_order(database, _best(database, (sql, values), k), _DIGITS)[:k] if sql else []


def _best(database: Database, matches: tuple[str, list[object]], k: int) -> list[tuple[int, float]]:
    """At least the `k` best of what the SQL finds, with all that are as good as the last of them."""
    sql, values = matches
    sql += " ORDER BY score DESC LIMIT ?"
    found = [(int(row[0]), max(0.0, float(row[1]))) for row in database.rows(sql, [*values, 2 * k])]
    if (
        k > 0 and len(found) == 2 * k and found[-1][1] == found[k - 1][1]
    ):  # more are as good: the first of all is asked for
        every = [(int(row[0]), max(0.0, float(row[1]))) for row in database.rows(sql, [*values, -1])]
        found = [hit for hit in every if hit[1] >= found[-1][1]]
    return found


def _rare_first(database: Database, query: str, wanted: int) -> RareFirst | None:
    counts = [(term, _count(database, "keywords", term)) for term in _match_terms(query)]
    return rare_first(counts, count_chunks(database), wanted)


def _matches(query: str, forms: str, scope: Scope, rare: RareFirst | None = None) -> tuple[str, list[object]]:
    """SQL for the chunks that hold a word of the query or one of `forms`, with their scores; "" without any word.

    With `rare` those are left out that hold none of its words and no form.
    """
    inside, parameters = ("", []) if scope.is_empty else chunks_in_scope(scope)
    if rare is not None:
        inside, parameters = _OF_RARE + (_OR_FORMS if forms else ""), [rare.expression, *([forms] if forms else [])]
    # With the sign FTS5 looks through what it finds; without it, it would search anew for each chunk in scope.
    within = f" AND +rowid IN ({inside})" if inside else ""
    parts: list[str] = []
    values: list[object] = []
    for table, weight, expression in (("keywords", 1.0, match_expression(query)), ("forms", _OF_FORMS, forms)):
        if expression:
            parts.append(f"SELECT rowid, -{weight} * bm25({table}) AS score FROM {table} WHERE {table} MATCH ?{within}")
            values += [expression, *parameters]
    if len(parts) < 2:
        return "".join(parts), values
    return f"SELECT rowid, sum(score) AS score FROM ({' UNION ALL '.join(parts)}) GROUP BY rowid", values


def form_expression(database: Database, query: str, language: str) -> str:
    """An FTS5 expression for the forms of the query's words; "" where the library holds no forms."""
    if not _has_forms(database):
        return ""
    words = list(dict.fromkeys(word for word in _WORD.findall(query) if not word.isdigit()))[:_MAX_TERMS]
    listed = _languages(database)
    terms: list[str] = []
    for word in words:
        inflected = language in listed or not (language or _words_frequency(database, [word]))
        terms += asked(word, () if not inflected else (language,) if language else listed)
    terms += [pair for run in asked_runs(query) for pair in run]
    return _any_of(dict.fromkeys(terms))


def _has_forms(database: Database) -> bool:
    return database.keep("has forms", lambda: database.row("SELECT 1 FROM temp.form_terms LIMIT 1") is not None)


def _languages(database: Database) -> tuple[str, ...]:
    def read() -> tuple[str, ...]:
        rows = database.rows("SELECT term FROM temp.form_terms WHERE term >= ?", [TONGUE])
        return languages_in(str(row[0]) for row in rows)

    return database.keep("languages", read)


def passages_by_language(database: Database) -> dict[str, int]:
    """How many passages are in each language but English (Snowball's names). Of scripts without spaces it is the
    number of those that share the most frequent pair of letters: at least so many."""
    marked = "SELECT term, doc FROM temp.form_terms WHERE term >= ? AND term < ?"
    found = {
        str(row[0]).removeprefix(TONGUE): int(row[1]) for row in database.rows(marked, [TONGUE, chr(ord(TONGUE) + 1)])
    }
    pairs = database.number(
        "SELECT coalesce(max(doc), 0) FROM temp.form_terms WHERE term >= ? AND term < ?", [PAIR, TONGUE]
    )
    return {**found, "Chinese, Japanese or Korean": pairs} if pairs else found


def _any_of(terms: Iterable[str]) -> str:
    """FTS5 reads no operators inside quotation marks. A pair with one letter finds the pairs that begin with it."""
    listed = list(terms)[:_MAX_FORMS]
    return " OR ".join(f'"{_bare(term)}"{" *" if term[0] == PAIR and len(term) == 2 else ""}' for term in listed)


def _bare(term: str) -> str:
    return term.replace('"', " ")


def document_frequency(database: Database, term: str, language: str, scope: Scope = Scope()) -> int:
    """The number of chunks in `scope` with the stem of `term`, else with a form of it in `language` ("": in any); 0 if
    `term` holds no word."""
    words = _WORD.findall(term)
    if not words:
        return 0
    count = _words_frequency(database, words, scope)
    if count or len(words) > 1 or term.isdecimal() or not _has_forms(database):
        return count
    known = _languages(database)
    expression = _form_of(words[0], [one for one in known if language in ("", one)])
    return _count(database, "forms", expression, scope)


def _words_frequency(database: Database, words: list[str], scope: Scope = Scope()) -> int:
    return _count(database, "keywords", f'"{" ".join(words)}"', scope)


def _count(database: Database, table: str, expression: str, scope: Scope = Scope()) -> int:
    """The number of chunks in `scope` that the index of words finds."""
    counting = f"SELECT count(*) FROM {table} WHERE {table} MATCH ?"
    if scope.is_empty:
        return database.keep((table, expression), lambda: database.number(counting, [expression]))
    inside, values = is_chunk_in_scope(scope, f"{table}.rowid")
    return database.number(f"{counting} AND {inside}", [expression, *values])


def count_chunks(database: Database) -> int:
    """All chunks of the library."""
    return database.keep("chunks", lambda: database.number("SELECT count(*) FROM chunks"))


def _form_of(word: str, languages: list[str]) -> str:
    """The forms of a single word; of a run without spaces its pairs as neighbours."""
    found = list(asked_runs(word))
    if len(found) == 1 and len(found[0]) > 1:
        return f'"{" ".join(found[0])}"'
    return _any_of([*asked(word, languages), *(pair for run in found for pair in run)])


def terms(database: Database, start: str, scope: Scope = Scope()) -> dict[str, int]:
    """The index's terms (folded, stemmed) that begin with `start`, with the number of chunks in `scope` of each."""
    start = storable(start)
    if not start:
        return {}
    between = [start, start + _LAST]
    if scope.is_empty:
        found = database.rows("SELECT term, doc FROM vocabulary WHERE term >= ? AND term < ?", between)
    else:
        inside, values = chunks_in_scope(scope)  # of every letter there are words in most chunks
        found = database.rows(
            "SELECT term, count(DISTINCT doc) FROM occurrences "
            f"WHERE term >= ? AND term < ? AND doc IN ({inside}) GROUP BY term",
            [*between, *values],
        )
    return {str(row[0]): int(row[1]) for row in found}
