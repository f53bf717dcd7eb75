"""How well the span reader finds the sentence that answers, on questions it was not trained on.

    python -m tests.benchmarks.models.reading [--home HOME] [--data ../shared/data/retrieval] [--limit 400]

HOME is an ASSISTANT_HOME with the starter models. For each set: the share of answerable questions whose best sentence
holds the answer, and how well the best margin tells answerable from unanswerable ones (area under the ROC curve).
Prints one JSON line, with the median milliseconds a passage on one thread.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import time
from collections.abc import Iterable
from pathlib import Path

from assistant.answer.reader.span_onnx import OnnxSpanReader
from assistant.app.models.starters import make_starter_reader
from assistant.config.paths import find_paths
from assistant.domain.records.documents import Excerpt
from assistant.text.sentences import sentence_spans
from tools.training.reader.examples import Example, own, squad, xquad


def measure(reader: OnnxSpanReader, examples: Iterable[Example], limit: int) -> dict[str, float]:
    """Figures over at most `limit` of the examples."""
    chosen = list(examples)
    random.Random(1).shuffle(chosen)
    right = 0
    answerable: list[float] = []
    unanswerable: list[float] = []
    times: list[float] = []
    for one in chosen[:limit]:
        spans = tuple(sentence_spans(one.text))
        began = time.perf_counter()
        margins = reader.margins(one.question, [Excerpt(one.context, one.text, spans)])[0]
        times.append(time.perf_counter() - began)
        if one.answer is None:
            unanswerable.append(max(margins))
            continue
        answerable.append(max(margins))
        start, end = spans[margins.index(max(margins))]
        right += start < one.answer[1] and end > one.answer[0]
    found = {"n": float(len(times)), "sentence": right / len(answerable), "ms": 1000 * statistics.median(times)}
    if unanswerable:
        wins = sum((yes > no) + 0.5 * (yes == no) for yes in answerable for no in unanswerable)
        found["auroc"] = wins / (len(answerable) * len(unanswerable))
    return {name: round(value, 3) for name, value in found.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/retrieval"))
    parser.add_argument("--limit", type=int, default=400)
    options = parser.parse_args()
    if options.home:
        os.environ["ASSISTANT_HOME"] = str(options.home.resolve())
    reader = OnnxSpanReader(make_starter_reader(find_paths().models))
    found = {"own": measure(reader, own(held_out=True), options.limit)}
    if options.data.is_dir():
        held_out = squad(options.data / "squad2_cs224n/dev-v2.0.json", held_out=True)
        found["squad"] = measure(reader, held_out, options.limit)
        found["xquad_de"] = measure(reader, xquad(options.data / "xquad_de", held_out=True), options.limit)
    else:
        print(f"skipped: {options.data} is not here")  # noqa: T201
    print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    main()
