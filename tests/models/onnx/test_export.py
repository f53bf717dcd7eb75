"""The export: 8-bit only where it was measured to be close; a folder is taken exactly as it describes itself."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.domain.errors import ModelRefused
from assistant.models.onnx import export
from assistant.models.onnx.bert import GraphUnsupported
from assistant.models.onnx.export import compare, export_embedder
from assistant.models.onnx.sentence_folder import read_prompts, read_sentence_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sentence-transformers folder without weights."""
    write = {
        "config.json": {"model_type": "bert", "max_position_embeddings": 512, "hidden_size": 8},
        "tokenizer.json": {"normalizer": {"type": "BertNormalizer", "lowercase": True}},
        "sentence_bert_config.json": {"max_seq_length": 128, "do_lower_case": False},
        "1_Pooling/config.json": {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False},
        "modules.json": [
            {"type": "sentence_transformers.models.Transformer", "path": ""},
            {"type": "sentence_transformers.models.Pooling", "path": "1_Pooling"},
            {"type": "sentence_transformers.models.Normalize", "path": "2_Normalize"},
        ],
    }
    for name, value in write.items():
        save(tmp_path, name, value)
    return tmp_path


def save(folder: Path, name: str, value: Any) -> None:
    place = folder / name
    place.parent.mkdir(exist_ok=True)
    place.write_text(json.dumps(value))


def test_a_folder_is_read_as_it_describes_itself(folder: Path) -> None:
    prompts = {"prompts": {"query": "query: ", "passage": "passage: "}}
    save(folder, "config_sentence_transformers.json", prompts)
    described = read_sentence_folder(folder)
    assert (described.pooling, described.max_tokens) == ("cls", 128)
    assert read_prompts(folder) == ("query: ", "passage: ")


def test_todays_way_of_naming_the_pooling(folder: Path) -> None:
    save(folder, "1_Pooling/config.json", {"pooling_mode": "mean", "embedding_dimension": 8})
    assert read_sentence_folder(folder).pooling == "mean"


def test_the_window_is_the_smallest_that_is_named(folder: Path) -> None:
    save(folder, "sentence_bert_config.json", {"max_seq_length": 1000})
    assert read_sentence_folder(folder).max_tokens == 512
    save(folder, "tokenizer_config.json", {"model_max_length": 1e30})
    assert read_sentence_folder(folder).max_tokens == 512
    save(folder, "config.json", {"model_type": "xlm-roberta", "max_position_embeddings": 514, "pad_token_id": 1})
    assert read_sentence_folder(folder).max_tokens == 512


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("1_Pooling/config.json", {"pooling_mode_lasttoken": True}),
        ("1_Pooling/config.json", {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": True}),
        ("1_Pooling/config.json", {"pooling_mode": "mean", "include_prompt": False}),
        ("modules.json", [{"type": "a.Transformer", "path": ""}, {"type": "a.Dense", "path": "2_Dense"}]),
    ],
)
def test_what_cannot_be_honoured_is_left_to_the_library(folder: Path, name: str, value: Any) -> None:
    save(folder, name, value)
    with pytest.raises(GraphUnsupported):
        read_sentence_folder(folder)


@pytest.mark.parametrize(
    ("name", "value"),
    [("config.json", []), ("modules.json", [{"type": "a.Transformer", "path": "../../etc"}]), ("modules.json", [1])],
)
def test_a_folder_that_lies_is_refused(folder: Path, name: str, value: Any) -> None:
    save(folder, name, value)
    with pytest.raises(ModelRefused):
        read_sentence_folder(folder)


def test_comparison_of_vectors() -> None:
    full = np.eye(4, dtype=np.float32)
    same = compare(full, full)
    assert (same["cosine_mean"], same["neighbours_kept"]) == (1.0, 1.0)
    broken = full.copy()
    broken[0, 0] = np.nan
    assert compare(full, broken)["cosine_mean"] == 0.0


@pytest.fixture
def bare_minilm(starter_models: Path, tmp_path: Path) -> Path:
    """The starter's own files, as fetched."""
    target = tmp_path / "minilm"
    skip = shutil.ignore_patterns("onnx", "embedder.json", "manifest.json")
    shutil.copytree(starter_models / "all-minilm-l6-v2", target, ignore=skip)
    return target


def test_eight_bits_are_kept_where_they_are_close(bare_minilm: Path) -> None:
    done = export_embedder(bare_minilm, "minilm", "1", question_prompt="q: ")
    assert done.precision == "int8"
    assert float(done.checks["cosine_mean"]) >= export.MIN_COSINE
    assert [place.name for place in (bare_minilm / "onnx").iterdir()] == ["model.int8.onnx"]
    assert json.loads((bare_minilm / "embedder.json").read_text())["question_prompt"] == "q: "


def test_full_precision_is_kept_where_eight_bits_are_not(bare_minilm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MIN_COSINE", 0.9999)
    done = export_embedder(bare_minilm, "minilm", "1")
    assert done.precision == "fp32"
    assert [place.name for place in (bare_minilm / "onnx").iterdir()] == ["model.fp32.onnx"]
    assert 0.985 < float(done.checks["cosine_mean"]) < 0.9999
