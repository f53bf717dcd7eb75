"""Rows by a number that a question names with its kind: "shelf 2" where a column "Shelf" has numbers, or a value of it.

Invariant: a number is never compared with a column that the word beside it does not name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.answer.tables.asked.numbered import Numbered
from assistant.answer.tables.asked.question import Asked, Token
from assistant.answer.tables.cells.columns import Column
from assistant.answer.tables.cells.concepts import is_same_word, keys_of
from assistant.answer.tables.cells.sheets import Sheet
from assistant.answer.tables.reading import Condition
from assistant.answer.tables.values import ValueMatch
from assistant.text.folding import fold_accents
from assistant.text.words import words


def number_conditions(numbered: Sequence[Numbered], columns: Sequence[Column]) -> dict[Numbered, Condition]:
    """For each word with a number, the column of that name that has it."""
    found: dict[Numbered, Condition] = {}
    for one in numbered:
        keys = keys_of(one.word)
        named = [column for column in columns if any(keys & keys_of(name) for name in column.words)]
        named.sort(key=lambda column: (not any(is_same_word(name, keys) for name in column.words), len(column.words)))
        conditions = (_condition(column, one) for column in named)
        if condition := next(filter(None, conditions), None):
            found[one] = condition
    return found


def _condition(column: Column, one: Numbered) -> Condition | None:
    if column.kind == "number" and one.number.isdecimal() and float(one.number) in column.values:
        return Condition(column, equals=float(one.number))
    same = {text for text in column.texts if fold_accents(text).strip(" .") == one.number}
    same = same or {text for text in column.texts if _has(text, one.word, one.number)}
    return Condition(column, values=frozenset(same), words=one.number) if column.kind == "text" and same else None


def with_numbers(match: ValueMatch, numbered: Sequence[Numbered], tokens: Sequence[Token]) -> ValueMatch:
    """The match with the values alone that have the number asked for: "Week 3" of all weeks."""
    for one in numbered:
        if any(token.word == one.word for token in match.tokens):
            kept = frozenset(value for value in match.values if _has(value, one.word, one.number))
            if kept:
                said = [token for token in tokens if token.word == one.said and token not in match.tokens]
                match = replace(match, tokens=(*match.tokens, *said), values=kept, exact=True)
    return match


def _has(value: str, word: str, number: str) -> bool:
    own = words(fold_accents(value))
    if number not in own:
        return False
    at = own.index(number)
    return any(keys_of(word) & keys_of(beside) for beside in own[max(0, at - 2) : at + 2] if beside != number)


def with_ordinals(asked: Asked, sheet: Sheet) -> Asked:
    """`asked` without "first" and "last" as an order of dates where they begin a name of the sheet: "First floor"."""
    if sheet.dates() or not asked.signs & {"first", "last"}:
        return asked
    texts = [words(fold_accents(text)) for column in sheet.columns for text in dict.fromkeys(column.texts)]
    tokens, found = list(asked.tokens), False
    for number, (ordinal, word) in enumerate(asked.ordinals):
        at = next((at for at, token in enumerate(tokens) if token.word == word), None)
        if at is not None and any(_begins(text, ordinal, word) for text in texts):
            tokens.insert(at, Token(ordinal, keys_of(ordinal), -1 - number))
            found = True
    return replace(asked, tokens=tokens, signs=asked.signs - {"first", "last"}) if found else asked


def _begins(text: Sequence[str], ordinal: str, word: str) -> bool:
    return any(keys_of(ordinal) & keys_of(one) and keys_of(word) & keys_of(other) for one, other in pairwise(text))
