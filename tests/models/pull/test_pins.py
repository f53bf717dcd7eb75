"""Models that the catalog cannot pin: pinned at the first pull, the same bytes ever after."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.models.catalog.entries import Catalog
from assistant.models.catalog.pins import PINS, known_pin, read_pins
from assistant.models.installed import verify
from assistant.models.pull.fetch import PullProgress, pull
from tests.models.conftest import REVISION, WEIGHTS, Server, catalog_of, leftovers, pinned

LATER = "f" * 40
API = "/api/models/someone/tiny/revision/"
SMALL = b'{"model_type": "llama"}'


def publish(server: Server, commit: str, weights: bytes = WEIGHTS, small: bytes = SMALL, ref: str = "main") -> None:
    """What the hub says of a commit: large files by SHA-256, small ones by their Git object."""
    siblings: list[dict[str, Any]] = [
        {"rfilename": "config.json", "size": len(small), "blobId": git_object(small)},
        {
            "rfilename": "weights.gguf",
            "size": len(weights),
            "blobId": "0" * 40,
            "lfs": {"sha256": hashlib.sha256(weights).hexdigest(), "size": len(weights), "pointerSize": 134},
        },
        {"rfilename": "pytorch_model.bin", "size": 3, "blobId": git_object(b"bad")},
        {"rfilename": "original/config.json", "size": 2, "blobId": git_object(b"{}")},
    ]
    server.files[API + ref] = json.dumps({"sha": commit, "siblings": siblings}).encode()
    server.files[f"/someone/tiny/resolve/{commit}/config.json"] = small
    server.files[f"/someone/tiny/resolve/{commit}/weights.gguf"] = weights


def git_object(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def tiny(revision: str = "", known: dict[str, bytes] | None = None, wanted: tuple[str, ...] = ()) -> Catalog:
    source = {
        "kind": "hub",
        "repository": "someone/tiny",
        "revision": revision,
        "wanted": wanted or ("config.json", "*.gguf"),
    }
    return catalog_of(source, known or {})


@pytest.fixture
def hub(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    publish(server, REVISION)
    return server


def test_the_first_pull_pins_and_says_so(hub: Server, models: Path) -> None:
    seen: list[PullProgress] = []
    (model,) = pull("tiny", models, seen.append, catalog=tiny())
    verify(model)
    assert "pinned" in [step.step for step in seen]
    assert model.revision == REVISION
    assert sorted(place.name for place in model.folder.iterdir()) == ["config.json", "manifest.json", "weights.gguf"]
    pin = read_pins(models)["tiny"]
    assert (pin.repository, pin.commit) == ("someone/tiny", REVISION)
    assert [file.sha256 for file in pin.files] == [hashlib.sha256(data).hexdigest() for data in (SMALL, WEIGHTS)]
    assert known_pin(tiny().model[0], models) == pin


def test_later_pulls_want_the_same_bytes_whatever_the_hub_has_now(hub: Server, models: Path) -> None:
    pull("tiny", models, catalog=tiny())
    publish(hub, LATER, weights=WEIGHTS[::-1])
    hub.requests.clear()
    (again,) = pull("tiny", models, catalog=tiny())
    assert (again.revision, hub.requests) == (REVISION, [])
    again.main.write_bytes(b"damaged")
    (whole,) = pull("tiny", models, catalog=tiny())
    assert whole.main.read_bytes() == WEIGHTS
    (newer,) = pull("tiny", models, catalog=tiny(), latest=True)
    assert newer.main.read_bytes() == WEIGHTS[::-1]
    assert read_pins(models)["tiny"].commit == LATER


def test_other_bytes_under_a_pinned_commit_are_refused(hub: Server, models: Path) -> None:
    hub.cut_after = 400_000
    with pytest.raises(ModelMissing):
        pull("tiny", models, catalog=tiny())
    hub.cut_after = None
    hub.files[f"/someone/tiny/resolve/{REVISION}/weights.gguf"] = WEIGHTS[::-1]
    with pytest.raises(ModelRefused, match="SHA-256"):
        pull("tiny", models, catalog=tiny())
    assert leftovers(models) == [PINS]


def test_a_commit_that_the_catalog_names_is_asked_for(hub: Server, models: Path) -> None:
    publish(hub, LATER, weights=WEIGHTS[::-1])
    publish(hub, REVISION, ref=REVISION)
    (model,) = pull("tiny", models, catalog=tiny(REVISION))
    assert model.main.read_bytes() == WEIGHTS
    hub.files[API + REVISION] = hub.files[API + "main"]  # the hub answers with another commit
    with pytest.raises(ModelRefused, match="makes no sense"):
        pull("tiny", models, catalog=tiny(REVISION), latest=True)


def test_what_the_catalog_knows_wins_over_the_hub(hub: Server, models: Path) -> None:
    pull("tiny", models, catalog=tiny(known={"weights.gguf": WEIGHTS}))
    with pytest.raises(ModelRefused, match="not the file that the catalog names"):
        pull("tiny", models, catalog=tiny(known={"weights.gguf": b"other"}), latest=True)


def test_a_small_file_must_be_that_of_the_commit(hub: Server, models: Path) -> None:
    hub.files[f"/someone/tiny/resolve/{REVISION}/config.json"] = b"{}"
    with pytest.raises(ModelRefused, match="not the file of that commit"):
        pull("tiny", models, catalog=tiny())
    assert leftovers(models) == []


@pytest.mark.parametrize("wanted", [("*.bin",), ("config.json", "pytorch_model.bin")])
def test_a_format_that_may_run_code_is_never_pinned(hub: Server, models: Path, wanted: tuple[str, ...]) -> None:
    hub.files[f"/someone/tiny/resolve/{REVISION}/pytorch_model.bin"] = b"bad"
    with pytest.raises(ModelRefused):
        pull("tiny", models, catalog=tiny(wanted=wanted))
    assert leftovers(models) == []


def test_a_file_that_is_gone_is_named(hub: Server, models: Path) -> None:
    with pytest.raises(ModelMissing, match=r"tokenizer\.json"):
        pull("tiny", models, catalog=tiny(wanted=("config.json", "tokenizer.json")))


@pytest.mark.parametrize(
    "answer",
    [b"", b"[]", b"{}", b'{"sha": "main", "siblings": []}', b'{"sha": 1, "siblings": {}}',
     json.dumps({"sha": REVISION, "siblings": [{"rfilename": "config.json", "lfs": {"sha256": "x"}}]}).encode(),
     b'{"sha": ' + b"[" * 50_000, b'{"sha": ' + b"9" * 5_000 + b"}",
     *(b'{"sha": "%s", "siblings": [{"rfilename": "config.json", "lfs": {"sha256": "%s", "size": %s}}]}'
       % (REVISION.encode(), b"a" * 64, size) for size in (b"1e999", b"NaN", b"-1", b"[]", b'"x"', b"0.5"))],
    ids=range(14),
)  # fmt: skip
def test_an_answer_that_makes_no_sense_pins_nothing(hub: Server, models: Path, answer: bytes) -> None:
    hub.files[API + "main"] = answer
    with pytest.raises(ModelMissing):
        pull("tiny", models, catalog=tiny())
    assert leftovers(models) == []


def test_a_damaged_record_is_no_reason_to_pin_anew(hub: Server, models: Path) -> None:
    pull("tiny", models, catalog=tiny())
    (models / PINS).write_text("{")
    with pytest.raises(ModelRefused, match="record of pinned models"):
        pull("tiny", models, catalog=tiny())


@pytest.mark.internet_socket("nobody listens there")
def test_no_network_at_the_first_pull_is_said(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.models.pull.download._PAUSE_S", 0.0)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(ModelMissing, match="cannot be reached"):
        pull("tiny", models, catalog=tiny())
    assert leftovers(models) == []


def test_known_files_are_listed_as_the_catalog_lists_them() -> None:
    assert tiny(known={"weights.gguf": WEIGHTS}).model[0].file[0].model_dump() == pinned("weights.gguf", WEIGHTS)
