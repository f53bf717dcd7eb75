"""`models pull reader`: the best reader that can be had, with a catalog of our own on loopback."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.app.models.missing import missing_models
from assistant.app.models.pull import pull_model, pull_offers
from assistant.app.ports.changes import PullEvent
from assistant.config.paths import Paths, find_paths
from assistant.config.schema import Config
from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.models.catalog.entries import Catalog
from assistant.models.hardware import Hardware
from assistant.models.installed import list_installed
from assistant.models.speed import Speed
from tests.models.conftest import REVISION, WEIGHTS, Server, catalog_of
from tests.models.test_hardware import LAPTOP
from tests.models.test_installed import install

SMALL, LARGE = WEIGHTS[:1_000_000], WEIGHTS


def hub(repository: str) -> dict[str, object]:
    return {"kind": "hub", "repository": repository, "revision": REVISION}


def two_readers() -> Catalog:
    small = catalog_of(hub("a/small"), {"small.gguf": SMALL}, "small").model[0]
    large = catalog_of(hub("a/large"), {"large.gguf": LARGE}, "large").model[0]
    return Catalog(schema=1, readers=("small", "large"), model=(small, large))


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    (tmp_path / "home").mkdir(mode=0o700)
    return find_paths({"ASSISTANT_HOME": str(tmp_path / "home")})


@pytest.fixture
def machine(server: Server, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A laptop, on which the small reader was measured, before a hub that has both."""
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    server.files = {
        f"/a/small/resolve/{REVISION}/small.gguf": SMALL,
        f"/a/large/resolve/{REVISION}/large.gguf": LARGE,
    }
    monkeypatch.setattr("assistant.models.catalog.entries.load_catalog", lambda file=None: two_readers())
    monkeypatch.setattr("assistant.models.pull.fetch.load_catalog", lambda file=None: two_readers())
    measured = Speed("small", len(SMALL), "xllamacpp 1", 200.0, 20.0)

    def be(hardware: Hardware = LAPTOP, speed: Speed | None = measured) -> None:
        monkeypatch.setattr("assistant.models.hardware.read_hardware", lambda: hardware)
        monkeypatch.setattr("assistant.app.models.speed.known_speed", lambda *_: speed)

    be()
    return be


def pulled(paths: Paths) -> tuple[list[str], list[PullEvent]]:
    events: list[PullEvent] = []
    return [model.name for model in pull_model("reader", paths, events.append, lambda _: None)], events


def test_the_best_that_suits_the_machine_is_offered_and_fetched(machine: Any, paths: Paths) -> None:
    (offer,) = pull_offers("reader", paths)
    assert (offer.name, offer.download_bytes, offer.space_bytes) == ("large", len(LARGE), len(LARGE))
    assert "quick enough here" in offer.reason
    assert pulled(paths)[0] == ["large"]


def test_without_a_measurement_the_smallest_is_fetched(machine: Callable[..., None], paths: Paths) -> None:
    machine(speed=None)
    assert pulled(paths)[0] == ["small"]


def test_where_the_best_cannot_be_had_the_next_is_fetched_and_it_is_said(
    machine: Any, server: Server, paths: Paths
) -> None:
    del server.files[f"/a/large/resolve/{REVISION}/large.gguf"]
    names, events = pulled(paths)
    assert names == ["small"]
    (told,) = [event for event in events if event.step == "fallback"]
    assert told.model == "large"
    assert "404" in told.note
    assert "Now small: the smallest reader" in told.note


def test_what_has_begun_to_arrive_is_not_given_up_for_another(machine: Any, server: Server, paths: Paths) -> None:
    server.cut_after = 400_000
    with pytest.raises(ModelMissing, match="continues where it stopped"):
        pulled(paths)
    assert list_installed(paths.models) == []
    server.cut_after = None
    assert pulled(paths)[0] == ["large"]


def test_wrong_bytes_are_no_reason_to_take_another(machine: Any, server: Server, paths: Paths) -> None:
    server.files[f"/a/large/resolve/{REVISION}/large.gguf"] = LARGE[::-1]
    with pytest.raises(ModelRefused, match="SHA-256"):
        pulled(paths)
    assert list_installed(paths.models) == []


def test_a_machine_without_the_memory_is_told_so(machine: Callable[..., None], paths: Paths) -> None:
    machine(replace(LAPTOP, memory_mb=1, free_mb=0))
    with pytest.raises(ModelMissing, match="No reader fits this machine"):
        pulled(paths)


def test_what_is_missing_is_what_this_machine_can_use(machine: Callable[..., None], paths: Paths) -> None:
    assert missing_models(Config(), paths) == ("starter", "scans", "reader")
    install(paths.models, "searcher", role="embedding")
    assert missing_models(Config(), paths) == ("scans", "reader")
    install(paths.models, "eyes", role="recognition")
    assert missing_models(Config(), paths) == ("reader",)
    chose_quotes = Config.model_validate({"answers": {"generator": "extractive"}})
    assert missing_models(chose_quotes, paths) == ()
    machine(replace(LAPTOP, memory_mb=1, free_mb=0))
    assert missing_models(Config(), paths) == ()
