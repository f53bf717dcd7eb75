"""Our generators against the raw runtimes on the same prompts, turn about, in one run: one JSON line.

    python -m tests.benchmarks.generation MODEL.gguf [--mlx FOLDER|starter] [--rounds 9] [--tokens 64] [--threads 0]

llama.cpp against xllamacpp, and with `--mlx` MLX against mlx_lm.stream_generate; `starter` is the folder that the tests
make from the starter. `ttft_ratio` and `tokens_per_s_ratio` are ours / raw, the best of all rounds each, because other
work on the machine only ever slows a round down; the medians over rounds stand beside them. Both read the whole of
every prompt. `second_turn_ratio` is the second turn's time to first token / the first's, of the same conversation. The
raw engines run in this process, in their own settings but for the window, the threads, a Unix socket instead of a TCP
port, and OpenMP's short spin, without which the raw one is many times slower on a busy machine.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from assistant.core.ports import Generator
from assistant.core.records import Prompt, Turn
from assistant.core.stop import StopSignal
from assistant.generate.chat_template import ChatMessages, ChatTemplate
from assistant.generate.encoded import PromptEncoder
from assistant.generate.engine_process import CALM
from assistant.generate.llama_cpp import LlamaCppGenerator
from assistant.generate.llama_tokens import LlamaTokens
from assistant.generate.mlx import MlxGenerator
from assistant.generate.mlx_vocabulary import MlxVocabulary
from assistant.generate.prompt import system_prompt
from assistant.generate.sampling import Sampling
from tests.stages.generate.prompts import prompt
from tests.stages.generate.weights import starter_mlx
from tests.starter import starter_models_folder

WINDOW = 4096
GREEDY = Sampling(stop_strings=())
_PASSAGE = (
    "Round {number}, passage {part}. The tenant may end the lease with three months' notice to the end of a month. "
    "Notice is given in writing. The rent is due on the third working day; the deposit is three months' rent without "
    "heating, kept in a separate account. Small repairs up to 110 euro each are paid by the tenant. "
)


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds to the first piece, and tokens a second after it."""

    first_s: float
    per_s: float
    text: str


def timed(start: Callable[[], Iterable[str]]) -> Run:
    """Run one answer. A piece is a token here: the texts hold no characters of several tokens."""
    began = time.perf_counter()
    times, said = [], []
    for piece in start():
        times.append(time.perf_counter())
        said.append(piece)
    spent = times[-1] - times[0]
    return Run(times[0] - began, (len(times) - 1) / spent if spent else 0.0, "".join(said))


def conversation(number: int, tokens: int, passages: int) -> Prompt:
    """A prompt that shares its beginning with no other round's."""
    texts = [_PASSAGE.format(number=number, part=part) for part in range(passages)]
    system = f"Round {number}. {system_prompt()}"
    question = "Describe in detail what the tenant has to pay, and when."
    return prompt(question, *texts, system=system, max_answer_tokens=tokens)


def open_raw(model: Path, threads: int) -> Any:
    os.environ.update(CALM)  # read when the library is loaded
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(model)
    params.n_ctx = WINDOW
    params.n_parallel = 1
    params.verbosity = 0
    params.hostnames = [tempfile.mkdtemp() + "/raw.sock"]
    if threads:
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    return xllamacpp.Server(params)


def raw_answer(server: Any, ids: tuple[int, ...], tokens: int) -> Run:
    times: list[float] = []
    said: list[str] = []

    def on_chunk(chunk: Any) -> bool:
        for part in chunk if isinstance(chunk, list) else [chunk]:
            text = part.get("content") or "".join(choice.get("text") or "" for choice in part.get("choices", ()))
            if text:
                times.append(time.perf_counter())
                said.append(text)
        return False

    began = time.perf_counter()
    request = {"prompt": list(ids), "max_tokens": tokens, "temperature": 0, "stream": True}
    server.handle_completions(request, on_chunk)
    spent = times[-1] - times[0]
    return Run(times[0] - began, (len(times) - 1) / spent, "".join(said))


def against_raw(model: Path, rounds: int, tokens: int, threads: int, passages: int) -> dict[str, float | int]:
    raw = open_raw(model, threads)
    ours = LlamaCppGenerator(model, window_tokens=WINDOW, threads=threads, sampling=GREEDY)
    ours.count_tokens("loaded")
    # The same prompt for the raw engine, without leaving its tokens in our own memory of texts.
    encoder = PromptEncoder(ours._encoder.template, LlamaTokens(ours._post).tokenize, ours._encoder.fence_key)
    pairs: list[tuple[Run, Run]] = []
    second: list[float] = []
    try:
        for number in range(-1, rounds):  # the first round warms both up
            asked = conversation(number, tokens, passages)
            ids = encoder.encode(asked, WINDOW).ids
            before = raw_answer(raw, ids, tokens) if number % 2 else None
            first = _ask(ours, asked)
            reference = before or raw_answer(raw, ids, tokens)
            if number >= 0:
                pairs.append((first, reference))
                second.append(_second_turn(ours, asked, first).first_s / first.first_s)
    finally:
        ours.close()
    return _report(len(ids), pairs, second)


def _report(prompt_tokens: int, pairs: list[tuple[Run, Run]], second: list[float]) -> dict[str, float | int]:
    mine, theirs = [mine for mine, _ in pairs], [theirs for _, theirs in pairs]
    best = min(run.first_s for run in mine), min(run.first_s for run in theirs)
    rates = max(run.per_s for run in mine), max(run.per_s for run in theirs)
    return {
        "prompt_tokens": prompt_tokens,
        "ttft_ms": round(1000 * best[0]),
        "raw_ttft_ms": round(1000 * best[1]),
        "ttft_ratio": round(best[0] / best[1], 3),
        "ttft_ratio_median": round(statistics.median(a.first_s / b.first_s for a, b in pairs), 3),
        "tokens_per_s": round(rates[0], 1),
        "raw_tokens_per_s": round(rates[1], 1),
        "tokens_per_s_ratio": round(rates[0] / rates[1], 3),
        "tokens_per_s_ratio_median": round(statistics.median(a.per_s / b.per_s for a, b in pairs), 3),
        "second_turn_ratio": round(statistics.median(second), 3),
        "same_text": sum(a.text.strip() == b.text.strip() for a, b in pairs),
    }


def mlx_against_raw(folder: Path, rounds: int, tokens: int) -> dict[str, float | int]:
    from mlx_lm.utils import load

    ours = MlxGenerator(folder.resolve(), window_tokens=WINDOW, sampling=GREEDY)
    model, tokenizer = load(str(folder))[:2]
    encoder = PromptEncoder(
        ChatTemplate(partial(_apply, tokenizer)), MlxVocabulary(folder).tokenize
    )  # own random fence
    pairs: list[tuple[Run, Run]] = []
    second: list[float] = []
    try:
        for number in range(-1, rounds):  # the first round warms both up
            asked = conversation(number, tokens if number >= 0 else 2, 1)
            ids = encoder.encode(asked, WINDOW).ids
            before = raw_mlx(model, tokenizer, ids, asked.max_answer_tokens) if number % 2 else None
            first = _ask(ours, asked)
            reference = before or raw_mlx(model, tokenizer, ids, asked.max_answer_tokens)
            if number >= 0:
                pairs.append((first, reference))
                second.append(_second_turn(ours, asked, first).first_s / first.first_s)
    finally:
        ours.close()
    return _report(len(ids), pairs, second)


def _apply(tokenizer: Any, messages: ChatMessages) -> str:
    return str(tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True))


def raw_mlx(model: Any, tokenizer: Any, ids: tuple[int, ...], tokens: int) -> Run:
    from mlx_lm.generate import stream_generate

    def pieces() -> Iterable[str]:
        for response in stream_generate(model, tokenizer, list(ids), max_tokens=tokens):
            if response.text:
                yield response.text

    return timed(pieces)


def _ask(generator: Generator, asked: Prompt) -> Run:
    return timed(lambda: generator.generate(asked, StopSignal()))


def _second_turn(generator: Generator, asked: Prompt, first: Run) -> Run:
    follow_up = replace(
        asked, history=(Turn(asked.question, first.text),), question="And the deposit?", max_answer_tokens=8
    )
    return _ask(generator, follow_up)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--mlx", type=Path)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--tokens", type=int, default=64)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--passages", type=int, default=4)
    chosen = parser.parse_args()
    if chosen.mlx == Path("starter"):
        chosen.mlx = starter_mlx(starter_models_folder())
    report: dict[str, object] = {"benchmark": "generation", "model": chosen.model.name, "rounds": chosen.rounds}
    report["llama_cpp"] = against_raw(chosen.model, chosen.rounds, chosen.tokens, chosen.threads, chosen.passages)
    if chosen.mlx:
        report["mlx"] = mlx_against_raw(chosen.mlx, min(chosen.rounds, 4), min(chosen.tokens, 16))
    print(json.dumps(report))  # noqa: T201


if __name__ == "__main__":
    main()
