"""Our generators against the raw runtimes on the same prompts, turn about, in one run: one JSON line.

    python -m tests.benchmarks.models.generation MODEL.gguf [--mlx FOLDER|starter] [--rounds 12] [--tokens 16]
        [--threads 0]

llama.cpp against xllamacpp, and with `--mlx` MLX against mlx_lm.stream_generate; `starter` is the folder that the
tests make from SmolLM2. Each round asks both for a prompt that neither has seen, then, of llama.cpp, the same
prompt again several times, so that many short stretches of writing are compared. `ttft_ratio` and `tokens_per_s_ratio`
are medians of ours / raw over what was measured side by side, in the calmer half: that in which other programs, and
other machines on the same host, took least. (The best of each side would say little: where a host lends a core more
than its share now and then, the luckier side wins by a tenth.) `second_turn_ratio` is the second turn's time to first
token / the first's, of the same conversation. The raw engines run in this process, in their own settings but for the
window, the threads, a Unix socket instead of a TCP port, and OpenMP's short spin, without which the raw one is many
times slower on a busy machine.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from assistant.domain.ports.generate import Generator
from assistant.domain.records.passages import Prompt
from assistant.domain.stop import StopSignal
from assistant.generate.chat_template import ChatMessages, ChatTemplate
from assistant.generate.encoded import PromptEncoder
from assistant.generate.llama_cpp.generator import LlamaCppGenerator
from assistant.generate.llama_cpp.process import SHORT_SPIN
from assistant.generate.llama_cpp.tokens import LlamaTokens
from assistant.generate.mlx.generator import MlxGenerator
from assistant.generate.mlx.vocabulary import MlxVocabulary
from assistant.generate.prompt import system_prompt
from assistant.generate.sampling import Sampling
from tests.benchmarks.models.disturbance import calmer_half, others_s
from tests.generate.mlx.weights import starter_mlx
from tests.generate.prompts import after, prompt
from tests.starter import starter_models_folder

WINDOW = 4096
MLX_ROUNDS = 6  # at most: on a slow processor a round takes more than a minute
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
    os.environ.update(SHORT_SPIN)  # read when the library is loaded
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


@dataclass(slots=True)
class Sides:
    """Both sides of a comparison; what a pair of runs gave stands beside the share of the machine that others took."""

    ours: Callable[[Prompt], Run]
    raw: Callable[[Prompt], Run]
    reading: list[tuple[float, tuple[Run, Run]]] = field(default_factory=list)
    writing: list[tuple[float, tuple[float, float]]] = field(default_factory=list)  # seconds a token
    second: list[float] = field(default_factory=list)

    def round(self, number: int, tokens: int, passages: int, again: int) -> None:
        asked = conversation(number, tokens, passages)
        disturbed, runs = self._turn_about(asked, "or" if number % 2 else "ro")
        (first,), (reference,) = runs
        second = _second_turn(self.ours, asked, first)
        blocks = [self._turn_about(asked, "orro" if block % 2 else "roor") for block in range(again)]
        if number < 0:  # the first round warms both up
            return
        self.reading.append((disturbed, (first, reference)))
        self.second.append(second.first_s / first.first_s)
        for share, sides in blocks or [(disturbed, runs)]:
            ours, raw = (statistics.mean(1 / run.per_s for run in side) for side in sides)
            self.writing.append((share, (ours, raw)))

    def _turn_about(self, asked: Prompt, order: str) -> tuple[float, tuple[list[Run], list[Run]]]:
        """The runs of both sides in the `order` (o: ours, r: raw), and the share of the machine that others took."""
        began, others = time.perf_counter(), others_s()
        runs: dict[str, list[Run]] = {"o": [], "r": []}
        for side in order:
            runs[side].append((self.ours if side == "o" else self.raw)(asked))
        spent = (time.perf_counter() - began) * (os.cpu_count() or 1)
        return max(0.0, others_s() - others) / spent, (runs["o"], runs["r"])

    def report(self, prompt_tokens: int) -> dict[str, float | int]:
        reading, writing = calmer_half(self.reading), calmer_half(self.writing)
        return {
            "prompt_tokens": prompt_tokens,
            "pairs_read": len(reading),
            "pairs_written": len(writing),
            "others_share": round(statistics.median([share for share, _ in self.writing]), 3),
            "ttft_ms": round(1000 * statistics.median(ours.first_s for ours, _ in reading)),
            "raw_ttft_ms": round(1000 * statistics.median(raw.first_s for _, raw in reading)),
            "ttft_ratio": round(statistics.median(ours.first_s / raw.first_s for ours, raw in reading), 3),
            "tokens_per_s": round(1 / statistics.median(ours for ours, _ in writing), 1),
            "raw_tokens_per_s": round(1 / statistics.median(raw for _, raw in writing), 1),
            "tokens_per_s_ratio": round(statistics.median(raw / ours for ours, raw in writing), 3),
            "second_turn_ratio": round(statistics.median(self.second), 3),
            "same_text": sum(ours.text.strip() == raw.text.strip() for _, (ours, raw) in self.reading),
        }


def against_raw(model: Path, chosen: argparse.Namespace) -> dict[str, float | int]:
    raw = open_raw(model, chosen.threads)
    ours = LlamaCppGenerator(model, window_tokens=WINDOW, threads=chosen.threads, sampling=GREEDY)
    ours.count_tokens("loaded")
    # The same prompt for the raw engine, without leaving its tokens in our own memory of texts.
    encoder = PromptEncoder(ours._encoder.template, LlamaTokens(ours._post).tokenize, ours._encoder.fence_key)
    known: dict[Prompt, tuple[int, ...]] = {}

    def ids(asked: Prompt) -> tuple[int, ...]:
        if asked not in known:
            known[asked] = encoder.encode(asked, WINDOW).ids
        return known[asked]

    sides = Sides(partial(_ask, ours), lambda asked: raw_answer(raw, ids(asked), asked.max_answer_tokens))
    try:
        for number in range(-1, chosen.rounds):
            sides.round(number, chosen.tokens, chosen.passages, chosen.again)
    finally:
        ours.close()
    return sides.report(len(next(reversed(known.values()))))


def mlx_against_raw(folder: Path, chosen: argparse.Namespace) -> dict[str, float | int]:
    from mlx_lm.utils import load

    ours = MlxGenerator(folder.resolve(), window_tokens=WINDOW, sampling=GREEDY)
    model, tokenizer = load(str(folder))[:2]
    encoder = PromptEncoder(
        ChatTemplate(partial(_apply, tokenizer)), MlxVocabulary(folder).tokenize
    )  # own random fence
    sizes: list[int] = []

    def raw(asked: Prompt) -> Run:
        ids = encoder.encode(asked, WINDOW).ids
        sizes.append(len(ids))
        return raw_mlx(model, tokenizer, ids, asked.max_answer_tokens)

    sides = Sides(partial(_ask, ours), raw)
    try:
        for number in range(-1, min(chosen.rounds, MLX_ROUNDS)):
            sides.round(number, min(chosen.tokens, 16) if number >= 0 else 2, 1, 0)  # raw reads all of it each time
    finally:
        ours.close()
    return sides.report(sizes[-1])


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


def _second_turn(ask: Callable[[Prompt], Run], asked: Prompt, first: Run) -> Run:
    return ask(replace(after(asked, first.text, "And the deposit?"), max_answer_tokens=8))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--mlx", type=Path)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--tokens", type=int, default=16)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--passages", type=int, default=4)
    parser.add_argument("--again", type=int, default=6, help="blocks of four stretches of writing a round")
    chosen = parser.parse_args()
    if chosen.mlx == Path("starter"):
        chosen.mlx = starter_mlx(starter_models_folder())
    report: dict[str, object] = {"benchmark": "generation", "model": chosen.model.name, "rounds": chosen.rounds}
    report["llama_cpp"] = against_raw(chosen.model, chosen)
    if chosen.mlx:
        report["mlx"] = mlx_against_raw(chosen.mlx, chosen)
    print(json.dumps(report))  # noqa: T201


if __name__ == "__main__":
    main()
