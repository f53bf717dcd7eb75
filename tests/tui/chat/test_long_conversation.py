"""Long conversations: what is followed, drawn and mounted."""

from __future__ import annotations

import pytest

from assistant.domain.records.answers import Answer
from assistant.tui.app import AssistantApp
from assistant.tui.widgets.chat.chat_log import ChatLog
from tests.tui.conftest import Opened
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.tui.doubles.scripted_events import (
    answer_events,
)
from tests.tui.doubles.waiting import ask_to_end, screen_text, wait_until


async def test_the_stream_is_followed_only_at_the_end(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened
) -> None:
    scripted.events = lambda _: answer_events("One more sentence of it. \n\n" * 40)
    async with opened() as pilot:
        await ask_to_end(pilot, "long")
        log = app.screen.query_one(ChatLog)
        await wait_until(pilot, lambda: log.max_scroll_y > 0 and log.scroll_y == log.max_scroll_y)
        log.scroll_to(y=3, animate=False)
        await pilot.pause()
        exchange = app.session.exchanges[0]
        assert isinstance(exchange.answer, Answer)
        exchange.text += "\n\nAnd more." * 30
        app.signals.exchange_changed.publish(exchange)
        await pilot.pause()
        assert log.scroll_y == 3


async def test_the_last_ten_messages_are_drawn_and_earlier_ones_come_back(app: AssistantApp, opened: Opened) -> None:
    async with opened() as pilot:
        for number in range(50):
            exchange = app.session.conversation.add(f"question {number}", app.session.scope)
            for event in answer_events():
                exchange.apply(event)
        log = app.screen.query_one(ChatLog)
        log.show_exchanges(app.session.exchanges)
        await pilot.pause()
        assert len(log.query("ExchangeView")) == 10
        await pilot.press("ctrl+up")
        await pilot.pause()
        assert len(log.query("ExchangeView")) == 20
        assert log.hidden_count == 30


@pytest.mark.slow
async def test_a_long_conversation_never_has_more_than_thirty_messages_mounted(
    app: AssistantApp, opened: Opened
) -> None:
    async with opened() as pilot:
        for number in range(130):
            exchange = app.session.conversation.add(f"question {number}.", app.session.scope)
            for event in answer_events():
                exchange.apply(event)
        log = app.screen.query_one(ChatLog)
        log.show_exchanges(app.session.exchanges)
        await pilot.pause()
        while log.hidden_count:
            await pilot.press("ctrl+up")
            await pilot.pause()
            assert len(log.query("ExchangeView")) <= 30
        assert log.later_count == 100
        log.scroll_home(animate=False)
        await wait_until(pilot, lambda: "question 0." in screen_text(pilot))
        await pilot.press("ctrl+down")
        await pilot.pause()
        assert len(log.query("ExchangeView")) == 30
        assert (log.hidden_count, log.later_count) == (10, 90)
        await ask_to_end(pilot, "What about notice?")
        await wait_until(pilot, lambda: "What about notice?" in screen_text(pilot))
        assert log.later_count == 0
