"""What the program answered wrongly when it was tried as a new user would; the number is the entry's."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.app.local import LocalAssistant
from tests.journeys.conftest import archive as archive
from tests.journeys.conftest import ask
from tests.journeys.conftest import indexed_archive as indexed_archive
from tests.journeys.conftest import private_modes as private_modes


@pytest.mark.parametrize(
    ("question", "file", "said"),
    [
        pytest.param("How much notice does the lease ask for?", "lease_lantern_quay_3b.pdf", "three months", id="1"),
        pytest.param(
            "What is the excess of the home insurance?",
            "contents_insurance_terms.pdf",
            "EUR 150 for each",
            id="1-leads",
        ),
        pytest.param("What is Jonas's latest net pay?", "2025-03.pdf", "2,853.63", id="4"),
        pytest.param("When was the last oil change?", "service_history.csv", "2023-06-02", id="4-rows"),
        pytest.param(
            "Summarise the home insurance terms", "contents_insurance_terms.pdf", "96.4 square metres", id="6"
        ),
        pytest.param("How much was spent on groceries in total?", "budget_2024.csv", "9,207.12", id="6-sums"),
        pytest.param("How much did we spend on groceries in March 2024?", "budget_2024.csv", "876.69", id="7"),
        pytest.param("When is the caretaker in the office?", "house_rules_lantern_quay.txt", "16 to 18", id="8"),
    ],
)
def test_newcomer_1_4_6_7_8_the_archive_is_quoted_rightly(
    archive: LocalAssistant, question: str, file: str, said: str
) -> None:
    answer, _ = ask(archive, question)
    assert not answer.refused and said in answer.text
    assert file in {Path(cited.path).name for cited in answer.citations}


def test_newcomer_1_what_leads_is_what_was_asked_for(archive: LocalAssistant) -> None:
    answer, _ = ask(archive, "What is the excess of the home insurance?")
    assert answer.citations[0].quote.startswith("The general excess is EUR 150")


@pytest.mark.parametrize("question", ["What is the fee for keeping a cat?", "Was kostet der Stollen?"])
def test_newcomer_3_4_a_price_of_something_else_is_no_answer(archive: LocalAssistant, question: str) -> None:
    answer, _ = ask(archive, question)
    assert answer.refused and not answer.citations


def test_newcomer_4_the_pay_of_one_person_is_not_told_from_the_papers_of_another(archive: LocalAssistant) -> None:
    answer, _ = ask(archive, "What is Jonas's latest net pay?")
    assert {Path(cited.path).parent.name for cited in answer.citations} == {"jonas"}


def test_newcomer_6_a_comparison_is_made(archive: LocalAssistant) -> None:
    answer, _ = ask(archive, "What changed between the minutes of 2024 and 2025?")
    assert answer.task == "compare"
    assert {Path(cited.path).stem for cited in answer.citations} >= {"residents_meeting_2024", "residents_meeting_2025"}


def test_newcomer_7_a_sum_that_is_typed_is_computed(archive: LocalAssistant) -> None:
    answer, _ = ask(archive, "What is 12*7?")
    assert "84" in answer.text and not answer.citations
