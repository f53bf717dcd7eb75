"""Fills the home view: when something was last asked, the deadlines ahead, questions that are answered well.

Invariant: it begins after the first frame, never runs beside a question of the person, and shows only what passed the
guard as an answer does.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from assistant.domain.errors import AssistantError
from assistant.domain.stop import StopSignal
from assistant.tui.state.home import Deadline, row_in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.app.ports.assistant import Assistant
    from assistant.domain.records.program import EmbedderAdvice
    from assistant.tui.jobs.runner import Runner
    from assistant.tui.state.session import Session
    from assistant.tui.state.signals import Signals

QUESTIONS = 6
_DEADLINES = 4
COMING_UP = "Which deadlines are coming up?"
_SEED = 11  # the same library is offered the same questions each time


class Home:
    """Looks through the library once it is open, and again after a run that changed it."""

    def __init__(self, session: Session, signals: Signals, runner: Runner) -> None:
        self._session = session
        self._signals = signals
        self._runner = runner
        self._stop = StopSignal()
        self._seen: object = None  # the files that the state was made from

    def look(self) -> None:
        """Begin, if the library holds something new and nobody waits for an answer."""
        session = self._session
        files = tuple((file.path, file.sha256) for file in session.library.files if file.state == "indexed")
        free = session.assistant is not None and not session.library.running and not session.exchanges
        if not files or not free or files == self._seen:
            return
        self.stop()
        self._seen, self._stop = files, StopSignal()
        session.home.begin()
        self._runner.in_background(partial(self._work, self._stop), partial(self._ended, self._stop), "home")
        self._signals.home_changed.publish(None)

    def stop(self) -> None:
        """A person asks: the rest has time."""
        self._stop.stop()
        self._seen = None if self._session.home.looking else self._seen
        self._session.home.looking = False

    # ---------------------------------------------------------------- in the worker

    def _work(self, stop: StopSignal) -> None:
        assistant = self._runner.opened()
        try:
            kept = self._runner.chats().all()
            self._tell(stop, partial(self._note_last, max((chat.changed for chat in kept), default=0.0)))
            self._tell(stop, partial(self._note_advice, assistant.embedder_advice()))
            with self._runner.turn():
                found = deadlines(assistant, stop)
            self._tell(stop, partial(self._note_deadlines, found))
            questions = assistant.suggest(QUESTIONS, _SEED, stop)
            while not stop.stopped:
                with self._runner.turn():
                    question = next(questions, None)
                if question is None:
                    return
                self._tell(stop, partial(self._note_question, question))
        except AssistantError:
            return  # what keeps the library from answering is told where it is asked

    def _tell(self, stop: StopSignal, change: Callable[[], None]) -> None:
        def on_app(_: None) -> None:
            if not stop.stopped:
                change()
                self._signals.home_changed.publish(None)

        self._runner.call_on_app(on_app, None)

    # ---------------------------------------------------------------- on the app's thread

    def _note_last(self, last_s: float) -> None:
        self._session.home.last_s = last_s

    def _note_advice(self, advice: EmbedderAdvice | None) -> None:
        self._session.home.advice = advice

    def _note_deadlines(self, found: tuple[Deadline, ...]) -> None:
        self._session.home.deadlines = found

    def _note_question(self, question: str) -> None:
        self._session.home.questions.append(question)

    def _ended(self, stop: StopSignal, _: None) -> None:
        if stop is self._stop:
            self._session.home.looking = False
            self._signals.home_changed.publish(None)


def deadlines(assistant: Assistant, stop: StopSignal) -> tuple[Deadline, ...]:
    """The next days that the papers name, each with the sentence that does. Raises what `ask` raises."""
    from assistant.chat.exchange import Exchange
    from assistant.chat.tables.calendar import read_days
    from assistant.chat.tables.values import markers, without_markers

    exchange = Exchange(0, COMING_UP)
    for event in assistant.ask(COMING_UP, stop=stop, task="dates"):
        exchange.apply(event)
    table = exchange.answer.table if exchange.answer is not None and exchange.answer.task == "dates" else None
    ahead: list[Deadline] = []
    for row in table.rows if table is not None else ():
        days = read_days(row[0])
        source = next((found for cell in row for one in markers(cell) if (found := exchange.source(one))), None)
        if days is not None and source is not None and days[1] >= date.today():
            said = without_markers(row[1]).strip(" \u201c\u201d") if len(row) > 1 else ""
            ahead.append(
                Deadline(days[0], without_markers(row[0]).strip(" *"), row_in_words(said or source.quote), source)
            )
    return tuple(sorted(ahead, key=lambda one: one.day)[:_DEADLINES])
