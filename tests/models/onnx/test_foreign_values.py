"""Values in a model's files that make no sense: each is refused by its name, and none is computed with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.domain.errors import ModelRefused
from assistant.models.onnx.bert import build_bert, read_shape
from assistant.models.onnx.sentence_folder import read_prompts, read_sentence_folder

CONFIG = {
    "model_type": "bert",
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "hidden_size": 4,
    "max_position_embeddings": 6,
    "pad_token_id": 0,
}
NO_COUNTS = ["12", -1, 1.5, float("inf"), float("nan"), True, [1], {"a": 1}, 10**400, 1 << 41]


def saved(folder: Path, **files: object) -> Path:
    """`config` and `prompts` and the like as the files that they stand for; a text is written as it is."""
    names = {
        "prompts": "config_sentence_transformers.json",
        "sentence": "sentence_bert_config.json",
        "tokenizer": "tokenizer.json",
        "limits": "tokenizer_config.json",
    }
    for name, value in {"config": CONFIG, **files}.items():
        text = value if isinstance(value, str) else json.dumps(value)
        (folder / names.get(name, f"{name}.json")).write_text(text)
    return folder


def test_the_folder_without_a_change_is_read(tmp_path: Path) -> None:
    assert read_sentence_folder(saved(tmp_path)).max_tokens == 6
    assert read_sentence_folder(saved(tmp_path, config={**CONFIG, "max_position_embeddings": 6.0})).max_tokens == 6
    assert read_sentence_folder(saved(tmp_path, limits={"model_max_length": 1e30})).max_tokens == 6
    assert read_sentence_folder(saved(tmp_path, tokenizer={"normalizer": 5}, sentence={})).max_tokens == 6


@pytest.mark.parametrize("value", NO_COUNTS, ids=lambda value: repr(value)[:20])
def test_a_window_that_is_no_count_is_refused(tmp_path: Path, value: object) -> None:
    for files in (
        {"config": {**CONFIG, "max_position_embeddings": value}},
        {"config": CONFIG, "sentence": {"max_seq_length": value}},
        {"config": CONFIG, "sentence": {}, "limits": {"model_max_length": value}},
        {"config": {**CONFIG, "model_type": "roberta", "pad_token_id": value}, "limits": {}},
    ):
        with pytest.raises(ModelRefused, match="cannot be used"):
            read_sentence_folder(saved(tmp_path, **files))


@pytest.mark.parametrize("window", [None, 0, 1 << 30])
def test_a_window_that_nobody_has_is_refused(tmp_path: Path, window: int | None) -> None:
    with pytest.raises(ModelRefused):
        read_sentence_folder(saved(tmp_path, config={**CONFIG, "max_position_embeddings": window}))


@pytest.mark.parametrize("name", ["config", "modules", "sentence", "prompts"])
@pytest.mark.parametrize("text", ["[" * 50_000, '{"a":' * 50_000, "9" * 5_000, "5", "null", '"x"', ""], ids=range(7))
def test_files_that_are_no_json_objects_are_refused(tmp_path: Path, name: str, text: str) -> None:
    folder = saved(tmp_path, **{name: text})
    with pytest.raises(ModelRefused):
        read_prompts(folder) if name == "prompts" else read_sentence_folder(folder)


@pytest.mark.parametrize("prompts", [["q"], "q", 5, {"query": 5}, {"document": ["d"]}])
def test_prompts_that_are_no_texts_are_refused(tmp_path: Path, prompts: object) -> None:
    with pytest.raises(ModelRefused, match="prompts"):
        read_prompts(saved(tmp_path, prompts={"prompts": prompts}))


@pytest.mark.parametrize("key", [key for key in CONFIG if key not in ("model_type", "pad_token_id")])
@pytest.mark.parametrize("value", [*NO_COUNTS, None], ids=lambda value: repr(value)[:20])
def test_a_shape_that_is_no_count_is_refused(key: str, value: object) -> None:
    with pytest.raises(ModelRefused, match=key):
        read_shape({**CONFIG, key: value})


@pytest.mark.parametrize(
    "change",
    [
        {"num_attention_heads": 0},
        {"num_attention_heads": 3},
        {"layer_norm_eps": float("nan")},
        {"layer_norm_eps": "x"},
        {"layer_norm_eps": 10**400},
        {"layer_norm_eps": float("inf")},
    ],
)
def test_a_shape_that_no_model_has_is_refused(change: Mapping[str, object]) -> None:
    with pytest.raises(ModelRefused):
        read_shape({**CONFIG, **change})


def weights() -> dict[str, Any]:
    parts = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense")
    squares = [f"encoder.layer.0.{part}" for part in (*parts, "intermediate.dense", "output.dense")]
    norms = ["embeddings", "encoder.layer.0.attention.output", "encoder.layer.0.output"]
    shapes: dict[str, tuple[int, ...]] = {f"{name}.weight": (4, 4) for name in squares}
    shapes |= {f"{name}.bias": (4,) for name in squares}
    shapes |= {f"{name}.LayerNorm.{kind}": (4,) for name in norms for kind in ("weight", "bias")}
    shapes |= {f"embeddings.{kind}_embeddings.weight": (6, 4) for kind in ("word", "position", "token_type")}
    return {name: np.zeros(shape, np.float32) for name, shape in shapes.items()}


def test_weights_that_fit_make_a_graph() -> None:
    assert build_bert(weights(), CONFIG).graph.node


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("embeddings.token_type_embeddings.weight", (0, 4)),
        ("embeddings.token_type_embeddings.weight", ()),
        ("embeddings.position_embeddings.weight", (6, 5)),
        ("embeddings.position_embeddings.weight", ()),
        ("encoder.layer.0.attention.self.key.weight", (4,)),
        ("encoder.layer.0.attention.self.key.weight", (3, 5)),
        ("encoder.layer.0.attention.self.key.bias", ()),
        ("encoder.layer.0.attention.self.key.bias", (2, 2)),
    ],
)
def test_weights_of_another_shape_are_refused(name: str, shape: tuple[int, ...]) -> None:
    with pytest.raises(ModelRefused, match="shapes"):
        build_bert({**weights(), name: np.zeros(shape, np.float32)}, CONFIG)
