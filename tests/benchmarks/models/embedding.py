"""Embedding throughput and what 8 bits cost, in one run: ours against PyTorch and against a bare ONNX Runtime loop.

    python -m tests.benchmarks.models.embedding [--threads N] [--rounds N] [--documents N]

Prints one JSON line. Rates are chunks of about 200 word-pieces a second, medians of the calmer half of the rounds (that
in which other programs, and other machines on the same host, took least); ratios are medians of what each of these
rounds gave. Retrieval is nDCG@10 on a part of SciFact: every judged document and as many
others as fill `--documents`; it is left out, with the reason, where the set is not there.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from assistant.domain.ports.embed import Embedder, Vectors
from assistant.ingest.embed.onnx import OnnxEmbedder, default_threads
from assistant.ingest.embed.sentence_transformers import SentenceTransformerEmbedder
from assistant.models.onnx import export
from assistant.models.onnx.sample import SAMPLE
from tests.benchmarks.models.disturbance import calmer_half, others_s
from tests.starter import starter_models_folder

SCIFACT = Path(__file__).resolve().parents[4] / "shared" / "data" / "retrieval" / "scifact"
CHUNK_TOKENS = 200
Run = Callable[[], object]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=default_threads())
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--chunks", type=int, default=48)
    parser.add_argument("--documents", type=int, default=1000)
    options = parser.parse_args()
    folder = starter_models_folder() / "all-minilm-l6-v2"
    with tempfile.TemporaryDirectory() as scratch:
        full = full_precision(folder, Path(scratch) / "full")
        result = measure(folder, full, options)
        result["retrieval"] = retrieval(OnnxEmbedder(folder), OnnxEmbedder(full), options.documents)
    sys.stdout.write(json.dumps(result) + "\n")


def full_precision(folder: Path, target: Path) -> Path:
    """The starter exported again with 8 bits forbidden."""
    shutil.copytree(folder, target, ignore=shutil.ignore_patterns("onnx", "embedder.json", "manifest.json"))
    export.MIN_COSINE, before = 2.0, export.MIN_COSINE
    try:
        export.export_embedder(target, "full", "1")
    finally:
        export.MIN_COSINE = before
    return target


def measure(folder: Path, full: Path, options: argparse.Namespace) -> dict[str, object]:
    ours, ours_full = OnnxEmbedder(folder, options.threads), OnnxEmbedder(full, options.threads)
    texts = chunks(ours, options.chunks)
    sequences = [np.array([ids], dtype=np.int64) for ids in token_ids(folder, texts)]
    reference = SentenceTransformerEmbedder(folder, threads=options.threads)
    graph = next((folder / "onnx").glob("*.onnx"))
    runs: dict[str, Run] = {
        "ours_int8": lambda: ours.embed_passages(texts),
        "ours_fp32": lambda: ours_full.embed_passages(texts),
        "torch_fp32": lambda: reference.embed_passages(texts),
        "bare_one_by_one": bare(graph, [(ids, np.ones_like(ids)) for ids in sequences], options.threads),
        "bare_batches_of_16": bare(graph, padded(sequences, 16), options.threads),
    }
    rounds = timed_rounds(runs, options.rounds)
    cosines = np.sum(ours.embed_passages(texts) * reference.embed_passages(texts), axis=1)
    return {
        "benchmark": "embedding",
        "model": ours.identity,
        "threads": options.threads,
        "rounds": len(rounds),
        "chunks_per_s": {name: round(len(texts) / median(one[name] for one in rounds), 1) for name in runs},
        "times_torch": round(median(one["torch_fp32"] / one["ours_int8"] for one in rounds), 2),
        "of_bare_loop": round(
            median(min(one["bare_one_by_one"], one["bare_batches_of_16"]) / one["ours_int8"] for one in rounds), 2
        ),
        "cosine_to_torch": {"mean": round(float(cosines.mean()), 4), "min": round(float(cosines.min()), 4)},
    }


def chunks(embedder: Embedder, count: int) -> list[str]:
    """Texts of about `CHUNK_TOKENS` word-pieces, made of sentences in random order."""
    order = random.Random(7)
    texts: list[str] = []
    while len(texts) < count:
        text = ""
        while len(embedder.token_spans(text)) < CHUNK_TOKENS - 30:
            text += order.choice(SAMPLE) + " "
        texts.append(text)
    return texts


def token_ids(folder: Path, texts: list[str]) -> list[list[int]]:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(256)
    return [item.ids for item in tokenizer.encode_batch(texts)]


def padded(sequences: list[NDArray[np.int64]], size: int) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Batches by length."""
    ordered = sorted(sequences, key=lambda ids: -ids.shape[1])
    batches = []
    for start in range(0, len(ordered), size):
        rows = ordered[start : start + size]
        ids = np.zeros((len(rows), rows[0].shape[1]), dtype=np.int64)
        mask = np.zeros_like(ids)
        for number, row in enumerate(rows):
            ids[number, : row.shape[1]] = row[0]
            mask[number, : row.shape[1]] = 1
        batches.append((ids, mask))
    return batches


def bare(graph: Path, batches: list[tuple[NDArray[np.int64], NDArray[np.int64]]], threads: int) -> Run:
    """The runtime alone on ids that are ready, with its own threads."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])

    def run() -> None:
        for ids, mask in batches:
            session.run(None, {"input_ids": ids, "attention_mask": mask})

    return run


def timed_rounds(runs: dict[str, Run], rounds: int) -> list[dict[str, float]]:
    """Seconds of each run, turn about; the calmer half of the rounds."""
    measured = []
    for number in range(-1, rounds):  # the first round warms all up
        others, seconds = others_s(), {}
        for name, run in runs.items():
            started = time.perf_counter()
            run()
            seconds[name] = time.perf_counter() - started
        if number >= 0:
            measured.append(((others_s() - others) / sum(seconds.values()), seconds))
    return calmer_half(measured)


def retrieval(small: Embedder, full: Embedder, documents: int) -> dict[str, object]:
    if not (SCIFACT / "corpus.jsonl").exists():
        return {"skipped": "SciFact is not in the shared data"}
    judged = qrels(SCIFACT / "qrels" / "test.tsv")
    corpus = {str(row["_id"]): f"{row['title']}. {row['text']}" for row in rows(SCIFACT / "corpus.jsonl")}
    wanted = {document for answers in judged.values() for document in answers}
    others = sorted(set(corpus) - wanted)
    random.Random(7).shuffle(others)
    names = sorted(wanted) + others[: max(0, documents - len(wanted))]
    questions = {
        str(row["_id"]): str(row["text"]) for row in rows(SCIFACT / "queries.jsonl") if str(row["_id"]) in judged
    }
    scores = {
        which: ndcg(embedder.embed_passages([corpus[name] for name in names]), names, questions, judged, embedder)
        for which, embedder in (("int8", small), ("fp32", full))
    }
    return {
        "documents": len(names),
        "questions": len(questions),
        "ndcg_at_10": {which: round(score, 4) for which, score in scores.items()},
        "difference": round(scores["int8"] - scores["fp32"], 4),
    }


def rows(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def qrels(file: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for line in file.read_text(encoding="utf-8").splitlines()[1:]:
        question, document, grade = line.split("\t")
        if int(grade) > 0:
            found.setdefault(question, set()).add(document)
    return found


def ndcg(
    vectors: Vectors, names: list[str], questions: dict[str, str], judged: dict[str, set[str]], embedder: Embedder
) -> float:
    """Mean nDCG@10 with grades 0 and 1."""
    total = 0.0
    for number, text in questions.items():
        ranked = np.argsort(-(vectors @ embedder.embed_question(text)))[:10]
        gain = sum(1 / np.log2(place + 2) for place, row in enumerate(ranked) if names[row] in judged[number])
        total += gain / sum(1 / np.log2(place + 2) for place in range(min(10, len(judged[number]))))
    return total / len(questions)


if __name__ == "__main__":
    main()
