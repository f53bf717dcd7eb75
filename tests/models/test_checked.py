"""A model is read through before it is opened, once for the same bytes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.domain.errors import ModelRefused
from assistant.models.checked import STAMPS, ensure_verified
from assistant.models.installed import InstalledModel
from tests.models.test_installed import install


@pytest.fixture
def model(tmp_path: Path) -> InstalledModel:
    return install(tmp_path / "models", "tiny")


def test_the_second_time_costs_no_reading(model: InstalledModel, tmp_path: Path) -> None:
    assert ensure_verified(model, tmp_path / "state")
    assert not ensure_verified(model, tmp_path / "state")


def test_a_changed_file_is_read_again_and_refused(model: InstalledModel, tmp_path: Path) -> None:
    ensure_verified(model, tmp_path / "state")
    file = model.folder / model.files[0].path
    data = bytearray(file.read_bytes())
    data[0] ^= 1
    file.write_bytes(data)
    with pytest.raises(ModelRefused, match="SHA-256"):
        ensure_verified(model, tmp_path / "state")
    with pytest.raises(ModelRefused):
        ensure_verified(model, tmp_path / "state")  # a failed check is not remembered as a good one


def test_a_touched_file_is_read_again(model: InstalledModel, tmp_path: Path) -> None:
    ensure_verified(model, tmp_path / "state")
    os.utime(model.folder / model.files[0].path, ns=(1, 1))
    assert ensure_verified(model, tmp_path / "state")


@pytest.mark.parametrize("record", ["", "[]", '{"schema": 9, "files": {}}', '{"schema": 1}'])
def test_a_broken_record_means_reading(model: InstalledModel, tmp_path: Path, record: str) -> None:
    (tmp_path / "state").mkdir(mode=0o700)
    (tmp_path / "state" / STAMPS).write_text(record)
    assert ensure_verified(model, tmp_path / "state")
