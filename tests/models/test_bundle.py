"""Models carried in a tar file: whole and verified, or refused as a whole."""

from __future__ import annotations

import io
import json
import stat
import tarfile
from pathlib import Path

import pytest

from assistant.domain.errors import AssistantError, ModelMissing, ModelRefused
from assistant.models.bundle import export_bundle, import_bundle
from assistant.models.installed import list_installed, verify
from tests.models.conftest import leftovers
from tests.models.test_installed import install


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    install(tmp_path / "from", "writer", data=b"w" * 5000)
    install(tmp_path / "from", "searcher", role="embedding", data=b"s" * 3000)
    export_bundle(tmp_path / "from", [], tmp_path / "models.tar")
    return tmp_path / "models.tar"


def rewrite(bundle: Path, change: dict[str, bytes], links: dict[str, str] | None = None) -> Path:
    """The bundle with members replaced or added."""
    other = bundle.with_name("other.tar")
    with tarfile.open(bundle) as old, tarfile.open(other, "w") as new:
        for member in old:
            stream = old.extractfile(member)
            assert stream is not None
            data = change.pop(member.name, None)
            data = stream.read() if data is None else data
            member.size = len(data)
            new.addfile(member, io.BytesIO(data))
        for name, data in change.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            new.addfile(member, io.BytesIO(data))
        for name, target in (links or {}).items():
            member = tarfile.TarInfo(name)
            member.type, member.linkname = tarfile.SYMTYPE, target
            new.addfile(member)
    return other


def test_what_goes_in_comes_out(bundle: Path, models: Path) -> None:
    assert [model.name for model in import_bundle(models, bundle)] == ["searcher", "writer"]
    for model in list_installed(models):
        verify(model)
    assert {stat.S_IMODE(place.stat().st_mode) for place in models.rglob("*")} <= {0o600, 0o700}
    assert not (models / ".arrivals").exists()
    import_bundle(models, bundle)  # a second time changes nothing
    assert len(list_installed(models)) == 2


def test_the_bundle_names_no_person_and_no_time(bundle: Path) -> None:
    with tarfile.open(bundle) as archive:
        for member in archive:
            assert (member.uid, member.gid, member.uname, member.gname, member.mtime) == (0, 0, "", "", 0)


def test_one_model_can_be_chosen(bundle: Path, tmp_path: Path, models: Path) -> None:
    export_bundle(tmp_path / "from", ["writer"], tmp_path / "one.tar")
    assert [model.name for model in import_bundle(models, tmp_path / "one.tar")] == ["writer"]


def test_a_damaged_model_is_not_exported(tmp_path: Path) -> None:
    install(tmp_path / "from", "writer").main.write_bytes(b"weighty")
    with pytest.raises(ModelRefused):
        export_bundle(tmp_path / "from", [], tmp_path / "models.tar")
    assert not (tmp_path / "models.tar").exists()


def test_nothing_is_overwritten_and_nothing_is_nothing(bundle: Path, tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match="there already"):
        export_bundle(tmp_path / "from", [], bundle)
    with pytest.raises(ModelMissing, match="no installed model"):
        export_bundle(tmp_path / "empty", [], tmp_path / "x.tar")
    with pytest.raises(ModelMissing):
        export_bundle(tmp_path / "from", ["unknown"], tmp_path / "x.tar")


@pytest.mark.parametrize(
    "change",
    [
        {"writer/weights.gguf": b"w" * 4999 + b"x"},
        {"writer/weights.gguf": b"w"},
        {"writer/more.json": b"{}"},
        {"writer/run.py": b"print()"},
        {"writer/pytorch_model.bin": b""},
        {"../escaped.json": b"{}"},
        {"/absolute.json": b"{}"},
        {"writer/../../escaped.json": b"{}"},
        {".hidden/x.json": b"{}"},
        {"stray.json": b"{}"},
        {"writer/manifest.json": b"{}"},
        {"nobody/weights.gguf": b""},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_bundle_that_was_changed_installs_nothing(bundle: Path, models: Path, change: dict[str, bytes]) -> None:
    with pytest.raises(ModelMissing):
        import_bundle(models, rewrite(bundle, dict(change)))
    assert leftovers(models) == []
    assert not (models.parent / "escaped.json").exists()


def test_a_link_in_a_bundle_is_refused(bundle: Path, models: Path) -> None:
    with pytest.raises(ModelRefused, match="no file of a model"):
        import_bundle(models, rewrite(bundle, {}, {"writer/README.md": "/etc/hostname"}))
    assert leftovers(models) == []


def test_a_manifest_under_another_name_is_refused(bundle: Path, models: Path, tmp_path: Path) -> None:
    manifest = json.loads((tmp_path / "from/writer/manifest.json").read_text())
    changed = json.dumps({**manifest, "name": "starter"}).encode()
    with pytest.raises(ModelRefused, match="another model"):
        import_bundle(models, rewrite(bundle, {"writer/manifest.json": changed}))
    assert leftovers(models) == []


@pytest.mark.parametrize("data", [b"", b"not a tar file at all", b"\x1f\x8b" + b"\0" * 600])
def test_a_file_that_is_no_bundle_is_refused(tmp_path: Path, models: Path, data: bytes) -> None:
    (tmp_path / "x.tar").write_bytes(data)
    with pytest.raises(ModelRefused, match="not a bundle"):
        import_bundle(models, tmp_path / "x.tar")


def test_a_bundle_that_was_cut_off_installs_nothing(bundle: Path, models: Path) -> None:
    bundle.write_bytes(bundle.read_bytes()[:6000])
    with pytest.raises(ModelMissing):
        import_bundle(models, bundle)
    assert leftovers(models) == []


def test_an_empty_bundle_is_refused(tmp_path: Path, models: Path) -> None:
    with tarfile.open(tmp_path / "x.tar", "w"):
        pass
    with pytest.raises(ModelRefused, match="holds no model"):
        import_bundle(models, tmp_path / "x.tar")
