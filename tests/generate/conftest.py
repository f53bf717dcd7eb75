"""Fixtures of the generators' own tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.generate.mlx.weights import starter_gguf


@pytest.fixture(scope="session")
def gguf(starter_models: Path) -> Path:
    """The starter language model."""
    return starter_gguf(starter_models)
