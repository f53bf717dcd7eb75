"""Whether the judgement of evidence hangs on the processor: the same questions asked with other arithmetic.

    python -m tests.benchmarks.models.decisions [--home HOME] [--embedder NAME] [--ways as_is avx2 float32]
        [--questions 400]

Judges what is found for questions over sample_docs and the clubs (those of the archive, the near misses, and those in
four languages), each way in a process of its own with a library of its own: `as_is` with the instructions that the
processor has, `avx2` with those of a processor without AVX-512 and VNNI (`without_vnni.c`: CPUID says so, the kernels
are real; Linux on x86-64 with a C compiler), `float32` with the same weights and activations that are not rounded.
Prints one JSON line: for each pair of ways the questions that have enough evidence both times or neither time, with the
95% interval, how far the judgement's score moved, and which questions were decided otherwise.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from assistant.app.open import retrieval_parts
from assistant.domain.scope import Scope
from assistant.evaluation.machine import this_machine
from assistant.evaluation.questions import Question, read_questions
from assistant.evaluation.shares import Share
from tests.benchmarks.libraries import SAMPLE_DOCS, add_options, library, show_progress
from tests.benchmarks.models.float_graphs import in_float32
from tools.training.reader.judged_cases import sample_questions

WAYS = ("as_is", "avx2", "float32")
_LANGUAGES = SAMPLE_DOCS.parent / "tests" / "benchmarks" / "languages"
_WITHOUT_VNNI = Path(__file__).with_name("without_vnni.c")

_PASSAGES = 5  # as the product reads

Decisions = dict[str, tuple[bool, float, str]]  # question -> enough evidence, its score, the file of the first passage


def questions(most: int) -> list[Question]:
    """Up to `most` of the questions whose answer is one sentence or that nothing answers, each once, by chance."""
    sources = [SAMPLE_DOCS / "questions.yaml", *sorted(_LANGUAGES.glob("*.yaml"))]
    found = [*sample_questions(SAMPLE_DOCS), *(one for file in sources for one in read_questions(file) if one.is_read)]
    single = list({one.question: one for one in found if not one.previous}.values())
    return random.Random(19).sample(single, min(most, len(single)))


def decide(options: argparse.Namespace) -> Decisions:
    """Ask all of them in this process."""
    name = f"decisions-{options.embedder or 'starter'}-{options.way}"
    folders = [SAMPLE_DOCS, _LANGUAGES / "clubs"]
    decisions: Decisions = {}
    asked = questions(options.questions)
    with (
        in_float32() if options.way == "float32" else nullcontext(),
        library(name, folders, options, "extractive", options.embedder) as assistant,
    ):
        retriever = retrieval_parts(assistant).retriever
        for number, question in enumerate(asked):
            passages = retriever.retrieve(question.question, k=_PASSAGES, scope=Scope())
            evidence = retriever.judge(question.question, passages)
            first = Path(passages[0].path).name if passages else ""
            decisions[question.question] = (evidence.sufficient, evidence.score, first)
            show_progress(number + 1, len(asked))
    return decisions


def in_a_process(way: str, arguments: Sequence[str]) -> Decisions:
    """The decisions of one way. Raises CalledProcessError where it cannot be measured here."""
    with tempfile.TemporaryDirectory() as scratch:
        environment = dict(os.environ)
        if way == "avx2":
            preloaded = Path(scratch) / "without_vnni.so"
            subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", str(preloaded), str(_WITHOUT_VNNI)], check=True)
            environment["LD_PRELOAD"] = str(preloaded)
        found = Path(scratch) / "decisions.json"
        command = [sys.executable, "-m", __spec__.name, *arguments, "--way", way, "--into", str(found)]
        subprocess.run(command, env=environment, check=True)
        return {text: (one[0], one[1], one[2]) for text, one in json.loads(found.read_text("utf-8")).items()}


def beside(one: Decisions, other: Decisions) -> dict[str, Any]:
    """How two ways differ."""
    same = Share(sum(one[text][0] == other[text][0] for text in one), len(one))
    moves = np.abs([one[text][1] - other[text][1] for text in one])
    return {
        "same_decision": same.as_json(),
        "same_file_first": Share(sum(one[text][2] == other[text][2] for text in one), len(one)).as_json(),
        "score_moved": {
            "median": float(np.median(moves)),
            "p99": float(np.percentile(moves, 99)),
            "max": float(moves.max()),
        },
        "other_decision": {text: (one[text][1], other[text][1]) for text in one if one[text][0] != other[text][0]},
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--embedder", default="", help="an embedding model; default: the starter's")
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--questions", type=int, default=400)
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    add_options(parser)
    options = parser.parse_args()
    if options.way:
        options.into.write_text(json.dumps(decide(options)), "utf-8")
        return
    arguments = ["--cache", str(options.cache), "--embedder", options.embedder, "--questions", str(options.questions)]
    arguments += ["--home", str(options.home)] if options.home else []
    ways: Mapping[str, Decisions] = {way: in_a_process(way, arguments) for way in options.ways}
    result: dict[str, Any] = {
        "machine": this_machine().as_json(),
        "embedder": options.embedder,
        "answered": {
            way: Share(sum(one[0] for one in found.values()), len(found)).as_json() for way, found in ways.items()
        },
        "pairs": {f"{one}, {other}": beside(ways[one], ways[other]) for one, other in combinations(ways, 2)},
    }
    print(json.dumps(result, ensure_ascii=False))  # noqa: T201


if __name__ == "__main__":
    main()
