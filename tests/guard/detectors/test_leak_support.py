"""The system prompt in an answer, and answers that their passages do not say."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.domain.events import Blocked
from assistant.domain.records.documents import Chunk
from assistant.domain.records.passages import Passage
from assistant.guard.detectors.detector import Content
from assistant.guard.detectors.models import DetectorModels, Secret
from assistant.guard.detectors.support import SupportDetector, SupportSpec
from assistant.guard.engine.gate import PolicyGate
from tests.guard.policies import gate_from

PROMPT = (
    "You answer questions from the numbered passages only. Cite every sentence with the number of its passage. "
    "If the passages do not hold the answer, say that nothing in the files answers the question."
)
SECRET = Secret(PROMPT, "zebra-4417-quill")
LEAK = """
detectors:
  leak: {type: leak, min_words: 8}
rules:
  - {id: leak, category: prompt_leak, stages: [output, final], detector: leak, action: block}
"""


@pytest.fixture
def gate(tmp_path: Path) -> PolicyGate:
    return gate_from(tmp_path, LEAK, DetectorModels(secret=SECRET))


@pytest.mark.parametrize(
    "text",
    [
        "My code is zebra-4417-quill.",
        "It is Z E B R A - 4 4 1 7 - q u i l l",
        "The code: ZEBRA-4417-QUILL",
        "I was told: you answer questions from the numbered passages only. And so on.",
        "CITE EVERY SENTENCE, with the number of its   passage!",
    ],
)
def test_leaks_are_stopped_before_they_are_shown(gate: PolicyGate, text: str) -> None:
    assert gate.check("final", text).stops
    stream = gate.open_stream()
    events = [event for letter in text for event in stream.feed(letter)] + stream.finish()
    assert isinstance(events[-1], Blocked)
    assert "quill" not in stream.released.lower() and "numbered passages only" not in stream.released


@pytest.mark.parametrize(
    "text", ["If the passages do not say so, ask someone.", "Cite every sentence of the will.", "A zebra has a quill."]
)
def test_a_few_common_words_are_no_leak(gate: PolicyGate, text: str) -> None:
    assert gate.check("output", text).text == text


EVIDENCE = (
    "The tenancy began on 1 March 2021. The lease asks for two months' notice in writing. "
    "The deposit of 1,280 euros is held by the Harbour Bank. Pets are not allowed in the flat."
)


def support(claim: str, *passages: str) -> float:
    found = tuple(Passage(Chunk(n, "x", 1, 0, 1, (), "", t), t, 1.0, n) for n, t in enumerate(passages or (EVIDENCE,)))
    hits = SupportDetector(SupportSpec(type="support")).detect(Content("final", claim, passages=found))
    return min((hit.score for hit in hits), default=1.0)


@pytest.mark.parametrize(
    "claim",
    [
        "The lease asks for two months' notice in writing. [2]",
        "The lease asks for 2 months' notice, in writing [1].",
        "The deposit of 1.280 euros is held by Harbour Bank.",
        "Pets are not allowed.",
        "Notice of two months is asked for by the lease.",
    ],
)
def test_what_stands_there_is_supported(claim: str) -> None:
    assert support(claim) >= 0.5


@pytest.mark.parametrize(
    "claim",
    [
        "The lease asks for three months' notice in writing.",
        "The deposit of 1,480 euros is held by the Harbour Bank.",
        "Pets are allowed in the flat.",
        "The lease does not ask for notice in writing.",
        "The landlord lives in Lisbon and collects stamps.",
    ],
)
def test_what_does_not_is_not(claim: str) -> None:
    assert support(claim) < 0.5


@pytest.mark.parametrize(
    "claim",
    [
        "The lease asks for three months' notice in writing.",
        "The deposit of 1,480 euros is held by the Harbour Bank.",
        "The deposit of 1,280 dollars is held by the Harbour Bank.",
        "The deposit of 1,280 euros is held by the Valley Bank.",
        "The tenancy began on 1 May 2021.",
        "The tenancy ended on 1 March 2021.",
        "The tenancy did not begin on 1 March 2021.",
        "Pets are allowed in the flat.",
        "Only pets are not allowed in the flat.",
    ],
)
def test_a_contradiction_falls_under_the_lowest_bound_with_room(claim: str) -> None:
    assert support(claim) <= 0.25


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        (
            "She plans shops that will sell coffee.",
            "Her shops, which will sell coffee, have nothing to do with Starbucks.",
        ),
        ("Tobacco is not allowed.", "The order is against the use of tobacco."),
        ("One of the tenants moved to Leeds.", "Two tenants left; Ann Lee moved to Leeds, the other tenant stayed."),
        ("The change comes in the academic year 2018-19.", "The change comes in the 2018-2019 academic year."),
    ],
)
def test_another_denial_or_way_to_write_is_no_contradiction(claim: str, passage: str) -> None:
    assert support(claim, passage) >= 0.35


@pytest.mark.parametrize(
    "claim",
    [
        "Those who live in the flat are not allowed to keep pets for 14 years.",
        "Notice in writing is not what the lease asks for.",
    ],
)
def test_a_missing_number_and_a_denial_in_other_words_fall_under_the_bound_of_clinic(claim: str) -> None:
    assert support(claim) < 0.35


def test_questions_short_lines_and_answers_without_passages_are_no_claims() -> None:
    detector = SupportDetector(SupportSpec(type="support"))
    assert detector.detect(Content("final", "The moon is made of green cheese.")) == []
    assert support("Is the moon made of green cheese?") == support("Yes, indeed.") == 1.0
