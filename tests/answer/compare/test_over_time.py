"""Comparing where the question names one side: the other is in another version of the document."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answer.compare.request import read_compare
from tests.answer.archive import Archive, tasks_of

RULES = (
    "# Allotment rules {year}\n\nHedges are cut down to {hedge} by Easter.\n\nFires are lit on Saturdays only.\n\n"
    "The water rate is EUR {water} for each plot.\n\nSheds need the consent of the board.\n\nBees are welcome.\n"
)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(
        tmp_path,
        {
            "garden/rules_2022.md": RULES.format(year=2022, hedge="1.20 m", water="31.00"),
            "garden/rules_2025.md": RULES.format(year=2025, hedge="1.50 m", water="36.50"),
            "cake.md": "# Cake\n\nBake it for 40 minutes.\n",
        },
    )


@pytest.mark.parametrize(
    "question",
    [
        "has the water rate for a plot gone up since 2022?",
        "what did the water rate use to be and what is it now",
        "Ist die water rate seit 2022 teurer geworden?",
    ],
)
def test_both_versions_are_read(archive: Archive, question: str) -> None:
    answer, events = archive.ask(question)
    assert tasks_of(events) == ["compare"] and "31.00" in answer.text and "36.50" in answer.text


def test_where_there_is_one_version_the_next_task_answers(archive: Archive) -> None:
    assert tasks_of(archive.ask("has the cake got larger or smaller?")[1])[-1] == "lookup"


def test_two_documents_that_are_versions_are_set_beside_each_other(archive: Archive) -> None:
    answer, _ = archive.ask("what changed between the 2022 rules and the 2025 ones?")
    assert "rules_2022.md beside rules_2025.md" in answer.text and "1.20 m" in answer.text and "1.50 m" in answer.text


@pytest.mark.parametrize(
    ("question", "sides", "aspect"),
    [
        ("Hedge height: old rules vs new ones", ("old rules", "new rules"), "Hedge height"),
        ("plot 2022 against 2025, water rate", ("plot 2022", "plot 2025"), "water rate"),
        ("Prize money: who gets more, Petra or Olaf?", ("Petra", "Olaf"), "Prize money"),
        ("compare ticket K and ticket L", ("ticket K", "ticket L"), ""),
    ],
)
def test_sides_and_aspect(question: str, sides: tuple[str, ...], aspect: str) -> None:
    request = read_compare(question)
    assert (request.sides, request.aspect) == (sides, aspect)


@pytest.mark.parametrize(
    "question",
    ["how high did the river rise at the bridge?", "it is more or less done", "Who changed the lock?"],
)
def test_a_thing_that_happened_is_no_comparison(question: str) -> None:
    assert read_compare(question).fit == 0


def test_the_other_document_is_meant_where_both_sides_fit_one(tmp_path: Path) -> None:
    archive = Archive(
        tmp_path,
        {
            "boat/loan_2021.md": "# Boat loan\n\nThe interest is 3.9 per cent a year.\n",
            "boat/offer.md": "# New offer instead of the old boat loan\n\nThe interest is 4.7 per cent a year.\n",
        },
    )
    answer, _ = archive.ask("difference in the interest between my old boat loan and the new offer")
    assert "3.9" in answer.text and "4.7" in answer.text
