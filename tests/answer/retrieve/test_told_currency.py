"""A currency that is told once for all rows of a table is that of each figure of money in it."""

from __future__ import annotations

import pytest

from assistant.answer.reader.sentences import Candidate
from assistant.answer.reader.wanted import Wanted, wanted
from assistant.answer.retrieve.evidence import unit_stands_above
from tests.answer.retrieve.made import passage

ROW = "Tool: Floor sander; Day rate: 41; Deposit: 150"


def _asked(question: str) -> Wanted:
    return wanted(question, lambda word: 3.0)


def _read(row: str) -> Candidate:
    return Candidate(0, 0, 0, len(row), row, ())


@pytest.mark.parametrize(
    "head", ["Toolshed hire, rates in euros", "Preise (EUR) im Verleih", "Tarifas en euros", "Fees [£]"]
)
def test_told_once_above_the_rows(head: str) -> None:
    asked = _asked("What does the floor sander cost?")
    assert unit_stands_above(asked, _read(ROW), [passage(f"{head}\n\n{ROW}")])


@pytest.mark.parametrize(
    ("question", "row", "head"),
    [
        ("What does the floor sander cost?", ROW, "Toolshed hire"),
        ("What does the floor sander cost?", ROW, "People in Eurovia hire tools"),
        ("What does the floor sander cost?", "Tool: Floor sander; Deposit: none", "rates in euros"),
        ("What does the floor sander cost?", "The floor sander weighs 41 in all.", "rates in euros"),
        ("How heavy is the floor sander?", ROW, "rates in euros"),
    ],
)
def test_not_without_a_currency_a_figure_and_a_row(question: str, row: str, head: str) -> None:
    assert not unit_stands_above(_asked(question), _read(row), [passage(f"{head}\n\n{row}")])
