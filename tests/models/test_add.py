"""A sentence-transformers folder that is already there becomes an installed model; the folder stays as it is."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from assistant.domain.errors import ModelMissing, ModelRefused, UsageError
from assistant.ingest.embed.onnx import OnnxEmbedder
from assistant.models.add import add_embedder
from assistant.models.installed import list_installed, verify
from tests.models.conftest import leftovers


@pytest.fixture
def own(starter_models: Path, tmp_path: Path) -> Path:
    """A folder as another program leaves it."""
    target = tmp_path / "somewhere"
    skip = shutil.ignore_patterns("onnx", "embedder.json", "manifest.json")
    shutil.copytree(starter_models / "all-minilm-l6-v2", target, ignore=skip)
    return target


def picture(folder: Path) -> dict[str, str]:
    return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.rglob("*") if file.is_file()}


def test_the_model_is_installed_and_embeds_like_the_pulled_one(own: Path, models: Path, starter_models: Path) -> None:
    before = picture(own)
    model = add_embedder(models, own, "mine", question_prompt="query: ", dimension=128)
    assert picture(own) == before
    verify(model)
    assert [one.name for one in list_installed(models)] == ["mine"]
    assert not (model.folder / "model.safetensors").exists()
    mine, pulled = OnnxEmbedder(model.folder), OnnxEmbedder(starter_models / "all-minilm-l6-v2")
    assert mine.dimension == 128
    short = pulled.embed_question("query: rent")[:128]
    assert float(mine.embed_question("rent") @ (short / np.linalg.norm(short))) > 0.999
    with pytest.raises(UsageError, match="already"):
        add_embedder(models, own, "mine")


def test_a_folder_without_safetensors_is_refused(own: Path, models: Path) -> None:
    (own / "model.safetensors").rename(own / "pytorch_model.bin")
    with pytest.raises(ModelMissing, match="never loaded"):
        add_embedder(models, own, "mine")
    assert leftovers(models) == []


def test_what_cannot_be_exported_is_said_with_the_way_to_use_it(
    own: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = json.loads((own / "config.json").read_text())
    (own / "config.json").write_text(json.dumps({**config, "model_type": "modernbert"}))
    monkeypatch.setattr("assistant.models.onnx.traced.importlib.util.find_spec", lambda name: None)
    with pytest.raises(ModelRefused, match=r"embedding\.model"):
        add_embedder(models, own, "mine")
    assert leftovers(models) == []


def test_a_config_of_another_architecture_is_refused(own: Path, models: Path) -> None:
    config = json.loads((own / "config.json").read_text())
    (own / "config.json").write_text(json.dumps({**config, "model_type": "distilbert"}))
    with pytest.raises(ModelRefused, match="weights hold no"):
        add_embedder(models, own, "mine")
    assert leftovers(models) == []


def test_names_and_places_are_checked(own: Path, models: Path) -> None:
    with pytest.raises(UsageError, match="absolute"):
        add_embedder(models, Path("here"), "mine")
    with pytest.raises(ModelMissing, match="is not a name"):
        add_embedder(models, own, "../mine")
