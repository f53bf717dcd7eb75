"""Model weights as numpy arrays, read from safetensors files. Invariant: nothing in a weights file is executed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.domain.errors import ModelRefused

Weights = dict[str, NDArray[np.float32]]

_FLOATS = {"F64": np.float64, "F32": np.float32, "F16": np.float16}


def read_weights(file: Path) -> Weights:
    """All floating-point tensors of `file` as float32 arrays with their shapes; integer tensors are left out.

    Raises ModelRefused if the file is not safetensors.
    """
    import safetensors

    deserialize: Callable[[bytes], list[tuple[str, dict[str, Any]]]] = safetensors.deserialize
    try:
        tensors = deserialize(file.read_bytes())
    except safetensors.SafetensorError as error:
        raise ModelRefused(f"{file.name!r} is not a safetensors file.", "Pull the model again.") from error
    weights: Weights = {}
    for name, tensor in tensors:
        array = _as_float32(bytes(tensor["data"]), str(tensor["dtype"]))
        if array is not None:
            weights[name] = array.reshape(tensor["shape"])
    return weights


def _as_float32(data: bytes, dtype: str) -> NDArray[np.float32] | None:
    if dtype == "BF16":
        # bfloat16 is the upper half of a float32; numpy has no such type of its own.
        return (np.frombuffer(data, dtype="<u2").astype(np.uint32) << 16).view(np.float32)
    if dtype in _FLOATS:
        return np.frombuffer(data, dtype=_FLOATS[dtype]).astype(np.float32)
    return None
