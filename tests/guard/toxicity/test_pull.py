"""`assistant models pull detoxify-...` from a loopback server: what is installed, and what never is."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from assistant.app.policies import toxicity_folder
from assistant.cli.models.pull import command
from assistant.config.paths import find_paths
from assistant.disk.durable import hash_file
from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.guard.toxicity.checkpoint import OFFICIAL, Official
from tests.guard.toxicity.checkpoint_file import write_starter_checkpoint
from tests.guard.toxicity.loopback import serve, write_hub
from tests.lanes import needs

pytestmark = [pytest.mark.usefixtures("model_runtimes"), needs("torch", "detoxify")]

NAME = "detoxify-original-small"
REVISION = "8e2f239c5f8a2c0f253781ca60135db913e5c80c"
FILES = ("config.json", "tokenizer.json", "tokenizer_config.json", "vocab.txt")
Change = Callable[[Any], None]


@pytest.fixture(scope="module")
def checkpoint(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of the official ones' format: the starter's weights in a Detoxify checkpoint."""
    return write_starter_checkpoint(base, tmp_path_factory.mktemp("official") / "starter")


@pytest.fixture
def site(tmp_path: Path, checkpoint: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The served folder; the program takes it for the hub and for the release page."""
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("assistant.models.pull.download._PAUSE_S", 0.0)
    monkeypatch.setattr(
        "assistant.app.sealing.seal_this_process", lambda **_: None
    )  # this process runs other tests too
    folder = tmp_path / "site"
    write_hub(folder, "albert/albert-base-v2", REVISION, checkpoint.parent, FILES)
    shutil.copyfile(checkpoint, folder / "official.ckpt")
    with serve(folder) as address:
        monkeypatch.setenv("HF_ENDPOINT", address)
        official = Official(
            f"{address}/official.ckpt", hash_file(checkpoint)[:8], 60_000_000, "albert/albert-base-v2", REVISION, FILES
        )
        monkeypatch.setitem(OFFICIAL, NAME, official)
        yield folder


def pull() -> Result:
    return CliRunner().invoke(command, ["pull", NAME])


def rewrite(site: Path, monkeypatch: pytest.MonkeyPatch, change: Change) -> None:
    """Another checkpoint under the name, with the hash that the program expects of it."""
    import dataclasses

    import torch

    loaded = torch.load(str(site / "official.ckpt"), weights_only=True)
    change(loaded)
    torch.save(loaded, str(site / "official.ckpt"))
    prefix = hash_file(site / "official.ckpt")[:8]
    monkeypatch.setitem(OFFICIAL, NAME, dataclasses.replace(OFFICIAL[NAME], sha256_prefix=prefix))


def nothing_is_left() -> bool:
    models = find_paths().models
    return not (models / NAME).exists() and not list(models.rglob("*.ckpt"))


def test_it_is_installed_used_by_the_policies_listed_verified_and_removed(site: Path) -> None:
    done = pull()
    assert done.exception is None, done.output
    assert "Apache-2.0" in done.stderr
    models = find_paths().models
    assert toxicity_folder(models, "default") == models / NAME
    assert {place.suffix for place in (models / NAME).iterdir()} <= {".json", ".txt", ".safetensors", ".onnx"}
    again = pull()
    assert again.exception is None
    runner = CliRunner()
    assert f"{NAME}  ok" in runner.invoke(command, ["verify"]).output
    assert NAME in runner.invoke(command, ["list"]).output
    assert runner.invoke(command, ["remove", NAME, "--yes"]).exception is None
    assert nothing_is_left()


def test_a_changed_file_is_refused(site: Path) -> None:
    content = bytearray((site / "official.ckpt").read_bytes())
    content[len(content) // 2] ^= 1
    (site / "official.ckpt").write_bytes(content)
    done = pull()
    assert isinstance(done.exception, ModelRefused) and "wrong SHA-256" in str(done.exception)
    assert nothing_is_left()


class _Payload:
    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.write_text, (self._mark, "code ran"))


def test_code_in_the_file_is_refused_and_does_not_run(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "mark"
    rewrite(site, monkeypatch, lambda loaded: loaded.update(extra=_Payload(mark)))
    done = pull()
    assert isinstance(done.exception, ModelRefused) and "could run code" in str(done.exception)
    assert not mark.exists() and nothing_is_left()


def test_a_model_with_one_score_for_everything_is_refused(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rewrite(site, monkeypatch, lambda loaded: loaded["state_dict"]["classifier.weight"].zero_())
    done = pull()
    assert isinstance(done.exception, ModelRefused) and "cannot tell" in str(done.exception)
    assert nothing_is_left()


def test_a_cut_off_or_missing_file_is_missing(site: Path) -> None:
    (site / "official.ckpt").unlink()
    done = pull()
    assert isinstance(done.exception, ModelMissing) and "404" in str(done.exception)
    assert nothing_is_left()


def test_a_tokenizer_of_another_commit_is_refused(site: Path) -> None:
    file = site / "albert/albert-base-v2/resolve" / REVISION / "vocab.txt"
    file.write_text(file.read_text("utf-8") + "extra\n", "utf-8")
    done = pull()
    assert isinstance(done.exception, ModelRefused) and "not the file of that commit" in str(done.exception)
    assert nothing_is_left()


def test_without_pytorch_nothing_is_fetched(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.app.models.checkpoints.find_spec", lambda name: None)
    done = pull()
    assert isinstance(done.exception, ModelMissing) and "private-assistant[torch]" in str(done.exception)
    assert not find_paths().models.exists()
