"""Which documents a request for a summary means, and which sentences stand for them."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest

from assistant.answer.summary.central import choose_sentences
from assistant.answer.summary.request import read_summary_request
from assistant.answer.summary.sections import passages_of, sentences_of
from assistant.domain.ports.embed import Vectors
from assistant.domain.records.documents import Chunk

_TEXT = (
    "# Rent\n\nThe rent is EUR 900 a month. It is due on the third working day. Who pays?\n"
    "The rent is EUR 900 a month.\nRENT\n"
)


def _chunk(start: int, end: int, headings: tuple[str, ...] = ("Rent",), page: int = 1) -> Chunk:
    return Chunk(start, "/a/lease.md", page, start, end, headings, "", _TEXT[start:end])


class _Letters:
    """Embeds a text as the counts of its letters, so that equal texts are equal and other texts are not."""

    unrelated = 0.0

    def embed_passages(self, texts: list[str]) -> Vectors:
        rows = np.array([[text.casefold().count(chr(97 + at)) + 0.01 for at in range(26)] for text in texts])
        return cast(Vectors, (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32))

    def embed_question(self, text: str) -> Any:
        return self.embed_passages([text])[0]


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Summarise the home insurance terms", "insurance"),
        ("tl;dr of the lease please", "lease"),
        ("What does the letter say?", "letter"),
        ("Fass mir die Balkon-Notizen zusammen", "balkon"),
        ("Worum geht es in dem Brief der Schule?", "schule"),
        ("Resume las condiciones del ferry", "ferry"),
        ("De quoi parle le contrat de téléphone ?", "telephone"),
        ("give me the short version of the hiking club's minutes", "hiking"),
        ("what did Bertil write?", "bertil"),
        ("What does the heating page tell us?", "heating"),
        ("Kurzversion der Wanderordnung", "wanderordnung"),
        ("Dame lo esencial del contrato de la luz", "luz"),
    ],
)
def test_a_request_names_its_document(question: str, named: str) -> None:
    request = read_summary_request(question)
    assert request.fit >= 0.5 and named in request.name


@pytest.mark.parametrize(
    "question",
    [
        "When is rent due?",
        "Who is the plumber?",
        "Wie hoch ist die Miete?",
        "What does clause c of the lease say?",
        "Was sagt Punkt 3 der Satzung?",
    ],
)
def test_another_question_asks_for_no_summary(question: str) -> None:
    assert read_summary_request(question).fit == 0


def test_a_topic_within_a_document() -> None:
    request = read_summary_request("What does the lease say about pets?")
    assert request.topic == "pets" and "lease" in request.name and "pets" not in request.name


def test_text_that_two_chunks_share_is_read_once() -> None:
    passages = passages_of([_chunk(0, 40), _chunk(20, len(_TEXT))])
    assert "".join(passage.text for passage in passages) == _TEXT
    assert [passage.chunk.start for passage in passages] == [0, 40]


def test_headings_questions_and_repetitions_are_no_sentences() -> None:
    passages = passages_of([_chunk(0, len(_TEXT))])
    texts = [sentence.text for sentence in sentences_of(passages)]
    assert texts == ["The rent is EUR 900 a month.", "It is due on the third working day."]


def test_the_chosen_sentences_stand_in_reading_order_and_come_from_each_section() -> None:
    text = (
        "The rent is EUR 900 a month. The rent is EUR 900 the month. Dogs need a consent. Keys come back in May 2025."
    )
    cuts = [(0, 59, ("Rent",)), (60, 80, ("Pets",)), (81, len(text), ("Keys",))]
    chunks = [Chunk(a, "/a", 1, a, b, headings, "", text[a:b]) for a, b, headings in cuts]
    sentences = sentences_of(passages_of(chunks))
    chosen = choose_sentences(sentences, 3, cast(Any, _Letters()))
    assert [sentence.section for sentence in chosen] == [0, 1, 2] and chosen[0].first


def test_nothing_to_say_gives_nothing() -> None:
    assert choose_sentences([], 3, cast(Any, _Letters())) == []


def test_a_title_whose_only_figure_is_a_year_says_nothing() -> None:
    text = "Plans for the year 2031\nThe shed gets a new roof of slate.\n"
    chunk = Chunk(1, "/a/plans.txt", 1, 0, len(text), (), "", text)
    assert [one.text for one in sentences_of(passages_of([chunk]))] == ["The shed gets a new roof of slate."]
