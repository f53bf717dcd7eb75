"""Formats the numbers of spreadsheets and charts as a person sees them, with the format code of their cell.

Invariant: an unknown code shows the plain number; no value and no code raises an error. Dates are in ISO form, because
a person's program may not show day and month in the order of the code.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

Show = Callable[[float], str]

# The codes that a file names by number alone (ECMA-376, 18.8.30). 27 to 58 differ between East Asian languages.
BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    14: "yyyy-mm-dd",
    15: "yyyy-mm-dd",
    16: "yyyy-mm-dd",
    17: "yyyy-mm",
    18: "h:mm",
    19: "h:mm:ss",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy-mm-dd h:mm",
    37: "#,##0;(#,##0)",
    38: "#,##0;(#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;(#,##0.00)",
    41: "#,##0",
    42: "#,##0",
    43: "#,##0.00",
    44: "#,##0.00",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss",
    48: "0.0E+0",
    **dict.fromkeys((*range(27, 32), 36, *range(50, 55), 57, 58), "yyyy-mm-dd"),
}
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]{0,255})\]|(?P<general>general)|(?P<noon>am/pm|a/p)'
    r"|(?P<exponent>e[+-])|(?P<digits>[0#?][0#?,]*)|(?P<point>\.)|(?P<percent>%)|(?P<date>[ymdhsge]+)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": lambda value, bound: value < bound,
    "<=": lambda value, bound: value <= bound,
    ">": lambda value, bound: value > bound,
    ">=": lambda value, bound: value >= bound,
    "=": lambda value, bound: value == bound,
    "<>": lambda value, bound: value != bound,
}
_LAST_DAY = 2_958_465  # 9999-12-31
_MAX_CODE_CHARS = 255  # what Excel allows
_MAX_DECIMALS = 30


def plain_number(value: float) -> str:
    """`value` without a format: whole numbers with all digits, others with ten significant digits."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.10g}"


@lru_cache(maxsize=512)
def number_format(code: str, from_1904: bool = False) -> Show:
    """A function that formats numbers by `code`. `from_1904`: the workbook counts its days from 1904, not from 1900."""
    sections = _split(code[:_MAX_CODE_CHARS])[:3]
    parts = [_parse(section, from_1904, is_only=len(sections) == 1) for section in sections]

    def show(value: float) -> str:
        try:
            if value != value or abs(value) == float("inf"):
                return ""
            return _show_by_section(parts, value)
        except (ValueError, OverflowError, InvalidOperation, ArithmeticError):
            return plain_number(value)

    return show


@dataclass(slots=True)
class _Section:
    """A section of a code: for positive numbers, for negative numbers, or for zero."""

    show: Show
    condition: tuple[str, float] | None = None


def _show_by_section(parts: list[_Section], value: float) -> str:
    if any(part.condition for part in parts):
        for part in parts:
            if part.condition is None or _COMPARE[part.condition[0]](value, part.condition[1]):
                return part.show(value)
        return plain_number(value)
    if value < 0 and len(parts) > 1:
        return parts[1].show(-value)
    if value == 0 and len(parts) > 2:
        return parts[2].show(value)
    return parts[0].show(value)


def _split(code: str) -> list[str]:
    """The sections of a code: a semicolon in quotes or after a backslash does not end a section."""
    sections = [""]
    for match in _TOKEN.finditer(code):
        if match["other"] == ";":
            sections.append("")
        else:
            sections[-1] += match.group()
    return sections


def _parse(section: str, from_1904: bool, is_only: bool) -> _Section:
    tokens = list(_TOKEN.finditer(section))
    condition: tuple[str, float] | None = None
    elapsed = ""
    for match in tokens:
        bracket = match["bracket"] or ""
        compared = _CONDITION.fullmatch(bracket)
        if compared:
            condition = compared[1], float(compared[2])
        elif bracket.lower().strip("hms") == "" and bracket:
            elapsed = bracket.lower()[0]
    letters = "".join(match["date"].lower() for match in tokens if match["date"])
    if (is_only and not tokens) or any(match["other"] == "@" for match in tokens):
        return _Section(plain_number, condition)
    if any(match["general"] for match in tokens):
        before, after = _literals_around(tokens, "general")
        return _Section(lambda value: before + plain_number(value) + after, condition)
    if elapsed or letters.strip("ge"):
        return _Section(_DateSection(tokens, elapsed, from_1904).show, condition)
    return _Section(_NumberSection(tokens).show, condition)


def _literal(match: re.Match[str]) -> str:
    """The literal text of a token."""
    bracket = match["bracket"]
    if bracket is not None:
        return bracket[1:].partition("-")[0] if bracket.startswith("$") else ""
    return next((text for text in (match["quoted"], match["escaped"], match["other"]) if text is not None), "")


def _literals_around(tokens: list[re.Match[str]], group: str) -> tuple[str, str]:
    at = next(n for n, match in enumerate(tokens) if match[group])
    return "".join(map(_literal, tokens[:at])), "".join(map(_literal, tokens[at + 1 :]))


class _NumberSection:
    """A section for numbers: digits, and the text before, between and after them."""

    def __init__(self, tokens: list[re.Match[str]]) -> None:
        end = next((n for n, match in enumerate(tokens) if match["exponent"]), len(tokens))
        runs = [n for n, match in enumerate(tokens) if match["digits"]]
        points = [n for n, match in enumerate(tokens) if match["point"]]
        self._exponent = any(match["exponent"] for match in tokens)
        self._has_digits = bool(runs)
        first = min(runs[:1] + points[:1], default=len(tokens))
        last = max(runs[-1:] + points[-1:], default=-1)
        self._before = "".join(map(_literal, tokens[:first])) + "".join("%" for m in tokens[:first] if m["percent"])
        self._after = "".join("%" if match["percent"] else _literal(match) for match in tokens[max(first, last + 1) :])
        self._percents = sum(1 for match in tokens if match["percent"])
        inner = tokens[first : last + 1]
        point = next((n for n, match in enumerate(inner) if match["point"]), len(inner))
        whole = [match["digits"] for match in inner[:point] if match["digits"]]
        decimals = "".join(match["digits"] or "" for match in inner[point : max(point, end - first)])
        self._decimals = min(_MAX_DECIMALS, len(decimals.replace(",", "")))
        self._shown_decimals = min(_MAX_DECIMALS, len(decimals.replace(",", "").rstrip("#?")))
        digits = "".join(whole)
        self._thousandths = len(digits) - len(digits.rstrip(",")) if point == len(inner) else 0
        self._groups = "," in digits.rstrip(",")
        self._least = digits.count("0")
        between = [match for match in inner[:point] if not match["digits"] and _literal(match)]
        self._is_fraction = any(_literal(match) == "/" for match in between)
        self._pattern = inner if between and point == len(inner) and not self._exponent else None

    def show(self, value: float) -> str:
        if not self._has_digits:
            return (self._before + self._after).strip()
        if self._is_fraction:
            return plain_number(value)
        sign = "-" if value < 0 else ""
        number = abs(Decimal(repr(value))) * (100**self._percents) / (1000**self._thousandths)
        if self._exponent:
            figures = f"{number:.{self._decimals}E}"
        elif self._pattern is not None:
            return sign + self._before + self._fill_pattern(number) + self._after
        else:
            number = number.quantize(Decimal(1).scaleb(-self._decimals), ROUND_HALF_UP)
            figures = f"{number:,f}" if self._groups else f"{number:f}"
            whole, _, decimals = figures.partition(".")
            shown = decimals[: self._shown_decimals] + decimals[self._shown_decimals :].rstrip("0")
            whole = whole if self._groups else whole.zfill(self._least)
            whole = "" if whole == "0" and not shown and not self._least else whole  # "#" and "?" show no single zero
            figures = f"{whole}.{shown}" if shown else whole
            sign = sign if number else ""
        return f"{sign}{self._before}{figures}{self._after}".strip()

    def _fill_pattern(self, number: Decimal) -> str:
        """Put the digits into a pattern from the right, as in telephone numbers ("000-0000")."""
        digits = list(str(int(number.quantize(Decimal(1), ROUND_HALF_UP))))
        shown: list[str] = []
        for match in reversed(self._pattern or []):
            if match["digits"] is None:
                shown.append(_literal(match))
                continue
            placeholders = reversed(match["digits"].replace(",", ""))
            shown.extend(digits.pop() if digits else ("0" if mark == "0" else "") for mark in placeholders)
        return "".join(digits) + "".join(reversed(shown))


class _DateSection:
    """A section for dates, times of day and spans of time."""

    def __init__(self, tokens: list[re.Match[str]], elapsed: str, from_1904: bool) -> None:
        self._elapsed = elapsed
        self._epoch = datetime.datetime(1904, 1, 1) if from_1904 else datetime.datetime(1899, 12, 30)
        self._first_day = 0 if from_1904 else 1
        units = [run[0] for match in tokens if match["date"] for run in re.findall(r"y+|m+|d+|h+|s+", match[0].lower())]
        self._hours = "h" in units or elapsed == "h"
        self._seconds = "s" in units
        # "m" is minutes after hours or before seconds, else months.
        months = [
            n
            for n, unit in enumerate(units)
            if unit == "m" and not (units[n - 1 : n] == ["h"] or units[n + 1 : n + 2] == ["s"] or elapsed == "h")
        ]
        self._months = bool(months)
        self._years, self._days = "y" in units, "d" in units

    def show(self, value: float) -> str:
        if self._elapsed:
            return self._span(value)
        is_date = self._years or self._days or self._months
        if not (self._first_day if is_date else 0) <= value <= _LAST_DAY:
            return plain_number(value)
        days = value + 1 if is_date and self._first_day and value < 60 else value  # 1900 has a 29 February in Excel
        moment = self._epoch + datetime.timedelta(days=int(days), seconds=round(days % 1 * 86_400))
        clock = f"{moment:%H:%M:%S}" if self._seconds else f"{moment:%H:%M}"
        clock = clock if self._hours else f"{moment:%M:%S}"
        if not is_date:
            return clock
        if self._hours and value % 1:  # a date without a time is stored as midnight
            return f"{moment:%Y-%m-%d} {clock}" if moment.year >= 1000 else plain_number(value)
        if self._days or self._hours:
            return moment.date().isoformat()
        return moment.date().isoformat()[: 7 if self._months else 4]

    def _span(self, value: float) -> str:
        seconds = round(abs(value) * 86_400)
        sign = "-" if value < 0 else ""
        if self._elapsed == "s":
            return f"{sign}{seconds}"
        least = seconds // 60
        if self._elapsed == "m":
            return f"{sign}{least}:{seconds % 60:02}" if self._seconds else f"{sign}{least}"
        return f"{sign}{least // 60}:{least % 60:02}" + (f":{seconds % 60:02}" if self._seconds else "")
