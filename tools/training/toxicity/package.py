"""Turns the result of `train` into what is shipped: the difference to the base, and its record.

    python -m tools.training.toxicity.package --base MODEL_FOLDER --trained OUT --into assistant/guard/toxicity/starter

With `--keep SHARE` the weights are averaged with those shipped so far, which then count SHARE: after `train --refine`
on new cases this keeps what the model knew (weight averaging after Wortsman et al. 2022, arXiv:2109.01903).

Invariant: what is packed is read back and compared before the record is written.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

import numpy as np

from assistant.guard.toxicity.assemble import Starter, starter_weights
from assistant.guard.toxicity.labels import LABELS
from assistant.models.shipped.delta import Array as Weight
from assistant.models.shipped.delta import Weights
from assistant.models.shipped.folder import DELTA, RECORD
from tools.training.pack import pack_shipped

log = logging.getLogger("assistant.training")

WINDOW_TOKENS = 96  # training texts have at most 64 tokens; a window twice as long dilutes a single sentence
STRIDE_TOKENS = 24
_BASE = "all-minilm-l6-v2"


def package(base: Path, trained: Path, into: Path, *, keep: float = 0.0) -> Starter:
    """Write the difference and its record into `into`; `keep` is the share (0..1) of the weights shipped so far.

    Raises ModelRefused if it does not read back closely.
    """
    from safetensors.numpy import load_file

    tuned: Weights = {
        name.removeprefix("bert."): array for name, array in load_file(str(trained / "model.safetensors")).items()
    }
    if keep:
        shipped, _ = starter_weights(base)
        tuned = {name: _average(array, shipped[name], keep) for name, array in tuned.items()}
    record = Starter(
        labels=LABELS,
        window_tokens=WINDOW_TOKENS,
        stride_tokens=STRIDE_TOKENS,
        base=_BASE,
        **pack_shipped(base, tuned, into),
    )
    (into / RECORD).write_text(record.model_dump_json(indent=2) + "\n", encoding="utf-8")
    log.info("packed %d bytes", (into / DELTA).stat().st_size)
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
