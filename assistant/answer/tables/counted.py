"""What "how many" asks for: a figure that a cell has, or a count of rows or of different values.

Invariant: a figure of a row goes before a count of rows only where the question names the row.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from assistant.answer.tables.asked.question import Asked
from assistant.answer.tables.cells.columns import Column
from assistant.answer.tables.cells.concepts import keys_of
from assistant.answer.tables.cells.sheets import Sheet
from assistant.answer.tables.reading import Condition, Operation
from assistant.text.folding import fold_accents
from assistant.text.languages import word_set
from assistant.text.words import words

_QUANTITIES = word_set(
    """number numbers numero nombre anzahl zahl count quantity quantities qty menge stuck stuckzahl stk pcs pieces
    quantite quantites cantidad cantidades unidades unites units ordered needed stock bestand bestellt benotigt
    vorhanden existencias pedido pedidos stocks commande commandes available amount"""
)
_MIXED = 0.5  # the share of cells with a digit that makes a column of texts one of figures


def figure_of(
    asked: Asked, sheet: Sheet, conditions: Sequence[Condition], mentioned: Mapping[int, int]
) -> Column | None:
    """The column of numbers that says how many there are of what the rows are named after; None where rows count."""
    if asked.distinct or asked.comparisons or asked.per or not conditions:
        return None
    limited = [condition.column for condition in conditions]
    numbers = [
        column
        for column in sheet.numbers()
        if column.kind == "number" and column not in limited and not column.is_money and not column.cumulative
    ]
    named = [column for column in numbers if id(column) in mentioned and not column.is_label]
    quantities = [column for column in numbers if _is_quantity(column)]
    if len(named) == 1 or len(quantities) == 1:
        return (named if len(named) == 1 else quantities)[0]
    plain = [column for column in numbers if not column.is_label]
    return plain[0] if len(plain) == 1 and any(map(_names_each_row, limited)) else None


def count_operation(
    asked: Asked,
    sheet: Sheet,
    conditions: Sequence[Condition],
    mentioned: Mapping[int, int],
    valued: Collection[str],
) -> Operation:
    """A figure of the rows, a sum of a column, different values of one, or rows. `valued`: words that name values."""
    if asked.counted in valued:
        return "sum" if figure_of(asked, sheet, conditions, mentioned) is not None else "count"
    named = _columns_counted(asked, sheet)
    if not asked.distinct and any(
        column.kind in ("number", "time") and (not column.is_label or _is_quantity(column)) for column in named
    ):
        return "sum"
    limited = [condition.column for condition in conditions]
    texts = [column for column in named if column.kind == "text" and column.position >= 0 and column not in limited]
    if limited and any(map(_holds_figures, texts)) and not asked.distinct:
        return "value"
    return "distinct" if texts else "count"


def _columns_counted(asked: Asked, sheet: Sheet) -> list[Column]:
    """The columns that the word behind "how many" names, by their name or their unit."""
    keys = keys_of(asked.counted) if asked.counted else frozenset[str]()
    if "=amount" in keys and not asked.distinct:
        return []
    return [
        column
        for column in sheet.columns
        if any(keys & keys_of(word) for word in column.words) or (column.unit and keys & keys_of(column.unit))
    ]


def _is_quantity(column: Column) -> bool:
    """Whether the name of a column says that its numbers count something; numbers of rows do not."""
    if not _QUANTITIES.intersection(words(fold_accents(column.name))):
        return False
    values = [value for value in column.values if isinstance(value, float)]
    return values != [float(number) for number in range(1, len(values) + 1)]


def _holds_figures(column: Column) -> bool:
    """Whether the cells of a column of texts are figures with words: "40 to 45", "24 + 6"."""
    filled = [text for text in column.texts if text]
    return sum(any(map(str.isdigit, text)) for text in filled) > _MIXED * len(filled)


def _names_each_row(column: Column) -> bool:
    """Whether no value of a column is there twice: then each has one row, and nobody asks how many."""
    filled = [text for text in column.texts if text]
    return len(filled) > 1 and len(set(filled)) == len(filled)
