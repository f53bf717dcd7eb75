"""The graph built from weights against the transformers implementation, on small random models and on the starter."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.domain.errors import ModelRefused
from assistant.models.onnx.bert import ClassifierHead, EmbeddingHead, GraphUnsupported, SpanHead, build_bert, read_shape
from assistant.models.onnx.export import quantise
from assistant.models.onnx.weights import read_weights

pytestmark = pytest.mark.usefixtures("model_runtimes")

SHAPE = {
    "vocab_size": 60,
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 48,
    "max_position_embeddings": 40,
}
IDS = np.array([[5, 9, 11, 30, 2, 7], [6, 8, 3, 1, 1, 1], [4, 1, 1, 1, 1, 1]], dtype=np.int64)
MASK = np.array([[1, 1, 1, 1, 1, 1], [1, 1, 1, 0, 0, 0], [1, 0, 0, 0, 0, 0]], dtype=np.int64)


def run(graph: Any, ids: NDArray[np.int64] = IDS, mask: NDArray[np.int64] = MASK) -> NDArray[np.float32]:
    import onnxruntime

    session = onnxruntime.InferenceSession(graph.SerializeToString(), providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, {"input_ids": ids, "attention_mask": mask})[0])


def random_bert(kind: str, labels: int = 0, **settings: Any) -> tuple[Any, dict[str, NDArray[Any]], dict[str, Any]]:
    """A small model with lively weights, its tensors and its config."""
    import torch
    import transformers

    torch.manual_seed(7)
    values = {**SHAPE, "hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0, **settings}
    if labels:
        values["num_labels"] = labels
    family = "Bert" if kind == "bert" else "XLMRoberta"
    config = getattr(transformers, f"{family}Config")(**values)
    suffix = "ForSequenceClassification" if labels else "Model"
    model = getattr(transformers, f"{family}{suffix}")(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.3)
    tensors = {name: tensor.numpy() for name, tensor in model.state_dict().items()}
    return model, tensors, {**config.to_dict(), "model_type": kind}


def hidden_states(model: Any) -> NDArray[np.float32]:
    import torch

    with torch.no_grad():
        answer = model(input_ids=torch.from_numpy(IDS), attention_mask=torch.from_numpy(MASK))
    return np.asarray((answer.logits if hasattr(answer, "logits") else answer.last_hidden_state).numpy())


def test_a_span_head_gives_two_logits_a_token() -> None:
    import torch
    import transformers

    torch.manual_seed(7)
    config = transformers.BertConfig(**SHAPE, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
    model = transformers.BertForQuestionAnswering(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.3)
        answer = model(input_ids=torch.from_numpy(IDS), attention_mask=torch.from_numpy(MASK))
    expected = np.stack([answer.start_logits.numpy(), answer.end_logits.numpy()], axis=-1)
    tensors = {name: tensor.numpy() for name, tensor in model.state_dict().items()}

    found = run(build_bert(tensors, {**config.to_dict(), "model_type": "bert"}, SpanHead()))

    assert found.shape == (3, 6, 2)
    assert np.abs(found - expected)[MASK == 1].max() < 1e-4


@pytest.mark.parametrize("kind", ["bert", "xlm-roberta"])
@pytest.mark.parametrize("activation", ["gelu", "gelu_new", "relu"])
def test_mean_pooling_is_that_of_the_library(kind: str, activation: str) -> None:
    model, tensors, config = random_bert(kind, hidden_act=activation, pad_token_id=1)
    weight = MASK[:, :, None].astype(np.float32)
    expected = (hidden_states(model) * weight).sum(axis=1) / weight.sum(axis=1)
    found = run(build_bert(tensors, config, EmbeddingHead("mean", normalise=False)))
    assert np.abs(found - expected).max() < 1e-4


def test_first_token_pooling_shortening_and_unit_length() -> None:
    model, tensors, config = random_bert("bert")
    expected = hidden_states(model)[:, 0, :8]
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    found = run(build_bert(tensors, config, EmbeddingHead("cls", dimension=8)))
    assert found.shape == (3, 8)
    assert np.abs(found - expected).max() < 1e-5


@pytest.mark.parametrize("kind", ["bert", "xlm-roberta"])
def test_the_classifier_is_that_of_the_library(kind: str) -> None:
    model, tensors, config = random_bert(kind, labels=5, pad_token_id=1)
    logits = hidden_states(model)
    for activation, expected in (
        ("none", logits),
        ("sigmoid", 1 / (1 + np.exp(-logits))),
        ("softmax", np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)),
    ):
        head = ClassifierHead(activation)  # type: ignore[arg-type]
        assert np.abs(run(build_bert(tensors, config, head)) - expected).max() < 1e-4


def test_padding_changes_nothing() -> None:
    _, tensors, config = random_bert("bert")
    graph = build_bert(tensors, config)
    alone = run(graph, IDS[1:2, :3], MASK[1:2, :3])
    assert np.abs(run(graph)[1] - alone[0]).max() < 1e-6
    unmasked = run(graph, IDS[1:2], np.ones((1, 6), dtype=np.int64))
    assert np.abs(unmasked[0] - alone[0]).max() > 1e-3  # the negative control: the mask is what makes it so


def test_the_runtime_keeps_normalisations_apart_and_takes_biases_in(tmp_path: Path) -> None:
    """Its fused normalisation is slow, and an 8-bit product that takes the bias in saves a pass over the values."""
    import onnx
    import onnxruntime

    _, tensors, config = random_bert("bert")
    quantise(build_bert(tensors, config), tmp_path / "model.onnx")
    options = onnxruntime.SessionOptions()
    options.optimized_model_filepath = str(tmp_path / "run.onnx")
    options.log_severity_level = 4
    onnxruntime.InferenceSession(str(tmp_path / "model.onnx"), options, providers=["CPUExecutionProvider"])
    kinds = Counter(node.op_type for node in onnx.load(str(tmp_path / "run.onnx")).graph.node)
    layers = config["num_hidden_layers"]
    assert (kinds["LayerNormalization"], kinds["SkipLayerNormalization"]) == (1 + 2 * layers, 0)
    assert (kinds["DynamicQuantizeMatMul"], kinds["Add"]) == (3 * layers, 1)  # words and positions are added


def test_no_processor_clips_the_sums_of_the_small_graph(tmp_path: Path) -> None:
    """x86 without VNNI adds two products of a byte and a weight in 16 bits: 2 * 255 * 64 is the most that fits."""
    import onnx

    _, tensors, config = random_bert("bert")
    quantise(build_bert(tensors, config), tmp_path / "model.onnx")
    graph = onnx.load(str(tmp_path / "model.onnx")).graph
    multiplied = {name for node in graph.node if node.op_type == "MatMulInteger" for name in node.input}
    weights = [onnx.numpy_helper.to_array(array) for array in graph.initializer if array.name in multiplied]
    matrices = [array for array in weights if array.ndim == 2]
    assert len(matrices) >= config["num_hidden_layers"]
    assert all(array.dtype == np.int8 and 2 * 255 * np.abs(array.astype(int)).max() < 2**15 for array in matrices)
    assert max(np.abs(array.astype(int)).max() for array in matrices) > 60  # the seven bits are used


def test_old_names_of_scale_and_bias_are_understood() -> None:
    _, tensors, config = random_bert("bert")
    old = {
        "bert." + name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"): array
        for name, array in tensors.items()
    }
    assert (run(build_bert(old, config)) == run(build_bert(tensors, config))).all()


def test_a_missing_tensor_is_named() -> None:
    _, tensors, config = random_bert("bert")
    del tensors["encoder.layer.1.output.dense.weight"]
    with pytest.raises(ModelRefused, match=r"encoder.layer.1.output.dense.weight"):
        build_bert(tensors, config)


@pytest.mark.parametrize(
    "change", [{"model_type": "modernbert"}, {"hidden_act": "silu"}, {"position_embedding_type": "relative_key"}]
)
def test_another_architecture_is_left_to_the_library(change: dict[str, str]) -> None:
    with pytest.raises(GraphUnsupported, match="torch"):
        read_shape({**SHAPE, "model_type": "bert", **change})


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32"])
def test_weights_are_read_whatever_their_precision(tmp_path: Path, dtype: str) -> None:
    import torch
    from safetensors.torch import save_file

    tensor = torch.tensor([[1.5, -2.25], [0.0, 1024.0]])
    save_file({"a": tensor.to(getattr(torch, dtype)), "ids": torch.arange(3)}, str(tmp_path / "w.safetensors"))
    weights = read_weights(tmp_path / "w.safetensors")
    assert list(weights) == ["a"]
    assert weights["a"].dtype == np.float32
    assert (weights["a"] == tensor.numpy()).all()


def test_a_file_that_is_no_safetensors_is_refused(tmp_path: Path) -> None:
    (tmp_path / "w.safetensors").write_bytes(b"\x80\x04pickled")
    with pytest.raises(ModelRefused, match="not a safetensors file"):
        read_weights(tmp_path / "w.safetensors")


def test_the_starter_in_full_precision_equals_sentence_transformers(starter_models: Path) -> None:
    from sentence_transformers import SentenceTransformer

    folder = starter_models / "all-minilm-l6-v2"
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    texts = ["rent", "The tenant must give three months' notice.", "", "bread and butter " * 100, "ä ö ü 日本語"]
    expected = model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    encoded = model.tokenizer(texts, padding=True, truncation=True, max_length=256, return_tensors="np")
    config = json.loads((folder / "config.json").read_text())
    graph = build_bert(read_weights(folder / "model.safetensors"), config)
    found = run(graph, encoded["input_ids"].astype(np.int64), encoded["attention_mask"].astype(np.int64))
    cosines = (found * expected).sum(axis=1)
    assert cosines.min() > 0.99999, cosines
