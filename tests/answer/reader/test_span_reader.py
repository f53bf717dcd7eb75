"""The real span reader: it finds the sentence that answers, in long text too, and is not moved by company."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import pytest

from assistant.answer.reader.span_card import CARD, GRAPH
from assistant.answer.reader.span_onnx import LIMIT, OnnxSpanReader
from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.domain.records.documents import Excerpt
from assistant.text.sentences import sentence_spans

LETTER = (
    "The boat shed is opened on the first Saturday of April. Whoever wants a berth for a canoe writes to Mr Thorne. "
    "A berth costs 35 euros a season. The key is kept by the kiosk at the landing stage. Dogs stay on the lead. "
    "Boats that are still in the shed on 30 November are taken out at the owner's expense."
)


def excerpt(text: str, context: str = "Rowing club, rules of the boat shed") -> Excerpt:
    return Excerpt(context, text, tuple(sentence_spans(text)))


def best(reader: OnnxSpanReader, question: str, one: Excerpt) -> str:
    found = reader.margins(question, [one])[0]
    start, end = one.spans[found.index(max(found))]
    return one.text[start:end]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How much is a place for a canoe?", "35 euros"),
        ("Who has the key?", "kiosk"),
        ("When does the shed open in spring?", "first Saturday of April"),
        ("Who do I ask for a berth?", "Mr Thorne"),
    ],
)
def test_the_sentence_that_answers_wins(reader: OnnxSpanReader, question: str, answer: str) -> None:
    assert answer in best(reader, question, excerpt(LETTER))


def test_the_text_that_answers_beats_one_that_does_not(reader: OnnxSpanReader) -> None:
    other = excerpt("The choir meets on Thursdays at half past seven. New voices are welcome.", "Choir")
    right, wrong = reader.margins("How much is a place for a canoe?", [excerpt(LETTER), other])

    assert max(right) > max(wrong) + 5


def test_the_end_of_a_long_text_is_read(reader: OnnxSpanReader) -> None:
    filler = "The path along the river was swept again this week, and nobody had anything to add to that. " * 40
    long = excerpt(filler + LETTER)

    assert len(reader._tokens.ids(long.text)) > 3 * reader._card.window_tokens
    assert "35 euros" in best(reader, "How much is a place for a canoe?", long)


def test_the_figures_do_not_depend_on_company_or_threads(reader: OnnxSpanReader, reader_folder: Path) -> None:
    excerpts = [excerpt(LETTER), excerpt("The rent is due on the third. It is EUR 900.", "Lease"), excerpt("Yes.", "")]
    alone = [reader.margins("What does it cost?", [one])[0] for one in excerpts]

    assert reader.margins("What does it cost?", excerpts) == alone
    assert OnnxSpanReader(reader_folder, threads=3).margins("What does it cost?", excerpts) == alone


@pytest.mark.parametrize("question", ["", " ", "\ud800?", "\U0001f600" * 400, "wort " * 600, "a\x00b"])
@pytest.mark.parametrize("text", ["", "\u3000", "\udfff lone", "x" * 5000, LETTER])
def test_any_question_and_any_text_give_finite_figures(reader: OnnxSpanReader, question: str, text: str) -> None:
    one = Excerpt("", text, ((0, len(text)),))
    found = reader.margins(question, [one])

    assert len(found) == 1
    assert all(math.isfinite(margin) and abs(margin) <= LIMIT for margin in found[0])
    assert reader.margins(question, []) == []


def test_changed_or_missing_files_are_refused(reader_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "reader"
    shutil.copytree(reader_folder, copy)
    graph = bytearray((copy / GRAPH).read_bytes())
    graph[-1] ^= 1
    (copy / GRAPH).write_bytes(graph)
    with pytest.raises(ModelRefused, match="changed"):
        OnnxSpanReader(copy)

    (copy / CARD).write_text("{}")
    with pytest.raises(ModelRefused, match="card"):
        OnnxSpanReader(copy)

    with pytest.raises(ModelMissing, match="reading model"):
        OnnxSpanReader(tmp_path / "nowhere")
