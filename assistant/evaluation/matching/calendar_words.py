"""Dates and times of day in folded text, with every meaning that their writing leaves open.

Invariant: each reading is a day ("2024-03-03"), a day without its year ("--03-03"), a month ("2024-03") or a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MONTHS = (
    "january januar janner enero janvier jan ene janv",
    "february februar febrero fevrier feb fev fevr",
    "march marz maerz marzo mars mar",
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
_NUMBER = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
MONTH_NAMES = frozenset(_NUMBER)
_NAME = rf"(?P<name>{'|'.join(sorted(_NUMBER, key=len, reverse=True))})\b\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d|[.,:]\d)"
_DAY = r"(?<![\w.,:])(?P<day>[0-3]?\d)"
# "10 may be" is no tenth of May.
_NO_VERB = r"(?<!may)(?=\W|$)|(?<=may)(?! (?:be|not|have|also|only|enter|ask|give|take|use|keep)\b)"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![\w-])(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)",
        r"(?<![\w-])(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)(?![-\d])",
        r"(?<![\w.,:])(?P<first>\d{1,2})(?P<mark>[./-])(?P<second>\d{1,2})(?P=mark)(?P<year>(?:19|20)\d\d)(?!\d)",
        rf"{_DAY}(?:st|nd|rd|th|er|º|ª|\.)?\s?(?:of |de )?{_NAME}(?:{_NO_VERB})(?:,?\s(?:of |de |del )?{_YEAR})?",
        rf"\b{_NAME}\s(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?!\w|[.,:]\d)(?:,?\s{_YEAR})?",
        rf"\b{_NAME},?\s(?:of |de |del )?{_YEAR}",
    )
)
_TIME = re.compile(
    r"(?<![\w.,:])(?P<hour>[01]?\d|2[0-3])(?::(?P<minute>[0-5]\d)(?!:?\d))?\s?(?P<half>[ap]\.?m\b\.?)?(?!\w)"
)


@dataclass(frozen=True, slots=True)
class When:
    """A date or time at `start:end`. `precise` is what it says in full; `readings` also hold what it implies."""

    start: int
    end: int
    precise: frozenset[str]
    readings: frozenset[str]


def find_dates(folded: str) -> Iterator[When]:
    """The dates of `folded` (lower case, no accents), none within another, the most exact writing first."""
    taken: list[tuple[int, int]] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(folded):
            span = match.span()
            if any(span[0] < end and start < span[1] for start, end in taken):
                continue
            precise = frozenset(_meanings(match))
            if precise:
                taken.append(span)
                yield When(*span, precise, precise | frozenset(part for one in precise for part in _implied(one)))


def find_times(folded: str) -> Iterator[When]:
    """The times of day: "14:12", "3:40 am", "7 pm". A duration written 2:40 reads the same."""
    for match in _TIME.finditer(folded):
        if match["minute"] is None and match["half"] is None:
            continue
        hour = int(match["hour"])
        if match["half"]:
            hour = hour % 12 + (12 if match["half"][0] == "p" else 0)
        reading = frozenset({f"{hour:02d}:{match['minute'] or '00'}"})
        yield When(match.start(), match.end(), reading, reading)


def _meanings(match: re.Match[str]) -> Iterator[str]:
    found = match.groupdict()
    if "first" in found:  # day first, or month first
        pairs = [(int(found["first"]), int(found["second"])), (int(found["second"]), int(found["first"]))]
    else:
        month = _NUMBER[found["name"]] if "name" in found else int(found["month"])
        pairs = [(int(found["day"]) if found.get("day") else 0, month)]
    for day, month in pairs:
        if not 1 <= month <= 12 or day > 31:
            continue
        if found.get("day") is None and "first" not in found:
            yield f"{found['year']}-{month:02d}"
        elif day:
            yield f"{found['year']}-{month:02d}-{day:02d}" if found["year"] else f"--{month:02d}-{day:02d}"


def _implied(day: str) -> Iterator[str]:
    """A day with its year is also that day of a year, and lies in its month."""
    if not day.startswith("--") and len(day) == 10:
        yield f"--{day[5:]}"
        yield day[:7]
