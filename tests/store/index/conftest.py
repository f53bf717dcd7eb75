"""A library of five files with its index: built once, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.store.ledger.database import Database
from assistant.store.library import SqliteLibrary
from tests.store.index.indexed import (
    fill,
    opened,
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a library of five files with its index, built once and copied for each test."""
    folder = tmp_path_factory.mktemp("template") / "library"
    fill(Database(folder / "ledger.sqlite3"), 5).close()
    return folder


@pytest.fixture
def library(template: Path, tmp_path: Path) -> Iterator[SqliteLibrary]:
    """Five files of two chunks each, the index open."""
    folder = tmp_path / "library"
    shutil.copytree(template, folder)
    copied = opened(Database(folder / "ledger.sqlite3"))
    yield copied
    copied.close()
