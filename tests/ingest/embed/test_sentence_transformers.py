"""The fallback loads data only: no pickle, no hub name, no code from the model's folder."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from assistant.domain.errors import ModelRefused
from assistant.ingest.embed.choose import open_embedder
from assistant.ingest.embed.onnx import OnnxEmbedder
from assistant.ingest.embed.sentence_transformers import SentenceTransformerEmbedder, refuse_unsafe_folder


@pytest.mark.parametrize("name", ["pytorch_model.bin", "weights.pt", "model.ckpt", "extra/setup.py", "w.PKL"])
def test_a_file_that_may_run_code_is_refused(tmp_path: Path, name: str) -> None:
    refuse_unsafe_folder(tmp_path)  # the negative control
    place = tmp_path / name
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(b"")
    with pytest.raises(ModelRefused, match="may run code"):
        SentenceTransformerEmbedder(tmp_path)


def test_a_module_of_its_own_is_refused(tmp_path: Path) -> None:
    (tmp_path / "modules.json").write_text(json.dumps([{"type": "evil.Module", "path": ""}]))
    with pytest.raises(ModelRefused, match="code of its own"):
        SentenceTransformerEmbedder(tmp_path)


def test_a_hub_name_is_refused() -> None:
    with pytest.raises(ModelRefused, match="never loaded by a hub name"):
        SentenceTransformerEmbedder(Path("sentence-transformers/all-MiniLM-L6-v2"))


def test_the_eight_bit_model_is_close_to_the_library(minilm: Path) -> None:
    texts = [f"{'word ' * length}about rent, tax and bread" for length in (0, 3, 30, 300)]
    reference = SentenceTransformerEmbedder(minilm, threads=1).embed_passages(texts)
    cosines = (reference * OnnxEmbedder(minilm, threads=1).embed_passages(texts)).sum(axis=1)
    assert cosines.mean() > 0.985, f"mean {cosines.mean():.4f}, least {cosines.min():.4f}"


def test_a_folder_without_a_card_goes_to_the_library(
    minilm: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for file in minilm.rglob("*"):
        if file.is_file() and file.name not in ("embedder.json", "manifest.json") and file.suffix != ".onnx":
            place = tmp_path / file.relative_to(minilm)
            place.parent.mkdir(exist_ok=True)
            place.symlink_to(file)
    embedder = open_embedder(tmp_path)
    assert isinstance(embedder, SentenceTransformerEmbedder)
    assert np.isfinite(embedder.embed_question("rent")).all()
    assert capfd.readouterr() == ("", "")  # nothing is drawn over the terminal app
