"""Which operation a question means, once its words are explained.

Invariant: where two operations are as likely, none is chosen: another task answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.answer.tables.asked.question import Asked, unit_of_time
from assistant.answer.tables.asked.vocabulary import WHEN, WHO
from assistant.answer.tables.asked.when import Limit
from assistant.answer.tables.cells.columns import Column
from assistant.answer.tables.cells.concepts import is_group, keys_of
from assistant.answer.tables.cells.sheets import Sheet
from assistant.answer.tables.counted import count_operation, figure_of
from assistant.answer.tables.reading import Condition, Grouping, Operation, Reading, Unit, named_besides
from assistant.text.languages import word_set

_REPEATED = 0.8  # different values among the rows: below it, rows with the same value are worth taking together
_JOINS = word_set("and und y et")


@dataclass(slots=True)
class Words:
    """How the sheet explained the words of the question."""

    conditions: list[Condition] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    mentioned: dict[int, int] = field(default_factory=dict)  # id of a column: how many words name it
    per: Column | None = None
    valued: frozenset[str] = frozenset()  # words that name values
    exact: frozenset[str] = frozenset()  # of these, the words of whole values
    named: set[str] = field(default_factory=set)  # words that name the file or the sheet
    is_money: bool = False
    is_income: bool = False
    is_spending: bool = False
    of_use: bool = False
    impossible: bool = False  # the sheet is of another year
    has_matches: bool = False

    def mention(self, columns: Sequence[Column]) -> None:
        for column in columns:
            self.mentioned[id(column)] = self.mentioned.get(id(column), 0) + 1


def choose_operation(asked: Asked, sheet: Sheet, words: Words) -> Reading | None:
    """The reading, without its score; None where the question has no clear meaning for the sheet."""
    if words.impossible:
        return None
    chooser = _Chooser(asked, sheet, words)
    operation = chooser.operation()
    return chooser.reading(operation) if operation is not None else None


@dataclass(slots=True)
class _Chooser:
    asked: Asked
    sheet: Sheet
    words: Words

    def operation(self) -> Operation | None:
        signs, asked = self.asked.signs, self.asked
        if "difference" in signs:
            return "difference"
        if "average" in signs:
            return "average"
        if "max" in signs or "min" in signs:
            return "max" if "max" in signs else "min"
        if self.asked.qualities and self._of_quality() and signs & {"last", "first"}:
            return "max" if "first" in signs else "min"  # the oldest has the highest age
        if "last" in signs or "first" in signs:
            return "last" if "last" in signs else "first"
        if "count" in signs:
            return self._count()
        if "sum" in signs:
            return "sum"
        measure = self._measure("sum")
        past = asked.is_past or bool(self.words.limits)
        spends = self.words.is_spending or self.words.is_income
        if "much" in signs and measure is not None:
            adds_up = past and (not measure.cumulative or self.words.of_use or spends)
            return "sum" if adds_up and (spends or self.words.of_use or self.words.has_matches) else "value"
        if "list" in signs and spends and past and not asked.target and self._names_only(measure):
            return "sum"
        if asked.per:
            return (
                "sum"
                if measure is not None and (self.words.is_money or id(measure) in self.words.mentioned)
                else "count"
            )
        return "list" if "list" in signs or asked.target else "value"

    def _of_quality(self) -> list[Column]:
        """The columns of numbers that an adjective of the question compares, the likeliest first."""
        columns = [column for column in self.sheet.numbers() if not column.is_label]
        order = ("=age", "=weight", "=temperature", "=height", "=speed", "=distance", "=length", "=duration")
        wanted = [group for group in order if group in self.asked.qualities]
        return [
            column for group in wanted for column in columns if any(group in keys_of(word) for word in column.words)
        ]

    def _names_only(self, measure: Column | None) -> bool:
        """Whether no other column than the measure is asked for."""
        return all(number == id(measure) for number in self.words.mentioned)

    def _count(self) -> Operation:
        words = self.words
        return count_operation(self.asked, self.sheet, words.conditions, words.mentioned, words.valued)

    def reading(self, operation: Operation) -> Reading | None:
        asked, words = self.asked, self.words
        measure = self._measure(operation)
        dates = self._date_column()
        if words.limits and dates is None:
            return None
        conditions = [*words.conditions, *self._date_conditions(operation, dates)]
        reading = Reading(self.sheet, operation, tuple(conditions), measure, at_most=asked.at_most)
        group = self._group(operation, measure, dates)
        is_top = group is not None and not asked.per and operation in ("max", "min")
        reading = replace(reading, group=group, is_top=is_top, target=self._target(dates))
        reading = replace(reading, named=named_besides(self.sheet, words.mentioned, conditions))
        reading = self._with_money(reading)
        reading = self._with_use(reading)
        return self._checked(reading)

    def _checked(self, reading: Reading) -> Reading | None:
        """`reading`, if its operation has all it needs."""
        if self.asked.comparisons and reading.measure is None:
            return None
        operation, measure, asked, words = reading.operation, reading.measure, self.asked, self.words
        limited, limits = bool(reading.conditions), bool(words.limits)
        named = bool(words.named or words.mentioned)
        match operation:
            case "sum" | "average":
                if measure is None or (measure.cumulative and not reading.of_use):
                    return None
                return reading if asked.tokens or asked.per else None
            case "count":
                if self._counts_a_part() or self._counts_a_guess():
                    return None
                return reading if limited or named or reading.group is not None else None
            case "distinct":
                clear = asked.distinct or limited or bool(words.named)
                return reading if reading.target is not None and clear else None
            case "max" | "min":
                return reading if measure is not None or reading.group is not None else None
            case "first" | "last":
                target_is_date = reading.target is not None and reading.target.kind == "date"
                if self._date_column() is None or not (limited or named or target_is_date):
                    return None
                return reading if words.has_matches or words.mentioned else None
            case "difference":
                return self._difference(reading)
            case "list":
                numbered = any(condition.equals is not None for condition in words.conditions)
                if asked.target in WHO and not (
                    words.limits or words.mentioned or len(words.conditions) > 1 or numbered
                ):
                    return None
                is_asked = named or reading.target is not None or (numbered and reading.named is not None)
                return reading if limited and (is_asked or asked.comparisons) else None
            case "value":
                asks = (measure is not None or reading.target is not None) and bool(
                    asked.signs or asked.target or limits
                )
                named = bool(words.mentioned) or bool(self._of_quality())
                return reading if asks and limited and named else None

    def _counts_a_part(self) -> bool:
        """Whether the file is named after two kinds of things and only one of them is counted."""
        names = self.sheet.name_words
        content = {word for word in names if word not in _JOINS and not word.isdecimal()}
        return bool(_JOINS & names) and self.asked.counted in self.words.named and len(content) > len(self.words.named)

    def _counts_a_guess(self) -> bool:
        """Whether the counted word is only a part of some value, and nothing else of the question is in the sheet."""
        inexact = self.asked.counted in self.words.valued - self.words.exact
        return inexact and len(self.words.conditions) == 1 and not (self.words.limits or self.asked.is_past)

    def _difference(self, reading: Reading) -> Reading | None:
        """Two dates, or two values of one column, with the other conditions for both."""
        dates = self._date_column()
        if reading.measure is None:
            return None
        points = [limit for limit in self.words.limits if limit.any_of]
        ranges = [limit for limit in self.words.limits if limit.points]
        if dates is not None and len(ranges) == 1 and not points:
            points = [Limit((point,)) for point in ranges[0].points]
        if dates is not None and len(points) == 2:
            sides = tuple(Condition(dates, limit=point) for point in points)
            return replace(reading, sides=sides, conditions=tuple(self.words.conditions))
        for condition in self.words.conditions:
            if len(condition.values) == 2 and not self.asked.limits[1:]:
                sides = tuple(
                    Condition(condition.column, values=frozenset({value}), words=value)
                    for value in sorted(condition.values)
                )
                rest = tuple(other for other in reading.conditions if other is not condition)
                return replace(reading, sides=sides, conditions=rest)
        return None

    def _measure(self, operation: Operation) -> Column | None:
        """The column of numbers that is asked for; None if none is, or several are."""
        if operation == "sum" and "count" in self.asked.signs and self.asked.counted in self.words.valued:
            return figure_of(self.asked, self.sheet, self.words.conditions, self.words.mentioned)
        limited = [condition.column for condition in self.words.conditions if condition.equals is not None]
        numbers = [column for column in self.sheet.numbers() if not column.is_label and column not in limited]
        named = [column for column in numbers if id(column) in self.words.mentioned]
        if named:
            most = max(self.words.mentioned[id(column)] for column in named)
            best = [column for column in named if self.words.mentioned[id(column)] == most]
            money = [column for column in best if column.is_money]
            return best[0] if len(best) == 1 else money[0] if len(money) == 1 and self.words.is_money else None
        if compared := self._of_quality():
            return compared[0]
        if operation in ("list", "first", "last", "distinct", "count") and not self.asked.comparisons:
            return None
        money = self.sheet.money()
        if (self.words.is_money or self.asked.of_money) and money:
            return money[0]
        if self.words.of_use:
            meters = [column for column in numbers if column.cumulative]
            return meters[0] if len(meters) == 1 else None
        if operation in ("count", "list", "distinct"):
            ages = [column for column in numbers if any(is_group(word, "age") for word in column.words)]
            return ages[0] if ages else numbers[0] if len(numbers) == 1 else None
        return numbers[0] if len(numbers) == 1 else money[0] if len(money) == 1 else None

    def _date_column(self) -> Column | None:
        dates = self.sheet.dates()
        named = [column for column in dates if id(column) in self.words.mentioned]
        return next(iter(named or dates), None)

    def _date_conditions(self, operation: Operation, dates: Column | None) -> list[Condition]:
        found: list[Condition] = []
        if dates is not None and operation != "difference":
            points = tuple(date for limit in self.words.limits for date in limit.any_of)
            if points:
                found.append(Condition(dates, limit=Limit(points)))
            found += [Condition(dates, limit=limit) for limit in self.words.limits if not limit.any_of]
        return found

    def _group(self, operation: Operation, measure: Column | None, dates: Column | None) -> Grouping | None:
        asked, target = self.asked, self._target(dates)
        if operation in ("list", "value", "first", "last", "distinct", "difference"):
            return None
        if asked.per_unit and dates is not None:
            return Grouping(dates, _unit(asked.per_unit))
        if self.words.per is not None:
            return Grouping(self.words.per)
        if operation not in ("max", "min"):
            return None
        unit = asked.target_unit or unit_of_time(keys_of(asked.unit_word))
        if unit in ("month", "year", "quarter", "week") and dates is not None:
            return Grouping(dates, _unit(unit))
        if target is None or target.kind != "text":
            return None
        filled = [value for value in target.values if value is not None]
        is_repeated = len(set(filled)) < _REPEATED * len(filled)
        is_price = measure is not None and any(is_group(word, "amount") and word in _PRICES for word in measure.words)
        adds_up = (
            measure is None
            or self.asked.of_quantity
            or self.words.is_spending
            or self.words.of_use
            or self.asked.of_money
        )
        return Grouping(target) if is_repeated and adds_up and not is_price else None

    def _target(self, dates: Column | None) -> Column | None:
        """The column behind "which", "when", "who", "where"; for a count, that of the counted word."""
        word = self.asked.counted if "count" in self.asked.signs else self.asked.target or self.asked.unit_word
        columns = self.sheet.columns
        if word == self.asked.target and word in self.words.valued:
            word = self.asked.noun
        if not word:
            return None
        if word in WHEN:
            days = [column for column in columns if any(is_group(name, "day") for name in column.words)]
            return dates or next(iter(days), None)
        if word in WHO:
            people = [column for column in columns if column.kind == "text" and _is_person(column)]
            return people[0] if people else None
        if unit_of_time(keys_of(word)):
            return dates
        named = [column for column in columns if any(keys_of(word) & keys_of(name) for name in column.words)]
        texts = [column for column in named if column.kind != "number"]
        return next(iter(texts or named), None)

    def _with_money(self, reading: Reading) -> Reading:
        """Comparisons, and the direction of money: what is spent has a minus in a table that holds both."""
        measure, conditions = reading.measure, list(reading.conditions)
        if measure is None:
            return reading
        absolute = False
        if measure.is_money and measure.has_both_signs:
            spends = (self.words.is_spending or self.asked.of_money) and not self.words.is_income
            absolute = spends or _all_negative(reading)
            if spends and reading.operation in ("sum", "average", "max", "min", "list"):
                conditions.append(Condition(measure, sign="<"))
            elif self.words.is_income and not self.words.conditions:
                conditions.append(Condition(measure, sign=">"))
        conditions += [Condition(measure, comparison=comparison) for comparison in self.asked.comparisons]
        return replace(reading, conditions=tuple(conditions), absolute=absolute)

    def _with_use(self, reading: Reading) -> Reading:
        """A meter is not summed up: what counts is the step to the next reading."""
        measure = reading.measure
        if measure is None or not measure.cumulative or self.sheet.dates() == []:
            return reading
        adds = reading.operation in ("sum", "average") or (reading.operation in ("max", "min") and self.words.of_use)
        return replace(reading, of_use=adds or (reading.group is not None and reading.operation in ("max", "min")))


_PRICES = word_set("price preis precio prix")


def _is_person(column: Column) -> bool:
    return any(is_group(word, "person") or word in ("by", "who", "wer", "von", "por", "par") for word in column.words)


def _unit(name: str) -> Unit:
    units: dict[str, Unit] = {"month": "month", "year": "year", "day": "day", "week": "week", "quarter": "quarter"}
    return units[name]


def _all_negative(reading: Reading) -> bool:
    """Whether the rows that the named values leave have only negative amounts."""
    measure = reading.measure
    named = [condition for condition in reading.conditions if condition.values]
    if measure is None or not named:
        return False
    amounts = [
        value
        for at, value in enumerate(measure.values)
        if isinstance(value, float) and all(condition.column.values[at] in condition.values for condition in named)
    ]
    return bool(amounts) and all(amount <= 0 for amount in amounts)
