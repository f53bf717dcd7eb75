"""A library that is watched, and the folder that it follows."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.app.local import LocalAssistant
from assistant.app.open import open_assistant
from assistant.config.schema import Config
from tests.counting import Embedded, count_embedded
from tests.journeys.conftest import paths_below
from tests.journeys.watching.watched import LEASE, SOUP


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory, starter_models: Path) -> Iterator[LocalAssistant]:
    """One library for all tests of this folder; each watches a folder of its own."""
    opened = open_assistant(Config(), paths_below(tmp_path_factory.mktemp("home"), starter_models), owner=True)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def emptied(library: LocalAssistant) -> Iterator[None]:
    """No test finds what another one left: the same content would cost no embedding."""
    yield
    library.parts.library.forget_all([file.path for file in library.files()])


@pytest.fixture(scope="session")
def embedded(library: LocalAssistant) -> Embedded:
    return count_embedded(library)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = Path(os.path.realpath(tmp_path)) / "files"
    made.mkdir()
    (made / "lease.md").write_text(LEASE)
    (made / "soup.md").write_text(SOUP)
    return made
