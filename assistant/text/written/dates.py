"""Dates as people write them, in English, German, Spanish and French: days, months, quarters and ranges of days.

Invariant: a date that is found exists in the calendar, and its span holds exactly its own characters. What may mean
something else (a version, a telephone number, an amount) is no date. Reading takes time linear in the text.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Literal

from assistant.text.folding import base_letter

Order = Literal["dmy", "mdy", ""]  # how "03/04/2024" is read; "" where nothing says it
Precision = Literal["day", "month", "quarter", "yearless", "unsure"]

_MONTHS = (
    "january jan januar janner jaenner enero ene janvier janv",
    "february feb februar febr febrero fevrier fevr fev",
    "march mar marz maerz mrz marzo mars",
    "april apr abril abr avril avr",
    "may mai mayo",
    "june jun juni junio juin",
    "july jul juli julio juillet juil",
    "august aug agosto ago aout",
    "september sept sep septiembre setiembre septembre",
    "october oct oktober okt octubre octobre",
    "november nov noviembre novembre",
    "december dec dezember dez diciembre dic decembre",
)
MONTH_NUMBER = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
_WEEKDAYS = (
    "monday mon montag mo lunes lun lundi",
    "tuesday tue tues dienstag di martes mardi",
    "wednesday wed mittwoch mi miercoles mercredi mer",
    "thursday thu thur thurs donnerstag do jueves jeudi",
    "friday fri freitag fr viernes vendredi ven",
    "saturday sat samstag sonnabend sa sabado samedi sam",
    "sunday sun sonntag so domingo dom dimanche dim",
)
_WEEKDAY_NUMBER = {name: number for number, names in enumerate(_WEEKDAYS) for name in names.split()}

_NAME = rf"(?:{'|'.join(sorted(MONTH_NUMBER, key=len, reverse=True))})"
_DAY_NAME = rf"(?:{'|'.join(sorted(_WEEKDAY_NUMBER, key=len, reverse=True))})"
_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_ORDINAL = r"(?:st|nd|rd|th|er|\.|º|o)?"
_OF = r"(?:[ ]?(?:of|de|del|the)[ ]|[ \-./]?[ ]?)"  # "14 of March", "14 de marzo", "14.March", "14-Mar"
_TO = r"[ ]?(?:-|–|—|to|until|till|bis|a|al|hasta|au|through|thru|and|und|y|et|\+)[ ]?(?:the |zum |el |le |den )?"
_WEEKDAY = rf"(?:(?P<{{0}}>{_DAY_NAME})\b\.?,?[ ](?:der |den |dem |the |el |le )?)?"
# Nothing that would make it part of a longer figure: "1.2.2024.3", "2024-03-01-77", "12024-03".
_BEFORE = r"(?<![\w])(?<![\w][.,/\-])(?<!\$)"
_AFTER = r"(?![\w])(?![.,/\-]\d)"

_FORMS: tuple[tuple[str, str], ...] = (
    ("iso", rf"(?P<y>{_YEAR})(?P<s>[-/.])(?P<m>0?[1-9]|1[0-2])(?P=s)(?P<d>{_DAY})(?:[t ]\d\d:\d\d(?::\d\d)?)?"),
    ("numeric", rf"(?P<a>{_DAY})(?P<s>[-/.])[ ]?(?P<b>{_DAY})(?P=s)[ ]?(?P<y>{_YEAR})"),
    ("short", r"(?P<a>0[1-9]|[12]\d|3[01])(?P<s>[/.])(?P<b>0[1-9]|[12]\d|3[01])(?P=s)(?P<y>\d\d)"),
    (
        "days",  # "2 to 6 June 2025", "14-25 July", "14 and 15 May 2025", "vom 2. bis 6. Juni 2025", "del 2 al 6 de junio"
        _WEEKDAY.format("w") + rf"(?P<d>{_DAY}){_ORDINAL}{_TO}(?:{_DAY_NAME},?[ ])?(?P<d2>{_DAY}){_ORDINAL}{_OF}(?P<n>{_NAME})\b\.?"
        rf"(?:,?[ ](?:of |de |del )?(?P<y>{_YEAR}))?",
    ),
    (
        "days_of_month",  # "June 2-6, 2025"
        rf"(?P<n>{_NAME})\b\.?[ ](?P<d>{_DAY}){_ORDINAL}[ ]?[-–][ ]?(?P<d2>{_DAY}){_ORDINAL}(?:,?[ ](?P<y>{_YEAR}))?",
    ),
    (
        "written",  # "Saturday 24 August 2024", "14th of March, 2024", "1er avril 2024", "14. März", "14 de marzo de 2024"
        _WEEKDAY.format("w") + rf"(?P<d>{_DAY}){_ORDINAL}{_OF}(?P<n>{_NAME})\b\.?(?:(?:,?[ ](?:of |de |del )?|[-/])(?P<y>{_YEAR}))?",
    ),
    ("month_first", _WEEKDAY.format("w") + rf"(?P<n>{_NAME})\b\.?[ ](?P<d>{_DAY})(?:st|nd|rd|th)?(?:,?[ ](?P<y>{_YEAR}))?"),
    ("month", rf"(?P<n>{_NAME})\b\.?,?(?:[ ](?:of |de |del )?|[-/])(?P<y>{_YEAR})"),
    ("quarter", rf"(?:q(?P<q>[1-4])[ /-]?(?P<y>{_YEAR})|(?P<q2>[1-4])\.?[ ]?(?:quartal|quarter|trimestre)[ ](?:of |de )?(?P<y2>{_YEAR}))"),
    ("year_month", rf"(?P<y>{_YEAR})-(?P<m>0[1-9]|1[0-2])(?![-\d])"),
    ("month_year", rf"(?P<m>0[1-9]|1[0-2])[/.](?P<y>{_YEAR})"),
    ("day_month", r"(?P<d>0?[1-9]|[12]\d|3[01])\.[ ]?(?P<m>0?[1-9]|1[0-2])\.(?![ ]?\d)"),
)  # fmt: skip
_PATTERNS = tuple((name, re.compile(_BEFORE + form + _AFTER)) for name, form in _FORMS)
# Where a date may begin. Only there the forms are tried, those that begin with a figure or those that do not.
_START = re.compile(rf"{_BEFORE}(?:(?P<figure>\d{{1,4}})(?!\d)|(?:{_NAME}|{_DAY_NAME}|q[1-4])(?!\w))")
_NO_FIGURE_FIRST = frozenset({"days_of_month", "month_first", "month"})
_NO_NAME_FIRST = frozenset({"iso", "numeric", "short", "year_month", "month_year", "day_month"})
_FIGURE_FIRST = tuple((name, pattern) for name, pattern in _PATTERNS if name not in _NO_FIGURE_FIRST)
_NAME_FIRST = tuple((name, pattern) for name, pattern in _PATTERNS if name not in _NO_NAME_FIRST)
_YEARS = re.compile(rf"(?<![\d.,])(?P<y>{_YEAR})(?:[/-](?P<to>\d\d)(?!\d))?(?![\d])")
_CAPITAL_MONTHS = frozenset({"may", "march", "mar", "mai", "ago", "dec", "dic", "sep"})  # words of other meanings too
_PIVOT = 70  # "14.03.24" is of 2024, "14.03.98" of 1998
_FIRST_YEAR, _LAST_YEAR = 1900, 2099


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date of a text, at `start:end`, from `first` to `last` (both included).

    Of a "yearless" date first has the year 1 (a leap day the year 4), last the same or the next; `weekday` is 0 for Monday, -1 where
    none is named. An "unsure" one is numeric with its order unknown: first and last are the year that it names.
    """

    start: int
    end: int
    first: date
    last: date
    precision: Precision
    weekday: int = -1
    order: Order = ""  # of a numeric date with slashes that can be read in one way only


def flat(text: str) -> str:
    """`text` in lower case without accents, each character in its place: offsets hold for both."""
    return text.lower() if text.isascii() else "".join(map(_flat_letter, text))


@lru_cache(maxsize=4096)
def _flat_letter(letter: str) -> str:
    return low if len(low := base_letter(letter).lower()) == 1 else letter


def find_dates(text: str, order: Order = "") -> list[FoundDate]:
    """The dates of `text`, in order, not overlapping. `order` tells how numeric dates with slashes are read."""
    folded = flat(text).replace("\n", " ").replace("\t", " ").replace("\u00a0", " ")
    found: list[FoundDate] = []
    for match in _matches(folded):
        if (read := _read(match, text, order)) is None:
            continue
        joined = _range(found[-1], read, folded) if found else None
        if joined is None:
            found.append(read)
        else:
            found[-1] = joined
    return found


def years_in(text: str) -> frozenset[int]:
    """The years that `text` names; "2024/25" names two."""
    found: set[int] = set()
    for match in _YEARS.finditer(text):
        year = int(match["y"])
        found.add(year)
        if match["to"] and int(match["to"]) == (year + 1) % 100:
            found.add(year + 1)
    return frozenset(found)


def _range(first: FoundDate, second: FoundDate, folded: str) -> FoundDate | None:
    """ "2 March to 27 March 2026" as one range; None where two dates are no range."""
    if not _RANGE.fullmatch(folded, first.end, second.start) or first.precision == "unsure":
        return None
    begin, end = first.first, second.last
    if first.precision == "yearless" and second.precision == "day":
        begin = in_year(begin, end.year) or end
        begin = begin if begin <= end else in_year(begin, end.year - 1) or end
    elif first.precision != second.precision:
        return None
    elif first.precision == "yearless" and begin.month > end.month:
        end = end.replace(year=begin.year + 1)  # "23 December to 6 January"
    if begin >= end:
        return None
    return FoundDate(first.start, second.end, begin, end, second.precision, first.weekday)


def in_year(day: date, year: int) -> date | None:
    """The same day of `year`; None where that year has no such day."""
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return None


def _matches(folded: str) -> Iterator[tuple[str, re.Match[str]]]:
    """(form, match) from left to right."""
    at = 0
    while (begin := _START.search(folded, at)) is not None:
        forms = _FIGURE_FIRST if begin["figure"] else _NAME_FIRST
        for name, pattern in forms:
            if (match := pattern.match(folded, begin.start())) is not None:
                yield name, match
                at = match.end()
                break
        else:
            at = begin.end()


def _read(found: tuple[str, re.Match[str]], text: str, order: Order) -> FoundDate | None:
    form, match = found
    try:
        return _READERS[form](match, text, order)
    except ValueError:  # 31 February
        return None


def _iso(match: re.Match[str], text: str, order: Order) -> FoundDate | None:
    return _day(match, int(match["y"]), int(match["m"]), int(match["d"]))


def _numeric(match: re.Match[str], text: str, order: Order) -> FoundDate | None:
    year = int(match["y"])
    year += 0 if year >= 100 else 2000 if year < _PIVOT else 1900
    first, second = int(match["a"]), int(match["b"])
    shows: Order = "dmy" if first > 12 else "mdy" if second > 12 else ""
    if match["s"] == "." or first == second:
        order = "dmy"
    elif shows:
        order = shows
    if not order:
        return FoundDate(*match.span(), date(year, 1, 1), date(year, 12, 31), "unsure")
    found = _day(match, year, *((second, first) if order == "dmy" else (first, second)))
    return replace(found, order=shows if match["s"] != "." else "") if found is not None else None


def _days(match: re.Match[str], text: str, order: Order) -> FoundDate | None:
    month, first, last = MONTH_NUMBER[match["n"]], int(match["d"]), int(match["d2"])
    if first >= last:
        return None
    if match["y"] is None:
        return FoundDate(*match.span(), _yearless(month, first), _yearless(month, last), "yearless")
    return FoundDate(*match.span(), date(int(match["y"]), month, first), date(int(match["y"]), month, last), "day")


def _written(match: re.Match[str], text: str, order: Order) -> FoundDate | None:
    named = match.groupdict()
    month, day, year = MONTH_NUMBER[named["n"]], int(named["d"]), named["y"]
    weekday = _WEEKDAY_NUMBER[named["w"]] if named.get("w") else -1
    if year is not None:
        return _day(match, int(year), month, day, weekday)
    # Without a year a short name may be any word: "1 may", "de 3 mar".
    if named["n"] in _CAPITAL_MONTHS and not text[match.start("n")].isupper():
        return None
    return FoundDate(*match.span(), _yearless(month, day), _yearless(month, day), "yearless", weekday)


def _month(match: re.Match[str], text: str, order: Order) -> FoundDate | None:
    named = match.groupdict()
    return _whole_months(
        match, int(named["y"]), MONTH_NUMBER[named["n"]] if "n" in named else int(named["m"]), 1, "month"
    )


def _quarter(match: re.Match[str], text: str, order: Order) -> FoundDate | None:
    quarter, year = int(match["q"] or match["q2"]), int(match["y"] or match["y2"])
    return _whole_months(match, year, 3 * quarter - 2, 3, "quarter")


def _day_month(match: re.Match[str], text: str, order: Order) -> FoundDate | None:
    """ "14.3." is a date only behind a word that makes it one; else it may be the number of a clause."""
    if not _BEFORE_SHORT.search(flat(text[max(0, match.start() - 12) : match.start()])):
        return None
    day = _yearless(int(match["m"]), int(match["d"]))
    return FoundDate(*match.span(), day, day, "yearless")


_RANGE = re.compile(
    r"[ ]?(?:-|–|—|to|until|till|bis(?: zum)?|al?|hasta(?: el)?|au|through)[ ]?(?:the |zum |el |le |den )?"
)
_BEFORE_SHORT = re.compile(rf"(?:\b(?:am|bis|vom|zum|ab|den|dem|der|seit|und|spatestens)|{_DAY_NAME}\.?,?|[-–])\s*$")
_READERS = {
    "iso": _iso,
    "numeric": _numeric,
    "short": _numeric,
    "days": _days,
    "days_of_month": _days,
    "written": _written,
    "month_first": _written,
    "month": _month,
    "quarter": _quarter,
    "year_month": _month,
    "month_year": _month,
    "day_month": _day_month,
}


def _day(match: re.Match[str], year: int, month: int, day: int, weekday: int = -1) -> FoundDate | None:
    found = date(year, month, day)
    return FoundDate(*match.span(), found, found, "day", weekday) if _FIRST_YEAR <= year <= _LAST_YEAR else None


def _whole_months(match: re.Match[str], year: int, month: int, count: int, precision: Precision) -> FoundDate:
    last = month + count - 1
    return FoundDate(
        *match.span(), date(year, month, 1), date(year, last, calendar.monthrange(year, last)[1]), precision
    )


def _yearless(month: int, day: int) -> date:
    return date(4 if (month, day) == (2, 29) else 1, month, day)
