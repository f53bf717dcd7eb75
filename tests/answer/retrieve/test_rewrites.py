"""A turn that searches in more than one way: where it stops, what it tells, and that nothing is checked twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import pytest

from assistant.answer.ask import Answering
from assistant.answer.turn import AnswerParts
from assistant.domain.events import Checked, Finished, Retrieved
from assistant.domain.ports.guard import Consent
from assistant.domain.records.documents import Chunk
from assistant.domain.records.passages import Evidence, Passage, Turn, Why
from assistant.domain.records.verdicts import Verdict
from assistant.domain.scope import Scope
from assistant.domain.stop import StopSignal
from tests.guard.scripted import ScriptedGate


def _passage(number: int, text: str) -> Passage:
    chunk = Chunk(number, f"/{number}.md", None, 0, len(text), (), "", text)
    return Passage(chunk, text, 0.5, number, Why(fused_score=0.5))


_SHARED, _PLUMBER = _passage(1, "asking: the fence"), _passage(2, "The plumber is Wharfside.")


class _Retriever:
    """`found`: rewrite -> its passages; `scores`: those of the evidence, 0.1 where none is given."""

    def __init__(self, found: dict[str, list[Passage]], scores: dict[str, float]) -> None:
        self.found, self.scores, self.searched = found, scores, cast("list[str]", [])

    def rewrites(self, question: str, history: Sequence[Turn]) -> tuple[str, ...]:
        return tuple(self.found)

    def retrieve(self, question: str, *, k: int, scope: Scope) -> list[Passage]:
        self.searched.append(question)
        return self.found[question]

    def judge(self, question: str, passages: Sequence[Passage]) -> Evidence:
        score = self.scores.get(question, 0.1)
        return Evidence(score >= 0.5, score, 0.5)


def _turn(scores: dict[str, float], *, allow: bool = True) -> tuple[list[Any], list[str], list[str]]:
    """What is told until the retrieval has ended, what was searched, and the files a person was asked about."""
    asked: list[str] = []

    def consent(verdict: Verdict, path: str) -> bool:
        asked.append(path)
        return allow

    retriever = _Retriever({"plumber fence": [_SHARED], "plumber": [_SHARED, _PLUMBER]}, scores)
    journey = Answering(_parts(retriever, ScriptedGate({"asking": "ask"}), consent))
    told: list[Any] = []
    for event in journey.ask("plumber?", (), Scope(), StopSignal()):
        told.append(event)
        if isinstance(event, Retrieved):
            break
    return told, retriever.searched, asked


class _Named:
    name = "none"
    writes_citations = True


def _parts(retriever: _Retriever, gate: ScriptedGate, consent: Consent | None = None) -> AnswerParts:
    part = cast(Any, None)
    return AnswerParts(
        library=part, retriever=retriever, reader=part, embedder=part, composer=part, citer=part, facts=part,
        generator=cast(Any, _Named()), gate=gate, max_passages=5, consent=consent,
    )  # fmt: skip


def test_the_second_way_is_taken_where_the_first_finds_too_little() -> None:
    told, searched, asked = _turn({"plumber": 0.9})
    assert searched == ["plumber fence", "plumber"]
    assert told[-1].question == "plumber" and told[-1].passages == (_SHARED, _PLUMBER)
    assert asked == ["/1.md"] and sum(isinstance(event, Checked) for event in told) == 1


def test_the_first_way_is_enough_where_its_evidence_is_sure() -> None:
    told, searched, _ = _turn({"plumber fence": 0.9})
    assert searched == ["plumber fence"] and told[-1].question == "plumber fence"


@pytest.mark.parametrize(
    ("second", "taken"), [(0.8, "plumber"), (0.65, "plumber fence"), (0.52, "plumber fence"), (0.1, "plumber fence")]
)
def test_of_ways_that_are_not_sure_a_later_one_is_taken_where_it_is_clearly_better(second: float, taken: str) -> None:
    told, searched, _ = _turn({"plumber fence": 0.55, "plumber": second})
    assert searched == ["plumber fence", "plumber"] and told[-1].question == taken
    assert sum(isinstance(event, Retrieved) for event in told) == 1


@pytest.mark.parametrize(("second", "taken"), [(0.7, "hedge"), (0.59, "fence")])
def test_guessed_words_alone_have_to_be_sure(second: float, taken: str) -> None:
    retriever = _Retriever({"fence": [_SHARED], "hedge": [_PLUMBER]}, {"fence": 0.2, "hedge": second})
    journey = Answering(_parts(retriever, ScriptedGate({})))
    told = next(event for event in journey.ask("fence?", (), Scope(), StopSignal()) if isinstance(event, Retrieved))
    assert told.question == taken


def test_a_later_way_with_the_words_as_they_were_asked_is_enough_as_the_first_one() -> None:
    retriever = _Retriever({"plumber fence": [_SHARED], "plumber?": [_PLUMBER]}, {"plumber?": 0.55})
    journey = Answering(_parts(retriever, ScriptedGate({})))
    told = next(event for event in journey.ask("plumber?", (), Scope(), StopSignal()) if isinstance(event, Retrieved))
    assert told.question == "plumber?" and told.evidence.sufficient


def test_where_no_way_is_enough_the_first_is_told() -> None:
    told, searched, _ = _turn({})
    assert searched == ["plumber fence", "plumber"]
    assert told[-1].question == "plumber fence" and told[-1].passages == (_SHARED,)


def test_what_a_person_keeps_out_stays_out_of_each_way() -> None:
    told, _, asked = _turn({"plumber": 0.9}, allow=False)
    assert told[-1].passages == (_PLUMBER,) and asked == ["/1.md"]


def test_a_turn_without_passages_is_refused() -> None:
    retriever = _Retriever({"plumber fence": [], "plumber": []}, {})
    journey = Answering(_parts(retriever, ScriptedGate({})))
    last = list(journey.ask("plumber?", (), Scope(), StopSignal()))[-1]
    assert isinstance(last, Finished) and last.answer.refused
