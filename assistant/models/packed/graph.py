"""Builds the graph of a packed model: BERT's, with the word vectors left in 4 bits.

Invariant: the graph computes what `onnx.bert` computes from the model's values in full precision; the word vectors are
the file's own codes, so nothing is lost in them, and they are three quarters of the model.

The matrices are handed over in full precision, to be stored in 8 bits: in 4 bits (MatMulNBits) a chunk takes twice
the time.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from assistant.models.onnx.bert import MICROSOFT, BertGraph, EmbeddingHead, read_shape
from assistant.models.onnx.weights import Weights
from assistant.models.packed.layout import BLOCK, Blocks, PackedModel, refused

_LAYER_MATRICES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_LAYER_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


def build_packed(model: PackedModel) -> Any:
    """The graph (onnx.ModelProto) of ids and mask to unit vectors, the mean over the tokens.

    Raises ModelRefused for a tensor that is missing or has another shape.
    """
    try:
        words = model.matrices["emb.word"]
        graph = _PackedGraph(_weights(model), _config(model), words)
        return graph.finish(graph.embedding(graph.encoder(), EmbeddingHead()), "embeddings")
    except (KeyError, ValueError) as error:
        raise refused() from error


class _PackedGraph(BertGraph):
    def __init__(self, weights: Weights, config: dict[str, Any], words: Blocks) -> None:
        super().__init__(weights, read_shape(config))
        self._words = words

    def word_vectors(self) -> str:
        codes = self._words.codes
        pairs = (codes[..., 0::2] | (codes[..., 1::2] << 4)).reshape(len(codes), -1)  # the first code in the low half
        return self.node(
            "GatherBlockQuantized",
            [self.constant("words", pairs), "input_ids", self.constant("words.scale", self._words.scales)],
            "word_vectors",
            domain=MICROSOFT,
            bits=4,
            block_size=BLOCK,
            gather_axis=0,
            quantize_axis=1,
        )


def _config(model: PackedModel) -> dict[str, Any]:
    """The values as a `config.json` names them. The tokens are XLM-RoBERTa's; the encoder counts positions as BERT."""
    return {
        "model_type": "bert",
        "hidden_act": "gelu",
        "num_hidden_layers": model.layers,
        "num_attention_heads": model.heads,
        "hidden_size": model.hidden,
        "max_position_embeddings": model.positions,
    }


def _weights(model: PackedModel) -> Weights:
    """All tensors but the word vectors, by the names of a BERT's safetensors file. Raises KeyError, ValueError."""
    vectors, hidden = model.vectors, model.hidden
    weights: Weights = {
        "embeddings.position_embeddings.weight": vectors["emb.pos"].reshape(model.positions, hidden),
        "embeddings.token_type_embeddings.weight": vectors["emb.type"].reshape(-1, hidden),
        "embeddings.LayerNorm.weight": vectors["emb.ln.w"],
        "embeddings.LayerNorm.bias": vectors["emb.ln.b"],
    }
    for layer in range(model.layers):
        for short, name in _LAYER_MATRICES.items():
            weights[f"encoder.layer.{layer}.{name}.weight"] = _of_shape(model, f"l{layer}.{short}.w", short)
            weights[f"encoder.layer.{layer}.{name}.bias"] = vectors[f"l{layer}.{short}.b"]
        for short, name in _LAYER_NORMS.items():
            weights[f"encoder.layer.{layer}.{name}.weight"] = vectors[f"l{layer}.{short}.w"]
            weights[f"encoder.layer.{layer}.{name}.bias"] = vectors[f"l{layer}.{short}.b"]
    return weights


def _of_shape(model: PackedModel, name: str, short: str) -> Any:
    rows = model.inner if short == "fi" else model.hidden
    columns = model.inner if short == "fo" else model.hidden
    return np.ascontiguousarray(model.matrices[name].values().reshape(rows, columns))
