"""Turns the result of `train` into what is shipped: the difference to the base, and its record.

    python -m tools.training.reader.package --base MODEL --trained OUT --into assistant/answer/reader/starter

Invariant: what is packed is read back and compared before the record is written.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from assistant.models.shipped.delta import Weights
from assistant.models.shipped.folder import RECORD, ShippedRecord
from tools.training.pack import pack_shipped
from tools.training.reader.train import Settings

_BASE = "all-minilm-l6-v2"
STRIDE_TOKENS = 64


def package(base: Path, trained: Path, into: Path) -> ShippedRecord:
    """Write the difference and its record into `into`. Raises ModelRefused if it does not read back closely."""
    from safetensors.numpy import load_file

    tuned: Weights = {
        name.removeprefix("bert."): array for name, array in load_file(str(trained / "model.safetensors")).items()
    }
    packed = pack_shipped(base, tuned, into)
    record = ShippedRecord(window_tokens=Settings().window, stride_tokens=STRIDE_TOKENS, base=_BASE, **packed)
    (into / RECORD).write_text(record.model_dump_json(indent=2) + "\n", encoding="utf-8")
    return record


def main() -> None:
    """Command line of the module."""
    parser = argparse.ArgumentParser(description="Pack the trained reading model as a difference to its base.")
    for name in ("base", "trained", "into"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    given = parser.parse_args()
    print(package(given.base, given.trained, given.into).revision)  # noqa: T201


if __name__ == "__main__":
    main()
