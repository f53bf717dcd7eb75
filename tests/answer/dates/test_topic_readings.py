"""What the dates of a question are of: the document that it names, its clauses, words that say nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from assistant.answer.dates.cognates import is_cognate
from assistant.answer.tasks import dates as task_file
from tests.answer.archive import Archive, tasks_of

CHOIR_MARCH = (
    "# Choir board, 9 March 2026\n\nThe hall is booked for 18 April 2026.\n\n"
    "The new robes are delivered on 2 June 2026.\n\nThe next rehearsal weekend begins on 3 July 2026.\n"
)
CHOIR_MAY = "# Choir board, 11 May 2026\n\nThe organ is tuned on 20 August 2026.\n"
POTTERY = (
    "# Pottery workshop\n\nThe class begins on 14 September 2026 there.\n\nThe exhibition is on 5 December 2026.\n"
)
BUILDER = "# Offer of the builder\n\nScaffold: 7 September 2026.\n\nGutters loose at the gable. Fix by 12.10.2026.\n"
LIST = "TO DO (May 2026)\n\n[ ] return the tent, 28 May\n[x] water filter\n[ ] parcel to Graz, by 2 June\n"
LEAFLET = "# Merkblatt Blutspende\n\nSpenden ist am 17.06.2026 und am 18.06.2026 im Rathaus möglich.\n"
FILES = {
    "choir/board_2026-03-09.md": CHOIR_MARCH,
    "choir/board_2026-05-11.md": CHOIR_MAY,
    "pottery_workshop.md": POTTERY,
    "builder.md": BUILDER,
    "tasks.txt": LIST,
    "merkblatt.md": LEAFLET,
}


class _Clock:
    """Stands for `date` in the task: only its today is asked for."""

    @staticmethod
    def today() -> date:
        return date(2026, 5, 20)


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    monkeypatch.setattr(task_file, "date", _Clock)
    return Archive(tmp_path, FILES)


def days(archive: Archive, question: str) -> Sequence[str]:
    answer, events = archive.ask(question)
    assert tasks_of(events) == ["dates"] and answer.table is not None, answer.text
    return [row[0] for row in answer.table.rows]


def test_the_month_of_a_document_is_not_that_of_its_dates(archive: Archive) -> None:
    found = days(archive, "which dates did the choir board settle in its March meeting?")
    assert {"2026-04-18", "2026-06-02", "2026-07-03"} <= set(found) and "2026-08-20" not in found


def test_a_word_of_speech_that_no_file_holds_hides_no_date(archive: Archive) -> None:
    assert "2026-12-05" in days(archive, "gimme all the dates in the pottery workshop")


def test_each_clause_is_asked_of_the_document_of_the_first(archive: Archive) -> None:
    found = days(archive, "when does the pottery class begin and when is the exhibition?")
    assert found == ["2026-09-14", "2026-12-05"]


def test_one_word_names_a_document_that_dates_stand_in(archive: Archive) -> None:
    assert {"2026-06-17", "2026-06-18"} <= set(days(archive, "Welche Termine stehen im Merkblatt?"))


def test_what_no_file_speaks_of_has_no_dates(archive: Archive) -> None:
    assert tasks_of(archive.ask("which dates are there for the Zeppelin flight?")[1])[-1] == "lookup"


def test_a_short_sentence_brings_the_one_before_it(archive: Archive) -> None:
    answer, _ = archive.ask("what has to be done by the builder, and until when?")
    assert "“Gutters loose at the gable. Fix by 12.10.2026.”" in answer.text


def test_open_boxes_of_a_list_are_due_each_on_its_own(archive: Archive) -> None:
    answer, _ = archive.ask("what is due in the next tasks: tent, parcel?")
    assert answer.table is not None
    quotes = {row[0]: row[1] for row in answer.table.rows}
    assert "tent" in quotes["2026-05-28"] and "Graz" not in quotes["2026-05-28"]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("injektion", "injection", True),
        ("fotografi", "photograph", True),
        ("katalog", "catalogu", True),
        ("garten", "garage", False),
        ("nuss", "nut", False),
    ],
)
def test_words_that_languages_write_nearly_the_same(one: str, other: str, alike: bool) -> None:
    assert is_cognate(one, [other]) is alike
