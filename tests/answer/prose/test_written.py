"""What a language model writes under the quotes: carried sentences alone, once more if nothing was carried."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from assistant.answer.compose import PromptComposer, numbered
from assistant.answer.prose.denial import denial
from assistant.answer.prose.written import written
from assistant.answer.turn import AnswerParts, OpenTurn
from assistant.domain.records.passages import Prompt
from assistant.domain.scope import Scope
from assistant.domain.stop import StopSignal
from tests.answer.retrieve.made import passage
from tests.generate.scripted import ScriptedGenerator

_LEASE = "The rent is EUR 900 a month. It is due on the third working day. Dogs are not allowed."


def write(pieces: list[str], question: str = "How high is the rent?") -> tuple[str, int]:
    """The written text, and how often the model was asked."""
    scripted = ScriptedGenerator(pieces)
    return run(scripted, question)[0], len(scripted.prompts)


def run(scripted: ScriptedGenerator, question: str = "How high is the rent?", best: str = "") -> tuple[str, str]:
    """The written text, and why the model failed. With `best`, the best quote, the model says yes or no first."""
    part = cast(Any, None)
    parts = AnswerParts(
        library=part, retriever=part, reader=part, embedder=part, composer=part, citer=part, facts=part,
        generator=scripted, gate=part, max_passages=5,
    )  # fmt: skip
    turn = OpenTurn(parts, question, (), Scope(), StopSignal())
    excerpts = numbered([passage(_LEASE)])
    prompt = PromptComposer("Be brief.", 100, 50, len).compose(question, excerpts, ())
    denied = denial(turn, prompt, excerpts, best) if best else None
    return "".join(written(turn, prompt, excerpts, denied=denied)), turn.trouble


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


class Judging(ScriptedGenerator):
    """Says `choice` where it is held to choices, else its pieces."""

    def __init__(self, choice: str, pieces: list[str], fails_after: int | None = None) -> None:
        super().__init__(pieces, fails_after)
        self._choice = choice

    def generate(self, prompt: Prompt, stop: StopSignal) -> Iterator[str]:
        if prompt.choices and self._fails_after is None:
            self.prompts.append(prompt)
            yield self._choice
            return
        yield from super().generate(prompt, stop)


DENIED, ALLOWED = "Dogs are not allowed.", "It is due on the third working day."


def test_a_no_leads_where_model_and_quote_say_so() -> None:
    judging = Judging("No", ["Yes, dogs are allowed. ", "No, dogs are not allowed here."])
    assert run(judging, "May I keep a dog?", DENIED)[0] == "\n\nNo. [1] Dogs are not allowed here. [1]"
    assert judging.prompts[0].choices == ("Yes", "No") and judging.prompts[0].question.endswith("May I keep a dog?")


def test_no_is_said_in_the_language_of_the_question() -> None:
    assert run(Judging("No", [""]), "Darf ich einen Hund halten?", DENIED)[0] == "\n\nNein. [1]"
    assert run(Judging("No", [""]), "Puis-je avoir un chien ?", DENIED)[0] == "\n\nNon. [1]"


def test_a_yes_alone_is_never_led_with() -> None:
    assert run(Judging("Yes", [""]), "Is it due on the third working day?", ALLOWED)[0] == ""


def test_a_model_against_the_quote_says_neither() -> None:
    assert run(Judging("Yes", ["Yes."]), "May I keep a dog?", DENIED)[0] == ""
    assert run(Judging("No", ["No."]), "Is it due on the third day?", ALLOWED)[0] == ""
    assert run(Judging("Perhaps", ["?"]), "May I keep a dog?", DENIED)[0] == ""


def test_a_question_that_denies_turns_the_verdict_round() -> None:
    assert run(Judging("No", [""]), "Are dogs not allowed?", DENIED)[0] == ""
    assert run(Judging("No", [""]), "Is it not due on the third working day?", ALLOWED)[0] == "\n\nNo. [1]"


def test_a_model_that_fails_gives_no_verdict() -> None:
    assert run(Judging("No", ["No."], fails_after=0), "May I keep a dog?", DENIED)[0] == ""
