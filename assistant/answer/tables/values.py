"""The values of cells that the words of a question name: "groceries" in a column of categories.

Invariant: a match covers all words of its run; a column with few, repeated values matches whole values first.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from assistant.answer.tables.asked.question import Token
from assistant.answer.tables.cells.columns import Column
from assistant.answer.tables.cells.concepts import keys_of
from assistant.text.folding import fold_accents
from assistant.text.languages import word_set
from assistant.text.words import words

_MAX_VALUES = 20_000  # different values of a column that are looked at
_MAX_RUN = 5  # words
_CATEGORY_SHARE, _CATEGORY_WORDS = 0.5, 3.0  # different values among the rows, and words of a value on average
_SEGMENTS = re.compile(r"[;,()/:]| - ")
_IGNORED = word_set("the a an of and der die das und de la el y le les et du des")


@dataclass(frozen=True, slots=True)
class ValueMatch:
    """The values of `column` that `tokens` name. `exact`: they are the whole value, or a whole part of it."""

    column: Column
    tokens: tuple[Token, ...]
    values: frozenset[str]
    exact: bool


@dataclass(slots=True)
class ValueIndex:
    """The words of the values of one text column."""

    column: Column
    is_category: bool
    _values: list[str] = field(default_factory=list)
    _by_key: dict[str, set[int]] = field(default_factory=dict)
    _segments: list[list[list[frozenset[str]]]] = field(default_factory=list)

    def match(self, tokens: Sequence[Token]) -> ValueMatch | None:
        """The values that hold all of `tokens`; None if none does."""
        found: set[int] | None = None
        for token in tokens:
            holding = set[int]().union(*(self._by_key.get(key, ()) for key in token.keys))
            found = holding if found is None else found & holding
            if not found:
                return None
        exact = {number for number in found or () if self._is_exact(number, tokens)}
        chosen = exact if exact and self.is_category else found or set()
        if not self.is_category:  # of names that begin alike, "Alber" and "Albers", the one that is asked for
            chosen = {number for number in chosen if self._has_words(number, tokens)} or chosen
        return ValueMatch(self.column, tuple(tokens), frozenset(self._values[number] for number in chosen), bool(exact))

    def has_word(self, token: Token) -> bool:
        """Whether a value holds the word itself, not only one of its group."""
        return any(key in self._by_key for key in token.keys if not key.startswith("="))

    def _has_words(self, number: int, tokens: Sequence[Token]) -> bool:
        """Whether a value holds the words as they are asked for."""
        own = set(words(fold_accents(self._values[number])))
        return all(token.word in own for token in tokens)

    def _is_exact(self, number: int, tokens: Sequence[Token]) -> bool:
        """Whether a part of the value has no other words than `tokens`."""
        return any(
            segment and all(any(keys & token.keys for token in tokens) for keys in segment)
            for segment in self._segments[number]
        )


def with_exact_codes(match: ValueMatch, codes: Collection[str]) -> ValueMatch:
    """The match without values that only begin like a code of the question: "AB-90371" is not "AB-90371-2".

    `codes`: the ids of the question, folded, without marks.
    """
    same = frozenset(value for value in match.values if "".join(filter(str.isalnum, fold_accents(value))) in codes)
    return replace(match, values=same) if same else match


def index_values(column: Column) -> ValueIndex | None:
    """The index of a text column; None for other columns and for those with too many different values."""
    if column.kind != "text":
        return None
    different = list(dict.fromkeys(str(value) for value in column.values if value is not None))
    if not different or len(different) > _MAX_VALUES:
        return None
    filled = sum(1 for value in column.values if value is not None)
    lengths = [len(words(value)) for value in different]
    repeated = len(different) <= max(1.0, _CATEGORY_SHARE * filled)
    index = ValueIndex(column, repeated and sum(lengths) / len(lengths) <= _CATEGORY_WORDS)
    for number, value in enumerate(different):
        index._values.append(value)
        segments = [_keys(segment) for segment in _SEGMENTS.split(value)]
        index._segments.append([*segments, _keys(value)])
        for keys in _keys(value):
            for key in keys:
                index._by_key.setdefault(key, set()).add(number)
    return index


def match_values(indexes: Sequence[ValueIndex], tokens: Sequence[Token], reserved: frozenset[int]) -> list[ValueMatch]:
    """The best matches of runs of `tokens`, no token in two of them.

    Longer runs go first, then whole values, then the column with fewer values. A token whose place is `reserved` (it
    names a column) is a value only where it is a whole value of a category, or stands in a longer run.
    """
    found: list[ValueMatch] = []
    used: set[int] = set()
    for length in range(min(_MAX_RUN, len(tokens)), 0, -1):
        candidates: list[ValueMatch] = []
        for start in range(len(tokens) - length + 1):
            run = tokens[start : start + length]
            if used.isdisjoint(token.place for token in run):
                candidates += [match for index in indexes if (match := index.match(run))]
        candidates = [match for match in candidates if _may_stand(match, indexes, reserved)]
        for match in sorted(candidates, key=lambda match: (not match.exact, len(set(match.column.texts)))):
            if used.isdisjoint(token.place for token in match.tokens):
                used.update(token.place for token in match.tokens)
                found.append(match)
    return found


def _may_stand(match: ValueMatch, indexes: Sequence[ValueIndex], reserved: frozenset[int]) -> bool:
    naming = sum(1 for token in match.tokens if token.place in reserved)
    if not naming:
        return True
    if naming == len(match.tokens) or len(match.tokens) == 1:
        is_category = next(index.is_category for index in indexes if index.column is match.column)
        return match.exact and is_category and naming < 2
    return match.exact


def _keys(text: str) -> list[frozenset[str]]:
    return [keys_of(word) for word in words(text) if word not in _IGNORED]
