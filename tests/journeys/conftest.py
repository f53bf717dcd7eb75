"""Real libraries: real models, real Chroma, real files, each in a home of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from assistant.app.local import LocalAssistant
from assistant.app.open import open_assistant
from assistant.config.paths import Paths, find_paths
from assistant.config.schema import Config
from assistant.domain.events import AnswerEvent, Finished, IndexEvent, IndexingFinished
from assistant.domain.records.answers import Answer
from assistant.domain.stop import StopSignal


def paths_below(home: Path, models: Path) -> Paths:
    """The places of an installation at `home` that uses the models in `models`."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return replace(find_paths({"ASSISTANT_HOME": str(home)}), models=models)


def index(assistant: LocalAssistant, *roots: Path, force: bool = False) -> list[IndexEvent]:
    """All events of one run."""
    return list(assistant.index(roots, StopSignal(), force=force))


def finished(events: list[IndexEvent]) -> IndexingFinished:
    last = events[-1]
    assert isinstance(last, IndexingFinished)
    return last


def ask(assistant: LocalAssistant, question: str) -> tuple[Answer, list[AnswerEvent]]:
    """The answer, and everything told on the way."""
    events = list(assistant.ask(question))
    last = events[-1]
    assert isinstance(last, Finished)
    return last.answer, events


@pytest.fixture(autouse=True, scope="session")
def private_modes() -> Iterator[None]:
    """As the program's entry does: files of a library are the user's alone."""
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.fixture
def assistant(tmp_path: Path, starter_models: Path) -> Iterator[LocalAssistant]:
    """An empty library that may be written."""
    opened = open_assistant(Config(), paths_below(tmp_path / "home", starter_models), owner=True)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def indexed_archive(tmp_path_factory: pytest.TempPathFactory, starter_models: Path, sample_docs: Path) -> Path:
    """A closed home with the sample archive, indexed once a run by whichever test process comes first; copy it."""
    place = tmp_path_factory.getbasetemp()
    run = place.parent if "PYTEST_XDIST_WORKER" in os.environ else place
    made = run / "indexed-archive"
    with FileLock(run / "indexed-archive.lock", timeout=900):
        if not made.is_dir():
            unfinished = run / "indexed-archive.part"
            shutil.rmtree(unfinished, ignore_errors=True)
            opened = open_assistant(Config(), paths_below(unfinished, starter_models), owner=True)
            index(opened, sample_docs)
            opened.close()
            unfinished.rename(made)
    return made


@pytest.fixture(scope="module")
def archive(
    tmp_path_factory: pytest.TempPathFactory, starter_models: Path, indexed_archive: Path
) -> Iterator[LocalAssistant]:
    """The sample archive, indexed."""
    home = tmp_path_factory.mktemp("archive") / "home"
    shutil.copytree(indexed_archive, home)
    opened = open_assistant(Config(), paths_below(home, starter_models), owner=True)
    yield opened
    opened.close()
