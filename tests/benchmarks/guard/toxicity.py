"""The starter toxicity model against its floors: one JSON line.

    python -m tests.benchmarks.guard.toxicity --models MODELS_FOLDER --data DATA_FOLDER --words profanity_en.csv
        [--floors]

MODELS_FOLDER is where `assistant models pull` puts models; DATA_FOLDER holds the public sets (see the model card).
Shows ranking figures on the public sets, the functional table, and milliseconds a sentence on one thread.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.guard.toxicity.assemble import assemble
from assistant.guard.toxicity.scorers import OnnxToxicity
from assistant.models.onnx.bert import ClassifierHead, build_bert
from assistant.models.onnx.export import quantise
from tests.benchmarks.guard.toxicity_floors import keyword_floor, linear_floor
from tools.training.toxicity import corpora
from tools.training.toxicity.mixture import epoch, read_corpus
from tools.training.toxicity.report import measure

_FLOOR_SHARE = 0.5  # of an epoch: about 11,600 texts for the linear head
_SENTENCES = 300


def _write_int8(weights: Any, config: Any, target: Path) -> None:
    quantise(build_bert(weights, config, ClassifierHead()), target)


def _write_full(weights: Any, config: Any, target: Path) -> None:
    import onnx

    onnx.save(build_bert(weights, config, ClassifierHead()), str(target))


def latency(scorer: OnnxToxicity, texts: Sequence[str]) -> dict[str, float]:
    """Milliseconds a text, one at a time, and for one text of about 3,000 tokens."""
    spent = []
    for text in texts:
        began = time.perf_counter()
        scorer.score([text])
        spent.append((time.perf_counter() - began) * 1000)
    long_text = "The tenant pays the rent on the first day of each month. " * 230
    began = time.perf_counter()
    scorer.score([long_text])
    return {
        "n": len(spent),
        "p50_ms": round(float(np.percentile(spent, 50)), 2),
        "p95_ms": round(float(np.percentile(spent, 95)), 2),
        "long_text_ms": round((time.perf_counter() - began) * 1000),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("models", "data", "words"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--floors", action="store_true", help="also measure the word list and the linear head")
    parser.add_argument("--full", action="store_true", help="also measure the graph before it is made 8-bit")
    given = parser.parse_args()
    base = given.models / "all-minilm-l6-v2"
    result: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        starter = OnnxToxicity(assemble(base, Path(folder) / "starter", _write_int8))
        sentences = [example.text for example in corpora.surge(given.data)[:_SENTENCES]]
        result["model"] = starter.identity
        result["latency"] = latency(starter, sentences)
        result["starter"] = measure(starter.score, given.data, given.words)
        if given.full:
            full = OnnxToxicity(assemble(base, Path(folder) / "full", _write_full))
            result["latency, 32-bit"] = latency(full, sentences)
            result["starter, 32-bit"] = measure(full.score, given.data, given.words)
    if given.floors:
        result["word list"] = measure(keyword_floor(given.words), given.data, given.words)
        examples = epoch(read_corpus(given.data, given.words), 0, seed=7, share=_FLOOR_SHARE)
        result["linear head"] = measure(linear_floor(base, examples), given.data, given.words)
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
