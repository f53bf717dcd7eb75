"""The vote of the model near the threshold: whether a sentence carries what it writes. Elsewhere it has none."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from assistant.answer.compose import numbered
from assistant.answer.prose.second_vote import is_open, judged_by
from assistant.answer.prose.support import Carried
from assistant.domain.events import Delta, Step
from assistant.domain.records.answers import Answer
from assistant.domain.records.passages import Evidence
from tests.answer.archive import Archive
from tests.answer.retrieve.made import passage
from tests.generate.scripted import ScriptedGenerator

MACHINE = numbered(
    [passage("The warranty of the washing machine is twenty-four months."), passage("Broth is at 14.5 km.")]
)


@pytest.mark.parametrize(
    ("score", "threshold", "is_near"),
    [(0.1, 0.28, False), (0.21, 0.28, True), (0.28, 0.28, True), (0.42, 0.28, True), (0.44, 0.28, False),
     (0.05, 0.0, False), (1.0, 1.0, False)],
)  # fmt: skip
def test_only_evidence_near_its_threshold_is_open(score: float, threshold: float, is_near: bool) -> None:
    assert is_open(Evidence(score >= threshold, score, threshold)) is is_near


def vote(question: str, *written: Carried, sufficient: bool = False) -> bool:
    judged = judged_by(Evidence(sufficient, 0.28, 0.28), written, question, MACHINE)
    assert judged is not None
    return judged.sufficient


VACUUM = "The guarantee of the vacuum cleaner is twenty-four months."


def test_what_is_carried_is_a_vote_for_answering_and_nothing_carried_one_against() -> None:
    assert vote("At which station is soup?", Carried("There is soup at the station at 14.5 km.", 2)) is False
    assert vote("At which kilometre is broth?", Carried("Broth is at 14.5 km.", 2))
    assert vote("How long is the warranty?", Carried("24 months", 1)) and not vote("How long is the warranty?")
    assert not vote("How long is the warranty?", sufficient=True)


def test_below_the_threshold_the_passage_has_to_speak_of_the_thing() -> None:
    question = "How long is the guarantee of the vacuum cleaner?"
    assert not vote(question, Carried(VACUUM, 1)) and vote(question, Carried(VACUUM, 1), sufficient=True)


def test_below_the_threshold_a_mere_yes_is_no_vote() -> None:
    assert not vote("Is there a warranty?", Carried("Yes.", 1)) and vote(
        "Is there one?", Carried("Yes.", 1), sufficient=True
    )


def test_below_the_threshold_the_kind_of_thing_asked_for_has_to_be_written() -> None:
    assert not vote("How long is the warranty of the machine?", Carried("The warranty is of the washing machine.", 1))


def asked(folder: Path, score: float, *says: str) -> tuple[Answer, list[str], int]:
    """The answer, what was told in steps, and how often the model was asked."""
    archive = Archive(
        folder, {"stall.md": "# Market\n\nA jar of 500 g costs GBP 8.00 at the market. Old jars are taken back."}
    )
    cast(Any, archive.retriever).judge = lambda question, passages: Evidence(score >= 0.28, score, 0.28)
    model = archive.says(*says)
    answer, events = archive.ask("What was a jar sold for at the market?", task="lookup")
    assert answer.refused or any(isinstance(event, Delta) for event in events)
    return answer, [event.text for event in events if isinstance(event, Step)], len(model.prompts)


def test_a_carried_answer_below_the_threshold_is_given_with_its_quote(tmp_path: Path) -> None:
    answer, steps, _ = asked(tmp_path, 0.26, "GBP 8.00")
    assert not answer.refused and answer.text.startswith("\u201cA jar of 500 g costs GBP 8.00 at the market.")
    assert answer.text.endswith("GBP 8.00 [1]") and steps == ["reading closely what was found"]
    assert answer.evidence is not None and answer.evidence.sufficient and answer.evidence.score == 0.26


def test_what_was_written_before_it_is_shown_is_shown_in_its_order_at_once(tmp_path: Path) -> None:
    noon, broth = "Hot drinks and food of the run are sold at noon.", "The station at 14.5 km has broth."
    archive = Archive(tmp_path, {"run.md": f"{noon}\n\n{broth}"})
    cast(Any, archive.retriever).judge = lambda question, passages: Evidence(False, 0.26, 0.28)
    archive.says("The station at 14.5 km has soup.")
    answer, events = archive.ask("Which station of the run has hot soup beside drinks and food?", task="lookup")
    shown = "".join(event.text for event in events if isinstance(event, Delta))
    assert shown == answer.text and answer.text.startswith(f"\u201c{broth}\u201d [1]\n\u201c{noon}\u201d")


def test_above_the_threshold_what_nothing_carries_is_refused(tmp_path: Path) -> None:
    answer, steps, prompts = asked(tmp_path, 0.3, "A jar was sold for GBP 9.50.")
    assert answer.refused and len(steps) == 1 and prompts == 2
    assert answer.evidence is not None and not answer.evidence.sufficient


def test_where_the_evidence_is_clear_the_model_has_no_vote(tmp_path: Path) -> None:
    assert asked(tmp_path / "low", 0.1, "GBP 8.00")[1:] == ([], 0)
    answer, steps, _ = asked(tmp_path / "high", 0.9, "A jar was sold for GBP 9.50.")
    assert not answer.refused and steps == []


def test_a_model_that_fails_has_no_vote(tmp_path: Path) -> None:
    archive = Archive(tmp_path, {"stall.md": "A jar of 500 g costs GBP 8.00 at the market."})
    cast(Any, archive.retriever).judge = lambda question, passages: Evidence(True, 0.3, 0.28)
    archive.generator = ScriptedGenerator(["GBP 8.00"], fails_after=0)
    archive.generator.window_tokens = 100_000
    answer, _ = archive.ask("What was a jar sold for at the market?", task="lookup")
    assert not answer.refused and answer.trouble
