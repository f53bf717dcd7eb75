"""Yes or no: the model's word for the best sentence, and the sentence's own negation, which have to agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest

from assistant.answer.compose import numbered
from assistant.answer.prose.verdict import said_by, verdict
from assistant.answer.reader.sentences import Candidate
from assistant.answer.turn import AnswerParts, OpenTurn
from assistant.domain.records.passages import Prompt
from assistant.domain.scope import Scope
from assistant.domain.stop import StopSignal
from tests.answer.retrieve.made import passage
from tests.generate.scripted import ScriptedGenerator

DENIES = "Dogs are not allowed in the yard."
ALLOWS = "Bicycles may stand in the yard overnight."


class Judging(ScriptedGenerator):
    """Says `word` where it is held to choices, and something that is none of them elsewhere."""

    def __init__(self, word: str, fails_after: int | None = None) -> None:
        super().__init__([word], fails_after)

    def generate(self, prompt: Prompt, stop: StopSignal) -> Iterator[str]:
        assert prompt.choices == ("Yes", "No") and prompt.apart and not prompt.passages
        return super().generate(prompt, stop)


def judge(model: ScriptedGenerator, question: str, sentence: str) -> tuple[str, int] | None:
    """What is said, and the number of the passage that says it: the second of two."""
    part = cast(Any, None)
    parts = AnswerParts(
        library=part, retriever=part, reader=part, embedder=part, composer=part, citer=part, facts=part,
        generator=model, gate=part, max_passages=5,
    )  # fmt: skip
    model.window_tokens = 1_000
    turn = OpenTurn(parts, question, (), Scope(), StopSignal())
    best = Candidate(1, 0, 0, len(sentence), sentence, ())
    said = verdict(turn, best, numbered([passage("The gate is green."), passage(sentence)]))
    return (said.text, said.number) if said is not None else None


def test_a_yes_and_a_no_are_said_where_both_agree() -> None:
    assert judge(Judging("No"), "May I bring my dog into the yard?", DENIES) == ("No.", 2)
    assert judge(Judging("Yes"), "Can my bike stand in the yard at night?", ALLOWS) == ("Yes.", 2)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Darf der Hund in den Hof?", "Nein."),
        ("¿Puedo llevar el perro al patio?", "No."),
        ("Est-ce que le chien peut venir ?", "Non."),
    ],
)
def test_it_is_said_in_the_language_of_the_question(question: str, said: str) -> None:
    assert judge(Judging("No"), question, DENIES) == (said, 2)


@pytest.mark.parametrize("word", ["Yes", "Perhaps", ""])
def test_a_model_against_the_sentence_leaves_the_quotes_alone(word: str) -> None:
    assert judge(Judging(word), "May I bring my dog into the yard?", DENIES) is None


def test_where_the_sentence_says_nothing_sure_the_model_is_not_asked() -> None:
    model = Judging("Yes")
    assert judge(model, "Is glass insured?", "For glass that is not exchanged we take no excess.") is None
    assert model.prompts == []


def test_a_model_that_fails_gives_no_verdict() -> None:
    assert judge(Judging("No", fails_after=0), "May I bring my dog into the yard?", DENIES) is None


def test_the_model_reads_the_sentence_under_its_heading_and_nothing_else() -> None:
    model = Judging("No")
    judge(model, "May I bring my dog into the yard?", DENIES)
    (prompt,) = model.prompts
    assert f"Sentence: Rent: {DENIES}\nQuestion: May I bring my dog into the yard?" in prompt.question


@pytest.mark.parametrize(
    ("question", "sentence", "said"),
    [
        ("Can I pay cash?", "Tickets are sold on board by card only; cash is not taken.", "no"),
        ("Can I pay by card on board?", "Tickets are sold on board by card only; cash is not taken.", "yes"),
        ("Dürfen Eltern filmen?", "Eltern dürfen filmen, aber Bilder nicht veröffentlichen.", "yes"),
        ("Are cats welcome?", "Dogs are welcome in the house but cats are not.", "no"),
        ("Are dogs welcome?", "Dogs are welcome in the house but cats are not.", "yes"),
        ("Are guests allowed to run the machines?", "Guests may watch but not run machines.", "no"),
        ("May we call it organic?", 'We may not write "organic", because we are not certified.', "no"),
        ("Can I give notice by letter?", "Notice by e-mail, by text or through the portal is void.", "no"),
        ("Is smoking not allowed here?", "Smoking is not allowed in the hall.", "yes"),
        ("Ist Schmuck versichert?", "Schmuck ist nicht versichert, weil er nicht angegeben wurde.", "no"),
        ("Ist Schmuck versichert?", "Nicht ohne Angabe.", None),
        ("Gibt es eine Kaution?", "Die Kaution beträgt 300 Euro.", "yes"),
    ],
)
def test_what_a_sentence_says_to_a_question(question: str, sentence: str, said: str | None) -> None:
    assert said_by(sentence, question) == said
