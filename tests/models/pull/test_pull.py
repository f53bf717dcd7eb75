"""Hub and release downloads: cut, continued, wrong, too large, refused; a model is there whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant.domain.errors import ModelMissing, ModelRefused, UsageError
from assistant.models.catalog.entries import Catalog
from assistant.models.installed import list_installed, verify
from assistant.models.pull.fetch import PullProgress, pull
from tests.models.conftest import REVISION, WEIGHTS, Server, catalog_of, leftovers

FILES = {"weights.gguf": WEIGHTS, "tokenizer/tokenizer.json": b"{}"}


@dataclass(frozen=True)
class Offer:
    """A catalog of one model, and where on the server its files lie."""

    catalog: Catalog
    below: str


@pytest.fixture(params=["release", "hub"])
def offer(request: pytest.FixtureRequest, server: Server, monkeypatch: pytest.MonkeyPatch) -> Offer:
    """The same files offered as a release and as a commit of the hub: both must bear the same mishaps."""
    if request.param == "release":
        below, source = "/v1", {"kind": "release", "url": f"{server.url}/v1"}
    else:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        below = f"/someone/tiny/resolve/{REVISION}"
        source = {"kind": "hub", "repository": "someone/tiny", "revision": REVISION}
    server.files = {f"{below}/{name}": data for name, data in FILES.items()}
    return Offer(catalog_of(source, FILES), below)


@pytest.fixture
def release(server: Server) -> Catalog:
    server.files = {f"/v1/{name}": data for name, data in FILES.items()}
    return catalog_of({"kind": "release", "url": f"{server.url}/v1"}, FILES)


def test_a_release_is_installed_whole_and_private(server: Server, release: Catalog, models: Path) -> None:
    seen: list[PullProgress] = []
    (model,) = pull("tiny", models, seen.append, catalog=release)
    assert model.main == models / "tiny" / "weights.gguf"
    assert model.main.read_bytes() == WEIGHTS
    verify(model)
    assert leftovers(models) == [
        "tiny",
        "tiny/manifest.json",
        "tiny/tokenizer",
        "tiny/tokenizer/tokenizer.json",
        "tiny/weights.gguf",
    ]
    modes = {stat.S_IMODE(place.stat().st_mode) for place in models.rglob("*")}
    assert modes <= {0o700, 0o600}
    assert [step.step for step in seen][-2:] == ["prepare", "installed"]
    done = [step.done_bytes for step in seen if step.step == "download"]
    assert done == sorted(done)
    assert done[-1] == seen[0].total_bytes == sum(map(len, FILES.values()))


def test_the_hub_is_asked_at_the_pinned_commit(server: Server, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    server.files = {f"/someone/tiny/resolve/{REVISION}/weights.gguf": WEIGHTS}
    source = {"kind": "hub", "repository": "someone/tiny", "revision": REVISION}
    (model,) = pull("all", models, catalog=catalog_of(source, {"weights.gguf": WEIGHTS}))
    assert model.revision == REVISION
    assert [path for path, _ in server.requests] == [f"/someone/tiny/resolve/{REVISION}/weights.gguf"]


def test_a_second_pull_fetches_nothing(server: Server, release: Catalog, models: Path) -> None:
    pull("tiny", models, catalog=release)
    before = len(server.requests)
    seen: list[PullProgress] = []
    pull("tiny", models, seen.append, catalog=release)
    assert len(server.requests) == before
    assert [step.step for step in seen] == ["present"]


def test_a_changed_file_is_fetched_again(server: Server, release: Catalog, models: Path) -> None:
    (model,) = pull("tiny", models, catalog=release)
    data = bytearray(model.main.read_bytes())
    data[1000] ^= 1
    model.main.write_bytes(data)
    with pytest.raises(ModelRefused, match="SHA-256"):
        verify(model)
    (again,) = pull("tiny", models, catalog=release)
    verify(again)
    assert not [name for name in leftovers(models) if name.startswith(".")]


def test_a_cut_within_one_pull_is_continued(server: Server, offer: Offer, models: Path) -> None:
    server.cut_after, server.cuts_left = 1_000_000, 2
    pull("tiny", models, catalog=offer.catalog)
    ranges = [wanted for path, wanted in server.requests if path.endswith(".gguf")]
    assert ranges == ["", "bytes=1000000-", "bytes=2000000-"]
    assert server.sent == sum(map(len, FILES.values()))  # no byte came twice


def test_a_cut_pull_is_continued_by_the_next(server: Server, offer: Offer, models: Path) -> None:
    server.cut_after = 400_000
    with pytest.raises(ModelMissing, match="continues where it stopped"):
        pull("tiny", models, catalog=offer.catalog)
    assert list_installed(models) == []
    assert not (models / "tiny").exists()
    server.cut_after = None
    server.requests.clear()
    (model,) = pull("tiny", models, catalog=offer.catalog)
    assert server.requests[0] == (f"{offer.below}/weights.gguf", "bytes=1200000-")
    verify(model)


def test_a_server_that_cannot_continue_starts_again(server: Server, offer: Offer, models: Path) -> None:
    server.cut_after, server.cuts_left, server.ignore_range = 1_000_000, 1, True
    (model,) = pull("tiny", models, catalog=offer.catalog)
    assert model.main.read_bytes() == WEIGHTS


def test_a_wrong_byte_is_refused_and_nothing_stays(server: Server, offer: Offer, models: Path) -> None:
    server.files[f"{offer.below}/weights.gguf"] = WEIGHTS[:-1] + bytes([WEIGHTS[-1] ^ 1])
    with pytest.raises(ModelRefused, match="wrong SHA-256"):
        pull("tiny", models, catalog=offer.catalog)
    assert leftovers(models) == []


def test_too_many_bytes_are_refused_at_once(server: Server, offer: Offer, models: Path) -> None:
    server.files[f"{offer.below}/weights.gguf"] = WEIGHTS * 2
    with pytest.raises(ModelRefused, match="larger than"):
        pull("tiny", models, catalog=offer.catalog)
    assert leftovers(models) == []


def test_too_few_bytes_are_no_model(server: Server, offer: Offer, models: Path) -> None:
    server.files[f"{offer.below}/weights.gguf"] = WEIGHTS[:-5]
    with pytest.raises(ModelMissing):
        pull("tiny", models, catalog=offer.catalog)
    assert list_installed(models) == []


@pytest.mark.parametrize("status", [404, 403, 500])
def test_an_answer_of_error_is_named(server: Server, offer: Offer, models: Path, status: int) -> None:
    server.status = status
    with pytest.raises(ModelMissing, match=str(status)):
        pull("tiny", models, catalog=offer.catalog)
    assert list_installed(models) == []


@pytest.mark.parametrize(
    "source",
    [
        {"kind": "release", "url": "http://127.0.0.1:9/v1"},
        {"kind": "hub", "repository": "someone/tiny", "revision": REVISION},
    ],
)
@pytest.mark.internet_socket("nobody listens there")
def test_no_network_is_said(models: Path, monkeypatch: pytest.MonkeyPatch, source: dict[str, str]) -> None:
    monkeypatch.setattr("assistant.models.pull.download._PAUSE_S", 0.0)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(ModelMissing, match="cannot be reached"):
        pull("tiny", models, catalog=catalog_of(source, FILES))
    assert list_installed(models) == []


def test_a_full_disk_is_said_and_gives_its_space_back(
    offer: Offer, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("assistant.models.pull.download.os.fsync", full)
    with pytest.raises(ModelMissing, match="disk is full"):
        pull("tiny", models, catalog=offer.catalog)
    assert leftovers(models) == []


def test_a_disk_that_is_really_full_is_said(offer: Offer, small_disk: Path) -> None:
    with pytest.raises(ModelMissing, match="disk is full"):
        pull("tiny", small_disk / "models", catalog=offer.catalog)
    assert leftovers(small_disk / "models") == []


def test_a_pull_that_is_killed_is_continued_by_the_next(server: Server, offer: Offer, models: Path) -> None:
    """What a kill leaves is what a cut leaves: half a file in a hidden folder, and no model."""
    server.cut_after, server.cuts_left = 1_000_000, 1

    def killed(progress: PullProgress) -> None:
        if progress.done_bytes >= 1_000_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pull("tiny", models, killed, catalog=offer.catalog)
    assert list_installed(models) == []
    assert all(name.startswith(".partial") for name in leftovers(models))
    server.requests.clear()
    pull("tiny", models, catalog=offer.catalog)
    assert server.requests[0][1].startswith("bytes=")
    assert not (models / ".partial").exists()


def test_too_little_space_is_said_before_anything_is_fetched(
    server: Server, release: Catalog, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.models.pull.install.shutil.disk_usage", lambda _: SimpleNamespace(free=1000))
    with pytest.raises(ModelMissing, match="MB free"):
        pull("tiny", models, catalog=release)
    assert server.requests == []


def test_half_of_another_revision_is_not_continued(server: Server, release: Catalog, models: Path) -> None:
    server.cut_after = 400_000
    with pytest.raises(ModelMissing):
        pull("tiny", models, catalog=release)
    server.cut_after = None
    server.requests.clear()
    other = {"weights.gguf": WEIGHTS[::-1]}
    server.files = {"/v2/weights.gguf": WEIGHTS[::-1]}
    pull("tiny", models, catalog=catalog_of({"kind": "release", "url": f"{server.url}/v2"}, other))
    assert server.requests == [("/v2/weights.gguf", "")]
    assert not (models / ".partial").exists()


def test_two_pulls_at_once_fetch_once(server: Server, release: Catalog, models: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        pulls = [pool.submit(pull, "tiny", models, catalog=release) for _ in range(2)]
        installed = [pulled.result()[0] for pulled in pulls]
    assert installed[0] == installed[1]
    assert len(server.requests) == len(FILES)


def test_an_unknown_name_is_a_usage_error(models: Path) -> None:
    with pytest.raises(UsageError, match="Did you mean 'starter'"):
        pull("startr", models)
    assert leftovers(models) == []
