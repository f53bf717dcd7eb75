"""A conversation goes on in its prompt, as long as all that stands there may still be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import pytest

from assistant.answer.ask import Answering
from assistant.answer.compose import numbered
from assistant.answer.prose.excerpts import excerpts
from assistant.answer.prose.standing import missing
from assistant.answer.reader.sentences import Candidate
from assistant.answer.turn import AnswerParts, OpenTurn
from assistant.domain.events import AnswerEvent, Finished
from assistant.domain.records.answers import Answer
from assistant.domain.records.passages import Evidence, Prompt, Turn
from assistant.domain.records.verdicts import Verdict
from assistant.domain.scope import Scope
from assistant.domain.stop import StopSignal
from tests.answer.archive import Archive
from tests.answer.retrieve.made import passage
from tests.generate.scripted import ScriptedGenerator
from tests.guard.scripted import ScriptedGate

LEASE = """# Lease of the boat house

The rent of the boat house is EUR 900 a month. The rent is due on the third working day of the month.

Dogs are not allowed in the boat house. The slipway is inspected in October at low water.
"""
MINUTES = """# Minutes of the rowing club

The treasurer of the rowing club is Ilse Brandt. The rowing club meets on Tuesdays in the tower.
"""
RENT, DUE = "How high is the rent of the boat house?", "When is the rent due?"
REWRITTEN = "Is the rent due on the third working day?"
SAYS = {
    "Rewritten": REWRITTEN,
    RENT: "The rent of the boat house is EUR 900 a month.",
    DUE: "The rent is due on the third working day of the month.",
    "treasurer": "The treasurer of the rowing club is Ilse Brandt.",
    "dogs": "Dogs are not allowed in the boat house.",
}


class Telling(ScriptedGenerator):
    """Says what `says` has for a word of the question, "-" where it has nothing."""

    window_tokens = 4_000

    def __init__(self, says: Mapping[str, str]) -> None:
        super().__init__([])
        self._says = says

    def generate(self, prompt: Prompt, stop: StopSignal) -> Iterator[str]:
        self.prompts.append(prompt)
        yield next((said for word, said in self._says.items() if word in prompt.question), "-")


class Talking:
    """A conversation about two files with one set of parts. Whatever is found is taken for an answer; to a question
    with "that day" only once it is rewritten."""

    def __init__(self, folder: Path) -> None:
        self.archive = Archive(folder, {"lease.md": LEASE, "minutes.md": MINUTES})
        cast(Any, self.archive.retriever).judge = lambda question, passages: Evidence(
            sufficient="that day" not in question or REWRITTEN in question, score=1.0, threshold=0.5
        )
        self.model = self.archive.generator = Telling(SAYS)
        self.parts: AnswerParts = self.archive.parts()
        self.history: list[Turn] = []

    def ask(self, question: str, scope: Scope = Scope()) -> Answer:
        self.model.prompts.clear()
        last = list(Answering(self.parts).ask(question, self.history, scope, StopSignal(), "lookup"))[-1]
        assert isinstance(last, Finished)
        self.history.append(Turn(question, last.answer.text, "lookup"))
        return last.answer

    @property
    def asked(self) -> Prompt:
        """The last prompt."""
        return self.model.prompts[-1]


def read(prompt: Prompt) -> str:
    """All text of files in a prompt."""
    given = [*(turn.passages for turn in prompt.history), prompt.passages]
    return "\n".join(passage.passage.text for part in given for passage in part)


@pytest.fixture
def talking(tmp_path: Path) -> Talking:
    return Talking(tmp_path)


def test_a_follow_up_about_what_was_read_reads_nothing_again(talking: Talking) -> None:
    talking.ask(RENT)
    first = talking.asked
    answer = talking.ask(DUE)
    (turn,) = talking.asked.history
    assert (turn.question, turn.answer, turn.passages) == (RENT, f"{SAYS[RENT]} [1]", first.passages)
    assert talking.asked.passages == () and first.passages
    assert answer.text.endswith(f"{SAYS[DUE]} [1]") and answer.citations[0].path == talking.archive.path("lease.md")


def test_a_follow_up_about_another_thing_reads_that_alone(talking: Talking) -> None:
    talking.ask(RENT, Scope(paths=(talking.archive.path("lease.md"),)))
    answer = talking.ask("Who is the treasurer of the rowing club?")
    assert "EUR 900" in read(talking.asked) and "treasurer" in talking.asked.passages[0].passage.text
    assert len(" ".join(each.passage.text for each in talking.asked.passages)) < len(LEASE) / 2
    cited = {citation.path for citation in answer.citations if "treasurer" in citation.quote}
    assert SAYS["treasurer"] in answer.text and cited == {talking.archive.path("minutes.md")}


def test_a_question_for_yes_or_no_goes_on_as_well(talking: Talking) -> None:
    talking.ask("Are dogs allowed in the boat house?")
    talking.ask("And is the rent due on the third working day?")
    assert [bool(turn.passages) for turn in talking.asked.history] == [True]
    talking.ask(DUE)
    assert len(talking.asked.history) == 2 and talking.asked.passages == ()


def test_what_left_the_library_stands_no_longer(talking: Talking) -> None:
    talking.ask(RENT)
    talking.archive.library.forget(talking.archive.path("lease.md"))
    talking.ask("Who is the treasurer of the rowing club?")
    assert "EUR 900" not in read(talking.asked) and "treasurer" in read(talking.asked)


def test_what_is_out_of_the_questions_scope_stands_no_longer(talking: Talking) -> None:
    talking.ask(RENT)
    talking.ask("Who is the treasurer?", Scope(paths=(talking.archive.path("minutes.md"),)))
    assert "EUR 900" not in read(talking.asked) and "treasurer" in read(talking.asked)


def test_another_gate_reads_everything_anew(talking: Talking) -> None:
    talking.ask(RENT)
    talking.parts = replace(talking.parts, gate=ScriptedGate({"EUR 900": "redact"}))
    talking.ask(DUE)
    assert "EUR 900" not in read(talking.asked) and "[HIDDEN]" in read(talking.asked)
    assert all(not turn.passages for turn in talking.asked.history)


@pytest.mark.parametrize("word", ["slipway", "Tuesdays"])
def test_a_consent_is_for_one_question(talking: Talking, word: str) -> None:
    """Whether the first question asked for it or the one behind it."""
    asked: list[str] = []

    def allow(_verdict: Verdict, path: str) -> bool:
        asked.append(path)
        return True

    talking.parts = replace(talking.parts, gate=ScriptedGate({word: "ask"}), consent=allow)
    talking.ask(RENT, Scope(paths=(talking.archive.path("lease.md"),)))
    talking.ask("Who is the treasurer of the rowing club?")
    talking.ask(DUE)
    assert len(asked) == {"slipway": 3, "Tuesdays": 2}[word]
    assert all(not turn.passages for turn in talking.asked.history)


def test_a_rewrite_is_asked_beside_the_conversation_and_holds_no_text_of_files(talking: Talking) -> None:
    talking.ask(RENT)
    first = talking.asked
    talking.ask("Is it due on that day?")
    rewriting, answering = talking.model.prompts[0], talking.asked
    assert rewriting.apart and rewriting.system != first.system and read(rewriting) == ""
    assert not answering.apart and answering.history[0].passages == first.passages


def sentence(text: str, place: int) -> Candidate:
    return Candidate(0, place, 0, len(text), text, ())


STANDING = numbered([passage("The rent is EUR 900. It is due on Monday.")])
NEW, OTHER, LONG = "Dogs are not allowed.", "The slipway is inspected.", "In October at low water " * 6


@pytest.mark.parametrize(
    ("quoted", "given"),
    [
        (["The rent is EUR 900.", "It is due on Monday.", NEW], []),
        (["The rent is EUR 900.", NEW, OTHER], [NEW]),
        ([NEW, OTHER, LONG], [NEW, OTHER]),
        ([NEW, LONG], [NEW]),
        ([LONG, NEW], [LONG]),
        ([], []),
    ],
)
def test_the_best_two_sentences_are_given_where_they_do_not_stand_and_are_short(
    quoted: list[str], given: list[str]
) -> None:
    read = [sentence(text, place) for place, text in enumerate(quoted)]
    assert [one.text for one in missing(read, STANDING)] == given


def test_a_row_is_read_with_those_beside_it_and_a_whole_sentence_alone() -> None:
    found = numbered([passage(f"Tank 48 litres. Oil 4 litres. Wipers 600 mm. {LEASE.splitlines()[2]}")])
    (row,) = excerpts([sentence("Oil 4 litres.", 1)], found, 40)
    (whole,) = excerpts([sentence("The rent of the boat house is EUR 900 a month.", 3)], found, 40)
    assert row.passage.text == "Tank 48 litres. Oil 4 litres. Wipers 600 mm."
    assert whole.passage.text == "The rent of the boat house is EUR 900 a month."


@dataclass(frozen=True)
class _Either:
    """A task that fits as well as another one."""

    name: str

    def fits(self, turn: OpenTurn) -> float:
        return 0.8

    def run(self, turn: OpenTurn) -> Iterator[AnswerEvent]:
        yield turn.end(self.name)


def test_a_tie_is_broken_beside_the_conversation(talking: Talking) -> None:
    talking.ask(RENT)
    journey = Answering(talking.parts, [_Either("one"), _Either("two")])
    list(journey.ask("Which of them?", talking.history, Scope(), StopSignal()))
    assert talking.asked.apart and talking.asked.choices == ("one", "two")
    talking.ask(DUE)
    assert talking.asked.passages == () and len(talking.asked.history) == 1
