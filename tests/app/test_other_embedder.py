"""Another embedding model is chosen: the former one answers until the new one has read every passage."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.app.local import LocalAssistant
from assistant.app.models.embedders import open_embedders
from assistant.app.open import open_assistant
from assistant.config.paths import Paths
from assistant.config.schema import Config, EmbeddingConfig
from assistant.domain.events import AnswerEvent, FileIndexed, Finished, VectorsMade
from assistant.domain.ports.embed import Embedder
from assistant.store.index.exact_only import ExactOnly
from tests.journeys.conftest import index, paths_below

FORMER = "all-minilm-l6-v2"
QUESTION = "When is the rain barrel emptied?"


@dataclass
class Place:
    """A library that FORMER made, and a second model: the same one, which reads passages behind a line."""

    paths: Paths
    folder: Path

    def opened(self, model: str = "other") -> LocalAssistant:
        settings = {"embedding": {"model": model, "threads": 1}, "answers": {"generator": "extractive"}}
        return open_assistant(Config.model_validate(settings), self.paths, owner=True)

    def embedders(self, model: str = "other") -> tuple[str, str]:
        """The names of the model that answers and of the next one, after a start with these settings."""
        settings = EmbeddingConfig(model=model, threads=1)
        found = open_embedders(settings, self.paths)
        return _name(found.answering), _name(found.following) if found.following is not None else ""


def _name(embedder: Embedder) -> str:
    return embedder.identity.partition("@")[0]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, starter_models: Path) -> Iterator[Place]:
    tmp_path = tmp_path_factory.mktemp("place")
    with pytest.MonkeyPatch.context() as patch:  # without Chroma, which takes long to import
        patch.setattr("assistant.store.upkeep.index_of", lambda *_: ExactOnly())
        yield _made(tmp_path, starter_models)


def _made(tmp_path: Path, starter_models: Path) -> Place:
    models = tmp_path / "models"
    models.mkdir(mode=0o700)
    for folder in starter_models.iterdir():
        if folder.is_dir() and folder.name in (FORMER, "reader-starter"):
            (models / folder.name).symlink_to(folder)
    shutil.copytree(starter_models / FORMER, models / "other")
    for name in ("embedder.json", "manifest.json"):
        file = models / "other" / name
        file.write_text(json.dumps(json.loads(file.read_bytes()) | {"name": "other"}))
    card = models / "other" / "embedder.json"
    card.write_text(json.dumps(json.loads(card.read_bytes()) | {"passage_prompt": "passage: "}))
    folder = tmp_path / "garden"
    folder.mkdir()
    for number in range(2):
        (folder / f"{number}.md").write_text(f"# Bed {number}\n\nBed {number} holds carrots.\n", "utf-8")
    (folder / "barrel.md").write_text("# Barrel\n\nThe rain barrel is emptied in the last week of October.\n", "utf-8")
    made = Place(paths_below(tmp_path / "home", models), folder)
    assistant = made.opened(FORMER)
    index(assistant, folder)
    assistant.close()
    return made


def test_which_model_answers(place: Place) -> None:
    assert place.embedders() == (FORMER, "other")
    assert place.embedders(FORMER) == (FORMER, "")
    away = (place.paths.models / FORMER).rename(place.paths.models / ".away")
    assert place.embedders() == ("other", "")
    away.rename(place.paths.models / FORMER)


def test_it_answers_all_the_time_and_reads_no_file_again(place: Place) -> None:
    assistant = place.opened()
    try:
        assert assistant.summary().embedder.startswith(FORMER)
        assert "0 of 3 passages" in assistant.summary().banner
        running = assistant.ask(QUESTION)
        next(running)
        events = index(assistant, place.folder)
        assert [event for event in events if isinstance(event, VectorsMade)][-1] == VectorsMade(3, 3)
        assert assistant.summary().embedder.startswith(FORMER)  # a question runs, of the former vectors
        assert "October" in _answer(running)
        events = index(assistant, place.folder)
        assert not [event for event in events if isinstance(event, VectorsMade | FileIndexed)]
        assert assistant.summary().embedder.startswith("other")
        assert assistant.summary().banner == ""
        assert "October" in _answer(assistant.ask(QUESTION))
    finally:
        assistant.close()
    assert place.embedders() == ("other", "")  # nothing is left to do after a new start


def _answer(events: Iterator[AnswerEvent]) -> str:
    *_, last = events
    assert isinstance(last, Finished)
    return last.answer.text
