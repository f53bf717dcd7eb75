"""Dates as a task: from every file, in order, each beside its quote, with a receipt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from assistant.answer.dates import gather as gathering
from assistant.answer.dates.in_document import Mention, mentions_in
from assistant.answer.tasks import dates as task_file
from assistant.domain.records.documents import Chunk
from assistant.domain.records.results import Coverage
from assistant.domain.stop import StopSignal
from tests.answer.archive import Archive, tasks_of
from tests.guard.scripted import ScriptedGate

TRIP = (
    "# Class trip to Holm Island\n\nSaltmarsh School, 24 February 2025\n\n"
    "Please give the slip back by 10 March 2025.\n\n"
    "Please pay a first part of EUR 100.00 by 21 March and the rest by 9 May.\n\nWe meet on Monday 2 June at 7:50.\n"
)
INVOICE = "Brightside Motors\nDate of invoice: 3 October 2024\n\nPlease pay within ten days without any deduction.\n"
GYM = (
    "# Gym contract\n\nYou may end the membership with six weeks' notice to the end of the term.\n\n"
    "The term ends on 14 January 2025.\n"
)
CHECKS = "date,person,what,next_due\n2024-10-15,Nora,Eye test,2026-10\n2024-09-17,Theo,Dentist,2027-03\n"
DIARY = (
    "# Diary, winter 2024/25\n\n### Tuesday 14 January\n\nNew battery for the car.\n\n"
    "### Friday 24 January\n\nStorm. The cellar was flooded.\n"
)
MIXED = "The fence was painted on 03/04/2024 by Elske.\n"
FILES = {
    "school/trip.md": TRIP,
    "car/invoice.txt": INVOICE,
    "gym.md": GYM,
    "health/checks.csv": CHECKS,
    "diary.md": DIARY,
    "fence.txt": MIXED,
}


class _Clock:
    """Stands for `date` in the task: only its today is asked for."""

    @staticmethod
    def today() -> date:
        return date(2025, 3, 15)


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    monkeypatch.setattr(task_file, "date", _Clock)
    return Archive(tmp_path, FILES, {"scan.pdf": "no_text"})


def rows(archive: Archive, question: str) -> list[tuple[str, str]]:
    """(date, quote and file) of each row."""
    answer, events = archive.ask(question)
    assert tasks_of(events) == ["dates"] and answer.table is not None, answer.text
    return [(row[0], f"{row[1]} {row[2]}") for row in answer.table.rows]


def test_what_is_due_in_a_month(archive: Archive) -> None:
    found = rows(archive, "what is due in March 2025")
    assert [cell for cell, _ in found] == ["2025-03-10", "2025-03-21"]
    assert "“Please give the slip back by 10 March 2025.” [1] school/trip.md" in found[0][1]


def test_a_year_is_taken_from_the_letter_itself(archive: Archive) -> None:
    assert [cell for cell, _ in rows(archive, "Which dates are in the class trip letter?")] == [
        "2025-02-24",
        "2025-03-10",
        "2025-03-21",
        "2025-05-09",
        "2025-06-02",
    ]


def test_a_demand_is_counted_from_its_own_date_and_marked(archive: Archive) -> None:
    answer, _ = archive.ask("what was due in October 2024")
    assert answer.table is not None and answer.table.rows[0][0] == "2024-10-13*"
    assert "* counted by the program" in answer.text


def test_a_rule_without_a_date_is_shown_as_it_is_written(archive: Archive) -> None:
    found = rows(archive, "when do my contracts end")
    assert ("2025-01-14", "“The term ends on 14 January 2025.” [1] gym.md") in found
    assert found[-1][0] == "six weeks' notice to the end of the term"


def test_what_lies_ahead_comes_first(archive: Archive) -> None:
    answer, _ = archive.ask("what deadlines do I have")
    assert answer.table is not None
    cells = [row[0] for row in answer.table.rows]
    dated = [cell for cell in cells if cell[:2] == "20"]
    ahead = [cell for cell in dated if cell > "2025-03-15"]
    assert dated == [*sorted(ahead), *sorted((cell for cell in dated if cell not in ahead), reverse=True)] and ahead
    assert "the next: 2025-03-21." in answer.text


def test_upcoming_leaves_out_what_lies_behind(archive: Archive) -> None:
    assert [cell for cell, _ in rows(archive, "upcoming appointments")] == ["2025-06-02", "2026-10", "2027-03"]


def test_nothing_ahead_is_said_with_the_last_that_lie_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(task_file, "date", _Clock)
    answer, _ = Archive(tmp_path, {"car.txt": "Inspection at the workshop on 3 May 2023."}).ask("upcoming appointments")
    assert answer.text.startswith("None of the dates that were found lies ahead") and not answer.refused
    assert answer.table is not None and answer.table.rows[0][0] == "2023-05-03"


def test_a_column_tells_which_of_two_dates_is_due(archive: Archive) -> None:
    assert ("2026-10", "due") in [(cell, "due") for cell, _ in rows(archive, "Nora's appointments in 2026")]
    assert all(cell != "2024-10-15" for cell, _ in rows(archive, "what is due in 2026"))


def test_the_headings_of_a_diary_date_what_stands_below_them(archive: Archive) -> None:
    assert rows(archive, "timeline of the storm") == [("2025-01-24", "“Storm.” [1] diary.md")]


@pytest.mark.parametrize(
    ("heading", "date_of_it", "before"),
    [
        ("# Freitag, 24. Januar 2025", "2025-01-24", ""),
        ("# 24 January 2025", "2025-01-24", ""),
        ("# Storm, 24 January 2025", "2025-01-26", "Storm, 24 January 2025: "),
    ],
)
def test_a_heading_stands_in_front_only_where_it_says_more_than_the_date(
    tmp_path: Path, heading: str, date_of_it: str, before: str
) -> None:
    below = "Storm." if not before else "26 January 2025"
    archive = Archive(tmp_path, {"diary.md": f"# Winter\n\n## Before\n\nCold.\n\n#{heading}\n\n{below}\n"})
    found = dict(rows(archive, "which dates are in the diary file?"))
    assert found[date_of_it].startswith(f"{before}“")


def test_a_date_that_can_be_read_in_two_ways_stays_as_it_is_written(archive: Archive) -> None:
    assert ("03/04/2024", "“The fence was painted on 03/04/2024 by Elske.” [1] fence.txt") in rows(
        archive, "timeline of the fence"
    )


def test_the_other_dates_of_a_file_tell_the_order(tmp_path: Path) -> None:
    archive = Archive(tmp_path, {"fence.txt": "Bought on 25/03/2024.\n\nPainted on 03/04/2024.\n"})
    assert [cell for cell, _ in rows(archive, "which dates are in the fence file?")] == ["2024-03-25", "2024-04-03"]


def test_the_receipt_adds_up(archive: Archive) -> None:
    answer, _ = archive.ask("what is due in March 2025")
    assert answer.coverage == Coverage(in_scope=7, matched=1, unmatched=5, unread=1)
    assert "Looked through: 6 of 7 files." in answer.text


def test_every_quote_is_cited_from_its_page(archive: Archive) -> None:
    answer, _ = archive.ask("what deadlines do I have")
    assert answer.table is not None and len(answer.citations) == len(answer.table.rows)
    for citation in answer.citations:
        assert (
            archive.library.page_text(citation.path, citation.page or 1)[citation.start : citation.end]
            == citation.quote
        )


def test_what_a_rule_drops_is_not_shown_and_counted(archive: Archive) -> None:
    archive.gate = ScriptedGate({"EUR 100.00": "drop_passage"})
    answer, _ = archive.ask("what is due in March 2025")
    assert "EUR 100.00" not in answer.text and (answer.coverage is None or answer.coverage.in_scope == 7)


def test_a_stop_keeps_what_was_found(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    stop = StopSignal()
    read = mentions_in
    looked: list[int] = []

    def stopping(chunks: Sequence[Chunk], with_rules: bool) -> list[Mention]:
        looked.append(1)
        if len(looked) == 4:
            stop.stop()
        return read(chunks, with_rules)

    monkeypatch.setattr(gathering, "mentions_in", stopping)
    answer, _ = archive.ask("what deadlines do I have", stop=stop)
    assert len(looked) == 4
    assert answer.interrupted and answer.coverage is not None and answer.coverage.left == 2


def test_a_follow_up_asks_the_same_of_another_file(archive: Archive) -> None:
    answer, events = archive.ask(
        "and in the gym contract?", [("Which dates are in the class trip letter?", "10 March.", "dates")]
    )
    assert tasks_of(events) == ["dates"] and answer.table is not None
    assert {row[2] for row in answer.table.rows} == {"gym.md"}


def test_where_no_date_fits_the_next_task_takes_over(archive: Archive) -> None:
    answer, events = archive.ask("timeline of the moon landing")
    assert tasks_of(events)[0] == "dates" and tasks_of(events)[-1] == "lookup" and answer.refused


def test_the_words_are_in_the_language_of_the_question(archive: Archive) -> None:
    answer, _ = archive.ask("Welche Fristen habe ich im März 2025?")
    assert (
        answer.table is not None
        and answer.table.columns == ("Datum", "Was", "Datei")
        and answer.text.startswith("2 Daten")
    )
