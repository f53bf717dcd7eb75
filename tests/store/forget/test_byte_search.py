"""Every occurrence at every offset is found, and nothing else."""

from __future__ import annotations

import random

import numpy as np
import pytest

from assistant.store.forget.byte_search import TOLERANCE, TextSearch, VectorSearch
from assistant.store.forget.traces import WINDOW, windows
from tests.store.conftest import unit_vectors


def test_texts_are_found_where_a_plain_search_finds_them() -> None:
    draw = random.Random(1)
    data = bytes(draw.choices(b"abc", k=20_000))
    patterns = [data[at : at + size] for at, size in ((0, 8), (1, 8), (777, 12), (19_988, 12), (5000, 40))]
    patterns += [b"zzzzzzzz", patterns[0] + b"z"]
    expected = {
        (at, number)
        for number, pattern in enumerate(patterns)
        for at in range(len(data))
        if data.startswith(pattern, at)
    }
    assert set(TextSearch(patterns).find(data)) == expected
    assert len(expected) >= 5


def test_too_little_data_and_no_patterns_are_no_error() -> None:
    assert list(TextSearch([b"12345678"]).find(b"1234567")) == []
    assert list(TextSearch([]).find(b"12345678")) == []
    assert list(VectorSearch(np.empty((0, 0), np.float32)).find(bytes(100))) == []
    with pytest.raises(ValueError, match="8 bytes"):
        TextSearch([b"short"])


@pytest.mark.parametrize("shift", range(4))
@pytest.mark.parametrize("change", [0.0, 0.9 * TOLERANCE, -0.9 * TOLERANCE])
def test_vectors_are_found_at_any_offset_and_within_the_tolerance(shift: int, change: float) -> None:
    drawn = np.random.default_rng(2).normal(size=(50, 64)).astype(np.float32)
    vectors = np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), np.float32)
    found = VectorSearch(vectors).find(bytes(shift) + (vectors[7] + np.float32(change)).tobytes())
    assert {number for _, number in found} == {7}


def test_a_vector_is_found_by_the_part_that_is_left_and_at_unit_length() -> None:
    drawn = np.random.default_rng(3).normal(size=(5, 64)).astype(np.float32)
    search = VectorSearch(drawn)
    unit = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    assert {number for _, number in search.find(unit[2][30:].tobytes())} == {2}


def test_vectors_that_differ_by_more_are_not_found() -> None:
    search = VectorSearch(unit_vectors(5, seed=1))
    other = unit_vectors(5, seed=1) + np.float32(1e-4)
    assert list(search.find(other.tobytes() + bytes(1000) + np.full(100, np.nan, np.float32).tobytes())) == []


def test_windows_are_telling() -> None:
    text = "x" * 24 + "The deposit is returned." + "-" * 30
    assert list(windows(text, WINDOW)) == ["The deposit ", "is returned."]
    assert list(windows("PIN 471193", WINDOW)) == ["PIN 471193"]
    assert list(windows("", WINDOW)) == []
