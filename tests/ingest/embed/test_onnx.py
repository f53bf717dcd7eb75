"""The exported embedder: checked before it is opened, true to its window and prompts, and never silent about NaN."""

from __future__ import annotations

import json
from pathlib import Path
from unittest import mock

import numpy as np
import psutil
import pytest

from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.ingest.embed.choose import open_embedder
from assistant.ingest.embed.onnx import OnnxEmbedder, check_finite, default_threads
from assistant.models.tokenizer import TokenReader
from tests.ingest.embed.conftest import ChangeCard


@pytest.mark.parametrize("pattern", ["tokenizer.json", "onnx/*.onnx"])
def test_one_changed_bit_is_refused(own_minilm: Path, pattern: str) -> None:
    (file,) = own_minilm.glob(pattern)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    with pytest.raises(ModelRefused, match="has been changed"):
        OnnxEmbedder(own_minilm)


@pytest.mark.parametrize(
    "values",
    [{"schema": 2}, {"dimension": "384"}, {"unknown": 1}, {"model": "../../elsewhere.onnx"}, {"question_prompt": None}],
)
def test_a_card_that_is_not_ours_is_refused(change_card: ChangeCard, values: dict[str, object]) -> None:
    with pytest.raises(ModelRefused, match="card"):
        OnnxEmbedder(change_card(**values))


def test_a_file_that_is_gone_is_refused(own_minilm: Path) -> None:
    (own_minilm / "tokenizer.json").unlink()
    with pytest.raises(ModelRefused, match="cannot be read"):
        OnnxEmbedder(own_minilm)


def test_no_model_is_said_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="assistant models pull starter"):
        open_embedder(tmp_path)


def test_a_relative_folder_is_refused() -> None:
    with pytest.raises(ModelRefused, match="absolute"):
        OnnxEmbedder(Path("all-minilm-l6-v2"))


def test_prompts_are_put_before_the_text_and_taken_off_the_window(minilm: Path, change_card: ChangeCard) -> None:
    plain = OnnxEmbedder(minilm)
    prompted = OnnxEmbedder(change_card(question_prompt="query: ", passage_prompt="passage: "))
    assert prompted.identity != plain.identity
    assert prompted.max_tokens == plain.max_tokens - 2
    assert np.allclose(prompted.embed_question("rent"), plain.embed_question("query: rent"))
    assert np.allclose(prompted.embed_passages(["rent"]), plain.embed_passages(["passage: rent"]))
    assert not np.allclose(prompted.embed_question("rent"), plain.embed_question("rent"))


def test_a_smaller_window_is_kept(change_card: ChangeCard) -> None:
    small = OnnxEmbedder(change_card(max_tokens=16))
    first, second = small.embed_passages(["word " * 14, "word " * 14 + "elephant"])
    assert np.allclose(first, second)


def test_the_closing_special_token_survives_the_cut(minilm: Path) -> None:
    reader = TokenReader((minilm / "tokenizer.json").read_bytes(), "minilm")
    long, short = reader.sequences(["one two three four five six seven eight nine ten", "one"], 8)
    assert len(long) == 8
    assert (long[0], long[-1]) == (short[0], short[-1])
    assert long[1:-1] == reader.sequences(["one two three four five six"], 8)[0][1:-1]


def test_the_vector_is_the_same_bit_for_bit_with_any_neighbours_and_threads(minilm: Path) -> None:
    texts = ["rent", "bread " * 90, "a", "tax and pension", ""]
    one, three = OnnxEmbedder(minilm, threads=1), OnnxEmbedder(minilm, threads=3)
    expected = one.embed_passages(texts)
    assert (three.embed_passages(texts) == expected).all()
    assert (three.embed_passages(texts[::-1])[::-1] == expected).all()
    assert (one.embed_passages(texts[2:]) == expected[2:]).all()


def test_an_error_in_a_thread_reaches_the_caller(minilm: Path) -> None:
    embedder = OnnxEmbedder(minilm, threads=2)
    broken = mock.Mock()
    broken.run.side_effect = RuntimeError("native")
    with mock.patch.object(embedder, "_session", broken), pytest.raises(RuntimeError, match="native"):
        embedder.embed_passages(["a", "b", "c"])


def test_a_vector_of_nan_is_an_error_that_names_the_count_only() -> None:
    vectors = np.ones((5, 3), dtype=np.float32)
    check_finite(vectors, "minilm")
    vectors[1, 2], vectors[4, 0] = np.nan, np.inf
    with pytest.raises(ModelRefused, match="2 of 5 vectors"):
        check_finite(vectors, "minilm")


def test_the_embedder_refuses_nan_from_its_graph(minilm: Path) -> None:
    embedder = OnnxEmbedder(minilm)
    broken = mock.Mock()
    broken.run.return_value = np.full(384, np.nan, dtype=np.float32)
    with mock.patch.object(embedder, "_session", broken), pytest.raises(ModelRefused) as caught:
        embedder.embed_passages(["a private sentence"])
    assert "private sentence" not in str(caught.value)


@pytest.mark.parametrize(("cores", "threads"), [(1, 1), (2, 2), (4, 3), (16, 15)])
def test_a_core_is_left_to_the_app(cores: int, threads: int) -> None:
    with mock.patch.object(psutil, "cpu_count", return_value=cores):
        assert default_threads() == threads


def test_a_damaged_graph_with_the_right_hash_is_refused(own_minilm: Path, change_card: ChangeCard) -> None:
    import hashlib

    graph = own_minilm / json.loads((own_minilm / "embedder.json").read_text())["model"]
    graph.write_bytes(b"not a graph")
    change_card(model_sha256=hashlib.sha256(b"not a graph").hexdigest())
    with pytest.raises(ModelRefused, match="cannot be opened"):
        OnnxEmbedder(own_minilm)
