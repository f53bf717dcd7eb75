"""What is on disk: found by role and name, verified byte by byte, never a link or a pickle."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.models.catalog.entries import ModelFile
from assistant.models.installed import (
    InstalledModel,
    find,
    installed_folder,
    list_installed,
    read_manifest,
    remove,
    verify,
    write_manifest,
)


def install(models: Path, name: str, role: str = "language", data: bytes = b"weights") -> InstalledModel:
    folder = models / name
    folder.mkdir(parents=True)
    (folder / "weights.gguf").write_bytes(data)
    file = ModelFile(path="weights.gguf", size_bytes=len(data), sha256=hashlib.sha256(data).hexdigest())
    model = InstalledModel(
        name=name,
        role=role,
        folder=folder,
        main=folder / "weights.gguf",
        revision="1",
        licence="MIT",
        size_bytes=len(data),
        window_tokens=512,
        memory_mb=1,
        files=(file,),
        checks={"cosine_mean": 0.99},
    )
    write_manifest(model)
    return model


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    model = install(tmp_path, "one")
    assert read_manifest(tmp_path / "one") == model
    verify(model)


def test_models_are_found_by_role_and_name(tmp_path: Path) -> None:
    install(tmp_path, "writer")
    install(tmp_path, "searcher", role="embedding")
    (tmp_path / ".partial").mkdir()
    (tmp_path / "not-a-model").mkdir()
    assert [(model.role, model.name) for model in list_installed(tmp_path)] == [
        ("embedding", "searcher"),
        ("language", "writer"),
    ]
    assert find(tmp_path, "embedding").name == "searcher"
    assert installed_folder(tmp_path, "writer") == tmp_path / "writer"
    with pytest.raises(ModelMissing, match="assistant models use NAME"):
        find(tmp_path, "language", "searcher")  # it is in no catalog, so it cannot be pulled
    with pytest.raises(ModelMissing, match="assistant models pull multilingual-e5-small"):
        find(tmp_path, "embedding", "multilingual-e5-small")
    for role, remedy in (("embedding", "pull starter"), ("language", "pull reader")):
        with pytest.raises(ModelMissing, match=remedy):
            find(tmp_path / "nowhere", role)
    assert list_installed(tmp_path / "nowhere") == []


@pytest.mark.parametrize("name", ["../elsewhere", "", ".partial", "a/b", "gone"])
def test_a_name_that_is_no_model_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelMissing):
        installed_folder(tmp_path, name)
    with pytest.raises(ModelMissing):
        remove(tmp_path, name)


@pytest.mark.promise("P18")
def test_every_flipped_bit_is_found(tmp_path: Path) -> None:
    model = install(tmp_path, "one", data=b"0123")
    for position in range(4 * 8):
        data = bytearray(b"0123")
        data[position // 8] ^= 1 << position % 8
        model.main.write_bytes(data)
        with pytest.raises(ModelRefused, match="SHA-256"):
            verify(model)


@pytest.mark.promise("P18")
@pytest.mark.parametrize("name", ["pytorch_model.bin", "w.ckpt", "w.pt", "w.pkl", "sub/modeling.py"])
def test_a_file_that_may_run_code_is_refused(tmp_path: Path, name: str) -> None:
    model = install(tmp_path, "one")
    (model.folder / name).parent.mkdir(exist_ok=True)
    (model.folder / name).write_bytes(b"")
    with pytest.raises(ModelRefused, match="may run code"):
        verify(model)


def test_a_link_is_refused(tmp_path: Path) -> None:
    model = install(tmp_path, "one")
    (model.folder / "README.md").symlink_to("/etc/hostname")
    with pytest.raises(ModelRefused):
        verify(model)


@pytest.mark.parametrize("change", [{"schema": 9}, {"main": "../../x"}, {"files": [{"path": "x"}]}, {"extra": 1}])
def test_a_manifest_that_is_not_ours_is_no_model(tmp_path: Path, change: dict[str, object]) -> None:
    install(tmp_path, "one")
    file = tmp_path / "one" / "manifest.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **change}))
    with pytest.raises(ModelRefused):
        read_manifest(tmp_path / "one")
    assert list_installed(tmp_path) == []


def test_removal_gives_the_bytes_back(tmp_path: Path) -> None:
    install(tmp_path, "one", data=b"x" * 1000)
    assert remove(tmp_path, "one") > 1000
    assert not (tmp_path / "one").exists()
