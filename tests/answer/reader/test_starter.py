"""The reader is made of the shipped difference and the pulled base, or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.answer.reader.span_starter import assemble, is_current, read_reader, shipped_reader
from assistant.app.models.starters import make_starter_reader
from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.models.shipped.folder import DELTA

MAX_SHIPPED_BYTES = 12_000_000


def test_what_is_shipped_is_small_and_whole() -> None:
    record = read_reader()

    assert sum(file.stat().st_size for file in shipped_reader().iterdir()) < MAX_SHIPPED_BYTES
    card = (shipped_reader() / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert record.revision in card
    assert "CC BY-SA" in card


def test_a_changed_difference_is_refused(tmp_path: Path) -> None:
    copy = tmp_path / "starter"
    shutil.copytree(shipped_reader(), copy)
    content = bytearray((copy / DELTA).read_bytes())
    content[-1] ^= 1
    (copy / DELTA).write_bytes(content)

    with pytest.raises(ModelRefused, match="SHA-256"):
        read_reader(copy)


def test_without_its_base_nothing_is_made(tmp_path: Path) -> None:
    models = tmp_path / "models"
    models.mkdir(mode=0o700)

    with pytest.raises(ModelMissing, match="not installed"):
        make_starter_reader(models)

    assert list(models.iterdir()) == []


def test_a_failure_in_the_middle_leaves_what_was_there(starter_models: Path, tmp_path: Path) -> None:
    target = tmp_path / "reader-starter"
    target.mkdir()
    (target / "old").write_text("old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        assemble(starter_models / "all-minilm-l6-v2", target, fail)

    assert [file.name for file in tmp_path.iterdir()] == ["reader-starter"]
    assert (target / "old").read_text() == "old"


def test_a_folder_of_another_revision_is_not_current(reader_folder: Path, tmp_path: Path) -> None:
    assert is_current(reader_folder)

    copy = tmp_path / "reader"
    shutil.copytree(reader_folder, copy)
    card = copy / "reader.json"
    card.write_text(card.read_text().replace(read_reader().revision, "another"))
    assert not is_current(copy)
