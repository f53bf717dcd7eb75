"""Architectures and poolings that are not written by hand: traced, and equal to the library or not exported at all."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.domain.errors import ModelRefused
from assistant.ingest.embed.onnx import OnnxEmbedder
from assistant.ingest.embed.sentence_transformers import SentenceTransformerEmbedder
from assistant.models.onnx import export
from assistant.models.onnx import traced as onnx_torch
from assistant.models.onnx.bert import GraphUnsupported
from assistant.models.onnx.export import export_embedder

TEXTS = ["rent", "The tenant must give three months' notice.", "bread and butter " * 60, "ä ö ü 日本語", "x"]
SMALL = {"vocab_size": 30522, "pad_token_id": 0, "max_position_embeddings": 256}
FAMILIES: dict[str, tuple[str, dict[str, Any]]] = {
    "modernbert": ("ModernBert", {"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 3,
                                  "num_attention_heads": 4, "local_attention": 16, "cls_token_id": 101,
                                  "sep_token_id": 102, "bos_token_id": 101, "eos_token_id": 102}),
    "distilbert": ("DistilBert", {"dim": 32, "hidden_dim": 48, "n_layers": 2, "n_heads": 4}),
    "mpnet": ("MPNet", {"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4}),
    "qwen3": ("Qwen3", {"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4,
                        "num_key_value_heads": 2, "head_dim": 8}),
    "bert": ("Bert", {"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4}),
}  # fmt: skip


def sentence_folder(folder: Path, tokenizer: Path, family: str, pooling: str, dense: int = 0) -> Path:
    """A small model of random weights in the layout of the library, with the starter's tokenizer."""
    import torch
    import transformers
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Dense, Normalize, Pooling, Transformer

    torch.manual_seed(7)
    kind, values = FAMILIES[family]
    config = getattr(transformers, f"{kind}Config")(**SMALL, **values)
    model = getattr(transformers, f"{kind}Model")(config)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.1)
    bare = folder / "bare"
    model.save_pretrained(str(bare))
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt"):
        shutil.copy(tokenizer / name, bare / name)
    layers = [Transformer(str(bare), max_seq_length=128), Pooling(32, pooling_mode=pooling)]
    layers += [Dense(32, dense)] if dense else []
    SentenceTransformer(modules=[*layers, Normalize()], device="cpu").save(
        str(folder / "model"), safe_serialization=True
    )
    return folder / "model"


@pytest.fixture
def full_precision(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that what is compared is the graph and not its rounding to 8 bits."""
    monkeypatch.setattr(export, "MIN_COSINE", 2.0)


@pytest.mark.usefixtures("full_precision")
@pytest.mark.parametrize(
    ("family", "pooling", "dense"),
    [
        ("modernbert", "cls", 0),
        ("distilbert", "mean", 0),
        ("mpnet", "max", 0),
        ("qwen3", "lasttoken", 0),
        ("bert", "weightedmean", 0),
        ("bert", "mean_sqrt_len_tokens", 0),
        ("bert", "mean", 16),
    ],
)
def test_the_exported_model_embeds_as_the_library_does(
    starter_models: Path, tmp_path: Path, family: str, pooling: str, dense: int
) -> None:
    folder = sentence_folder(tmp_path, starter_models / "all-minilm-l6-v2", family, pooling, dense)
    export_embedder(folder, "small", "1")
    ours, library = OnnxEmbedder(folder, threads=1), SentenceTransformerEmbedder(folder, threads=1)
    assert ours.dimension == library.dimension == (dense or 32)
    assert ours.max_tokens == 128
    assert np.abs(ours.embed_passages(TEXTS) - library.embed_passages(TEXTS)).max() < 1e-4


@pytest.mark.usefixtures("full_precision")
def test_a_traced_model_is_shortened_and_prompted(starter_models: Path, tmp_path: Path) -> None:
    folder = sentence_folder(tmp_path, starter_models / "all-minilm-l6-v2", "modernbert", "mean")
    export_embedder(folder, "small", "1", dimension=8, question_prompt="query: ")
    ours, library = OnnxEmbedder(folder, threads=1), SentenceTransformerEmbedder(folder, threads=1)
    short = library.embed_passages(["query: rent"])[0][:8]
    assert ours.dimension == 8
    assert np.abs(ours.embed_question("rent") - short / np.linalg.norm(short)).max() < 1e-4


def test_a_graph_that_differs_is_not_kept(
    starter_models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = sentence_folder(tmp_path, starter_models / "all-minilm-l6-v2", "distilbert", "mean")
    monkeypatch.setattr(onnx_torch, "_MAX_DIFFERENCE", 0.0)
    with pytest.raises(GraphUnsupported, match="other vectors"):
        export_embedder(folder, "small", "1")
    assert not (folder / "embedder.json").exists()


def test_weights_of_another_architecture_are_no_model(starter_models: Path, tmp_path: Path) -> None:
    """The library would make up the tensors that are missing, and say so in a warning only."""
    folder = sentence_folder(tmp_path, starter_models / "all-minilm-l6-v2", "distilbert", "mean")
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "n_layers": 3}))
    with pytest.raises(ModelRefused, match="weights hold no"):
        export_embedder(folder, "small", "1")


def test_without_pytorch_it_is_said_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(GraphUnsupported, match="PyTorch") as caught:
        onnx_torch.trace_sentence_folder(tmp_path)
    assert "torch" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("pytorch_model.bin", ""),
        ("2_Dense/pytorch_model.bin", ""),
        ("modules.json", json.dumps([{"type": "evil.Module", "path": ""}])),
        ("modules.json", json.dumps([{"type": "sentence_transformers.models.Dense", "path": "../../x"}])),
        ("modules.json", "{"),
    ],
)
def test_a_folder_that_may_run_code_is_not_loaded(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(content)
    with pytest.raises(ModelRefused):
        onnx_torch.trace_sentence_folder(tmp_path)
