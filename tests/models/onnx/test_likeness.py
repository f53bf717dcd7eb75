"""Models whose texts are all near each other: their cosines are spread, and nothing else about them changes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from assistant.answer.reader.sentences import FEATURES, SentenceReader
from assistant.answer.retrieve.fusion import fuse, weigh
from assistant.domain.ports.embed import likeness
from assistant.models.onnx import export
from assistant.models.onnx.embedder_card import EmbedderCard, read_embedder_card
from assistant.models.onnx.export import unrelated_cosine
from assistant.models.packed.export import export_packed
from tests.answer.reader.test_reader_spans import PASSAGES, Flat
from tests.models.packed.packing import pack

VALUES = {
    "schema": 1,
    "name": "m",
    "revision": "1",
    "pooling": "mean",
    "precision": "int8",
    "dimension": 4,
    "max_tokens": 8,
    "pad_id": 0,
    "question_prompt": "",
    "passage_prompt": "",
    "model": "onnx/m.onnx",
    "model_sha256": "0" * 64,
    "tokenizer_sha256": "1" * 64,
}


class Narrow(Flat):
    """Two texts have nothing in common at a cosine of 0.75."""

    unrelated = 0.75


def test_likeness_is_0_for_the_unrelated_1_for_the_same_and_keeps_the_order() -> None:
    cosines = np.array([0.5, 0.75, 0.8, 0.9, 1.0], dtype=np.float32)
    alike = likeness(Narrow(), cosines)
    assert alike == pytest.approx([-1.0, 0.0, 0.2, 0.6, 1.0], abs=1e-6)
    assert likeness(Flat(), cosines) == pytest.approx(cosines)  # a model that reaches 0 keeps its figures
    assert likeness(Narrow(), 0.9) == pytest.approx(0.6)


def test_a_card_without_the_value_is_read_and_keeps_its_identity() -> None:
    """An installed model is not rebuilt because of the new value: it changes no vector."""
    before = EmbedderCard.model_validate_json(json.dumps(VALUES))
    after = EmbedderCard.model_validate_json(json.dumps({**VALUES, "unrelated": 0.7}))
    facts = json.dumps([value for key, value in VALUES.items() if key != "schema"])
    assert before.identity == after.identity == f"m@1/mean/int8/{hashlib.sha256(facts.encode()).hexdigest()[:12]}"
    assert (before.unrelated, after.unrelated) == (0.0, 0.7)


@pytest.mark.parametrize("wrong", [-0.1, 1.0, 2, "0.5"])
def test_a_card_with_a_value_that_spreads_nothing_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match="unrelated"):
        EmbedderCard.model_validate_json(json.dumps({**VALUES, "unrelated": wrong}))


def test_what_is_measured_at_the_export_stands_in_the_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The small model is random: all of its texts are near each other."""
    (tmp_path / "m.model").write_bytes(pack())
    export_packed(tmp_path, "m.model", "m", "1", question_prompt="query: ", passage_prompt="passage: ")
    card = read_embedder_card(tmp_path)
    graph, tokenizer = tmp_path / card.model, tmp_path / "tokenizer.json"
    assert 0.2 <= card.unrelated < 1
    assert card.unrelated == unrelated_cosine(graph, tokenizer, 48, "query: ", "passage: ")
    monkeypatch.setattr(export, "_NARROW", 0.999)
    assert unrelated_cosine(graph, tokenizer, 48, "query: ", "passage: ") == 0.0


def test_a_sentence_that_only_shares_the_models_narrowness_counts_as_unlike() -> None:
    cosine = FEATURES.index("cosine")

    class Apart(Narrow):
        def embed_question(self, text: str) -> np.ndarray:
            return np.array([0.75, (1 - 0.75**2) ** 0.5], dtype=np.float32)

    read = SentenceReader(Apart(), lambda word: 1.0).read("Where is the thing?", PASSAGES)
    assert [one.features[cosine] for one in read] == pytest.approx([0.0] * len(read), abs=1e-6)


def test_fused_scores_of_a_narrow_model_tell_the_near_from_the_far() -> None:
    """With its cosines as they are, an unrelated passage would be a hit of 0.75 for the vectors' share."""
    query = weigh((), lambda word: 0, 10)
    fused = fuse({}, {1: likeness(Narrow(), 0.76), 2: likeness(Narrow(), 0.95)}, query, 1.0)
    assert fused == pytest.approx({1: 0.04, 2: 0.8})
