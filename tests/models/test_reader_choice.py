"""Which language model is fetched for which machine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.models.catalog.entries import load_catalog
from assistant.models.hardware import Hardware
from assistant.models.reader_choice import choose_readers
from assistant.models.speed import Speed
from tests.models.test_hardware import LAPTOP, MAC

SMALLEST = "qwen2.5-coder-1.5b-instruct-q4_k_m"
SMALLEST_MLX = "qwen2.5-coder-1.5b-instruct-mlx-4bit"


def measured(reads_per_s: float) -> Speed:
    """What the smallest reader was measured at."""
    return Speed(SMALLEST, load_catalog().entry(SMALLEST).size_bytes, "xllamacpp 1", reads_per_s, 20.0)


def names(hardware: Hardware, speed: Speed | None = None) -> list[str]:
    return [choice.entry.name for choice in choose_readers(load_catalog(), hardware, speed)]


def test_without_a_measurement_it_is_the_smallest() -> None:
    assert names(LAPTOP) == [SMALLEST]
    assert names(replace(LAPTOP, memory_mb=256_000, free_mb=200_000)) == [SMALLEST]


def test_apple_silicon_gets_the_mlx_build_and_llama_cpp_where_that_cannot_be_had() -> None:
    assert names(MAC) == [SMALLEST_MLX, SMALLEST]


@pytest.mark.parametrize(
    ("reads_per_s", "best"),
    [
        (20.0, SMALLEST),
        (42.0, SMALLEST),
        (44.0, "qwen3.5-2b-q4_k_m"),
        (100.0, "qwen3.5-4b-q4_k_m"),
        (900.0, "qwen3.5-4b-q4_k_m"),
    ],
)
def test_a_larger_one_has_to_read_a_context_in_eight_seconds(reads_per_s: float, best: str) -> None:
    """300 tokens in 8 s are 37.5 a second; the speed falls as the weights grow. The 9B does not fit what is free."""
    chosen = names(LAPTOP, measured(reads_per_s))
    assert chosen[0] == best
    assert chosen[-1] == SMALLEST  # for where the hub cannot be reached


def test_more_memory_gets_a_larger_one_if_it_is_quick_enough() -> None:
    roomy = replace(LAPTOP, memory_mb=64_000, free_mb=20_000)
    assert names(roomy, measured(200.0))[0] == "qwen3.5-9b-q4_k_m"
    assert names(roomy, measured(180.0))[0] == "qwen3.5-4b-q4_k_m"


def test_what_is_free_at_the_moment_does_not_decide_alone() -> None:
    assert names(replace(LAPTOP, free_mb=300)) == [SMALLEST]


def test_a_machine_without_the_memory_gets_none() -> None:
    assert names(replace(LAPTOP, memory_mb=2_000, free_mb=500)) == []


def test_each_choice_says_why() -> None:
    (only,) = choose_readers(load_catalog(), LAPTOP, None)
    assert "the smallest reader" in only.reason
    larger, *_ = choose_readers(load_catalog(), LAPTOP, measured(100.0))
    assert "about 41 tokens read a second" in larger.reason
    *_, smallest = choose_readers(load_catalog(), LAPTOP, measured(20.0))
    assert "is slow here (about 20 tokens" in smallest.reason
