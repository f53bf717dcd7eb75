"""Questions: ask, stop, and show the answer as it comes.

Invariant: exchanges change on the app's thread alone, and every change is published.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from assistant.tui.jobs.asking_again import AskingAgain

if TYPE_CHECKING:
    from textual.app import App
    from textual.worker import Worker

    from assistant.chat.exchange import Exchange
    from assistant.domain.events import AnswerEvent
    from assistant.domain.scope import Scope
    from assistant.tui.jobs.messages import TurnEnded, TurnMoved
    from assistant.tui.jobs.runner import Runner
    from assistant.tui.state.error_report import ErrorReport
    from assistant.tui.state.feed import Feed
    from assistant.tui.state.session import Session
    from assistant.tui.state.signals import Signals

_DRAW_EVERY_S = 0.05  # a model writes faster than a person reads, and no key is handled while an answer is drawn


class Asking:
    """The turns of the conversation on the screen. `app` gives the timers; `before_asking` stops what can wait."""

    def __init__(
        self, app: App[None], session: Session, signals: Signals, runner: Runner, before_asking: Callable[[], None]
    ) -> None:
        self._app = app
        self._session = session
        self._signals = signals
        self._runner = runner
        self._before_asking = before_asking
        self._drawn_at = 0.0  # monotonic seconds
        self.turns: dict[Worker[None], Exchange] = {}  # being answered now
        self.again = AskingAgain(session, signals, runner)

    def ask(self, question: str, scope: Scope, wanted: str = "", tried: tuple[str, ...] = ()) -> Exchange:
        """Begin a turn, or let it wait: for the library that is being opened, for the end of the answer before."""
        self._before_asking()
        self.again.stop()
        busy = self._session.open_exchange is not None
        exchange = self._session.conversation.add(question, scope, wanted, tried)
        exchange.queued = busy
        if self._session.assistant is not None and not busy:
            self._start(exchange)
        self._app.call_after_refresh(self._signals.exchange_changed.publish, exchange)
        return exchange

    def ask_waiting(self) -> bool:
        """Ask the first question that waits, unless one is being answered; False if none is open."""
        exchange = self._session.open_exchange
        if exchange is not None and not exchange.begun:
            self._start(exchange)
            self._signals.exchange_changed.publish(exchange)
        return exchange is not None

    def stop(self) -> None:
        """Stop the open turn: nothing more of it is shown from now on, even if its worker needs a moment to end.

        What waits for it is asked then.
        """
        exchange = self._session.open_exchange
        if exchange is not None:
            self._runner.stop_asking()
            self._interrupt(exchange)

    def stop_all(self) -> None:
        """Stop the open turn, and take back the questions that wait for it."""
        self._runner.stop_asking()
        for exchange in self._session.exchanges:
            if exchange.is_open:
                self._interrupt(exchange)

    def _interrupt(self, exchange: Exchange) -> None:
        exchange.queued = False
        exchange.interrupt()
        self._signals.exchange_changed.publish(exchange)

    def turn_moved(self, message: TurnMoved) -> None:
        """Show what has come, or plan to do so if the answer was drawn just now."""
        wait_s = self._drawn_at + _DRAW_EVERY_S - time.monotonic()
        if message.last or wait_s <= 0:
            self._apply(message.exchange, message.feed)
        else:
            self._app.set_timer(wait_s, partial(self._apply, message.exchange, message.feed))

    def turn_ended(self, message: TurnEnded) -> None:
        """Note what later questions may know of the turn, and whether it was kept."""
        message.exchange.turn = message.turn
        message.exchange.note_files(self._session.library.files)
        message.conversation.unsaved = message.unsaved
        self._signals.exchange_changed.publish(message.exchange)
        self.again.ended(message.exchange)

    def worker_ended(self, worker: Worker[None], error: ErrorReport | None) -> None:
        """Forget the turn of `worker`, if it had one; with an `error` the turn failed."""
        exchange = self.turns.pop(worker, None)
        if exchange is not None and error is not None:
            exchange.fail(f"{error.message} {error.hint}".strip())
            self._signals.exchange_changed.publish(exchange)
        if exchange is not None and not self.turns and not self.ask_waiting():
            self.again.look()

    def _start(self, exchange: Exchange) -> None:
        exchange.queued, exchange.begun = False, True
        library = self._session.library
        exchange.still_read = library.read_so_far if library.files or library.running else (0, 0)
        self.turns[self._runner.ask(exchange, self._session.conversation)] = exchange

    def _apply(self, exchange: Exchange, feed: Feed[AnswerEvent]) -> None:
        events = feed.take()
        if not events:
            return  # the turn's last message came before this timer and took them
        self._drawn_at = time.monotonic()
        for event in events:
            exchange.apply(event)
        self._signals.exchange_changed.publish(exchange)
