"""A fine-tuned model as its difference to public base weights.

Invariant: unpacking with the base that was packed against gives each weight within half a step (1/254 of the largest
change in its row); unpacking with any other file is refused before this module is reached, by its hash.

Matrices are stored as the change to the base's matrix, 8 bits a value and one scale a row: the changes are about thirty
times smaller than the weights, so their rounding is too. Everything else is stored as it is, in half precision where
that is the change of a vector the base has. What is equal to the base is not stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.domain.errors import ModelRefused

Array = NDArray[np.float32]
Weights = dict[str, Array]


def unpack(file: Path, base: Mapping[str, Array]) -> Weights:
    """The fine-tuned weights: `base` with the changes in `file`. Raises ModelRefused if they do not belong together."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        stored = load_file(str(file))
        weights = dict(base)
        for key, value in stored.items():
            name, _, kind = key.rpartition(":")
            if kind == "whole":
                weights[name] = value.astype(np.float32)
            elif kind == "change":
                weights[name] = _same_shape(base[name], value.astype(np.float32))
            elif kind == "steps":
                weights[name] = _same_shape(base[name], value.astype(np.float32) * stored[f"{name}:scale"])
    except (SafetensorError, KeyError, ValueError) as error:
        raise ModelRefused(f"{file.name!r} does not fit the base model.", "Install the program again.") from error
    return weights


def _same_shape(base: Array, change: Array) -> Array:
    if base.shape != change.shape:
        raise ValueError(f"shapes {base.shape} and {change.shape}")
    return np.asarray(base + change, dtype=np.float32)
