"""Turns the result of `train` into what is shipped: the difference to the base, and its record.

    python -m assistant.guard.training.package --base MODEL_FOLDER --trained OUT --into assistant/guard/toxicity/starter

With `--keep SHARE` the weights are averaged with those shipped so far, which then count SHARE: after `train --refine`
on new cases this keeps what the model knew (weight averaging after Wortsman et al. 2022, arXiv:2109.01903).

Invariant: what is packed is read back and compared before the record is written.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

import numpy as np

from assistant.core.errors import ModelRefused
from assistant.guard.toxicity.assemble import DELTA, Starter, starter_weights
from assistant.guard.toxicity.card import hash_file
from assistant.guard.toxicity.delta import Array as Weight
from assistant.guard.toxicity.delta import Weights, pack, unpack
from assistant.guard.toxicity.labels import LABELS

log = logging.getLogger("assistant.training")

WINDOW_TOKENS = 96  # training texts have at most 64 tokens; a window twice as long dilutes a single sentence
STRIDE_TOKENS = 24
_BASE = "all-minilm-l6-v2"
_BASE_FILES = ("model.safetensors", "tokenizer.json", "config.json")
_MAX_ERROR = 1e-3  # of a weight; the largest weights are about 1


def package(base: Path, trained: Path, into: Path, *, keep: float = 0.0) -> Starter:
    """Write the difference and its record into `into`; `keep` is the share (0..1) of the weights shipped so far.

    Raises ModelRefused if it does not read back closely.
    """
    from safetensors.numpy import load_file

    before = load_file(str(base / "model.safetensors"))
    tuned: Weights = {
        name.removeprefix("bert."): array for name, array in load_file(str(trained / "model.safetensors")).items()
    }
    if keep:
        shipped, _ = starter_weights(base)
        tuned = {name: _average(array, shipped[name], keep) for name, array in tuned.items()}
    into.mkdir(parents=True, exist_ok=True)
    pack(tuned, before, into / DELTA)
    again = unpack(into / DELTA, before)
    error = max(float(np.abs(again[name] - array).max()) for name, array in tuned.items())
    if error > _MAX_ERROR:
        raise ModelRefused(f"The packed weights are off by {error:.2g}.")
    digest = hash_file(into / DELTA)
    record = Starter(
        revision=digest[:12],
        labels=LABELS,
        window_tokens=WINDOW_TOKENS,
        stride_tokens=STRIDE_TOKENS,
        delta_sha256=digest,
        base=_BASE,
        base_files={name: hash_file(base / name) for name in _BASE_FILES},
    )
    (into / "starter.json").write_text(record.model_dump_json(indent=2) + "\n", encoding="utf-8")
    log.info("packed %d bytes, largest error %.2g", (into / DELTA).stat().st_size, error)
    return record


def _average(new: Weight, old: Weight, keep: float) -> Weight:
    """What is the same in both stays exactly so, and is not shipped."""
    return new if np.array_equal(new, old) else ((1 - keep) * new + keep * old).astype(np.float32)


def main() -> None:
    """Command line of the module."""
    parser = argparse.ArgumentParser(description="Pack the trained toxicity model as a difference to its base.")
    for name in ("base", "trained", "into"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--keep", type=float, default=0.0, help="share of the weights shipped so far")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    package(given.base, given.trained, given.into, keep=given.keep)


if __name__ == "__main__":
    main()
