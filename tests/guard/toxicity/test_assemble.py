"""The starter is made of the shipped difference and the pulled base, or not at all."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.guard.toxicity.assemble import assemble, is_current, read_starter, shipped_starter
from assistant.guard.toxicity.card import CARD, read_toxicity_card
from assistant.guard.toxicity.labels import LABELS
from assistant.guard.toxicity.scorers import OnnxToxicity
from assistant.models.shipped.folder import DELTA, WriteGraph

MAX_SHIPPED_BYTES = 12_000_000


def test_what_is_shipped_is_small_and_whole() -> None:
    record = read_starter()

    assert record.labels == LABELS
    assert sum(file.stat().st_size for file in shipped_starter().iterdir()) < MAX_SHIPPED_BYTES
    card = (shipped_starter() / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert record.revision in card
    assert "CC BY-SA" in card


def test_a_changed_difference_is_refused(tmp_path: Path) -> None:
    copy = tmp_path / "starter"
    shutil.copytree(shipped_starter(), copy)
    content = bytearray((copy / DELTA).read_bytes())
    content[-1] ^= 1
    (copy / DELTA).write_bytes(content)

    with pytest.raises(ModelRefused, match="SHA-256"):
        read_starter(copy)


def test_without_the_base_the_remedy_is_named(tmp_path: Path, write_graph: WriteGraph) -> None:
    with pytest.raises(ModelMissing) as caught:
        assemble(tmp_path / "nothing", tmp_path / "models" / "toxicity-starter", write_graph)
    assert "models pull starter" in caught.value.hint
    assert not (tmp_path / "models" / "toxicity-starter").exists()


def test_another_base_is_refused(base: Path, tmp_path: Path, write_graph: WriteGraph) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for name in read_starter().base_files:
        shutil.copyfile(base / name, other / name)
    (other / "tokenizer.json").write_text((other / "tokenizer.json").read_text() + " ")

    with pytest.raises(ModelRefused, match=r"tokenizer\.json"):
        assemble(other, tmp_path / "models" / "toxicity-starter", write_graph)


def test_the_assembled_folder_is_current_until_it_is_changed(starter_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "toxicity-starter"
    shutil.copytree(starter_folder, copy)
    assert is_current(copy)

    (copy / "config.json").write_text("{}")
    assert not is_current(copy)
    assert not is_current(tmp_path / "nothing")


def test_a_failure_on_the_way_leaves_nothing_behind(base: Path, tmp_path: Path) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        assemble(base, tmp_path / "toxicity-starter", fail)
    assert list(tmp_path.iterdir()) == []


def test_an_older_folder_is_replaced(base: Path, starter_folder: Path, tmp_path: Path, write_graph: WriteGraph) -> None:
    target = tmp_path / "toxicity-starter"
    shutil.copytree(starter_folder, target)
    record = json.loads((target / CARD).read_text()) | {"revision": "older"}
    (target / CARD).write_text(json.dumps(record))
    assert not is_current(target)

    assemble(base, target, write_graph)

    assert is_current(target)
    assert [file.name for file in tmp_path.iterdir()] == ["toxicity-starter"]
    assert all(file.stat().st_mode & 0o077 == 0 for file in target.iterdir())


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_flipped_bit_is_refused_at_load(starter_folder: Path, tmp_path: Path, name: str) -> None:
    copy = tmp_path / "toxicity-starter"
    shutil.copytree(starter_folder, copy)
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / name).write_bytes(content)

    assert name in read_toxicity_card(copy).files
    with pytest.raises(ModelRefused, match="SHA-256"):
        OnnxToxicity(copy)
