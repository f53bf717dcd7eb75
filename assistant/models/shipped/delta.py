"""A fine-tuned model, stored as its difference to public base weights.

Invariant: with the right base, each unpacked weight differs from the packed weight by at most half a step (1/254 of the
largest change in its row). The caller refuses any other base by its hash.

A matrix is stored as its change to the base's matrix, with 8 bits per value and a scale per row: the changes are about
thirty times smaller than the weights, and so is their rounding. The change of a vector is stored in half precision, a
tensor that the base lacks as a whole. A tensor that is equal to the base's is not stored.
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
            if value.dtype.kind not in "fi":  # other libraries teach numpy more types, bfloat16 among them
                raise TypeError(f"{key} has the type {value.dtype}")
            name, _, kind = key.rpartition(":")
            if kind == "whole":
                weights[name] = value.astype(np.float32)
            elif kind == "change":
                weights[name] = _same_shape(base[name], value.astype(np.float32))
            elif kind == "steps":
                weights[name] = _same_shape(base[name], value.astype(np.float32) * stored[f"{name}:scale"])
    except (SafetensorError, OSError, KeyError, ValueError, TypeError, AttributeError) as error:
        # The last two are what the library raises for a type that numpy lacks.
        raise ModelRefused(f"{file.name!r} does not fit the base model.", "Install the program again.") from error
    return weights


def _same_shape(base: Array, change: Array) -> Array:
    if base.shape != change.shape:
        raise ValueError(f"shapes {base.shape} and {change.shape}")
    return np.asarray(base + change, dtype=np.float32)
