"""What the values of several files add up to, computed with decimal numbers.

Invariant: unlike currencies are never added, and a value that is no figure is not counted as zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from assistant.answer.documents.cells import joined_names, safe_name
from assistant.answer.documents.each.request import Aggregate, ByTime
from assistant.answer.documents.values.value import Value
from assistant.answer.documents.words import say
from assistant.text.asked_language import Language

_SPACE = "\u00a0"


@dataclass(frozen=True, slots=True)
class FileValue:
    """A value, the short name of its file, and when the file is from ("2024-05"), "" where that is not told."""

    file: str
    value: Value
    day: str = ""


_Number = tuple[FileValue, Decimal]


def total_sentence(found: Sequence[FileValue], aggregate: Aggregate, language: Language, by_time: ByTime = "") -> str:
    """The sentence with the figure; "" where none is asked for or the values do not allow it.

    `by_time`: the value of the newest or the oldest file is asked for, whatever is the greatest.
    """
    if not (aggregate or by_time) or not found:
        return ""
    are_dates = all(one.value.day is not None for one in found)
    if by_time and not are_dates:
        return _of_time(found, by_time, language)
    if not aggregate:
        return ""
    if are_dates:
        return _of_dates(found, aggregate, language)
    numbers = [(one, one.value.number) for one in found if one.value.number is not None]
    if not numbers:
        return ""
    if aggregate in ("greatest", "least"):
        return _extreme(numbers, aggregate, language)
    if any(one.value.kind == "duration" for one, _ in numbers):
        return ""
    sums = {currency: _added(numbers, currency, aggregate) for currency in _currencies(numbers)}
    figures = [_money(number, currency, language) for currency, number in sums.items()]
    figure = say(aggregate, language, value=joined_names(figures, say("and", language)))
    sentence = say("of_files" if len(numbers) > 1 else "of_one_file", language, figure=figure, count=len(numbers))
    return f"{sentence} {say('not_added', language)}" if len(sums) > 1 else sentence


def _currencies(numbers: Sequence[_Number]) -> list[str]:
    return list(dict.fromkeys(one.value.currency for one, _ in numbers))


def _added(numbers: Sequence[_Number], currency: str, aggregate: Aggregate) -> Decimal:
    values = _positive([number for one, number in numbers if one.value.currency == currency])
    total = sum(values, Decimal(0))
    if aggregate == "average":
        places = max((-int(value.as_tuple().exponent) for value in values), default=0)
        return (total / len(values)).quantize(Decimal(1).scaleb(-max(places, 2)), ROUND_HALF_EVEN)
    return total


def _positive(values: list[Decimal]) -> list[Decimal]:
    """Deductions are written with a minus: what was deducted in all is no negative sum."""
    return [-value for value in values] if values and all(value <= 0 for value in values) else values


def _extreme(numbers: Sequence[_Number], aggregate: Aggregate, language: Language) -> str:
    if len(_currencies(numbers)) > 1:
        return ""
    values = _positive([number for _, number in numbers])
    chosen = (max if aggregate == "greatest" else min)(range(len(values)), key=lambda at: values[at])
    one = numbers[chosen][0]
    figure = one.value.written if one.value.kind == "duration" else _money(values[chosen], one.value.currency, language)
    return f"{say(aggregate, language, value=figure, file=safe_name(one.file))}."


def _of_time(found: Sequence[FileValue], by_time: ByTime, language: Language) -> str:
    """The value of the newest or oldest file; "" where the files do not tell when they are from."""
    if not all(one.day for one in found):
        return ""
    one = (max if by_time == "newest" else min)(found, key=lambda one: one.day)
    written = one.value.written
    if one.value.number is not None and one.value.kind == "amount":
        written = _money(one.value.number, one.value.currency, language)
    return f"{say(by_time, language, value=written, file=safe_name(one.file))}."


def _of_dates(found: Sequence[FileValue], aggregate: Aggregate, language: Language) -> str:
    if aggregate not in ("greatest", "least"):
        return ""
    chosen = (max if aggregate == "greatest" else min)(found, key=lambda one: one.value.day or date.min)
    phrase = "latest" if aggregate == "greatest" else "earliest"
    return f"{say(phrase, language, value=chosen.value.written, file=safe_name(chosen.file))}."


def _money(number: Decimal, currency: str, language: Language) -> str:
    """The figure as the language writes it: 12,677.79, 12.677,79 or 12 677,79."""
    written = f"{number:,f}"
    if language in ("de", "es"):
        written = written.translate(str.maketrans(",.", ".,"))
    elif language == "fr":
        written = written.replace(",", _SPACE).replace(".", ",")
    return f"{currency} {written}".strip()
