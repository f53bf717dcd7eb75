"""Exports a model as an ONNX graph, in 8 bits if that keeps its quality, and writes the card of an embedding model.

Invariant: an 8-bit graph is kept only if it was compared with the full graph on this machine and is close enough; the
measured values are recorded. The embedding stage reads its settings only from the card (`embedder_card`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from assistant.disk.durable import hash_file
from assistant.models.onnx.bert import ClassifierHead, EmbeddingHead, GraphUnsupported, SpanHead, build_bert
from assistant.models.onnx.card import write_card
from assistant.models.onnx.config_values import read_count
from assistant.models.onnx.embedder_card import CARD, EmbedderCard
from assistant.models.onnx.quiet import errors_only
from assistant.models.onnx.sample import QUESTIONS, sample_sequences
from assistant.models.onnx.sentence_folder import read_json, read_prompts, read_sentence_folder
from assistant.models.onnx.session import GraphSession
from assistant.models.onnx.weights import read_weights

MIN_COSINE = 0.985  # mean over the sample; 8-bit MiniLM measures .994 and loses at most .004 nDCG@10
MIN_NEIGHBOURS = 0.9  # share of the sample texts whose nearest neighbour stays the same

Vectors = NDArray[np.float32]

# A model whose texts on other subjects are nearer than this has its cosines spread (`domain.ports.embed.likeness`). The
# weights and bounds of this program were fitted with all-MiniLM-L6-v2, which gives such texts -.04 and stays as it is;
# multilingual-e5-small gives them .74.
_NARROW = 0.2
_LEAST_ALIKE = 10  # percent of the pairs; their bound agrees best with what MiniLM says of SQuAD and XQuAD (de)


@dataclass(frozen=True, slots=True)
class Exported:
    """The files written, relative to the model's folder; `checks` are the measured values."""

    files: tuple[str, ...]
    main: str
    precision: str
    max_tokens: int
    checks: dict[str, float | int | str]


def export_embedder(
    folder: Path,
    name: str,
    revision: str,
    *,
    question_prompt: str | None = None,
    passage_prompt: str | None = None,
    dimension: int = 0,
    target: Path | None = None,
) -> Exported:
    """Write `onnx/model.*.onnx` and `embedder.json` for a sentence-transformers folder, into it or into `target`.

    The graph of BERT's family is built from the weights; any other architecture is traced by PyTorch, if that is
    installed. Raises GraphUnsupported if neither is possible, ModelRefused if the files are not valid.
    """
    built = _build(folder, dimension)
    into = target or folder
    (into / "onnx").mkdir(exist_ok=True)
    precision, checks = write_best(built.graph, into / "onnx", folder / "tokenizer.json", built.max_tokens)
    main = f"onnx/model.{precision}.onnx"
    question, passage = read_prompts(folder)
    question = question if question_prompt is None else question_prompt
    passage = passage if passage_prompt is None else passage_prompt
    card = EmbedderCard(
        schema=1,
        name=name,
        revision=revision,
        pooling=built.pooling,
        precision=precision,
        dimension=built.dimension,
        max_tokens=built.max_tokens,
        pad_id=built.pad_id,
        question_prompt=question,
        passage_prompt=passage,
        model=main,
        model_sha256=hash_file(into / main),
        tokenizer_sha256=hash_file(folder / "tokenizer.json"),
        unrelated=unrelated_cosine(into / main, folder / "tokenizer.json", built.max_tokens, question, passage),
    )
    write_card(into / CARD, card)
    return Exported((main, CARD), main, precision, built.max_tokens, checks)


@dataclass(frozen=True, slots=True)
class _BuiltGraph:
    """A graph (onnx.ModelProto) and its values for the card."""

    graph: Any
    pooling: str
    dimension: int
    max_tokens: int
    pad_id: int


def _build(folder: Path, dimension: int) -> _BuiltGraph:
    try:
        described = read_sentence_folder(folder)
        head = EmbeddingHead(pooling=described.pooling, normalise=True, dimension=dimension)
        graph = build_bert(read_weights(folder / "model.safetensors"), described.config, head)
    except GraphUnsupported:
        from assistant.models.onnx.traced import trace_sentence_folder

        traced = trace_sentence_folder(folder, dimension)
        pad_id = read_count(read_json(folder / "config.json"), "pad_token_id", "config.json", 0)
        return _BuiltGraph(traced.graph, "traced", traced.dimension, traced.max_tokens, pad_id)
    values = dimension or read_count(described.config, "hidden_size", "config.json")
    pad_id = read_count(described.config, "pad_token_id", "config.json", 0)
    return _BuiltGraph(graph, described.pooling, values, described.max_tokens, pad_id)


def write_classifier_graph(
    weights: Mapping[str, NDArray[np.float32]],
    config: Mapping[str, Any],
    target: Path,
    *,
    precision: Literal["fp32", "int8"] = "fp32",
) -> None:
    """Write a BertForSequenceClassification as a graph whose output is a probability (sigmoid) per label.

    Raises GraphUnsupported, ModelRefused.
    """
    _write(build_bert(weights, config, ClassifierHead("sigmoid")), target, precision)


def write_span_graph(
    weights: Mapping[str, NDArray[np.float32]],
    config: Mapping[str, Any],
    target: Path,
    *,
    precision: Literal["fp32", "int8"] = "fp32",
) -> None:
    """Write a BertForQuestionAnswering as a graph with two logits per token. Raises as above."""
    _write(build_bert(weights, config, SpanHead()), target, precision)


def _write(graph: Any, target: Path, precision: Literal["fp32", "int8"]) -> None:
    import onnx

    if precision == "int8":
        quantise(graph, target)
    else:
        onnx.save(graph, str(target))


def write_best(graph: Any, folder: Path, tokenizer: Path, max_tokens: int) -> tuple[str, dict[str, float | int | str]]:
    """Write `model.int8.onnx` if it is close enough to `graph`, else `model.fp32.onnx`. Returns (precision, checks)."""
    import onnx

    full, small = folder / "model.fp32.onnx", folder / "model.int8.onnx"
    onnx.save(graph, str(full))
    quantise(graph, small)
    sequences = sample_sequences(tokenizer, max_tokens)
    checks = compare(run_graph(full, sequences), run_graph(small, sequences))
    keep_small = float(checks["cosine_mean"]) >= MIN_COSINE and float(checks["neighbours_kept"]) >= MIN_NEIGHBOURS
    (full if keep_small else small).unlink()
    return ("int8" if keep_small else "fp32"), checks


def unrelated_cosine(graph: Path, tokenizer: Path, max_tokens: int, question: str, passage: str) -> float:
    """The cosine that the least alike of the sample's questions and passages reach; 0 where that is low enough."""
    asked = run_graph(graph, sample_sequences(tokenizer, max_tokens, question)[QUESTIONS])
    vectors = run_graph(graph, sample_sequences(tokenizer, max_tokens, passage))
    subjects = np.arange(len(vectors)) // 3
    others = subjects[QUESTIONS, None] != subjects
    bound = float(np.percentile((asked @ vectors.T)[others], _LEAST_ALIKE))
    return round(bound, 3) if _NARROW <= bound < 1 else 0.0


def quantise(graph: Any, target: Path) -> None:
    """Write `graph` with 7-bit weights and word vectors in bytes; the runtime quantises activations dynamically.

    With 8 bits the sums depend on the processor: x86 without VNNI adds pairs of products in 16 bits and clips them. A
    pair of 7-bit weights times 8-bit activations is at most 2 * 255 * 64 = 32,640, so nothing is clipped anywhere.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with errors_only():  # the library recommends a preparation that this graph does not need
        quantize_dynamic(
            graph,
            str(target),
            weight_type=QuantType.QInt8,
            reduce_range=True,
            # A scale per column: with a single scale for all of the fused attention weight the mean cosine falls from
            # .994 to .936 (all-MiniLM-L6-v2).
            per_channel=True,
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": 1},
        )


def compare(full: Vectors, small: Vectors) -> dict[str, float | int | str]:
    """Mean and minimum cosine of the rows, and the share of rows with the same nearest row; all 0 for NaN."""
    cosines = np.sum(full * small, axis=1)
    if not np.isfinite(cosines).all():
        return {"sample": len(full), "cosine_mean": 0.0, "cosine_min": 0.0, "neighbours_kept": 0.0}
    kept = np.mean(_nearest(full) == _nearest(small))
    return {
        "sample": len(full),
        "cosine_mean": round(float(cosines.mean()), 5),
        "cosine_min": round(float(cosines.min()), 5),
        "neighbours_kept": round(float(kept), 4),
    }


def run_graph(file: Path, sequences: Sequence[Sequence[int]]) -> NDArray[np.float32]:
    """The first output of the graph, shape (sequences, values). Each sequence is a run of its own, as in normal use."""
    session = GraphSession(file, f"{file.name!r}", "Pull the model again.")
    return np.asarray([session.run(sequence) for sequence in sequences], dtype=np.float32)


def _nearest(vectors: Vectors) -> NDArray[np.intp]:
    similarity = vectors @ vectors.T
    np.fill_diagonal(similarity, -2.0)
    nearest: NDArray[np.intp] = np.argmax(similarity, axis=1)
    return nearest
