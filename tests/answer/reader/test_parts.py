"""Questions that ask for two things."""

from __future__ import annotations

import pytest

from assistant.answer.reader.forms.parts import parts_of


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Who repaired the gate and what did it cost?", ("Who repaired the gate", "what did it cost?")),
        ("How high is the deposit, and by when is it due?", ("How high is the deposit", "by when is it due?")),
        ("where's the spare key and who has it", ("where's the spare key", "who has it")),
        ("Wann ist die Prüfung und in welchem Raum?", ("Wann ist die Prüfung", "in welchem Raum?")),
        ("¿Cuánto cuesta el curso y cuándo empieza?", ("¿Cuánto cuesta el curso", "cuándo empieza?")),
        ("Combien coûte la cure et où a-t-elle lieu ?", ("Combien coûte la cure", "où a-t-elle lieu ?")),
    ],
)
def test_each_part_opens_with_a_question_word(question: str, parts: tuple[str, str]) -> None:
    assert parts_of(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "How much ginger goes into the pear and ginger jam?",
        "When do Theo and Ida have swimming?",
        "Tell me about the terms and what they cover",
        "Was kosten Strom und Wasser?",
        "¿Qué dice el contrato sobre perros y gatos?",
        "What and how?",
        "",
    ],
)
def test_one_thing_has_no_parts(question: str) -> None:
    assert parts_of(question) == ()
