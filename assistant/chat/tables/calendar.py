"""A calendar (iCalendar, RFC 5545) from the table of an answer: a whole-day event for each row that begins with a day.

Invariant: the text is valid whatever the cells hold: lines end in CRLF and have at most 75 octets, texts are escaped,
and the same row has the same UID each time, so that a second import changes events instead of doubling them.
"""

from __future__ import annotations

import calendar
import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from assistant.text.clean import clean, one_line

if TYPE_CHECKING:
    from assistant.domain.records.results import ResultTable

_MOST_OCTETS = 75  # of a line, without its end (RFC 5545, 3.1)
_SUMMARY_CHARS = 120
_CELL = re.compile(r"(?P<first>\d{4}-\d\d(?:-\d\d)?)(?: – (?P<last>\d{4}-\d\d(?:-\d\d)?))?\*?")
_MARKER = re.compile(r"\s?\[\d{1,3}\]")
_ESCAPED = (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n"))


def make_calendar(table: ResultTable | None, made: datetime) -> str:
    """The calendar of the rows of `table` whose first cell is a day, a month or a range of days; "" if none is.

    The second cell is the event's summary, the others are its description. `made` is the time of making (with zone).
    """
    events = [line for row in (table.rows if table else ()) for line in _event(row, made)]
    if not events:
        return ""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//private-assistant//dates//EN", "CALSCALE:GREGORIAN"]
    return "".join(f"{folded}\r\n" for line in (*head, *events, "END:VCALENDAR") for folded in fold(line))


def read_days(cell: str) -> tuple[date, date] | None:
    """The first and the last day (both included) of a first cell; None if it holds no day."""
    match = _CELL.fullmatch(cell.strip())
    if match is None:
        return None
    try:
        first = _day(match["first"], is_last=False)
        return first, max(first, _day(match["last"] or match["first"], is_last=True))
    except ValueError:
        return None


def fold(line: str) -> Iterator[str]:
    """`line` in pieces of at most 75 octets, each after the first beginning with a space; no character is cut."""
    piece, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > _MOST_OCTETS:
            yield piece
            piece, size = " ", 1
        piece, size = piece + letter, size + octets
    yield piece


def _event(row: tuple[str, ...], made: datetime) -> list[str]:
    days = read_days(row[0]) if row else None
    if days is None:
        return []
    first, last = days
    summary = _plain(row[1] if len(row) > 1 else "")
    about = "\n".join(filter(None, (summary, *map(_plain, row[2:]))))
    name = hashlib.sha256("\0".join((first.isoformat(), last.isoformat(), about)).encode()).hexdigest()[:32]
    return [
        "BEGIN:VEVENT",
        f"UID:{name}@private-assistant",
        f"DTSTAMP:{made.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
        f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}",  # the first day that is no part of it
        f"SUMMARY:{_escaped(one_line(summary, _SUMMARY_CHARS))}",
        f"DESCRIPTION:{_escaped(about)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _day(text: str, *, is_last: bool) -> date:
    """Of a month the first or the last day. Raises ValueError for a day that no calendar has."""
    year, month, *day = (int(part) for part in text.split("-"))
    if year >= date.max.year:
        raise ValueError("The day behind it is beyond the calendar.")
    return date(year, month, day[0] if day else calendar.monthrange(year, month)[1] if is_last else 1)


def _plain(cell: str) -> str:
    """A cell without its citations and quotation marks, on one line."""
    return one_line(_MARKER.sub("", cell)).strip("“”")


def _escaped(text: str) -> str:
    for sign, written in _ESCAPED:
        text = text.replace(sign, written)
    return clean(text)
