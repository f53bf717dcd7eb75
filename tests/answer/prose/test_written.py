"""What a language model writes under the quotes: carried sentences alone, once more if nothing was carried."""

from __future__ import annotations

from typing import Any, cast

import pytest

from assistant.answer.compose import PromptComposer, numbered
from assistant.answer.prose.support import Carried
from assistant.answer.prose.written import as_text, written
from assistant.answer.turn import AnswerParts, OpenTurn
from assistant.domain.scope import Scope
from assistant.domain.stop import StopSignal
from tests.answer.retrieve.made import passage
from tests.generate.scripted import ScriptedGenerator

_LEASE = "The rent is EUR 900 a month. It is due on the third working day. Dogs are not allowed."


def write(pieces: list[str], question: str = "How high is the rent?") -> tuple[str, int]:
    """The written text, and how often the model was asked."""
    scripted = ScriptedGenerator(pieces)
    return run(scripted, question)[0], len(scripted.prompts)


def run(
    scripted: ScriptedGenerator, question: str = "How high is the rent?", said: Carried | None = None
) -> tuple[str, str]:
    """The written text behind what was `said` already, and why the model failed."""
    part = cast(Any, None)
    parts = AnswerParts(
        library=part, retriever=part, reader=part, embedder=part, composer=part, citer=part, facts=part,
        generator=scripted, gate=part, max_passages=5,
    )  # fmt: skip
    turn = OpenTurn(parts, question, (), Scope(), StopSignal())
    excerpts = numbered([passage(_LEASE)])
    prompt = PromptComposer("Be brief.", 100, 50, len).compose(question, excerpts, ())
    return "".join(as_text(written(turn, prompt, excerpts, said=said))), turn.trouble


def test_a_carried_sentence_is_shown_with_its_marker() -> None:
    assert write(["The rent is ", "EUR 900 a month [7]."]) == ("\n\nThe rent is EUR 900 a month. [1]", 1)


def test_what_is_not_carried_is_cut_and_the_rest_stays() -> None:
    text, asked = write(
        ["The rent is EUR 900. ", "It rises to EUR 950 in May. ", "It is due on the third working day."]
    )
    assert text == "\n\nThe rent is EUR 900. [1] It is due on the third working day. [1]" and asked == 1


def test_where_nothing_is_carried_the_model_writes_once_more_and_then_the_quotes_stand_alone() -> None:
    assert write(["The rent is EUR 1,200."]) == ("", 2)


def test_a_yes_against_the_excerpt_is_not_shown() -> None:
    assert write(["Yes, dogs are allowed."], "May I keep a dog?") == ("", 2)


def test_a_model_that_fails_leaves_what_was_written() -> None:
    text, trouble = run(ScriptedGenerator(["The rent is EUR 900. ", "It is "], fails_after=1))
    assert text == "\n\nThe rent is EUR 900. [1]" and trouble.startswith("The script says so.")


def test_a_model_that_fails_at_once_is_not_asked_again() -> None:
    scripted = ScriptedGenerator(["The rent is EUR 900."], fails_after=0)
    assert run(scripted) == ("", "The script says so. Ask again.") and len(scripted.prompts) == 1


def test_no_more_than_three_sentences_are_shown() -> None:
    text, _ = write(
        ["The rent is EUR 900. It is due on the third working day. Dogs are not allowed. The rent is EUR 900 a month."]
    )
    assert text.count("[1]") == 3


def test_a_mere_value_is_shown_with_the_marker_of_its_sentence() -> None:
    assert write(["EUR 900"]) == ("\n\nEUR 900 [1]", 1)
    assert write(["900"]) == ("\n\n900 [1]", 1)
    assert write(["1,200"]) == ("", 2)


@pytest.mark.parametrize(
    ("said", "pieces", "text"),
    [
        (
            "No.",
            ["Yes, dogs are allowed. ", "No, dogs are not allowed here."],
            "No. [1] Dogs are not allowed here. [1]",
        ),
        (
            "Yes.",
            ["No, it is not. ", "Yes, it is due on the third working day."],
            "Yes. [1] It is due on the third working day. [1]",
        ),
        ("Ja.", ["Ja."], "Ja. [1]"),
    ],
)
def test_behind_a_yes_or_no_nothing_says_it_again_or_the_opposite(said: str, pieces: list[str], text: str) -> None:
    question = "May I keep a dog?" if said == "No." else "Is it due on the third working day?"
    assert run(ScriptedGenerator(pieces), question, Carried(said, 1))[0] == f"\n\n{text}"
