"""Which quote leads: the one that carries the written answer, where the best quote does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from assistant.answer.compose import numbered
from assistant.answer.prose.leading import Lead, in_front, leading
from assistant.answer.prose.support import Carried, carried
from assistant.answer.reader.sentences import FEATURES, Candidate
from assistant.domain.events import Delta
from assistant.domain.records.answers import Answer
from assistant.domain.records.passages import Evidence
from tests.answer.archive import Archive
from tests.answer.retrieve.made import passage

PUMP = "The pump of the tank takes 11 watts."
HEATER = "The heater of the tank takes 150 watts and is set to 25 degrees."
SERVICE = "The service line answers on weekdays."
PASSAGES = numbered([passage(f"{PUMP} {SERVICE}"), passage(HEATER, 2, path="/a/home/heater.md")])


def candidate(text: str, score: float, given: int = 0, kind: float = 1.0) -> Candidate:
    start = PASSAGES[given].passage.text.index(text)
    features = tuple(kind if name == "kind" else 0.0 for name in FEATURES)
    return Candidate(given, 0, start, start + len(text), text, features, score)


READ = [candidate(PUMP, 8.0), candidate(HEATER, 7.0, 1), candidate(SERVICE, 3.0, kind=0.0)]


def leads(sentence: str, question: str, read: list[Candidate] = READ) -> str | None:
    said = carried(sentence, question, PASSAGES, [one.text for one in read])
    assert said is not None
    found = leading(said, question, read[:1], read, PASSAGES)
    return found.text if found else None


@pytest.mark.parametrize("sentence", ["The heater takes 150 watts.", "150", "150 W", "150 watts"])
def test_the_sentence_that_carries_what_is_written_leads(sentence: str) -> None:
    assert leads(sentence, "How strong is the heating rod?") == HEATER


def test_the_best_quote_stays_where_it_carries_what_is_written() -> None:
    assert leads("The pump takes 11 watts.", "How much power does the pump take?") is None


def test_a_sentence_that_takes_nothing_of_the_question_up_does_not_lead() -> None:
    assert leads("It is set to 25 degrees.", "What did the neighbour get?") is None
    assert leads("The service line answers on weekdays.", "What did the neighbour get?") is None


def test_a_sentence_without_the_kind_of_thing_asked_for_does_not_lead() -> None:
    read = [candidate(PUMP, 8.0), candidate(HEATER, 7.0, 1, kind=0.0)]
    assert leads("The heater takes 150 watts.", "How strong is the heater?", read) is None


FIRST, SECOND = f"\u201c{PUMP}\u201d [1]", f"\u201c{HEATER}\u201d [2]"


def test_a_quote_that_leads_is_the_first_line_under_the_number_that_was_shown() -> None:
    lead = Lead()
    assert list(lead.give(READ[1], READ[:2], PASSAGES)) == []
    text = lead.arrange(f"{FIRST}\n{SECOND}\n\nIt takes 150 watts. [2]")
    assert text == f"{SECOND}\n{FIRST}\n\nIt takes 150 watts. [2]"


def test_what_was_no_quote_yet_is_quoted_behind_the_text_and_then_leads() -> None:
    lead = Lead()
    assert list(lead.give(READ[1], READ[:1], PASSAGES)) == [f"\n\n{SECOND}"]
    text = lead.arrange(f"{FIRST}\n\nIt takes 150 watts. [2]\n\n{SECOND}")
    assert text == f"{SECOND}\n{FIRST}\n\nIt takes 150 watts. [2]"


def test_where_nothing_is_shown_yet_the_quotes_are_put_in_order_before() -> None:
    assert in_front(READ[1], READ) == [READ[1], READ[0], READ[2]]
    assert in_front(READ[1], READ[:1]) == [READ[1], READ[0]]
    assert in_front(None, READ) == READ


def test_where_nothing_leads_or_a_rule_hid_the_quote_the_text_stays() -> None:
    text = f"{FIRST}\n[HIDDEN]\n\nIt takes 150 watts. [2]"
    assert Lead().arrange(text) == text and Lead(line=1).arrange(text) == text and Lead(line=7).arrange(text) == text


def ask(folder: Path, score: float) -> tuple[Answer, str]:
    """The answer and what was shown. More words of the question stand elsewhere than in the sentence that answers."""
    archive = Archive(folder, {"run.md": f"{NOON}\n\n{BROTH}"})
    cast(Any, archive.retriever).judge = lambda question, passages: Evidence(True, score, threshold=0.28)
    archive.says("The station at 14.5 km has soup.")
    answer, events = archive.ask("Which station of the run has hot soup beside drinks and food?", task="lookup")
    return answer, "".join(event.text for event in events if isinstance(event, Delta))


NOON, BROTH = "Hot drinks and food of the run are sold at noon.", "The station at 14.5 km has broth."


def test_the_answer_begins_with_the_sentence_that_the_model_read_the_answer_in(tmp_path: Path) -> None:
    answer, shown = ask(tmp_path, 0.5)
    assert NOON in shown.split("\n")[0] and answer.text.startswith(f"\u201c{BROTH}\u201d [1]")
    assert answer.citations[0].quote == BROTH and NOON in answer.text


def test_where_the_evidence_is_sure_the_best_quote_leads(tmp_path: Path) -> None:
    answer, shown = ask(tmp_path, 0.9)
    assert answer.text == shown and answer.citations[0].quote == NOON


def test_a_sentence_says_where_it_stands() -> None:
    assert carried("150 watts", "How strong is the heater?", PASSAGES) == Carried("150 watts", 2, HEATER)
