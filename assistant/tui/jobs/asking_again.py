"""Questions that nothing answered while files were still being read: asked again, once more files are there.

Invariant: it never runs beside a question of the person, and shows nothing until there is an answer; what is then shown
is a turn of its own below the refusal, kept as any other.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from assistant.domain.errors import AssistantError
from assistant.domain.stop import StopSignal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.chat.conversation import Conversation
    from assistant.chat.exchange import Exchange
    from assistant.domain.events import AnswerEvent
    from assistant.domain.records.passages import Turn
    from assistant.tui.jobs.runner import Runner
    from assistant.tui.state.session import Session
    from assistant.tui.state.signals import Signals

_MORE = 3  # files


class AskingAgain:
    """The refused questions of the conversation on the screen that wait for more files."""

    def __init__(self, session: Session, signals: Signals, runner: Runner) -> None:
        self._session = session
        self._signals = signals
        self._runner = runner
        self._stop = StopSignal()
        self._running = False
        self._due = 0  # files in the library from which on it is worth another try
        self.waiting: list[Exchange] = []

    def ended(self, exchange: Exchange) -> None:
        """A turn has ended: a refusal that was made while files were being read waits from now on."""
        if exchange.state == "refused" and exchange.still_read is not None:
            due = exchange.still_read[0] + _MORE
            self._due = min(due, self._due) if self.waiting else due
            self.waiting.append(exchange)
            self.look()

    def look(self) -> None:
        """Begin, if some more files are read, then twice as many each time, or all: each time costs seconds."""
        session, files = self._session, len(self._session.library.files)
        self.waiting = [exchange for exchange in self.waiting if exchange in session.exchanges]
        reading = session.library.running
        if not self.waiting or self._running or session.open_exchange is not None:
            return
        if not files or (reading and files < self._due):
            return
        self._due, self._running, self._stop = max(2 * files, files + _MORE), True, StopSignal()
        work = partial(self._work, session.conversation, tuple(self.waiting), not reading, self._stop)
        self._runner.in_background(work, lambda _: None, "again")

    def stop(self) -> None:
        """A person asks: this has time."""
        self._stop.stop()

    # ---------------------------------------------------------------- in the worker

    def _work(self, conversation: Conversation, waiting: Sequence[Exchange], last: bool, stop: StopSignal) -> None:
        for exchange in waiting:
            with self._runner.turn(), suppress(AssistantError):  # a question of the person tells what is wrong
                self._ask(conversation, exchange, last, stop)
        self._runner.call_on_app(self._ended, waiting if last and not stop.stopped else ())

    def _ask(self, conversation: Conversation, before: Exchange, last: bool, stop: StopSignal) -> None:
        from assistant.chat.keep import keep_turn
        from assistant.chat.memory import remembered
        from assistant.domain.events import Finished  # what answers need is loaded after the first frame

        assistant, question = self._runner.opened(), before.question
        events: list[AnswerEvent] = []
        history = tuple(one.turn for one in conversation.exchanges[: before.number - 1] if one.turn is not None)
        for event in assistant.ask(question, history=history, scope=before.scope, stop=stop, task=before.wanted):
            events.append(event)
            if not isinstance(event, Finished) or stop.stopped:
                continue
            if not event.answer.refused and not event.answer.interrupted:
                turn = remembered(assistant, question, event.answer)
                unsaved = keep_turn(assistant, conversation, question, event.answer)
                self._runner.call_on_app(partial(self._show, conversation, before, events, turn), unsaved)
            elif last:
                self._runner.call_on_app(self._give_up, before)

    # ---------------------------------------------------------------- on the app's thread

    def _show(
        self, conversation: Conversation, before: Exchange, events: list[AnswerEvent], turn: Turn | None, unsaved: str
    ) -> None:
        conversation.unsaved = unsaved
        exchange = conversation.add(before.question, before.scope, before.wanted, before.tried)
        exchange.begun, exchange.again, exchange.turn = True, True, turn
        exchange.still_read = self._session.library.read_so_far
        for event in events:
            exchange.apply(event)
        exchange.note_files(self._session.library.files)
        self._forget(before)
        self._signals.exchange_changed.publish(exchange)

    def _give_up(self, before: Exchange) -> None:
        before.still_read = None  # all files are read by now: other words are what would help
        self._forget(before)

    def _forget(self, before: Exchange) -> None:
        if before in self.waiting:
            self.waiting.remove(before)
        self._signals.exchange_changed.publish(before)

    def _ended(self, over: Sequence[Exchange]) -> None:
        self._running = False
        self.waiting = [exchange for exchange in self.waiting if exchange not in over]
        self.look()
