"""The difference to a base: reads back closely, stores nothing that is equal, refuses what does not fit."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest

from assistant.domain.errors import ModelRefused
from assistant.models.shipped.delta import Weights, unpack
from tools.training.pack import pack


@pytest.fixture
def base() -> Weights:
    rng = np.random.default_rng(1)
    shapes = {"words": (200, 16), "dense": (32, 16), "bias": (32,)}
    return {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


@pytest.fixture
def tuned(base: Weights) -> Weights:
    rng = np.random.default_rng(2)
    changed = {**base, "classifier.weight": rng.normal(size=(7, 16)).astype(np.float32)}
    for name in ("dense", "bias"):
        changed[name] = base[name] + 0.01 * rng.normal(size=base[name].shape).astype(np.float32)
    return changed


def test_reads_back_within_half_a_step(base: Weights, tuned: Weights, tmp_path: Path) -> None:
    pack(tuned, base, tmp_path / "delta.safetensors")

    again = unpack(tmp_path / "delta.safetensors", base)

    assert set(again) == set(tuned)
    step = np.abs(tuned["dense"] - base["dense"]).max(axis=1, keepdims=True) / 127
    assert (np.abs(again["dense"] - tuned["dense"]) <= step / 2 + 1e-6).all()
    assert np.array_equal(again["words"], tuned["words"])
    assert np.array_equal(again["classifier.weight"], tuned["classifier.weight"])
    assert np.abs(again["bias"] - tuned["bias"]).max() < 1e-4
    # Control: without the difference the weights are far from the tuned ones.
    assert np.abs(base["dense"] - tuned["dense"]).max() > 10 * np.abs(again["dense"] - tuned["dense"]).max()


def test_what_is_equal_is_not_stored(base: Weights, tuned: Weights, tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    pack(tuned, base, tmp_path / "delta.safetensors")

    stored = load_file(str(tmp_path / "delta.safetensors"))
    assert not any(name.startswith("words") for name in stored)
    assert stored["dense:steps"].dtype == np.int8


def test_another_base_is_refused(base: Weights, tuned: Weights, tmp_path: Path) -> None:
    pack(tuned, base, tmp_path / "delta.safetensors")
    with pytest.raises(ModelRefused, match="fit"):
        unpack(tmp_path / "delta.safetensors", {**base, "dense": base["dense"][:, :8]})
    with pytest.raises(ModelRefused, match="fit"):
        unpack(tmp_path / "delta.safetensors", {"words": base["words"]})


@pytest.mark.parametrize("dtype", ["BF16", "F8_E4M3"])
def test_types_that_numpy_lacks_are_refused(base: Weights, tmp_path: Path, dtype: str) -> None:
    header = json.dumps({"bias:whole": {"dtype": dtype, "shape": [0], "data_offsets": [0, 0]}}).encode()
    (tmp_path / "delta.safetensors").write_bytes(struct.pack("<Q", len(header)) + header)
    with pytest.raises(ModelRefused):
        unpack(tmp_path / "delta.safetensors", base)


def test_a_file_that_is_gone_is_refused(base: Weights, tmp_path: Path) -> None:
    with pytest.raises(ModelRefused):
        unpack(tmp_path / "delta.safetensors", base)


def test_a_file_that_is_no_safetensors_is_refused(base: Weights, tmp_path: Path) -> None:
    (tmp_path / "delta.safetensors").write_bytes(b"\x80\x04nothing of the kind")
    with pytest.raises(ModelRefused):
        unpack(tmp_path / "delta.safetensors", base)
