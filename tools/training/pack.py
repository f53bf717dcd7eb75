"""Writes a trained model as its difference to public base weights, in the form that `models.shipped.delta` reads.

Invariant: what is packed is read back with the program's own code and compared, or nothing is named in a record.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.disk.durable import hash_file
from assistant.domain.errors import ModelRefused
from assistant.models.shipped.delta import Array, Weights, unpack
from assistant.models.shipped.folder import DELTA

_STEPS = 127
_BASE_FILES = ("model.safetensors", "tokenizer.json", "config.json")
_MAX_ERROR = 1e-3  # of a weight that is packed; the largest weights are about 1


def pack(tuned: Mapping[str, Array], base: Mapping[str, Array], file: Path) -> None:
    """Write what differs between `tuned` and `base` (same names) to `file`, a safetensors file."""
    from safetensors.numpy import save_file

    stored: dict[str, NDArray[np.generic]] = {}
    for name, weight in tuned.items():
        if name not in base:
            stored[f"{name}:whole"] = weight.astype(np.float32)
            continue
        change = weight - base[name]
        if not change.any():
            continue
        if change.ndim != 2:
            stored[f"{name}:change"] = change.astype(np.float16)
            continue
        scale = np.maximum(np.abs(change).max(axis=1, keepdims=True), np.finfo(np.float32).tiny) / _STEPS
        stored[f"{name}:steps"] = np.rint(change / scale).astype(np.int8)
        stored[f"{name}:scale"] = scale.astype(np.float32)
    save_file(stored, str(file))


def pack_shipped(base: Path, tuned: Weights, into: Path) -> dict[str, Any]:
    """Write the difference into `into`, read it back, and return the record's fields on it and on the base.

    Raises ModelRefused if it does not read back closely.
    """
    from safetensors.numpy import load_file

    before = load_file(str(base / "model.safetensors"))
    into.mkdir(parents=True, exist_ok=True)
    pack(tuned, before, into / DELTA)
    (into / DELTA).chmod(0o644)
    again = unpack(into / DELTA, before)
    error = max(float(np.abs(again[name] - array).max()) for name, array in tuned.items())
    if error > _MAX_ERROR:
        raise ModelRefused(f"The packed weights are off by {error:.2g}.")
    digest = hash_file(into / DELTA)
    return {
        "revision": digest[:12],
        "delta_sha256": digest,
        "base_files": {name: hash_file(base / name) for name in _BASE_FILES},
    }
