"""Dates as people write them."""

from __future__ import annotations

from datetime import datetime

import pytest

from assistant.chat.periods import read_period
from assistant.domain.errors import UsageError

NOW = datetime(2026, 3, 31, 15, 30)
SECOND = 1_000_000_000


def ns(*date: int) -> int:
    return int(datetime(*date).timestamp()) * SECOND  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "first", "end"),
    [
        ("2024", (2024, 1, 1), (2025, 1, 1)),
        ("2024-12", (2024, 12, 1), (2025, 1, 1)),
        (" 2024-2-29 ", (2024, 2, 29), (2024, 3, 1)),
        ("today", (2026, 3, 31), (2026, 4, 1)),
        ("Yesterday", (2026, 3, 30), (2026, 3, 31)),
        ("30d", (2026, 3, 1, 15, 30), (2026, 3, 31, 15, 30)),
        ("2w", (2026, 3, 17, 15, 30), (2026, 3, 31, 15, 30)),
    ],
)
def test_a_period(text: str, first: tuple[int, ...], end: tuple[int, ...]) -> None:
    assert read_period(text, NOW) == (ns(*first), ns(*end))


@pytest.mark.parametrize("text", ["", "2024-13", "2023-02-29", "soon", "1066", "2024-", "d", "-3d", "99999d"])
def test_what_is_no_date_is_told_with_the_forms(text: str) -> None:
    with pytest.raises(UsageError, match="is no date"):
        read_period(text, NOW)


def test_the_beginning_of_time_still_counts_as_a_limit() -> None:
    assert read_period("1970", NOW)[0] >= 1
