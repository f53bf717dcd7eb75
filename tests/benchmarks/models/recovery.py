"""How soon the language model stops, and how soon it answers again after its engine was killed: one JSON line.

    python -m tests.benchmarks.models.recovery [--rounds 5] [--app]

Medians in milliseconds, with SmolLM2. `stop_ms`: from the stop to the end of the answer, while it is being
written; `stop_reading_ms`: while the prompt is being read. `killed_ms`: from SIGKILL on the engine in the middle of an
answer to the error; `again_ms`: from the next question to its first words, the engine's start and the model's loading
included. With `--app` the same in the terminal app on a real library: `app_killed_ms`, `app_again_ms`, through
retrieval and the safeguards. The longest of each stands in `worst`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from assistant.app.open import open_assistant
from assistant.config.schema import Config
from assistant.domain.errors import GenerationFailed
from assistant.domain.stop import StopSignal
from assistant.generate.llama_cpp.generator import LlamaCppGenerator
from tests.generate.mlx.weights import starter_gguf
from tests.generate.prompts import COUNTING, prompt
from tests.journeys.conftest import index, paths_below
from tests.starter import starter_models_folder

LONG = replace(COUNTING, max_answer_tokens=200)
QUESTION = "When does the tenant give notice, and how much is the rent? Explain at length."
LETTER = "The tenant gives notice in writing, two months before the end of the quarter. The rent is 812 euros.\n"
Times = dict[str, list[float]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--app", action="store_true")
    chosen = parser.parse_args()
    models = starter_models_folder()
    times: Times = defaultdict(list)
    generator = LlamaCppGenerator(starter_gguf(models), window_tokens=4096)
    try:
        for number in range(chosen.rounds):
            stopping(generator, times)
            stopping_while_reading(generator, times, number)
            killing(generator, times)
    finally:
        generator.close()
    if chosen.app:
        with tempfile.TemporaryDirectory() as scratch:
            for number in range(chosen.rounds):
                asyncio.run(in_the_app(Path(scratch) / str(number), models, times))
    report: dict[str, object] = {"benchmark": "recovery", "rounds": chosen.rounds}
    report |= {name: round(statistics.median(values)) for name, values in times.items()}
    report["worst"] = {name: round(max(values)) for name, values in times.items()}
    sys.stdout.write(json.dumps(report) + "\n")


def stopping(generator: LlamaCppGenerator, times: Times) -> None:
    stop = StopSignal()
    pieces = generator.generate(LONG, stop)
    next(pieces)
    stop.stop()
    times["stop_ms"].append(_ms(lambda: list(pieces)))


def stopping_while_reading(generator: LlamaCppGenerator, times: Times, number: int) -> None:
    stop = StopSignal()
    words = " ".join(f"word{number}x{count}" for count in range(600))
    stopped: list[float] = []

    def end() -> None:
        stopped.append(time.perf_counter())
        stop.stop()

    threading.Timer(0.3, end).start()
    list(generator.generate(prompt("How long?", words), stop))
    times["stop_reading_ms"].append(1000 * (time.perf_counter() - stopped[0]))


def killing(generator: LlamaCppGenerator, times: Times) -> None:
    pieces = generator.generate(LONG, StopSignal())
    next(pieces)
    os.kill(generator.engine_pid, signal.SIGKILL)

    def until_said() -> None:
        try:
            list(pieces)
        except GenerationFailed:
            return
        raise AssertionError("the engine was killed and the answer was whole")

    times["killed_ms"].append(_ms(until_said))
    again = generator.generate(COUNTING, StopSignal())
    times["again_ms"].append(_ms(lambda: next(again)))
    list(again)


async def in_the_app(home: Path, models: Path, times: Times) -> None:
    """One question killed in the middle, the next one answered, in an app of its own."""
    from assistant.tui.app import AssistantApp
    from tests.tui.doubles.waiting import ask, wait_until

    (home / "letters").mkdir(parents=True)
    (home / "letters" / "letter.md").write_text(f"# Notice\n\n{LETTER}")
    config = Config.model_validate(
        {"answers": {"generator": "llama_cpp", "max_answer_tokens": 300, "evidence_threshold": 0.0}}
    )
    assistant = open_assistant(config, paths_below(home / "home", models), owner=True)
    index(assistant, home / "letters")
    generator = assistant.parts.generator
    assert isinstance(generator, LlamaCppGenerator)
    app = AssistantApp(lambda: assistant)
    try:
        async with app.run_test(size=(100, 30)) as pilot:
            await wait_until(pilot, lambda: app.session.summary is not None, 20)
            await ask(pilot, QUESTION)
            await wait_until(pilot, lambda: bool(app.session.exchanges and app.session.exchanges[-1].text), 60)
            began = time.perf_counter()
            os.kill(generator.engine_pid, signal.SIGKILL)
            await wait_until(pilot, lambda: app.session.open_exchange is None, 60)
            times["app_killed_ms"].append(1000 * (time.perf_counter() - began))
            began = time.perf_counter()
            await ask(pilot, QUESTION)
            await wait_until(pilot, lambda: len(app.session.exchanges) > 1 and app.session.exchanges[-1].text != "", 60)
            times["app_again_ms"].append(1000 * (time.perf_counter() - began))
            await pilot.press("escape")
    finally:
        app.runner.close()


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    main()
