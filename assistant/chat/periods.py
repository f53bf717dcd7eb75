"""Dates as people write them after `@since:` and `--since`, as spans of time.

Invariant: a span is half-open and in the person's own time zone.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from assistant.domain.errors import UsageError

_DATE = re.compile(r"(?P<year>(?:19|20)\d\d)(?:-(?P<month>\d\d?))?(?:-(?P<day>\d\d?))?")
_AGO = re.compile(r"(?P<number>\d{1,4})(?P<unit>[dwmy])")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}  # "6m" means about half a year


def read_period(text: str, now: datetime | None = None) -> tuple[int, int]:
    """(first, end) in nanoseconds since 1970 of a year, month, day, "today", "yesterday", or "30d" back until now.

    Years are 1970 to 2099. Raises UsageError naming the forms.
    """
    today = now or datetime.now()
    wanted = text.strip().casefold()
    if wanted in ("today", "yesterday"):
        day = today.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=wanted == "yesterday")
        return _span(day, day + timedelta(days=1))
    if ago := _AGO.fullmatch(wanted):
        return _span(today - timedelta(days=int(ago["number"]) * _DAYS[ago["unit"]]), today)
    if date := _DATE.fullmatch(wanted):
        try:
            return _span(*_dated(int(date["year"]), int(date["month"] or 0), int(date["day"] or 0)))
        except ValueError:
            pass
    raise UsageError(f"{text!r} is no date.", "Write 2024, 2024-03, 2024-03-01, today, yesterday, or 30d, 2w, 6m, 1y.")


def _dated(year: int, month: int, day: int) -> tuple[datetime, datetime]:
    first = datetime(year, month or 1, day or 1)
    if day:
        return first, first + timedelta(days=1)
    if month:
        return first, datetime(year + month // 12, month % 12 + 1, 1)
    return first, datetime(year + 1, 1, 1)


def _span(first: datetime, end: datetime) -> tuple[int, int]:
    return max(1, _ns(first)), max(1, _ns(end))


def _ns(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000_000
