"""The training script end to end on a handful of texts: it learns, keeps the embeddings, and packs what it changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.guard.toxicity.assemble import read_starter
from assistant.guard.toxicity.labels import LABELS
from tests.lanes import needs
from tools.training.toxicity.corpora import WordList
from tools.training.toxicity.examples import Example, targets
from tools.training.toxicity.mixture import DRAWN, Corpus, epoch
from tools.training.toxicity.package import package
from tools.training.toxicity.train import Settings, batches, open_tokenizer, train

pytestmark = [pytest.mark.usefixtures("model_runtimes"), needs("torch", "transformers")]

SETTINGS = Settings(epochs=1, share=0.002)


@pytest.fixture(autouse=True)
def _small_numbers_again() -> Iterator[None]:
    """Training has the processor take the smallest numbers for zero; the tests after it count on them."""
    import torch

    yield
    torch.set_flush_denormal(False)


@pytest.fixture
def corpus() -> Corpus:
    sources = {
        source: [Example(f"text {number} of {source}", targets({"toxicity": 1.0}), source) for number in range(9)]
        for source in DRAWN
    }
    return Corpus(sources, _words())


def test_an_epoch_is_drawn_the_same_way_twice_and_afresh_each_time(corpus: Corpus) -> None:
    assert epoch(corpus, 0, seed=1, share=0.01) == epoch(corpus, 0, seed=1, share=0.01)
    assert epoch(corpus, 0, seed=1, share=0.01) != epoch(corpus, 1, seed=1, share=0.01)


def test_batches_hold_every_text_once_within_their_budget(base: Path, corpus: Corpus) -> None:
    examples = epoch(corpus, 0, seed=1, share=0.02)
    settings = dataclasses.replace(SETTINGS, batch_tokens=256)

    made = batches(examples, open_tokenizer(base, settings.max_tokens), settings, 0)

    assert sum(len(batch.ids) for batch in made) == len(examples)
    assert all(len(batch.ids) * (max(map(len, batch.ids)) - 3) <= 256 for batch in made)
    assert len(made) > 5


def test_training_keeps_the_embeddings_and_packs_the_rest(base: Path, corpus: Corpus, tmp_path: Path) -> None:
    import numpy as np
    from safetensors.numpy import load_file

    train(base, corpus, tmp_path / "out", SETTINGS)

    before = load_file(str(base / "model.safetensors"))
    after = load_file(str(tmp_path / "out" / "model.safetensors"))
    for name, array in before.items():
        if name.startswith("embeddings.") and not name.endswith("position_ids"):
            assert np.array_equal(after[f"bert.{name}"], array), name
    changed = "encoder.layer.0.attention.self.query.weight"
    assert not np.array_equal(after[f"bert.{changed}"], before[changed])

    record = package(base, tmp_path / "out", tmp_path / "packed")
    assert read_starter(tmp_path / "packed") == record
    assert record.labels == LABELS
    assert record.delta_sha256 != read_starter().delta_sha256


def _words() -> WordList:
    """Invented words in place of the public list's."""
    return WordList(*([f"{kind}{number}" for number in range(30)] for kind in ("slur", "swear", "part")))
