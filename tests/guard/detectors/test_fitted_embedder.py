"""The safeguards keep the embedding model that their bounds were chosen with, whichever model finds the passages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.app.policies import detector_models
from assistant.config.paths import Paths, find_paths
from assistant.domain.errors import ModelMissing
from assistant.domain.ports.embed import Embedder
from assistant.guard.detectors.models import Secret
from tests.properties.following.embedder import HashEmbedder

OTHER = HashEmbedder("another")


@pytest.fixture
def paths(tmp_path: Path, starter_models: Path) -> Paths:
    (tmp_path / "home").mkdir(mode=0o700)
    return replace(find_paths({"ASSISTANT_HOME": str(tmp_path / "home")}), models=starter_models)


def _choose(paths: Paths, model: str) -> None:
    paths.config_file.write_text(f'[embedding]\nmodel = "{model}"\n', encoding="utf-8")


def test_with_another_search_model_the_safeguards_keep_theirs_and_open_it_once(paths: Paths) -> None:
    _choose(paths, "multilingual-e5-small")
    models = detector_models(paths, lambda: OTHER, Secret())
    kept = models.embedder()
    assert kept.identity.startswith("all-minilm-l6-v2@")
    assert models.embedder() is kept


@pytest.mark.parametrize("model", ["", "all-minilm-l6-v2"])
def test_where_that_model_finds_the_passages_it_is_not_opened_twice(paths: Paths, model: str) -> None:
    _choose(paths, model)
    assert detector_models(paths, lambda: OTHER, Secret()).embedder() is OTHER


def test_where_it_is_not_installed_the_chosen_one_serves(paths: Paths, tmp_path: Path) -> None:
    _choose(paths, "multilingual-e5-small")
    without = replace(paths, models=tmp_path / "empty")
    assert detector_models(without, lambda: OTHER, Secret()).embedder() is OTHER

    def nothing() -> Embedder:
        raise ModelMissing("No embedding model.", "")

    with pytest.raises(ModelMissing):
        detector_models(without, nothing, Secret()).embedder()
