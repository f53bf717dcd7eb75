"""A closed library of three files and a conversation, and a copy of it to be damaged."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.store.checksums.altered import make_library


@pytest.fixture(scope="session")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_library(tmp_path_factory.mktemp("library"))


@pytest.fixture
def copy(ledger: Path, tmp_path: Path) -> Path:
    """The library again, to be damaged."""
    shutil.copytree(ledger.parent, tmp_path / "library")
    return tmp_path / "library" / ledger.name
