"""How the conversation keeps up: a long one opened and scrolled, a long answer streamed; prints one JSON line.

    python -m tests.benchmarks.app.conversation [--runs 5]

- open_500_ms: from enter on a conversation of 500 questions and answers in the real ledger until it is drawn
- page_up_worst_ms: the slowest of the page-up keys (and "earlier") from its end to its beginning
- longest_gap_ms: between two handled keys at worst, while an answer of 50,000 characters streams in as fast as it can
- stream_s: how long that answer takes

Medians over the runs; the gaps and the slowest key are the worst of all runs.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from textual.pilot import Pilot

from assistant.domain.ports.chats import Chats
from assistant.store.chats_table import ChatsTable
from assistant.store.ledger.database import Database
from assistant.tui.app import AssistantApp
from assistant.tui.system import garbage_collection
from assistant.tui.widgets.chat.chat_log import ChatLog
from assistant.tui.widgets.chat.prompt import Prompt
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.tui.doubles.scripted_events import ANSWER, answer_events, citations
from tests.tui.doubles.waiting import screen_text, wait_until

_SIZE = (100, 40)
_TURNS = 500
_LAST = f"question number {_TURNS} of the conversation"


class WithLedger(ScriptedAssistant):
    """The scripted assistant with conversations in a real ledger."""

    def __init__(self, chats: Chats) -> None:
        super().__init__()
        self.real_chats = chats

    @property
    def chats(self) -> Chats:
        return self.real_chats


@dataclass(frozen=True, slots=True)
class Long:
    """Milliseconds for the long conversation."""

    open_ms: float
    page_up_worst_ms: float


async def long_conversation(chats: Chats) -> Long:
    """Open it from the list, then go up to its first question."""
    garbage_collection.switch_off()  # as `assistant chat` does; the app begins again by itself
    app = AssistantApp(lambda: WithLedger(chats))
    app.animation_level = "none"
    async with app.run_test(size=_SIZE) as pilot:
        await wait_until(pilot, lambda: app.session.summary is not None)
        await pilot.press("ctrl+o")
        await wait_until(pilot, lambda: "1 conversation" in screen_text(pilot))
        started = time.monotonic()
        app.simulate_key("enter")
        await _until(lambda: len(app.session.exchanges) == _TURNS and len(app.screen_stack) == 1)
        await _until(lambda: _LAST in screen_text(pilot))
        opened = time.monotonic() - started
        return Long(opened * 1000, await _to_the_top(pilot, app))


async def _to_the_top(pilot: Pilot[None], app: AssistantApp) -> float:
    log = app.screen.query_one(ChatLog)
    log.focus()
    await pilot.pause()
    worst = 0.0
    while log.scroll_y > 0 or log.hidden_count > 0:
        before = (log.scroll_y, log.hidden_count)
        started = time.monotonic()
        app.simulate_key("pageup" if log.scroll_y > 0 else "ctrl+up")
        await _until(lambda before=before: (log.scroll_y, log.hidden_count) != before)
        await pilot.pause()
        worst = max(worst, (time.monotonic() - started) * 1000)
    return worst


async def _until(condition: object) -> None:
    assert callable(condition)
    end = time.monotonic() + 60
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        await asyncio.sleep(0.001)


async def stream() -> tuple[float, float]:
    """The longest gap between two handled keys in milliseconds, and how long the answer took in seconds."""
    garbage_collection.switch_off()
    scripted = ScriptedAssistant()
    text = "This is a sentence of a rather long answer, one of very many. " * 806
    scripted.events = lambda _: answer_events(text)
    app = AssistantApp(lambda: scripted)
    async with app.run_test(size=_SIZE) as pilot:
        await wait_until(pilot, lambda: app.session.summary is not None)
        prompt = app.screen.query_one(Prompt)
        prompt.text = "long"
        prompt.focus()
        await pilot.pause()
        app.simulate_key("enter")  # unlike a press, it does not wait until the answer is there
        await _until(lambda: bool(app.session.exchanges))
        started = handled = time.monotonic()
        longest = 0.0
        while app.session.open_exchange is not None or app.asking.turns:
            length = len(prompt.text)
            app.simulate_key("x")
            await _until(lambda length=length: len(prompt.text) != length)
            longest, handled = max(longest, time.monotonic() - handled), time.monotonic()
            if len(prompt.text) > 40:
                prompt.text = ""
        return longest * 1000, handled - started


def _ledger(folder: Path) -> Database:
    database = Database(folder / "ledger.sqlite3")
    chats = ChatsTable(database, str)
    chat: int | None = None
    for number in range(1, _TURNS + 1):
        question = f"question number {number} of the conversation"
        chat = chats.add_turn(chat, question, f"{ANSWER} {ANSWER}", "answered", "extractive", citations())
    return database


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        database = _ledger(Path(folder) / "library")
        opened = [asyncio.run(long_conversation(ChatsTable(database, str))) for _ in range(runs)]
        database.close()
    streamed = [asyncio.run(stream()) for _ in range(runs)]
    figures = {
        "open_500_ms": round(statistics.median(one.open_ms for one in opened)),
        "page_up_worst_ms": round(max(one.page_up_worst_ms for one in opened)),
        "longest_gap_ms": round(max(gap for gap, _ in streamed)),
        "stream_s": round(statistics.median(taken for _, taken in streamed), 2),
        "runs": runs,
    }
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
