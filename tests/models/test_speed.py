"""What was measured is kept for the machine and the runtime that it was measured with."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from assistant.models.speed import RECORD, Speed, read_speed, write_speed
from tests.models.test_hardware import LAPTOP, MAC

SPEED = Speed("small", 100_000_000, "xllamacpp 1", 200.0, 80.0)


def test_a_measurement_is_read_again_here_and_nowhere_else(tmp_path: Path) -> None:
    write_speed(tmp_path / "state", LAPTOP, SPEED)
    assert read_speed(tmp_path / "state", LAPTOP, "xllamacpp 1") == SPEED
    assert read_speed(tmp_path / "state", dataclasses.replace(LAPTOP, free_mb=1), "xllamacpp 1") == SPEED
    assert read_speed(tmp_path / "state", LAPTOP, "xllamacpp 2") is None
    assert read_speed(tmp_path / "state", MAC, "xllamacpp 1") is None
    assert read_speed(tmp_path / "nowhere", LAPTOP, "xllamacpp 1") is None


def test_ten_times_the_weights_take_ten_times_as_long() -> None:
    assert SPEED.estimate(1_000_000_000) == pytest.approx((20.0, 8.0))


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"schema": 1}', '{"schema": 9, "machine": [], "speed": {}}'])
def test_a_broken_record_is_no_measurement(tmp_path: Path, text: str) -> None:
    (tmp_path / RECORD).write_text(text)
    assert read_speed(tmp_path, LAPTOP, "xllamacpp 1") is None


@pytest.mark.parametrize("figure", [0.0, float("nan"), float("inf"), 10**400])
def test_a_figure_that_is_none_is_not_used(tmp_path: Path, figure: float) -> None:
    write_speed(tmp_path, LAPTOP, dataclasses.replace(SPEED, writes_per_s=figure))
    assert read_speed(tmp_path, LAPTOP, "xllamacpp 1") is None
