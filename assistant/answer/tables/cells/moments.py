"""Dates and times in cells, in the forms that files and people write them.

Invariant: a date is text that sorts: "2024-03-05", "2024-03", "2024-Q1" or "2024"; a month without a year is "03".
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import Literal

from assistant.text.folding import fold_accents
from assistant.text.languages import word_set

Order = Literal["dmy", "mdy"]

_MONTH_NAMES = (
    "january januar janner enero janvier jan ene janv",
    "february februar febrero fevrier feb fevr fev",
    "march marz maerz marzo mars mar mrz",
    "april abril avril apr abr avr",
    "may mai mayo",
    "june juni junio juin jun",
    "july juli julio juillet jul juil",
    "august agosto aout aug ago",
    "september septiembre setiembre septembre sept sep",
    "october oktober octubre octobre oct okt",
    "november noviembre novembre nov",
    "december dezember diciembre decembre dec dez dic",
)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_WEEKDAYS = word_set(
    """monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun montag
    dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so lunes martes miercoles
    jueves viernes sabado domingo lundi mardi mercredi jeudi vendredi samedi dimanche"""
)
_LINKS = word_set("of de del the le st nd rd th er")
_TIME = r"(?:[ t]\d{1,2}:\d\d(?::\d\d)?(?: ?[ap]m)?z?)?"
_YEAR_FIRST = re.compile(rf"((?:19|20)\d\d)[-/.](\d{{1,2}})(?:[-/.](\d{{1,2}}){_TIME})?")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})[./-](\d{{1,2}})[./-]((?:19|20)?\d\d){_TIME}")
_MONTH_YEAR = re.compile(r"(\d{1,2})[./]((?:19|20)\d\d)")
_QUARTER = re.compile(
    r"(?:q([1-4])[ /-]?((?:19|20)\d\d)|((?:19|20)\d\d)[ /-]?q([1-4])|([1-4])\. ?quartal ((?:19|20)\d\d))"
)
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?(?: ?(?:h|uhr|([ap])m))?")
_TOKEN = re.compile(r"\d+|[a-z]+")
_PARTS = re.compile(r"[\w\s.,'/-]{3,30}")


def order_of(cells: Iterable[str]) -> Order | None:
    """Whether days or months come first in dates such as 03/04/2024; None if no cell proves it."""
    for cell in cells:
        found = _YEAR_LAST.fullmatch(cell.strip().casefold())
        if found and int(found[1]) > 12:
            return "dmy"
        if found and int(found[2]) > 12:
            return "mdy"
    return None


def read_date(cell: str, order: Order = "dmy") -> str:
    """The date in `cell` as text that sorts, or ""."""
    text = fold_accents(cell.strip())
    if found := _YEAR_FIRST.fullmatch(text):
        return _date(int(found[1]), int(found[2]), int(found[3]) if found[3] else 0)
    if found := _YEAR_LAST.fullmatch(text):
        day, month = int(found[1]), int(found[2])
        if order == "mdy" and "." not in text[:5]:
            day, month = month, day
        return _date(_year(found[3]), month, day)
    if found := _MONTH_YEAR.fullmatch(text):
        return _date(int(found[2]), int(found[1]), 0)
    if found := _QUARTER.fullmatch(text):
        return f"{found[2] or found[3] or found[6]}-Q{found[1] or found[4] or found[5]}"
    return _named(text) if _PARTS.fullmatch(text) else ""


def read_time(cell: str) -> float | None:
    """Hours and minutes (7:45, 14:30:00, 2:15 pm) as minutes, or None."""
    found = _CLOCK.fullmatch(cell.strip().casefold())
    if found is None:
        return None
    hours = int(found[1])
    if found[4]:
        hours = hours % 12 + (12 if found[4] == "p" else 0)
    return hours * 60 + int(found[2]) + (int(found[3]) / 60 if found[3] else 0)


def _named(text: str) -> str:
    """A date with the name of its month: "3 March 2024", "March 3, 2024", "Mar-24", "marzo de 2024", "March"."""
    tokens = _TOKEN.findall(text)
    names = [token for token in tokens if token.isalpha() and token not in _LINKS and token not in _WEEKDAYS]
    numbers = [token for token in tokens if token.isdecimal()]
    if len(names) != 1 or names[0] not in MONTHS or len(numbers) > 2:
        return ""
    month = MONTHS[names[0]]
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) <= 2]
    if not numbers:
        return f"{month:02d}"
    if not years and len(days) == 2:  # 3-Mar-24
        years, days = [f"20{days[1]}"], days[:1]
    if not years and len(days) == 1 and tokens[-1] == days[0] and re.search(r"[-'/ ]\d\d$", text):  # Mar-24
        years, days = [f"20{days[0]}"], []
    if len(years) != 1 or len(days) > 1 or not 1900 <= int(years[0]) < 2100:
        return ""
    return _date(int(years[0]), month, int(days[0]) if days else 0)


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits) if int(digits) < 70 else 1900 + int(digits)


def _date(year: int, month: int, day: int) -> str:
    """ISO text, without the day if it is 0; "" if there is no such date."""
    try:
        date = datetime.date(year, month, day or 1)
    except ValueError:
        return ""
    return date.isoformat() if day else date.isoformat()[:7]


def day_after(date: str) -> str:
    """The first moment behind a year, a month or a day, as text: "2024" gives "2025", "2024-12" "2025-01"."""
    parts = [int(part) for part in date.split("-")]
    if len(parts) == 1:
        return str(parts[0] + 1)
    if len(parts) == 2:
        year, month = (parts[0], parts[1] + 1) if parts[1] < 12 else (parts[0] + 1, 1)
        return f"{year}-{month:02d}"
    return (datetime.date(parts[0], parts[1], parts[2]) + datetime.timedelta(days=1)).isoformat()
