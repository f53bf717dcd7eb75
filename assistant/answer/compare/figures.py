"""The sentence in front of a comparison: higher or lower and by how much, computed with decimal numbers.

Invariant: only values of one kind, and of one currency, are compared; a length of time is given as a difference only
where both are written in the same unit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from assistant.answer.compare import words
from assistant.answer.compare.request import CompareRequest
from assistant.answer.documents.cells import safe_name
from assistant.answer.documents.values.value import Value
from assistant.text.asked_language import Language

_LABEL_CHARS = 80
_UNIT = re.compile(r"[^\W\d_]+$")
_SEPARATORS: dict[Language, str] = {"en": ",.", "de": ".,", "es": ".,", "fr": "\u202f,"}


@dataclass(frozen=True, slots=True)
class SideValue:
    """A side's label and its value."""

    label: str
    value: Value


def compared(found: Sequence[SideValue], request: CompareRequest) -> str:
    """The sentence; "" where the values are not of one kind, or fewer than two."""
    language = request.language
    if len(found) < 2 or not _are_alike([one.value for one in found]):
        return ""
    by_size = sorted(found, key=lambda one: _size(one.value), reverse=True)
    high, low = by_size[0], by_size[-1]
    if len(found) > 2:
        listed = "; ".join(f"{_label(one)}: {one.value.written}" for one in by_size)
        return words.RANKED[language].format(list=listed)
    if _size(high.value) == _size(low.value):
        sentence = words.SAME[language].format(value=high.value.written)
    else:
        sentence = _told(high, low, language)
    return f"{_yes_or_no(found, request)}{sentence}"


def _are_alike(values: Sequence[Value]) -> bool:
    first = values[0]
    if first.kind not in ("amount", "number", "date", "duration"):
        return False
    return all(value.kind == first.kind and value.currency == first.currency for value in values)


def _size(value: Value) -> Decimal:
    return Decimal(value.day.toordinal()) if value.day is not None else value.number or Decimal(0)


def _told(high: SideValue, low: SideValue, language: Language) -> str:
    names = {
        "high": _label(high),
        "low": _label(low),
        "more": high.value.written,
        "less": low.value.written,
    }
    if high.value.day is not None:
        count = high.value.day.toordinal() - (low.value.day or date.min).toordinal()
        return words.LATER[language].format(**names, difference=words.days(count, language))
    difference = _size(high.value) - _size(low.value)
    if high.value.kind == "duration":
        by = (
            words.BY[language].format(difference=_in_unit(high.value, low.value))
            if _in_unit(high.value, low.value)
            else ""
        )
        return words.LONGER[language].format(**names, by=by)
    figure = f"{high.value.currency} {figure_in(difference, language)}".strip()
    return words.DIFFERENCE[language].format(**names, difference=figure, share=_share(difference, low.value, language))


def _share(difference: Decimal, low: Value, language: Language) -> str:
    """ " (12.96 %)" of the lower value; "" where that is nothing or less."""
    if low.number is None or low.number <= 0:
        return ""
    share = (difference / low.number * 100).quantize(Decimal("0.1"), ROUND_HALF_EVEN)
    return words.SHARE[language].format(share=figure_in(share, language))


def _in_unit(high: Value, low: Value) -> str:
    """The difference in the unit that both are written in ("3 months"); "" where they are written in two."""
    mine, other = _UNIT.search(high.written.casefold()), _UNIT.search(low.written.casefold())
    if mine is None or other is None or mine[0].rstrip("sen") != other[0].rstrip("sen"):
        return ""
    one_unit = _one_unit(high) or _one_unit(low)
    if not one_unit:
        return ""
    return f"{((high.number or 0) - (low.number or 0)) / one_unit:f} {mine[0]}"


def _one_unit(value: Value) -> Decimal | None:
    """The days of one unit of a length that is written in figures."""
    figure = re.match(r"\d{1,4}", value.written)
    return (value.number or Decimal(0)) / Decimal(figure[0]) if figure and int(figure[0]) else None


def figure_in(number: Decimal, language: Language) -> str:
    """A figure as the language writes it: 1,234.50 or 1.234,50."""
    return f"{number:,f}".translate(str.maketrans(",.", _SEPARATORS[language]))


def _yes_or_no(found: Sequence[SideValue], request: CompareRequest) -> str:
    """ "Yes. " or "No. " where the question asks whether the first side is higher (or lower) than the second."""
    if not request.is_yes_no:
        return ""
    first, second = _size(found[0].value), _size(found[1].value)
    is_so = first > second if request.wanted == "higher" else first < second
    return f"{(words.YES if is_so else words.NO)[request.language]}. "


def _label(one: SideValue) -> str:
    return safe_name(one.label, _LABEL_CHARS)
