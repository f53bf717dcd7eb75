"""What was spent on something, out of the rows of a table: the question, and the sum that answers it.

Invariant: the sum is computed here from the rows themselves, so that an answer can be compared with it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

_CELL = re.compile(r"([^:;\n]{1,40}): ([^;\n]{1,80})")
_KIND = frozenset(("category", "kategorie", "rubrik", "posten", "categor\u00eda", "concepto", "cat\u00e9gorie"))
_AMOUNT = re.compile(r"(?:amount|betrag|importe|montant)(?:[ _].*)?", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]{3,20}(?: [^\W\d_]{2,20})?")
_FEWEST_ROWS = 3
_MOST = 2  # questions of a table
_ASK = {
    "en": "How much was spent on {} in total?",
    "de": "Wie viel wurde insgesamt f\u00fcr {} ausgegeben?",
    "es": "\u00bfCu\u00e1nto se gast\u00f3 en total en {}?",
    "fr": "Combien a \u00e9t\u00e9 d\u00e9pens\u00e9 au total pour {} ?",
}
_LANGUAGE = {"betrag": "de", "importe": "es", "montant": "fr"}


@dataclass(slots=True)
class Spending:
    """Amounts by what they were spent on."""

    amounts: dict[str, list[Decimal]] = field(default_factory=dict)
    language: str = "en"

    def read(self, text: str) -> None:
        """Take the rows of a page: "date: 2024-01-06; category: groceries; amount: -248.62"."""
        for line in text.split("\n"):
            cells = [(label.strip(" |-"), value.strip()) for label, value in _CELL.findall(line)]
            kind = next((value for label, value in cells if label.lower() in _KIND), "")
            amount = next(((label, value) for label, value in cells if _AMOUNT.fullmatch(label)), None)
            if kind and amount is not None and (figure := _figure(amount[1])) is not None:
                self.language = _LANGUAGE.get(re.split(r"[ _]", amount[0].lower())[0], "en")
                self.amounts.setdefault(kind, []).append(figure)


def spending_in(rows: Spending) -> Iterator[tuple[str, str]]:
    """Question and expected sum, what most rows are about first; income and corrections are left alone."""
    counted = Counter({kind: len(figures) for kind, figures in rows.amounts.items()})
    asked = 0
    for kind, number in counted.most_common():
        figures = rows.amounts[kind]
        same_sign = all(figure < 0 for figure in figures) or all(figure > 0 for figure in figures)
        if number >= _FEWEST_ROWS and same_sign and _WORDS.fullmatch(kind) and asked < _MOST:
            asked += 1
            yield _ASK[rows.language].format(kind), str(abs(sum(figures, Decimal())))


def _figure(written: str) -> Decimal | None:
    try:
        return Decimal(written)
    except InvalidOperation:
        return None
