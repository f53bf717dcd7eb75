"""How often an answer is drawn while it comes, and when garbage is looked for: both keep keys waiting."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

import pytest
from textual.app import App
from textual.dom import DOMNode
from textual.widget import Widget

from assistant.domain.events import AnswerEvent, Delta
from assistant.tui import app as app_module
from assistant.tui.app import AssistantApp
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.system import garbage_collection
from assistant.tui.widgets.foreign import ForeignText
from tests.tui.conftest import Opened
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.tui.doubles.waiting import ask, ask_to_end, screen_text, shown, wait_until

_PIECES = 200


async def test_an_answer_is_drawn_at_a_steady_rate_and_to_its_last_word(
    opened: Opened, scripted: ScriptedAssistant
) -> None:
    words = " ".join(f"w{number}" for number in range(_PIECES))
    scripted.events = lambda _: [Delta(f"{word} ") for word in words.split()]
    scripted.pause = lambda: time.sleep(0.003)
    async with opened() as pilot:
        app = cast(AssistantApp, pilot.app)
        drawn: list[str] = []
        app.signals.exchange_changed.subscribe(app.screen, lambda exchange: drawn.append(exchange.text))
        started = time.monotonic()
        await ask(pilot, "And?")
        await wait_until(pilot, lambda: bool(app.session.exchanges) and not app.asking.turns)
        taken_s = time.monotonic() - started
        assert len(drawn) <= taken_s / 0.05 + 5
        assert len(drawn) < _PIECES
        assert drawn[-1].split() == words.split()
        assert f"w{_PIECES - 1}" in screen_text(pilot)


async def test_what_was_written_before_a_failure_stands_there(opened: Opened, scripted: ScriptedAssistant) -> None:
    def breaks(_: str) -> Sequence[AnswerEvent]:
        def events() -> Iterator[AnswerEvent]:
            yield Delta("The notice period ")
            yield Delta("is three ")
            yield Delta("months")
            raise ArithmeticError

        return cast("Sequence[AnswerEvent]", events())

    scripted.events = breaks
    async with opened() as pilot:
        app = cast(AssistantApp, pilot.app)
        await ask_to_end(pilot, "And?")
        exchange = app.session.exchanges[-1]
        assert (exchange.state, exchange.text) == ("failed", "The notice period is three months")


async def test_more_text_makes_no_key_anew(
    opened: Opened, scripted: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted.events = lambda _: [Delta(f"{number} ") for number in range(_PIECES)]
    scripted.pause = lambda: time.sleep(0.003)
    made: list[str] = []
    async with opened() as pilot:
        app = cast(AssistantApp, pilot.app)
        await wait_until(pilot, lambda: app.session.summary is not None)
        monkeypatch.setattr(
            ChatScreen, "refresh_bindings", lambda self: made.append(str(app.session.exchanges[-1].state))
        )
        await ask(pilot, "And?")
        await wait_until(pilot, lambda: bool(app.session.exchanges) and not app.asking.turns)
    assert 1 <= made.count("writing") <= 3  # Textual itself asks for it where the focus moves


async def test_the_same_words_are_not_laid_out_again(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened() as pilot:
        hint = pilot.app.screen.query_one("#prompt-hint", ForeignText)
        updates: list[object] = []

        def noting(content: object, *, layout: bool) -> None:
            updates.append(content)

        monkeypatch.setattr(hint, "update", noting)
        hint.show("esc", ("stops", "bold"))
        hint.show("esc", ("stops", "dim"))
        assert len(updates) == 2
        monkeypatch.undo()
        hint.show("esc", ("stops", "dim"))
        monkeypatch.setattr(hint, "update", noting)
        hint.show("esc", ("stops", "dim"))
        assert len(updates) == 2


async def test_a_line_of_fixed_height_is_drawn_again_without_a_new_layout(opened: Opened) -> None:
    async with opened() as pilot:
        screen = pilot.app.screen
        layouts: list[object] = []
        screen.screen_layout_refresh_signal.subscribe(pilot.app, layouts.append, immediate=True)
        for name in ("#prompt-hint", "#status", "#keys"):
            screen.query_one(name, ForeignText).show("other words")
        await shown(pilot, "other words")
        assert not layouts
        screen.query_one("#welcome", ForeignText).show("a text\nof two lines")  # this one may grow
        await wait_until(pilot, lambda: bool(layouts))


async def test_the_focus_moves_without_new_styles_for_the_whole_conversation(
    opened: Opened, scripted: ScriptedAssistant
) -> None:
    async with opened((120, 40)) as pilot:
        await ask_to_end(pilot, "And?")
        screen = pilot.app.screen
        link, conversation = screen.query("SourceLink").first(Widget), screen.query_one("#conversation")
        everything = set(conversation.walk_children())
        with count_styled(pilot.app) as styled:
            link.focus()
            await wait_until(pilot, lambda: link.has_focus)
        assert link in styled and len(everything & set(styled)) < len(everything) / 2
        assert conversation.has_class("-focused")


@contextmanager
def count_styled(app: App[None]) -> Iterator[list[object]]:
    """The widgets whose styles are computed meanwhile."""
    styled: list[object] = []
    apply = app.stylesheet.apply

    def noting(node: DOMNode, **options: Any) -> None:
        styled.append(node)
        apply(node, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app.stylesheet, "apply", noting)
        yield styled


async def test_garbage_is_looked_for_while_nobody_waits(
    scripted: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_module, "_IDLE_S", 0.2)
    monkeypatch.setattr(gc, "freeze", lambda: None)
    scripted.pause = scripted.hold
    looked: list[bool] = []
    thresholds = gc.get_threshold()
    app = AssistantApp(lambda: scripted)
    monkeypatch.setattr(
        garbage_collection, "collect_if_due", lambda: looked.append(bool(app.asking.turns) or app.idle_s < 0.2)
    )
    garbage_collection.switch_off()
    try:
        async with app.run_test() as pilot:
            await wait_until(pilot, lambda: len(looked) >= 2)
            await ask(pilot, "And?")
            await wait_until(pilot, lambda: bool(app.asking.turns))
            before = len(looked)
            await wait_until(pilot, lambda: app.idle_s > 0.7)
            assert len(looked) == before
            scripted.release.set()
            await wait_until(pilot, lambda: len(looked) > before)
            assert gc.isenabled() and gc.get_threshold()[2] > 100
    finally:
        gc.enable()
        gc.set_threshold(*thresholds)
    assert not any(looked)


def test_a_full_collection_is_due_after_ten_younger_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    collected: list[int] = []
    monkeypatch.setattr(gc, "collect", lambda: collected.append(1))
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, 9))
    garbage_collection.collect_if_due()
    assert not collected
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, 10))
    garbage_collection.collect_if_due()
    assert collected


async def test_a_job_is_not_described_by_what_it_holds(opened: Opened, scripted: ScriptedAssistant) -> None:
    scripted.pause = scripted.hold
    async with opened() as pilot:
        app = cast(AssistantApp, pilot.app)
        await ask(pilot, "What about the fig tree?")
        await wait_until(pilot, lambda: bool(app.asking.turns))
        assert [worker.description for worker in app.asking.turns] == ["ask"]
        scripted.release.set()
        await wait_until(pilot, lambda: not app.asking.turns)
