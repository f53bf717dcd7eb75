"""Fixtures that every part shares.

User directories are redirected before anything of ours is imported, so that no test can touch a person's own library.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

_HOME = Path(tempfile.mkdtemp(prefix="assistant-tests-"))
os.environ["ASSISTANT_HOME"] = str(_HOME / "home")
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_OFFLINE"] = "1"
os.environ["DO_NOT_TRACK"] = "1"
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"

import pytest  # noqa: E402

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def sample_docs(repository: Path) -> Path:
    """The fictional archive."""
    return repository / "sample_docs"


@pytest.fixture(scope="session")
def starter_models() -> Iterator[Path]:
    """A models folder with the starter set in it, pulled once from the package index and kept between runs."""
    from tests.starter import starter_models_folder

    yield starter_models_folder()
