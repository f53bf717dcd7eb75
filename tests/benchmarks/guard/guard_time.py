"""What the output checks cost while an answer is written: one JSON line.

    python -m tests.benchmarks.guard.guard_time [--policy standard] [--archive sample_docs] [--answers 60]

Answers are stretches of the archive's own prose, fed token by token (the embedding model's tokens) into the stream that
holds a real answer back; the passages are the pages they are from. Time is what `feed` and `finish` take; generation at
20 tokens/s takes a twentieth of a second a token. `final` is the check of the whole answer at its end, once. Uses the
models of ASSISTANT_HOME; run it on a quiet machine.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from assistant.app.policies import open_policy
from assistant.config.paths import find_paths
from assistant.domain.records.documents import Chunk
from assistant.domain.records.passages import Passage
from assistant.guard.engine.gate import PolicyGate
from assistant.guard.matching.segment import sentences
from tests.benchmarks.guard.injection import chunks_of, read_archive

_TOKENS_PER_S = 20.0
_SENTENCES = 5  # of an answer


def answers(pages: Sequence[str], count: int) -> Iterator[tuple[str, str]]:
    """(answer, the text it is from): five sentences out of a page, from pages spread over the archive."""
    long_enough = [page for page in pages if len(sentences(page)) >= 2 * _SENTENCES]
    step = max(1, len(long_enough) // count)
    for page in long_enough[::step][:count]:
        spans = sentences(page)
        first = len(spans) // 3
        yield page[spans[first][0] : spans[min(len(spans), first + _SENTENCES) - 1][1]], page


def pieces(text: str, models: Path) -> list[str]:
    """The text as a generator would give it: token by token, blanks kept."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(models / "all-minilm-l6-v2" / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    starts = [start for start, _ in tokenizer.encode(text, add_special_tokens=False).offsets]
    return [text[start:end] for start, end in zip([0, *starts[1:]], [*starts[1:], len(text)], strict=True)]


def passages_of(text: str) -> tuple[Passage, ...]:
    chunks = chunks_of([text])
    return tuple(
        Passage(Chunk(number, "archive", 1, 0, len(chunk), (), "", chunk), chunk, 1.0, number)
        for number, chunk in enumerate(chunks, 1)
    )


def stream(gate: PolicyGate, parts: Sequence[str], passages: Sequence[Passage]) -> list[float]:
    """Milliseconds between two boundaries: what the checks of each sentence took."""
    held = gate.open_stream(passages)
    spent, current, shown = [], 0.0, 0
    for part in [*parts, None]:
        began = time.perf_counter()
        if part is None:
            held.finish()
        else:
            held.feed(part)
        current += (time.perf_counter() - began) * 1000
        if len(held.released) > shown or part is None:
            spent.append(current)
            current, shown = 0.0, len(held.released)
    return spent


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--policy", default="standard")
    parser.add_argument("--archive", type=Path, default=Path("sample_docs"))
    parser.add_argument("--answers", type=int, default=60)
    given = parser.parse_args()
    paths = find_paths()
    gate = open_policy(given.policy, paths)
    spent: list[float] = []
    final: list[float] = []
    tokens, busy = 0, time.process_time()
    for text, page in answers(read_archive(given.archive), given.answers):
        parts, passages = pieces(text, paths.models), passages_of(page)
        tokens += len(parts)
        spent += stream(gate, parts, passages)
        began = time.perf_counter()
        gate.judge("final", text, passages=passages)
        final.append((time.perf_counter() - began) * 1000)
    busy = time.process_time() - busy
    generation = tokens / _TOKENS_PER_S * 1000
    result = {
        "policy": gate.policy.id,
        "degraded": list(gate.policy.degraded),
        "answers": len(final),
        "sentences": len(spent),
        "tokens": tokens,
        "p50_ms_a_sentence": round(float(np.percentile(spent, 50)), 2),
        "p95_ms_a_sentence": round(float(np.percentile(spent, 95)), 2),
        "share_of_generation": round(sum(spent) / generation, 4),
        "cpu_share_of_generation": round((busy * 1000 - sum(final)) / generation, 4),
        "final_p50_ms": round(float(np.percentile(final, 50)), 2),
        "final_p95_ms": round(float(np.percentile(final, 95)), 2),
    }
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
