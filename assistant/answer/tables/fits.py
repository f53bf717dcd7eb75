"""How much a question looks like one over tables: by its words, and the names of columns, sheets and files.

Invariant: no row is read. The values are choices: above 0.5 goes before the search in texts, 0.3 is that search.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer.tables.asked.question import Asked
from assistant.answer.tables.find import named_words
from assistant.domain.records.tables import StoredTable

_SURE, _LIKELY, _PERHAPS, _GUESS = 0.85, 0.6, 0.5, 0.4
_COMPUTED = frozenset({"sum", "average", "count", "max", "min", "difference"})


def how_well(asked: Asked, tables: Sequence[StoredTable]) -> float:
    """0 where there is no table or nothing that one could answer; a guess where only its cells can tell."""
    if not tables or not asked.understood or not (asked.tokens or asked.limits):
        return 0.0
    named = max((named_words(asked, table) for table in tables), default=0)
    if is_computed(asked):
        return _SURE if named > 1 or (named and asked.limits) else _LIKELY if named else _PERHAPS
    ordered = bool(asked.signs & {"first", "last"})
    if "much" in asked.signs or ordered or ("list" in asked.signs and asked.limits):
        return _LIKELY if named > 1 or (named and asked.limits) else _PERHAPS if named else _GUESS
    if named > 1 or (named and (asked.limits or asked.target)):
        return _PERHAPS
    return _GUESS if asked.signs or asked.target else 0.0


def is_computed(asked: Asked) -> bool:
    """Whether the words ask for something that has to be computed."""
    return bool(asked.signs & _COMPUTED or asked.per or asked.comparisons) or asked.at_most > 1
