"""How far apart keys are handled while an answer streams in and files are read; prints one JSON line.

    python -m tests.benchmarks.app.keys [--folder sample_docs] [--columns 120] [--lines 40]

The real library is written and read meanwhile, by the starter models; the answer is a scripted one of 50,000
characters, as long answers of a language model are. The next key is pressed when the one before was handled.

- gap_ms, gap_worst_ms: between two handled keys, by the clock (median, worst), with all that the machine does besides
- work_ms, work_worst_ms: processor time of the app's own thread between the two, which other programs do not change
- keys, index_s: how many keys were handled, and how long the files took
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
from collections.abc import Iterator
from pathlib import Path

from assistant.app.local import LocalAssistant
from assistant.app.open import patient_owner
from assistant.config.paths import find_paths
from assistant.config.schema import load_config
from assistant.domain.events import AnswerEvent
from assistant.tui.app import AssistantApp
from assistant.tui.system import garbage_collection
from assistant.tui.widgets.chat.prompt import Prompt
from tests.starter import starter_models_folder
from tests.tui.doubles.scripted_events import answer_events
from tests.tui.doubles.waiting import wait_until

_TEXT = "This is a sentence of a rather long answer, one of very many. " * 806
_EVENT_EVERY_S = 0.005
_CHARS = 40  # in the prompt, before it is emptied


class LongAnswers(LocalAssistant):
    """The real assistant, but for its answers."""

    def ask(self, question: str, **_: object) -> Iterator[AnswerEvent]:
        for event in answer_events(_TEXT):
            time.sleep(_EVENT_EVERY_S)
            yield event


async def type_meanwhile(
    app: AssistantApp, folder: Path, size: tuple[int, int]
) -> tuple[list[tuple[float, float]], float]:
    """Milliseconds (by the clock, of this thread's processor time) between handled keys, and seconds of the index."""
    between: list[tuple[float, float]] = []
    async with app.run_test(size=size) as pilot:
        await wait_until(pilot, lambda: app.session.assistant is not None and len(app.screen_stack) > 1)
        await pilot.press("escape")
        prompt = app.screen.query_one(Prompt)
        prompt.focus()
        app.library.index([folder])
        started = time.monotonic()
        while app.session.library.running:
            if app.session.open_exchange is None:
                app.ask("A long answer?")
            clock, work, length = time.monotonic(), time.thread_time(), len(prompt.text)
            app.simulate_key("x")
            while len(prompt.text) == length:
                await asyncio.sleep(0.001)
            between.append(((time.monotonic() - clock) * 1000, (time.thread_time() - work) * 1000))
            if len(prompt.text) > _CHARS:
                prompt.text = ""
        return between, time.monotonic() - started


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, default=Path("sample_docs"))
    parser.add_argument("--columns", type=int, default=120)
    parser.add_argument("--lines", type=int, default=40)
    chosen = parser.parse_args()
    os.umask(0o077)
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "home"
        home.mkdir()
        (home / "models").symlink_to(starter_models_folder())
        paths = find_paths({"ASSISTANT_HOME": str(home)})
        assistant = LongAnswers(load_config(paths.config_file), paths, patient_owner(paths.lock))
        garbage_collection.switch_off()  # as the command does
        app = AssistantApp(lambda: assistant)
        size = (chosen.columns, chosen.lines)
        try:
            between, index_s = asyncio.run(type_meanwhile(app, chosen.folder.resolve(), size))
        finally:
            assistant.close()
    gaps, works = zip(*between, strict=True)
    figures = {
        "gap_ms": round(statistics.median(gaps)),
        "gap_worst_ms": round(max(gaps)),
        "work_ms": round(statistics.median(works)),
        "work_worst_ms": round(max(works)),
        "keys": len(between),
        "index_s": round(index_s, 1),
    }
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
