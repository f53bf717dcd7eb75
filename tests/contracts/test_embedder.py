"""What every embedder promises, on the exported graph and on sentence-transformers itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from assistant.domain.ports.embed import Embedder

TEXTS = [
    "The tenant must give three months' notice.",
    "",
    "Ein Brief über die Miete, mit Umlauten: ä ö ü ß.",
    "x",
    "The invoice is due within fourteen days. " * 60,
    "日本語の文章とemoji 🙂 and combining e\u0301",
]


def _exported(folder: Path) -> Embedder:
    from assistant.ingest.embed.onnx import OnnxEmbedder

    return OnnxEmbedder(folder, threads=1)


def _reference(folder: Path) -> Embedder:
    from assistant.ingest.embed.sentence_transformers import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(folder, threads=1)


@pytest.fixture(scope="module", params=[_exported, _reference], ids=["onnx", "sentence_transformers"])
def embedder(request: pytest.FixtureRequest, starter_models: Path) -> Embedder:
    make: Callable[[Path], Embedder] = request.param
    return make(starter_models / "all-minilm-l6-v2")


def test_rows_are_unit_vectors_in_the_order_given(embedder: Embedder) -> None:
    vectors = embedder.embed_passages(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimension)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
    alone = np.stack([embedder.embed_passages([text])[0] for text in TEXTS])
    assert np.abs(vectors - alone).max() < 1e-5  # what stands beside a text does not change its vector


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert embedder.embed_passages([]).shape == (0, embedder.dimension)


def test_a_question_finds_its_passage(embedder: Embedder) -> None:
    passages = [
        "Bake the bread for forty minutes.",
        "The lease ends after three months' notice.",
        "A knee without fracture.",
    ]
    question = embedder.embed_question("How much notice does the rental contract ask for?")
    assert question.shape == (embedder.dimension,)
    scores = embedder.embed_passages(passages) @ question
    assert int(np.argmax(scores)) == 1
    assert scores[1] - np.delete(scores, 1).max() > 0.1


def test_token_spans_cover_the_text_without_a_cut(embedder: Embedder) -> None:
    text = "Naïve café: " + "word " * 1000
    spans = embedder.token_spans(text)
    assert len(spans) > 1000 > embedder.max_tokens
    assert [text[start:end] for start, end in spans[:4]] == ["Naïve", "café", ":", "word"]
    assert spans[-1] == (len(text) - 5, len(text) - 1)
    assert embedder.token_spans("") == []


def test_text_beyond_the_window_changes_nothing(embedder: Embedder) -> None:
    fits = "word " * (embedder.max_tokens - 2)
    first, longer, shorter = embedder.embed_passages(
        [fits, fits + "elephant " * 50, fits[: -5 * 40] + "elephant " * 40]
    )
    assert float(first @ longer) > 0.9999
    assert float(first @ shorter) < 0.999  # the negative control: the same words inside the window do count


def test_half_a_character_is_no_error(embedder: Embedder) -> None:
    vectors = embedder.embed_passages(["broken \ud800 text"])
    assert np.isfinite(vectors).all()
    assert embedder.token_spans("a \udc00 b")[-1] == (4, 5)


def test_identity_names_model_and_precision(embedder: Embedder) -> None:
    assert embedder.identity.startswith("all-minilm-l6-v2")
    assert embedder.identity.count("/") >= 2
    assert embedder.max_tokens == 256
    assert embedder.dimension == 384
