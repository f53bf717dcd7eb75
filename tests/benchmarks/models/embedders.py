"""Embedding models side by side, each as it is installed: chunks, questions, memory.

    python -m tests.benchmarks.models.embedders NAME... [--rounds N] [--chunks N]

Prints one JSON line. Every figure is of one thread. Times are processor time, medians of the calmer half of the rounds,
in which the models take turns: a chunk has about 200 of the model's own tokens, and `characters_per_s` says how much
text that is. Memory is what the process grew by when the model was opened and had embedded one chunk.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from functools import partial
from statistics import median

import psutil

from assistant.config.paths import find_paths
from assistant.ingest.embed.onnx import OnnxEmbedder
from assistant.models.installed import find
from assistant.models.onnx.sample import QUESTIONS, SAMPLE
from tests.benchmarks.models.disturbance import calmer_half, others_s
from tests.benchmarks.models.embedding import chunks

Times = dict[str, tuple[float, float]]  # model -> processor seconds of a chunk, of a question


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="+")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--chunks", type=int, default=8)
    options = parser.parse_args()
    models = find_paths().models
    opened, memory = {}, {}
    for name in options.names:
        before = psutil.Process().memory_info().rss
        opened[name] = OnnxEmbedder(find(models, "embedding", name).folder, threads=1)
        opened[name].embed_passages(chunks(opened[name], 1))
        memory[name] = round((psutil.Process().memory_info().rss - before) / 1e6)
    texts = {name: chunks(embedder, options.chunks) for name, embedder in opened.items()}
    rounds = measure(opened, texts, options.rounds)
    result = {name: figures(name, rounds, texts[name], memory[name]) for name in opened}
    sys.stdout.write(json.dumps({"benchmark": "embedders", "rounds": len(rounds), "models": result}) + "\n")


def measure(opened: dict[str, OnnxEmbedder], texts: dict[str, list[str]], rounds: int) -> list[Times]:
    measured = []
    questions = SAMPLE[QUESTIONS]
    for _ in range(rounds):
        seconds: Times = {}
        others, started = others_s(), time.perf_counter()
        for name, embedder in opened.items():
            chunk = processor_s(partial(embedder.embed_passages, texts[name]))
            asked = sum(processor_s(partial(embedder.embed_question, question)) for question in questions)
            seconds[name] = (chunk / len(texts[name]), asked / len(questions))
        measured.append(((others_s() - others) / (time.perf_counter() - started), seconds))
    return calmer_half(measured)


def processor_s(run: Callable[[], object]) -> float:
    started = time.process_time()
    run()
    return time.process_time() - started


def figures(name: str, rounds: list[Times], texts: list[str], memory_mb: int) -> dict[str, float]:
    chunk = median(one[name][0] for one in rounds)
    characters = sum(map(len, texts)) / len(texts)
    return {
        "chunks_per_s": round(1 / chunk, 1),
        "characters_per_s": round(characters / chunk),
        "question_ms": round(1000 * median(one[name][1] for one in rounds), 2),
        "memory_mb": memory_mb,
    }


if __name__ == "__main__":
    main()
