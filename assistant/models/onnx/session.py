"""Runs graphs on ONNX Runtime. No other module opens it.

Invariant: a graph runs on the CPU, and each run has a single sequence. An 8-bit graph computes its scales over the
whole batch: in a batch the result for a text would depend on the other texts (cosine down to .96 between two batches, a
score off by .14), and decisions would depend on how text is cut.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.domain.errors import ModelRefused

# Asked by the runtime when it is loaded: it keeps no id of the device and looks up no host. The program says so at its
# start; this is for whoever comes another way, and for what of ours loads the runtime after this module.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"


class GraphSession:
    """A graph with the inputs that `bert` writes, from its bytes or its file. Several threads may call `run` at once.

    `threads` is the number of threads per run: 1 runs on the caller's thread, 0 lets the runtime choose. Raises
    ModelRefused if the graph cannot be opened; `what` names the model in the message, `hint` is the remedy.
    """

    def __init__(self, graph: bytes | Path, what: str, hint: str, *, threads: int = 1) -> None:
        self._session = _open(graph, what, hint, threads=threads)

    def run(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """The first output for one sequence of token ids (special tokens included), without the axis of the batch."""
        batch = np.array([ids], dtype=np.int64)
        outputs = self._session.run(None, {"input_ids": batch, "attention_mask": np.ones_like(batch)})
        return np.asarray(outputs[0][0], dtype=np.float32)


class PictureSession:
    """A graph with one input, a picture. It keeps no memory between two runs: pictures differ in size.

    Raises as GraphSession.
    """

    def __init__(self, graph: bytes | Path, what: str, hint: str) -> None:
        self._session = _open(graph, what, hint, threads=1, keeps_memory=False)

    def run(self, picture: NDArray[np.float32]) -> NDArray[np.float32]:
        """The first output for a picture of shape (channels, height, width), without the axis of the batch."""
        [only] = self._session.get_inputs()
        outputs = self._session.run(None, {only.name: picture[np.newaxis]})
        return np.asarray(outputs[0][0], dtype=np.float32)

    def said(self, name: str) -> str:
        """What the graph's metadata say under `name`, "" if nothing."""
        return str(self._session.get_modelmeta().custom_metadata_map.get(name, ""))


def _open(graph: bytes | Path, what: str, hint: str, *, threads: int, keeps_memory: bool = True) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = options.enable_mem_pattern = keeps_memory
    source = graph if isinstance(graph, bytes) else str(graph)
    try:
        return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime's own exception types are not importable by name
        raise ModelRefused(f"The graph of {what} cannot be opened.", hint) from error
