"""8-bit graphs opened as float32 ones: what their figures would be without the rounding of any processor.

Invariant: the weights are those of the 8-bit graph (its integers times their scale); only activations are not rounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import onnx
from onnx import helper, numpy_helper

_MICROSOFT = "com.microsoft"


def float_graph(model: onnx.ModelProto) -> onnx.ModelProto:
    """A copy of `model` whose dynamically quantized products run in float32."""
    found = onnx.ModelProto()
    found.CopyFrom(model)
    arrays = {one.name: numpy_helper.to_array(one) for one in found.graph.initializer}
    activations: dict[str, str] = {}
    nodes: list[onnx.NodeProto] = []
    for node in found.graph.node:
        if node.op_type == "DynamicQuantizeLinear":
            activations[node.output[0]] = node.input[0]
            # The product's scale is that of the weights alone.
            found.graph.initializer.append(numpy_helper.from_array(np.float32(1.0), node.output[1]))
        elif node.op_type == "MatMulInteger":
            nodes.append(_product(node, activations[node.input[0]], arrays, found.graph))
        elif node.op_type == "QAttention":
            nodes.append(_attention(node, activations[node.input[0]], arrays, found.graph))
        else:
            nodes.append(node)
    del found.graph.node[:]
    found.graph.node.extend(nodes)
    return found


@contextmanager
def in_float32() -> Iterator[None]:
    """Every graph that is opened in the block runs in float32."""
    import onnxruntime

    opened = onnxruntime.InferenceSession

    def open_float(source: bytes | str, *arguments: Any, **options: Any) -> Any:
        model = onnx.load_from_string(source) if isinstance(source, bytes) else onnx.load(Path(source))
        return opened(float_graph(model).SerializeToString(), *arguments, **options)

    with mock.patch.object(onnxruntime, "InferenceSession", open_float):
        yield


def _product(node: onnx.NodeProto, activation: str, arrays: dict[str, Any], graph: onnx.GraphProto) -> onnx.NodeProto:
    """x W as floats, W without its scale: the graph multiplies by it afterwards."""
    weights = arrays[node.input[1]].astype(np.float32) - _zero(node, 3, arrays)
    name = f"{node.output[0]}_weights"
    graph.initializer.append(numpy_helper.from_array(weights, name))
    return helper.make_node("MatMul", [activation, name], list(node.output))


def _attention(node: onnx.NodeProto, activation: str, arrays: dict[str, Any], graph: onnx.GraphProto) -> onnx.NodeProto:
    """Inputs of QAttention: x, weight, bias, scales of x and weight, mask, zero points of x and weight."""
    weights = (arrays[node.input[1]].astype(np.float32) - _zero(node, 7, arrays)) * arrays[node.input[4]]
    name = f"{node.output[0]}_weights"
    graph.initializer.append(numpy_helper.from_array(weights.astype(np.float32), name))
    heads = next(one.i for one in node.attribute if one.name == "num_heads")
    inputs = [activation, name, node.input[2], node.input[5]]
    return helper.make_node("Attention", inputs, list(node.output), domain=_MICROSOFT, num_heads=heads)


def _zero(node: onnx.NodeProto, place: int, arrays: dict[str, Any]) -> Any:
    given = len(node.input) > place and node.input[place]
    return arrays[node.input[place]].astype(np.float32) if given else np.float32(0.0)
