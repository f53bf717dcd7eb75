"""The sentence reader with a span reader beside it: scripted, so that what it says can be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from assistant.answer.reader.sentences import FEATURES, SPAN_FEATURES, SentenceReader
from assistant.domain.ports.embed import Vector, Vectors
from assistant.domain.records.documents import Chunk, Excerpt
from assistant.domain.records.passages import Passage


class Flat:
    """An embedder for which all texts are alike."""

    identity, dimension, max_tokens, unrelated = "flat", 2, 256, 0.0

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        return [(0, len(text))]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return np.tile(np.array([[1.0, 0.0]], dtype=np.float32), (len(texts), 1))

    def embed_question(self, text: str) -> Vector:
        return np.array([1.0, 0.0], dtype=np.float32)


@dataclass
class Says:
    """A span reader that finds the answer in the sentence that holds `answer`."""

    answer: str
    seen: list[Excerpt] = field(default_factory=list)
    identity: str = "says"

    def margins(self, question: str, excerpts: Sequence[Excerpt]) -> list[list[float]]:
        self.seen.extend(excerpts)
        return [[12.0 if self.answer in one.text[start:end] else -12.0 for start, end in one.spans] for one in excerpts]


def passage(text: str, rank: int = 1) -> Passage:
    chunk = Chunk(rank, "/a/tidal_pool-rules.md", None, 0, len(text), ("Rules", "Keys"), "a / rules", text)
    return Passage(chunk, text, 1 / rank, rank)


PASSAGES = [passage("Guests sign the book. The lantern hangs by the door."), passage("Oars are dried. Nets too.", 2)]


def test_where_the_span_reader_finds_the_answer_is_first() -> None:
    for answer in ("lantern", "Oars", "Nets"):
        read = SentenceReader(Flat(), lambda word: 1.0, Says(answer)).read("Where is the thing?", PASSAGES)
        assert answer in read[0].text


def test_shares_add_up_to_at_most_one_and_margins_are_in_tens() -> None:
    read = SentenceReader(Flat(), lambda word: 1.0, Says("lantern")).read("Where is the thing?", PASSAGES)
    share, span = SPAN_FEATURES.index("span_share"), SPAN_FEATURES.index("span")

    assert sum(one.features[share] for one in read) == pytest.approx(1.0, abs=1e-4)
    assert read[0].features[span] == pytest.approx(1.2)
    nothing = SentenceReader(Flat(), lambda word: 1.0, Says("nowhere")).read("Where is the thing?", PASSAGES)
    assert sum(one.features[share] for one in nothing) < 0.001


def test_the_text_is_shown_with_its_title_and_headings() -> None:
    says = Says("lantern")
    SentenceReader(Flat(), lambda word: 1.0, says).read("Where is the thing?", PASSAGES)

    assert says.seen[0].context == "tidal pool rules, Rules, Keys"
    assert says.seen[0].text == PASSAGES[0].text


def test_a_passage_of_several_sections_is_read_whole() -> None:
    text = "# Fridge\n\nThe lantern hangs here.\n\n# Washer\n\nOars are dried.\n\n# Dryer\n\nNets too."
    chunk = Chunk(1, "/a/things.md", None, 0, len(text), ("Fridge",), "a / things", text, title="Things")
    joined = Passage(chunk, text, 1.0, 1, sections=(("Fridge",), ("Washer",), ("Dryer",)))
    says = Says("lantern")
    SentenceReader(Flat(), lambda word: 1.0, says).read("Where is the thing?", [joined, PASSAGES[1]])

    assert [one.text for one in says.seen] == [text, PASSAGES[1].text]
    assert says.seen[0].context == "Things, Fridge"
    assert [text[start:end] for start, end in says.seen[0].spans][1] == "The lantern hangs here."


def test_without_a_span_reader_the_words_decide_with_weights_of_their_own() -> None:
    reader = SentenceReader(Flat(), lambda word: 1.0)

    assert reader.features == FEATURES
    assert "lantern" in reader.read("Where does the lantern hang?", PASSAGES)[0].text
