"""Follow-ups that ask the same of another thing: it takes the place of its like."""

from __future__ import annotations

import pytest

from assistant.answer.retrieve.parallel import in_place_of


@pytest.mark.parametrize(
    ("previous", "question", "asked"),
    [
        ("What is the rent in Quince Road?", "And in Maple Court?", "What is the rent in Maple Court?"),
        ("What is the rent in Quince Road?", "What about Maple Court?", "What is the rent in Maple Court?"),
        ("When does Nora's contract end?", "And Jonas's?", "When does Jonas's contract end?"),
        ("What was the gas bill in 2022?", "And in 2023?", "What was the gas bill in 2023?"),
        ("What did we pay in March 2024?", "And in April?", "What did we pay in April 2024?"),
        ("What does RF-4423C cost?", "And RF-4424B?", "What does RF-4424B cost?"),
        ("When was the fridge bought?", "And the washer?", "When was the washer bought?"),
        (
            "Wie hoch ist die Kaution in der Lindenstraße?", "Und in der Erlenstraße?",
            "Wie hoch ist die Kaution in der Erlenstraße?",
        ),
        (
            "Wie hoch ist die Miete in der Lindenstraße?", "Was ist mit der Erlenstraße?",
            "Wie hoch ist die Miete in der Erlenstraße?",
        ),
        ("¿Quién vive en la calle Olivo?", "¿Y en la calle Romero?", "¿Quién vive en la calle Romero?"),
        (
            "Quel est le loyer de la rue des Tilleuls ?", "Et de la rue des Saules ?",
            "Quel est le loyer de la rue des Saules ?",
        ),
    ],
)  # fmt: skip
def test_the_other_thing_takes_the_place_of_its_like(previous: str, question: str, asked: str) -> None:
    assert in_place_of(question, previous) == asked


@pytest.mark.parametrize(
    ("previous", "question"),
    [
        ("How much deposit does the landlord ask for?", "And when is it paid back?"),
        ("How much deposit does the landlord ask for?", "And the rent?"),
        ("What does a berth in the harbour cost?", "And in winter?"),
        ("What is the rent?", "And how large is the flat?"),
        ("What is the rent in Quince Road?", "Who is the plumber?"),
    ],
)
def test_nothing_is_replaced_where_no_like_is_plain(previous: str, question: str) -> None:
    assert in_place_of(question, previous) == ""
