"""Calendars from a table of dates: valid by RFC 5545 whatever the cells hold."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.chat.tables.calendar import fold, make_calendar, read_days
from assistant.cli.calendar_option import save_calendar
from assistant.domain.errors import NothingFound, UsageError
from assistant.domain.records.answers import Answer
from assistant.domain.records.results import ResultTable

MADE = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
COLUMNS = ("Date", "What", "File")
TABLE = ResultTable(
    COLUMNS,
    (
        ("2025-03-10", "“Give the slip back; by 10 March, please.” [1]", "school/trip.docx"),
        ("2025-06-02 – 2025-06-06", "“Holm Island” [2]", "school/trip.docx"),
        ("2026-10", "“Eye test” [3]", "health/checkups.csv"),
        ("2024-10-13*", "“Please pay within ten days” [4]", "car/invoice.pdf"),
        ("30 November", "“Notice must reach us” [5]", "car/policy.pdf"),
    ),
)


def unfolded(text: str) -> list[str]:
    """The content lines, read as the standard says."""
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def test_a_row_with_a_day_becomes_a_whole_day_event() -> None:
    lines = unfolded(make_calendar(TABLE, MADE))
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-1] == "END:VCALENDAR" and lines.count("BEGIN:VEVENT") == 4
    assert [line for line in lines if line.startswith("DTSTART")] == [
        "DTSTART;VALUE=DATE:20250310",
        "DTSTART;VALUE=DATE:20250602",
        "DTSTART;VALUE=DATE:20261001",
        "DTSTART;VALUE=DATE:20241013",
    ]
    assert [line for line in lines if line.startswith("DTEND")] == [
        "DTEND;VALUE=DATE:20250311",
        "DTEND;VALUE=DATE:20250607",
        "DTEND;VALUE=DATE:20261101",
        "DTEND;VALUE=DATE:20241014",
    ]
    assert r"SUMMARY:Give the slip back\; by 10 March\, please." in lines
    assert r"DESCRIPTION:Give the slip back\; by 10 March\, please.\nschool/trip.docx" in lines
    assert lines.count("DTSTAMP:20261130T120000Z") == 4


def test_the_same_row_has_the_same_name_and_another_row_another() -> None:
    names = [line for line in unfolded(make_calendar(TABLE, MADE)) if line.startswith("UID:")]
    assert len(set(names)) == 4
    assert names == [line for line in unfolded(make_calendar(TABLE, datetime.now(UTC))) if line.startswith("UID:")]


@pytest.mark.parametrize(
    "table", [None, ResultTable(COLUMNS, ()), ResultTable(("File", "Why"), (("a.pdf", "damaged"),))]
)
def test_a_table_without_days_gives_none(table: ResultTable | None) -> None:
    assert make_calendar(table, MADE) == ""


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("2025-03-10", (date(2025, 3, 10), date(2025, 3, 10))),
        ("2024-02", (date(2024, 2, 1), date(2024, 2, 29))),
        ("2025-06-02 – 2025-06-06", (date(2025, 6, 2), date(2025, 6, 6))),
        ("2025-03-10*", (date(2025, 3, 10), date(2025, 3, 10))),
        ("2025-02-30", None),
        ("9999-12-31", None),
        ("within 14 days", None),
        ("", None),
        ("2025-13", None),
    ],
)
def test_days_of_a_cell(cell: str, days: tuple[date, date] | None) -> None:
    assert read_days(cell) == days


@given(st.text(max_size=400))
def test_any_text_is_folded_without_loss(text: str) -> None:
    line = text.replace("\n", "")
    pieces = list(fold(line)) if line.isprintable() else list(fold("x"))
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    if line.isprintable():
        assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_cell_breaks_out_of_its_line(what: str, file: str) -> None:
    table = ResultTable(COLUMNS, (("2025-03-10", what, file),))
    lines = unfolded(make_calendar(table, MADE))
    assert lines.count("BEGIN:VEVENT") == 1 and lines.count("END:VCALENDAR") == 1
    assert [line.partition(":")[0].partition(";")[0] for line in lines[4:-1]] == [
        "BEGIN",
        "UID",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "SUMMARY",
        "DESCRIPTION",
        "TRANSP",
        "END",
    ]


def test_the_option_writes_a_new_private_file(tmp_path: Path) -> None:
    answer, file = Answer("", refused=False, generator="extractive", table=TABLE), tmp_path / "dates.ics"
    save_calendar(answer, str(file))
    assert file.read_bytes().count(b"\r\n") > 30 and file.stat().st_mode & 0o077 == 0
    with pytest.raises(UsageError, match="there already"):
        save_calendar(answer, str(file))
    with pytest.raises(UsageError, match=r"\.ics"):
        save_calendar(answer, str(tmp_path / "dates.txt"))
    with pytest.raises(NothingFound, match="no dates"):
        save_calendar(Answer("", refused=False, generator="extractive"), str(tmp_path / "none.ics"))
    assert not (tmp_path / "none.ics").exists()
