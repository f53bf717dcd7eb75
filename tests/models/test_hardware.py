"""What fits this machine, and machines that this is not."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from assistant.models.catalog.entries import load_catalog
from assistant.models.hardware import Hardware, best_fit, can_run, fits, read_hardware
from tests.models.test_installed import install

LAPTOP = Hardware("Linux", "x86_64", "Some chip", 4, 8, memory_mb=16_000, free_mb=8_000)
MAC = Hardware("Darwin", "arm64", "Apple M3", 8, 8, memory_mb=16_000, free_mb=12_000, accelerators=("metal",))


def test_this_machine_is_described() -> None:
    hardware = read_hardware()
    assert hardware.chip
    assert 1 <= hardware.physical_cores <= hardware.logical_cores or hardware.logical_cores == 1
    assert 0 < hardware.free_mb <= hardware.memory_mb
    assert 0 < hardware.model_budget_mb < hardware.memory_mb


@pytest.mark.parametrize(("hardware", "budget"), [(LAPTOP, 6_400), (MAC, 10_666)])
def test_the_budget_leaves_room_for_everything_else(hardware: Hardware, budget: int) -> None:
    assert hardware.model_budget_mb == budget
    assert fits(budget, hardware)
    assert not fits(budget + 1, hardware)


def test_the_best_is_the_largest_that_fits_else_the_smallest(tmp_path: Path) -> None:
    models = [
        dataclasses.replace(install(tmp_path, f"m{size}"), size_bytes=size * 1000, memory_mb=size)
        for size in (3_000, 6_000, 9_000)
    ]
    assert best_fit(models, LAPTOP).name == "m6000"
    assert best_fit(models, dataclasses.replace(LAPTOP, free_mb=100)).name == "m3000"


def test_mlx_is_for_apple_silicon() -> None:
    catalog = load_catalog()
    assert can_run(catalog.entry("qwen3.5-4b-mlx-4bit"), MAC)
    assert not can_run(catalog.entry("qwen3.5-4b-mlx-4bit"), LAPTOP)
    assert can_run(catalog.entry("qwen3.5-4b-q4_k_m"), LAPTOP)
