"""The real detoxify package: loads the starter's checkpoint offline, agrees with the ONNX graph, imports safely."""

from __future__ import annotations

import hashlib
import pickle
import shutil
import socket
import urllib.request
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.disk.durable import hash_file
from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.guard.toxicity.card import read_toxicity_card
from assistant.guard.toxicity.checkpoint import OFFICIAL, import_checkpoint
from assistant.guard.toxicity.labels import LABELS
from assistant.guard.toxicity.scorers import DetoxifyToxicity, OnnxToxicity
from assistant.models.shipped.folder import WriteGraph
from tests.guard.toxicity.checkpoint_file import write_starter_checkpoint
from tests.guard.toxicity.loopback import serve
from tests.lanes import needs

pytestmark = [pytest.mark.usefixtures("model_runtimes"), needs("torch", "detoxify")]

TEXTS = ("You are a stupid, worthless idiot.", "When does my contract end?", "Muslims are welcome here.")


@pytest.fixture(autouse=True)
def _quiet_libraries() -> Iterator[None]:
    """Deprecations inside torch and transformers are not this program's."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", (DeprecationWarning, FutureWarning))
        yield


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any connection is an error, and so is looking a name up."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a network connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(scope="module")
def checkpoint(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_starter_checkpoint(base, tmp_path_factory.mktemp("detoxify") / "starter")


@pytest.fixture(scope="module")
def imported(checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter's checkpoint, imported as if it were an official one."""
    target = tmp_path_factory.mktemp("imported") / "detoxify-test"
    prefix = hash_file(checkpoint)[:8]
    return import_checkpoint(checkpoint, checkpoint.parent, target, name="detoxify-test", sha256_prefix=prefix)


@pytest.mark.usefixtures("no_network")
def test_detoxify_itself_loads_the_starter_offline(checkpoint: Path, starter: OnnxToxicity) -> None:
    from detoxify import Detoxify

    model = Detoxify(checkpoint=str(checkpoint), huggingface_config_path=str(checkpoint.parent))

    theirs = model.predict(list(TEXTS))
    ours = starter.score(TEXTS)
    assert tuple(theirs) == LABELS
    for number, scores in enumerate(ours):
        for label in LABELS:
            assert theirs[label][number] == pytest.approx(scores[label], abs=0.1), (number, label)
    assert theirs["toxicity"][0] > 0.6 > 0.4 > theirs["toxicity"][1]


@pytest.mark.usefixtures("no_network")
def test_an_imported_checkpoint_scores_like_detoxify(checkpoint: Path, imported: Path) -> None:
    from detoxify import Detoxify

    theirs = Detoxify(checkpoint=str(checkpoint), huggingface_config_path=str(checkpoint.parent)).predict(list(TEXTS))
    ours = DetoxifyToxicity(imported).score(TEXTS)

    for number, scores in enumerate(ours):
        assert scores == pytest.approx({label: theirs[label][number] for label in LABELS}, abs=1e-4)


def test_beyond_the_window_detoxify_cuts_and_we_do_not(imported: Path) -> None:
    scorer = DetoxifyToxicity(imported)
    hidden = "The tenant pays the rent on the first day of each month. " * 120 + TEXTS[0]

    assert scorer.score([hidden])[0]["toxicity"] > scorer.score([hidden.removesuffix(TEXTS[0])])[0]["toxicity"] + 0.3
    assert scorer.score(["", TEXTS[0]])[0] == dict.fromkeys(LABELS, 0.0)


def test_nothing_in_the_imported_folder_is_a_pickle(imported: Path) -> None:
    assert {file.suffix for file in imported.iterdir()} <= {".json", ".txt", ".safetensors"}
    card = read_toxicity_card(imported)
    assert (card.architecture, card.outputs, card.graph) == ("BertForSequenceClassification", 7, "")


def test_import_with_a_graph_runs_without_torch(checkpoint: Path, tmp_path: Path, write_graph: WriteGraph) -> None:
    prefix = hash_file(checkpoint)[:12]
    folder = import_checkpoint(
        checkpoint, checkpoint.parent, tmp_path / "m", name="with-graph", sha256_prefix=prefix, write_graph=write_graph
    )

    assert OnnxToxicity(folder).score(TEXTS[:1])[0]["toxicity"] > 0.6


@pytest.mark.internet_socket("a server on loopback")
def test_a_checkpoint_from_a_server_is_imported_and_a_changed_one_is_not(checkpoint: Path, tmp_path: Path) -> None:
    served = tmp_path / "served"
    served.mkdir()
    shutil.copyfile(checkpoint, served / "right.ckpt")
    content = bytearray(checkpoint.read_bytes())
    content[len(content) // 2] ^= 1
    (served / "changed.ckpt").write_bytes(content)
    prefix = hash_file(checkpoint)[:8]
    with serve(served) as address:
        for name in ("right.ckpt", "changed.ckpt"):
            urllib.request.urlretrieve(f"{address}/{name}", tmp_path / name)

    folder = import_checkpoint(
        tmp_path / "right.ckpt", checkpoint.parent, tmp_path / "m", name="served", sha256_prefix=prefix
    )
    assert DetoxifyToxicity(folder).score(TEXTS[:1])[0]["toxicity"] > 0.6
    with pytest.raises(ModelRefused, match="wrong SHA-256"):
        import_checkpoint(
            tmp_path / "changed.ckpt", checkpoint.parent, tmp_path / "n", name="served", sha256_prefix=prefix
        )
    assert not (tmp_path / "n").exists()


@pytest.mark.parametrize("name", sorted(OFFICIAL))
def test_a_file_under_an_official_name_needs_the_official_hash(checkpoint: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelRefused, match="SHA-256"):
        import_checkpoint(checkpoint, checkpoint.parent, tmp_path / "m", name=name, sha256_prefix=hash_file(checkpoint))
    assert not (tmp_path / "m").exists()


@pytest.mark.parametrize("prefix", ["", "abc", "0000000"])
def test_no_hash_no_import(checkpoint: Path, tmp_path: Path, prefix: str) -> None:
    with pytest.raises(ModelRefused, match="No SHA-256"):
        import_checkpoint(checkpoint, checkpoint.parent, tmp_path / "m", name="unknown", sha256_prefix=prefix)


class _Payload:
    """Writes a file when it is unpickled without care."""

    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.write_text, (self._mark, "code ran"))


def test_a_pickle_with_code_is_refused_and_does_not_run(checkpoint: Path, tmp_path: Path) -> None:
    import torch

    mark = tmp_path / "mark"
    evil = tmp_path / "evil.ckpt"
    torch.save({"config": _Payload(mark), "state_dict": {}}, str(evil))

    with pytest.raises(ModelRefused, match="could run code"):
        import_checkpoint(evil, checkpoint.parent, tmp_path / "m", name="evil", sha256_prefix=hash_file(evil)[:8])
    assert not mark.exists()
    # Control: the same file read as detoxify reads it does run its code.
    torch.load(str(evil), weights_only=False)
    assert mark.exists()


def test_a_bare_pickle_and_rubbish_are_refused(checkpoint: Path, tmp_path: Path) -> None:
    for name, content in {"bare.ckpt": pickle.dumps(_Payload(tmp_path / "mark")), "rubbish.ckpt": b"\x00" * 99}.items():
        file = tmp_path / name
        file.write_bytes(content)
        with pytest.raises(ModelRefused):
            prefix = hashlib.sha256(content).hexdigest()
            import_checkpoint(file, checkpoint.parent, tmp_path / "m", name="evil", sha256_prefix=prefix)
    assert not (tmp_path / "mark").exists()


def test_tensors_without_detoxify_s_config_are_refused(checkpoint: Path, tmp_path: Path) -> None:
    import torch

    file = tmp_path / "other.ckpt"
    torch.save({"state_dict": {"a": torch.zeros(2)}}, str(file))
    with pytest.raises(ModelRefused, match="not a Detoxify checkpoint"):
        import_checkpoint(file, checkpoint.parent, tmp_path / "m", name="other", sha256_prefix=hash_file(file))


def test_a_constant_checkpoint_is_refused_at_load(checkpoint: Path, tmp_path: Path) -> None:
    import torch

    loaded = torch.load(str(checkpoint), weights_only=True)
    loaded["state_dict"]["classifier.weight"].zero_()
    torch.save(loaded, str(tmp_path / "flat.ckpt"))
    folder = import_checkpoint(
        tmp_path / "flat.ckpt",
        checkpoint.parent,
        tmp_path / "m",
        name="flat",
        sha256_prefix=hash_file(tmp_path / "flat.ckpt"),
    )

    with pytest.raises(ModelRefused, match="cannot tell"):
        DetoxifyToxicity(folder)


def test_a_file_added_to_the_folder_is_refused_at_load(imported: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(imported, copy)
    (copy / "pytorch_model.bin").write_bytes(b"x")
    with pytest.raises(ModelRefused, match="may run code"):
        DetoxifyToxicity(copy)
    with pytest.raises(ModelMissing):
        DetoxifyToxicity(tmp_path / "nothing")
