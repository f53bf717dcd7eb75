"""How soon esc stops the real llama.cpp, from the app; prints one JSON line.

    python -m tests.benchmarks.app.stopping [--runs 15]

A small language model (SmolLM2) answers at length; esc is pressed at another moment of each run. From the key until

- shown_ms: the screen says "interrupted" (p50 and worst)
- ended_ms: the turn's worker has ended and its generator is closed (p50 and worst)
- idle_ms: the engine itself works on nothing any more (p50 and worst)
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from assistant.app.local import LocalAssistant
from assistant.app.open import open_assistant
from assistant.chat.conversation import Conversation
from assistant.config.paths import find_paths
from assistant.config.schema import Config
from assistant.domain.stop import StopSignal
from assistant.generate.llama_cpp.generator import LlamaCppGenerator
from assistant.tui.app import AssistantApp
from assistant.tui.system import garbage_collection
from tests.starter import starter_models_folder
from tests.tui.doubles.waiting import ask, drawn, wait_until

_TEXT = "The tenant gives notice in writing, two months before the end of the quarter. The rent is 812 euros.\n"
_QUESTION = "When does the tenant give notice, and how much is the rent? Explain at length."


def open_real(folder: Path) -> LocalAssistant:
    """One letter, indexed; llama.cpp answers whatever the evidence, at length."""
    (folder / "letters").mkdir()
    (folder / "letters" / "letter.md").write_text(f"# Notice\n\n{_TEXT}")
    home = folder / "home"
    home.mkdir(mode=0o700)
    paths = replace(find_paths({"ASSISTANT_HOME": str(home)}), models=starter_models_folder())
    answers = {"generator": "llama_cpp", "max_answer_tokens": 2000, "evidence_threshold": 0.0}
    opened = open_assistant(Config.model_validate({"answers": answers}), paths, owner=True)
    for _ in opened.index([folder / "letters"], StopSignal()):
        pass
    return opened


def engine_is_idle(assistant: LocalAssistant) -> bool:
    """Whether the engine works on nothing."""
    generator = assistant.parts.generator
    assert isinstance(generator, LlamaCppGenerator)
    engine = generator._engine
    return engine is None or not generator._client(engine).is_busy(1.0)


class WhenDrawn:
    """Notes when "interrupted" is first drawn below the last question; looking all the time would hold up the app."""

    def __init__(self, app: AssistantApp) -> None:
        self.moments: list[float] = []  # monotonic seconds
        self._app, self._before = app, app.post_display_hook
        app.post_display_hook = self._displayed  # type: ignore[method-assign]

    def _displayed(self) -> None:
        self._before()
        if not self.moments and "interrupted" in drawn(self._app).split("You  ")[-1]:
            self.moments.append(time.monotonic())


async def measure(assistant: LocalAssistant, runs: int) -> list[tuple[float, float, float]]:
    """(shown, ended, idle) in milliseconds, a row a run."""
    app = AssistantApp(lambda: assistant)
    garbage_collection.switch_off()  # as the command does
    when_drawn = WhenDrawn(app)
    rows: list[tuple[float, float, float]] = []
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_until(pilot, lambda: app.session.summary is not None)
        for number in range(3 * runs):
            if len(rows) == runs:
                break
            app.conversations.show(Conversation())  # short answers in what came before lead to shorter ones
            await ask(pilot, _QUESTION)
            await wait_until(pilot, lambda: bool(app.session.exchanges))
            exchange = app.session.exchanges[-1]
            await wait_until(pilot, lambda exchange=exchange: exchange.text != "")  # type: ignore[misc]
            await asyncio.sleep(0.03 * (number % 10))
            if await asyncio.to_thread(engine_is_idle, assistant) or not exchange.is_open:
                app.simulate_key("escape")
                await _since(time.monotonic(), lambda: not app.asking.turns)
                continue  # the model had said all it wanted
            when_drawn.moments.clear()
            pressed = time.monotonic()
            app.simulate_key("escape")
            idle = asyncio.create_task(asyncio.to_thread(_idle_since, pressed, assistant))
            ended = await _since(pressed, lambda: not app.asking.turns)
            idle_ms = await idle
            if exchange.state != "interrupted":
                continue  # it ended while the key was on its way
            await _since(pressed, lambda: bool(when_drawn.moments))
            rows.append(((when_drawn.moments[0] - pressed) * 1000, ended, idle_ms))
    return rows


async def _since(start: float, condition: Callable[[], bool]) -> float:
    while not condition():
        if time.monotonic() - start > 30:
            raise TimeoutError
        await asyncio.sleep(0.001)
    return (time.monotonic() - start) * 1000


def _idle_since(start: float, assistant: LocalAssistant) -> float:
    while not engine_is_idle(assistant):
        time.sleep(0.01)  # asking more often would hold up what is measured
    return (time.monotonic() - start) * 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    os.umask(0o077)
    with tempfile.TemporaryDirectory() as folder:
        assistant = open_real(Path(folder))
        try:
            rows = asyncio.run(measure(assistant, runs))
        finally:
            assistant.close()
    figures: dict[str, int] = {}
    for name, values in zip(("shown", "ended", "idle"), zip(*rows, strict=True), strict=True):
        figures[f"{name}_ms"] = round(statistics.median(values))
        figures[f"{name}_worst_ms"] = round(max(values))
    sys.stdout.write(json.dumps({**figures, "runs": runs}) + "\n")


if __name__ == "__main__":
    main()
