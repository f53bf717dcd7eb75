"""Speed of the app; prints one JSON line: python -m tests.tui.benchmark [RUNS]

- first_frame_ms: a fresh process in a pseudo terminal, until the prompt is drawn (median of RUNS), on the library of
  ASSISTANT_HOME; first_key_ms: until a key pressed at that moment is drawn
- open_500_ms: a conversation of 500 exchanges, until it is drawn
- longest_gap_ms: between two handled keys while an answer of 50,000 characters streams in as fast as it can
"""

from __future__ import annotations

import asyncio
import json
import os
import pty
import select
import statistics
import subprocess
import sys
import termios
import time

from assistant.tui.app import AssistantApp
from assistant.tui.widgets.chat_log import ChatLog
from assistant.tui.widgets.prompt import Prompt
from tests.tui.scripted import ScriptedAssistant, answer_events
from tests.tui.waiting import ask, wait_until

_TIMEOUT_S = 30.0


def _until(master: int, wanted: bytes) -> None:
    seen, end = b"", time.monotonic() + _TIMEOUT_S
    while wanted not in seen:
        if time.monotonic() > end:
            raise TimeoutError(f"{wanted!r} was not drawn")
        if select.select([master], [], [], 0.05)[0]:
            seen += os.read(master, 65536)


def first_frame() -> tuple[float, float]:
    """Milliseconds until the prompt is drawn, and until a key pressed then is drawn."""
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (30, 100))
    started = time.monotonic()
    environment = {**os.environ, "TERM": "xterm-256color"}
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant"], stdin=slave, stdout=slave, stderr=slave, env=environment, close_fds=True
    )
    try:
        _until(master, b"sk about your files")
        drawn = time.monotonic()
        os.write(master, b"\xc2\xa7")  # a sign that stands nowhere else on the screen
        _until(master, "\u00a7".encode())
        return (drawn - started) * 1000, (time.monotonic() - drawn) * 1000
    finally:
        process.kill()
        process.wait()
        os.close(master)
        os.close(slave)


async def open_500() -> float:
    """Milliseconds until a conversation of 500 exchanges is drawn."""
    app = AssistantApp(ScriptedAssistant)
    async with app.run_test(size=(100, 40)) as pilot:
        await wait_until(pilot, lambda: app.session.summary is not None)
        for number in range(500):
            exchange = app.session.conversation.add(f"question {number}", app.session.scope)
            for event in answer_events():
                exchange.apply(event)
        started = time.monotonic()
        app.screen.query_one(ChatLog).begin(app.session.exchanges)
        await pilot.pause()
        return (time.monotonic() - started) * 1000


async def longest_gap() -> float:
    """Milliseconds between two handled keys at worst, while 50,000 characters stream in."""
    scripted = ScriptedAssistant()
    text = "This is a sentence of a rather long answer, one of very many. " * 806
    scripted.events = lambda _: answer_events(text)
    scripted.pause = lambda: time.sleep(0.002)
    app = AssistantApp(lambda: scripted)
    async with app.run_test(size=(100, 40)) as pilot:
        await wait_until(pilot, lambda: app.session.summary is not None)
        prompt = app.screen.query_one(Prompt)
        gaps: list[float] = []
        await ask(pilot, "long")
        while app.session.open_exchange is not None:
            before, length = time.monotonic(), len(prompt.text)
            app.simulate_key("x")
            while len(prompt.text) == length:
                await asyncio.sleep(0.001)
            gaps.append(time.monotonic() - before)
            if len(prompt.text) > 40:
                prompt.text = ""
        return max(gaps) * 1000


def main() -> None:
    """Measure and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    frames = [first_frame() for _ in range(runs)]
    figures = {
        "first_frame_ms": statistics.median(frame for frame, _ in frames),
        "first_key_ms": statistics.median(key for _, key in frames),
        "open_500_ms": asyncio.run(open_500()),
        "longest_gap_ms": asyncio.run(longest_gap()),
    }
    sys.stdout.write(json.dumps({name: round(value) for name, value in figures.items()}) + "\n")


if __name__ == "__main__":
    main()
