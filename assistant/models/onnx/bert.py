"""Builds the ONNX graph of a BERT-family encoder straight from its weights, without torch.

Invariant: the graph computes what the transformers implementation computes in float32 (attention mask, GELU by erf,
layer normalisation after each residual), so its outputs differ only by rounding.

Inputs `input_ids` and `attention_mask`, int64, shape (batch, length), both axes free. Output of an `EmbeddingHead`:
`embeddings`, float32 (batch, dimension); of a `ClassifierHead`: `scores`, float32 (batch, labels); of a `SpanHead`:
`spans`, float32 (batch, length, 2).

All tokens belong to the first segment, so its row is added to the position table when the graph is built. The graph
uses ONNX Runtime's fused Attention operator directly, as the runtime's optimizer would; dynamic quantisation then sees
a single matrix product for query, key and value. Each bias directly follows its product, so that the 8-bit product
includes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from assistant.domain.errors import ModelRefused
from assistant.models.onnx.config_values import read_count, read_small_number, unusable

Array = NDArray[Any]
OPSET = 17
MICROSOFT = "com.microsoft"
_FAMILIES = ("bert", "roberta", "xlm-roberta", "camembert")
_ACTIVATIONS = {"gelu": "Gelu", "gelu_new": "FastGelu", "gelu_fast": "FastGelu", "gelu_pytorch_tanh": "FastGelu"}


class GraphUnsupported(ModelRefused):
    """The model is valid, but this package cannot build the graph of its architecture."""


@dataclass(frozen=True, slots=True)
class BertShape:
    """The values of a `config.json` that decide the graph."""

    family: str
    layers: int
    heads: int
    hidden: int
    epsilon: float
    activation: str
    first_position: int  # RoBERTa's first position is the padding id + 1
    positions: int

    @property
    def max_tokens(self) -> int:
        return self.positions - self.first_position


@dataclass(frozen=True, slots=True)
class EmbeddingHead:
    """A vector per text. `dimension` > 0 keeps only its first values (Matryoshka), before normalisation."""

    pooling: Literal["mean", "cls"] = "mean"
    normalise: bool = True
    dimension: int = 0


@dataclass(frozen=True, slots=True)
class ClassifierHead:
    """A score per label, from the pooled first token (BertForSequenceClassification)."""

    activation: Literal["none", "sigmoid", "softmax"] = "sigmoid"


@dataclass(frozen=True, slots=True)
class SpanHead:
    """Two logits per token: an answer starts here, an answer ends here (BertForQuestionAnswering)."""


Head = EmbeddingHead | ClassifierHead | SpanHead


def read_shape(config: Mapping[str, Any]) -> BertShape:
    """The shape of a transformers `config.json`.

    Raises GraphUnsupported for another architecture, ModelRefused for a size that makes no sense.
    """
    family = str(config.get("model_type", ""))
    activation = str(config.get("hidden_act", "gelu"))
    if family not in _FAMILIES:
        raise GraphUnsupported(f"The architecture {family!r} has no ONNX graph here.", "It runs with the extra: torch.")
    if config.get("position_embedding_type", "absolute") != "absolute" or activation not in (*_ACTIVATIONS, "relu"):
        raise GraphUnsupported("This variant of BERT has no ONNX graph here.", "It runs with the extra: torch.")
    shape = BertShape(
        family=family,
        layers=read_count(config, "num_hidden_layers", "config.json"),
        heads=read_count(config, "num_attention_heads", "config.json"),
        hidden=read_count(config, "hidden_size", "config.json"),
        epsilon=read_small_number(config, "layer_norm_eps", "config.json", 1e-12),
        activation=activation,
        first_position=0 if family == "bert" else read_count(config, "pad_token_id", "config.json", 1) + 1,
        positions=read_count(config, "max_position_embeddings", "config.json"),
    )
    if not shape.heads or shape.hidden % shape.heads:
        raise unusable("config.json", "num_attention_heads")
    return shape


def build_bert(
    weights: Mapping[str, Array],
    config: Mapping[str, Any],
    head: Head | None = None,
) -> Any:
    """The graph as an `onnx.ModelProto`; `weights` as in the safetensors file, float32.

    Raises GraphUnsupported for another architecture, ModelRefused for a tensor that is missing or has another shape.
    """
    graph = BertGraph(weights, read_shape(config))
    try:
        return _with_head(graph, graph.encoder(), head or EmbeddingHead())
    except (ValueError, IndexError) as error:  # what numpy says of shapes that do not fit
        raise ModelRefused("The weights have other shapes than each other.", "Pull the model again.") from error


def _with_head(graph: BertGraph, hidden: str, head: Head) -> Any:
    if isinstance(head, ClassifierHead):
        return graph.finish(graph.classifier(hidden, head), "scores")
    if isinstance(head, SpanHead):
        return graph.finish(graph.linear(hidden, "qa_outputs", "logits"), "spans", ["batch", "length", 2])
    return graph.finish(graph.embedding(hidden, head), "embeddings")


class BertGraph:
    """Collects nodes and constants; every method returns the name of the value that it adds."""

    def __init__(self, weights: Mapping[str, Array], shape: BertShape) -> None:
        self._weights = {_plain_name(name): array for name, array in weights.items()}
        self._shape = shape
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {}

    # -- building blocks

    def weight(self, name: str) -> Array:
        try:
            return np.asarray(self._weights[name], dtype=np.float32)
        except KeyError:
            raise ModelRefused(f"The weights hold no {name!r}.", "The model is not what its config says.") from None

    def constant(self, name: str, value: Array) -> str:
        from onnx import numpy_helper

        if name not in self._constants:
            self._constants[name] = numpy_helper.from_array(value.copy(order="C"), name)
        return name

    def node(self, kind: str, inputs: list[str], name: str, domain: str = "", **attributes: Any) -> str:
        from onnx import helper

        self._nodes.append(helper.make_node(kind, inputs, [name], name=name, domain=domain, **attributes))
        return name

    def linear(self, value: str, prefix: str, name: str) -> str:
        matrix = self.constant(f"{prefix}.weight", self.weight(f"{prefix}.weight").T)
        product = self.node("MatMul", [value, matrix], f"{name}.product")
        return self.node("Add", [product, self.constant(f"{prefix}.bias", self.weight(f"{prefix}.bias"))], name)

    # -- the encoder

    def encoder(self) -> str:
        mask = self.node("Cast", ["attention_mask"], "mask", to=6)  # the Attention operator takes an int32 mask
        hidden = self.embeddings()
        for number in range(self._shape.layers):
            hidden = self.layer(hidden, mask, f"encoder.layer.{number}")
        return hidden

    def embeddings(self) -> str:
        gathered = self.word_vectors()
        table = self.weight("embeddings.position_embeddings.weight")[self._shape.first_position :]
        table = table + self.weight("embeddings.token_type_embeddings.weight")[0]
        length = self.node("Shape", ["input_ids"], "length", start=1, end=2)
        zero = self.constant("zero", np.array([0], dtype=np.int64))
        positions = self.node("Slice", [self.constant("positions", table), zero, length, zero], "position_vectors")
        total = self.node("Add", [gathered, positions], "embedded")
        return self.normalised(total, "embeddings", "encoded")

    def word_vectors(self) -> str:
        words = self.constant("words", self.weight("embeddings.word_embeddings.weight"))
        return self.node("Gather", [words, "input_ids"], "word_vectors", axis=0)

    def layer(self, hidden: str, mask: str, prefix: str) -> str:
        attention = f"{prefix}.attention"
        parts = [f"{attention}.self.{part}" for part in ("query", "key", "value")]
        matrix = np.concatenate([self.weight(f"{part}.weight").T for part in parts], axis=1)
        bias = np.concatenate([self.weight(f"{part}.bias") for part in parts])
        attended = self.node(
            "Attention",
            [
                hidden,
                self.constant(f"{attention}.qkv", matrix),
                self.constant(f"{attention}.qkv.bias", bias),
                mask,
            ],
            f"{attention}.context",
            domain=MICROSOFT,
            num_heads=self._shape.heads,
            mask_filter_value=float(np.finfo(np.float32).min),
        )
        attended = self.residual(attended, hidden, f"{attention}.output")
        inner = self.linear(attended, f"{prefix}.intermediate.dense", f"{prefix}.inner")
        return self.residual(self.activate(inner, f"{prefix}.active"), attended, f"{prefix}.output")

    def activate(self, value: str, name: str) -> str:
        if self._shape.activation == "relu":
            return self.node("Relu", [value], name)
        return self.node(_ACTIVATIONS[self._shape.activation], [value], name, domain=MICROSOFT)

    def residual(self, value: str, skip: str, prefix: str) -> str:
        dense = self.linear(value, f"{prefix}.dense", f"{prefix}.dense")
        # A Sum, because the runtime fuses an Add with the normalisation into an operator that is not vectorised and
        # takes four times as long as both separately (12% of the time of an 8-bit MiniLM against 3%).
        total = self.node("Sum", [dense, skip], f"{prefix}.sum")
        return self.normalised(total, prefix, f"{prefix}.normal")

    def normalised(self, value: str, prefix: str, name: str) -> str:
        names = (f"{prefix}.LayerNorm.weight", f"{prefix}.LayerNorm.bias")
        inputs = [value, *(self.constant(weight, self.weight(weight)) for weight in names)]
        return self.node("LayerNormalization", inputs, name, axis=-1, epsilon=self._shape.epsilon)

    # -- heads

    def first_token(self, hidden: str) -> str:
        index = self.constant("first", np.array(0, dtype=np.int64))
        return self.node("Gather", [hidden, index], "first_token", axis=1)

    def embedding(self, hidden: str, head: EmbeddingHead) -> str:
        pooled = self.first_token(hidden) if head.pooling == "cls" else self.mean(hidden)
        if head.dimension:
            ends = [np.array([number], dtype=np.int64) for number in (0, head.dimension, 1)]
            names = [self.constant(f"keep.{part}", end) for part, end in zip(("from", "to", "axis"), ends, strict=True)]
            pooled = self.node("Slice", [pooled, *names], "shortened")
        if not head.normalise:
            return pooled
        length = self.node("ReduceL2", [pooled], "norm", axes=[1], keepdims=1)
        # The same lower bound as in torch.nn.functional.normalize.
        floor = self.constant("floor", np.array(1e-12, dtype=np.float32))
        return self.node("Div", [pooled, self.node("Max", [length, floor], "norm.safe")], "unit")

    def mean(self, hidden: str) -> str:
        mask = self.node("Cast", ["attention_mask"], "mask.float", to=1)
        wide = self.node("Unsqueeze", [mask, self.constant("last", np.array([1], dtype=np.int64))], "mask.row")
        # (batch, 1, length) x (batch, length, hidden): the sum over the tokens that count.
        total = self.node("MatMul", [wide, hidden], "token_sum.row")
        total = self.node("Squeeze", [total, "last"], "token_sum")
        axes = self.constant("axes", np.array([1], dtype=np.int64))
        count = self.node("ReduceSum", [mask, axes], "token_count", keepdims=1)
        floor = self.constant("count.floor", np.array(1e-9, dtype=np.float32))
        return self.node("Div", [total, self.node("Max", [count, floor], "token_count.safe")], "mean")

    def classifier(self, hidden: str, head: ClassifierHead) -> str:
        first = self.first_token(hidden)
        if self._shape.family == "bert":
            pooled = self.node("Tanh", [self.linear(first, "pooler.dense", "pooled.linear")], "pooled")
            logits = self.linear(pooled, "classifier", "logits")
        else:
            pooled = self.node("Tanh", [self.linear(first, "classifier.dense", "pooled.linear")], "pooled")
            logits = self.linear(pooled, "classifier.out_proj", "logits")
        if head.activation == "sigmoid":
            return self.node("Sigmoid", [logits], "probabilities")
        return self.node("Softmax", [logits], "probabilities", axis=-1) if head.activation == "softmax" else logits

    def finish(self, value: str, output: str, shape: Sequence[str | int | None] = ("batch", None)) -> Any:
        from onnx import TensorProto, helper

        self.node("Identity", [value], output)
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
            for name in ("input_ids", "attention_mask")
        ]
        outputs = [helper.make_tensor_value_info(output, TensorProto.FLOAT, list(shape))]
        graph = helper.make_graph(self._nodes, "bert", inputs, outputs, list(self._constants.values()))
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=8, producer_name="private-assistant")


def _plain_name(name: str) -> str:
    """A tensor name without the model's prefix, and with the current names of scale and bias."""
    for prefix in ("bert.", "roberta.", "model."):
        name = name.removeprefix(prefix)
    return name.replace("LayerNorm.gamma", "LayerNorm.weight").replace("LayerNorm.beta", "LayerNorm.bias")
