"""Two small graphs in place of the trained ones: what is dark is a line, and how dark a place is says its letter.

A line is found where red is dark. A place of a line is read by green and blue: both none, blue alone "a", green alone
"b", neither a space.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

SHARE = 1 / 2.6  # of the height that is cut out around a line: so much thinner than it is the trained graph shows it
COLOURS = {"-": (0, 255, 255), "a": (0, 0, 255), "b": (0, 255, 0), " ": (0, 0, 0)}


def draw_line(picture: Image.Image, x: int, y: int, text: str, height: int = 20) -> None:
    """Draw the letters a and b, and spaces; a strip of no letter stands between two of them."""
    for number, letter in enumerate("-".join(f"-{text}-")):
        picture.paste(COLOURS[letter], (x + 24 * number, y, x + 24 * number + 24, y + height))


def write_graphs(folder: Path) -> Path:
    """Write both graphs into a new folder, and return it."""
    folder.mkdir()
    (folder / "detect.onnx").write_bytes(_detect())
    (folder / "read.onnx").write_bytes(_read())
    return folder


def _detect() -> bytes:
    """Likelihood 1 - (red + 1) / 2, of the third channel: pictures come as blue, green, red."""
    weights = numpy_helper.from_array(np.array([0, 0, -0.5], dtype=np.float32).reshape(1, 3, 1, 1), "weights")
    bias = numpy_helper.from_array(np.array([0.5], dtype=np.float32), "bias")
    node = helper.make_node("Conv", ["x", "weights", "bias"], ["y"])
    return _model([node], [weights, bias], ["n", 1, "h", "w"], {})


def _read() -> bytes:
    """Scores of four letters for each column: none, "a", "b", a space; by the mean green and blue of the column."""
    tops = {"none": (1.0, 1.0), "a": (-1.0, 1.0), "b": (1.0, -1.0), "space": (-1.0, -1.0)}  # green and blue of a strip
    # Of what is cut out, the strip is a part; the rest is paper. The nearest of the four means is the letter.
    means = [[1 - (1 - green) * SHARE, 1 - (1 - blue) * SHARE] for green, blue in tops.values()]
    matrix = 2 * np.array(means, dtype=np.float32).T
    bias = -np.square(means, dtype=np.float32).sum(axis=1)
    tensors = [
        numpy_helper.from_array(matrix, "matrix"),
        numpy_helper.from_array(bias.astype(np.float32), "bias"),
        numpy_helper.from_array(np.array([0], dtype=np.int64), "from"),
        numpy_helper.from_array(np.array([2], dtype=np.int64), "to"),
        numpy_helper.from_array(np.array([1], dtype=np.int64), "channels"),
        numpy_helper.from_array(np.array([2], dtype=np.int64), "rows"),
        numpy_helper.from_array(np.array(60.0, dtype=np.float32), "sharp"),
    ]
    nodes = [
        helper.make_node("ReduceMean", ["x", "rows"], ["columns"], keepdims=0),
        helper.make_node("Slice", ["columns", "from", "to", "channels"], ["seen"]),
        helper.make_node("Transpose", ["seen"], ["turned"], perm=[0, 2, 1]),
        helper.make_node("Gather", ["turned", "swap"], ["ordered"], axis=2),
        helper.make_node("MatMul", ["ordered", "matrix"], ["weighed"]),
        helper.make_node("Add", ["weighed", "bias"], ["scores"]),
        helper.make_node("Mul", ["scores", "sharp"], ["apart"]),
        helper.make_node("Softmax", ["apart"], ["y"], axis=2),
    ]
    tensors.append(numpy_helper.from_array(np.array([1, 0], dtype=np.int64), "swap"))
    return _model(nodes, tensors, ["n", "steps", 4], {"character": "a\nb"})


def _model(nodes: list[Any], tensors: list[Any], shape: list[Any], said: dict[str, str]) -> bytes:
    taken = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3, "h", "w"])
    given = helper.make_tensor_value_info("y", TensorProto.FLOAT, shape)
    graph = helper.make_graph(nodes, "small", [taken], [given], tensors)
    model: onnx.ModelProto = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8)
    helper.set_model_props(model, said)
    return bytes(model.SerializeToString())
