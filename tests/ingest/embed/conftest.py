"""A copy of the starter embedding model that a test may change."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ChangeCard = Callable[..., Path]


@pytest.fixture
def minilm(starter_models: Path) -> Path:
    return starter_models / "all-minilm-l6-v2"


@pytest.fixture
def own_minilm(minilm: Path, tmp_path: Path) -> Path:
    """Only what the exported model needs."""
    own = tmp_path / "all-minilm-l6-v2"
    (own / "onnx").mkdir(parents=True)
    for name in ("embedder.json", "tokenizer.json", json.loads((minilm / "embedder.json").read_text())["model"]):
        shutil.copy(minilm / name, own / name)
    return own


@pytest.fixture
def change_card(own_minilm: Path) -> ChangeCard:
    """Writes other values into the card of the copy and returns its folder."""

    def change(**values: Any) -> Path:
        card = own_minilm / "embedder.json"
        card.write_text(json.dumps({**json.loads(card.read_text()), **values}))
        return own_minilm

    return change
