"""The folder of a model: only known files, only data formats, only the bytes that were written."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from assistant.disk.durable import hash_file
from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.guard.toxicity.card import CARD, ToxicityCard, read_toxicity_card, verify
from assistant.models.onnx.card import write_card


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "model.onnx").write_bytes(b"graph")
    card = ToxicityCard(
        name="small",
        revision="1",
        labels=("toxicity",),
        window_tokens=96,
        stride_tokens=24,
        graph="model.onnx",
        files={"model.onnx": hash_file(tmp_path / "model.onnx")},
    )
    write_card(tmp_path / CARD, card)
    return tmp_path


def test_an_unchanged_folder_is_accepted(folder: Path) -> None:
    verify(folder, read_toxicity_card(folder))


@pytest.mark.promise("P18")
def test_one_flipped_bit_is_refused(folder: Path) -> None:
    file = folder / "model.onnx"
    file.write_bytes(bytes([file.read_bytes()[0] ^ 1]) + file.read_bytes()[1:])
    with pytest.raises(ModelRefused, match="SHA-256"):
        verify(folder, read_toxicity_card(folder))


def test_a_missing_file_is_refused(folder: Path) -> None:
    (folder / "model.onnx").unlink()
    with pytest.raises(ModelRefused, match="cannot be read"):
        verify(folder, read_toxicity_card(folder))


@pytest.mark.parametrize("name", ["extra.ckpt", "extra.bin", "extra.pt", "extra.pkl", "code.py", "lib.so", "plain"])
def test_a_file_that_can_run_code_is_refused(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"x")
    with pytest.raises(ModelRefused, match="may run code"):
        verify(folder, read_toxicity_card(folder))


@pytest.mark.skipif(os.name != "posix", reason="symbolic links")
def test_a_link_is_refused(folder: Path) -> None:
    (folder / "config.json").symlink_to("/etc/hostname")
    with pytest.raises(ModelRefused, match="may run code"):
        verify(folder, read_toxicity_card(folder))


@pytest.mark.parametrize("name", ["../model.onnx", "/etc/hostname", ".hidden", "a\\b"])
def test_a_card_cannot_name_a_file_outside(folder: Path, name: str) -> None:
    card = read_toxicity_card(folder).model_copy(update={"files": {name: "0" * 64}})
    with pytest.raises(ModelRefused, match="outside"):
        verify(folder, card)


def test_no_card_is_a_missing_model_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing) as caught:
        read_toxicity_card(tmp_path)
    assert "models pull" in caught.value.hint
    assert not isinstance(caught.value, ModelRefused)


@pytest.mark.parametrize("change", [{"labels": []}, {"window_tokens": 0}, {"unknown": 1}, {"files": None}])
def test_a_card_that_is_not_one_is_refused(folder: Path, change: dict[str, object]) -> None:
    record = json.loads((folder / CARD).read_text()) | change
    (folder / CARD).write_text(json.dumps(record))
    with pytest.raises(ModelRefused, match="card"):
        read_toxicity_card(folder)
