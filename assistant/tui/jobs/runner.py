"""Runs everything slow in worker threads: opening, asking, indexing, reading pages.

Invariant: a worker touches no widget and never ends the app. It posts messages, and its errors are shown.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from textual.app import App
from textual.worker import Worker

from assistant.domain.errors import NothingFound, StoppedByPolicy
from assistant.domain.stop import StopSignal
from assistant.tui.jobs.messages import IndexMoved, LibraryRead, Opened, TurnEnded, TurnMoved, WatchMoved
from assistant.tui.state.feed import Feed

if TYPE_CHECKING:
    from assistant.app.ports.assistant import Assistant, Watch
    from assistant.chat.conversation import Conversation
    from assistant.chat.exchange import Exchange
    from assistant.config.schema import LibraryConfig
    from assistant.domain.events import AnswerEvent, IndexEvent, WatchEvent
    from assistant.domain.ports.chats import Chats
    from assistant.domain.records.passages import Turn

    Run = Callable[[Assistant, StopSignal], Iterator[IndexEvent]]

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class PageRead:
    """The text of a page; None if the file or the page is gone, or if a rule keeps it out: `withheld` says so."""

    text: str | None
    withheld: str = ""


class Runner:
    """Starts the jobs of one app."""

    def __init__(
        self,
        app: App[None],
        open_assistant: Callable[[], Assistant],
        reads: Callable[[], LibraryConfig] | None = None,
    ) -> None:
        self._app = app
        self._open_assistant = open_assistant
        self._reads = reads
        self._one_turn = threading.Lock()  # a stopped turn may need a moment to end
        self._stop_turn: StopSignal | None = None
        self._stop_index: StopSignal | None = None
        self._one_watch = threading.Lock()
        self._watch: Watch | None = None
        self.assistant: Assistant | None = None  # set by the worker that opens it, so that `close` finds it in any case

    # ---------------------------------------------------------------- starting

    def open(self) -> Worker[None]:
        """Open the assistant; `Opened` follows."""
        return self._start(self._open, "open")

    def reopen(self) -> Worker[None]:
        """Close the assistant between two turns and open it with the settings as they are now; `Opened` follows."""
        self.stop_all()
        return self._start(self._reopen, "open")

    def read_library(self) -> None:
        """Read figures and files again; `LibraryRead` follows."""
        self._start(self._read_library, "library")

    def ask(self, exchange: Exchange, conversation: Conversation) -> Worker[None]:
        """Answer, and keep the turn; `TurnMoved` follows as events come, then `TurnEnded`."""
        self._stop_turn = StopSignal()
        work = partial(self._ask, exchange, conversation, conversation.history(), self._stop_turn)
        return self._start(work, "ask")

    def prepare(self, when: Literal["open", "typing"]) -> None:
        """Load the language model in the background if the settings want that now."""
        assistant = self.assistant
        if assistant is not None:
            self._start(lambda: assistant.prepare(when), "prepare")

    def stop_asking(self) -> None:
        if self._stop_turn is not None:
            self._stop_turn.stop()

    def index(self, roots: Sequence[Path], *, force: bool) -> Worker[None]:
        """Index; `IndexMoved` follows as events come, `LibraryRead` at the end."""
        return self.index_by(lambda assistant, stop: assistant.index(roots, stop, force=force))

    def index_by(self, run: Run) -> Worker[None]:
        """As `index`, for another way to read files into the library."""
        self._stop_index = StopSignal()
        return self._start(partial(self._index, run, self._stop_index), "index")

    def stop_indexing(self) -> None:
        if self._stop_index is not None:
            self._stop_index.stop()

    def watch(self, roots: Sequence[Path]) -> None:
        """Watch these folders from here on instead of those before; `WatchMoved` follows as events come."""
        self._start(partial(self._cover, tuple(roots)), "watch")

    def pause_watch(self) -> None:
        if self._watch is not None:
            self._watch.pause()

    def resume_watch(self) -> None:
        if self._watch is not None:
            self._watch.resume()

    def read_page(self, path: str, page: int | None, then: Callable[[PageRead], None]) -> None:
        """Call `then` on the app's thread with what could be read."""
        self._start(partial(self._read_page, path, page, then), "page")

    def check_log(self, text: str, then: Callable[[str], None]) -> None:
        """Call `then` on the app's thread with what the `log` stage lets through of `text`."""
        self._start(partial(self._check_log, text, then), "copy")

    def in_background(self, work: Callable[[], Result], then: Callable[[Result], None], group: str) -> Worker[None]:
        """Run `work` off the app's thread, then call `then` with its result on it."""
        return self._start(lambda: self.call_on_app(then, work()), group)

    def chats(self) -> Chats:
        """The kept conversations, for a job. Raises NothingFound while the library is not open."""
        return self.opened().chats

    def log_stage(self) -> Callable[[str], str]:
        """The guard's `log` stage, for a job."""
        return self.opened().check_log

    def turn(self) -> AbstractContextManager[object]:
        """Held in a job while it asks: no turn of the person runs beside it."""
        return self._one_turn

    def between_turns(self, work: Callable[[], Result], then: Callable[[Result], None], group: str) -> Worker[None]:
        """As `in_background`, but never while a question is being answered: `work` changes the parts that answer."""

        def alone() -> Result:
            with self._one_turn:
                return work()

        return self.in_background(alone, then, group)

    def call_on_app(self, then: Callable[[Result], None], result: Result) -> None:
        """Call `then` with `result` on the app's thread, from a job; not while the app ends and its widgets go."""

        def deliver() -> None:
            if self._app.is_running:
                then(result)

        self._app.call_later(deliver)

    def opened(self) -> Assistant:
        """The open assistant, for a job. Raises NothingFound while the library is not open."""
        if self.assistant is None:
            raise NothingFound("The library is not open.", "Press f9 to open it again.")
        return self.assistant

    def stop_all(self) -> None:
        """Ask every job to end."""
        self.stop_asking()
        self.stop_indexing()

    def close(self) -> None:
        """Close the assistant, once the app has ended."""
        if self.assistant is not None:
            self.assistant.close()
            self.assistant = None

    def _start(self, work: Callable[[], None], group: str) -> Worker[None]:
        # Without a description Textual prints all that the job holds, such as every passage of a conversation.
        return self._app.run_worker(work, name=group, group=group, description=group, thread=True, exit_on_error=False)

    # ---------------------------------------------------------------- in worker threads

    def _open(self) -> None:
        reads = self._reads() if self._reads is not None else None
        if self.assistant is None:
            self.assistant = self._open_assistant()
        self._app.post_message(Opened(self.assistant, reads, self.assistant.summary(), self.assistant.files()))

    def _reopen(self) -> None:
        with self._one_turn, self._one_watch:
            closing, self.assistant, self._watch = self.assistant, None, None
            if closing is not None:
                closing.close()
        self._open()

    def _read_library(self) -> None:
        assistant = self.opened()
        self._app.post_message(LibraryRead(assistant.summary(), assistant.files()))

    def _ask(self, exchange: Exchange, conversation: Conversation, history: tuple[Turn, ...], stop: StopSignal) -> None:
        from assistant.chat.keep import keep_turn
        from assistant.chat.memory import remembered
        from assistant.domain.events import Finished  # what answers need is loaded after the first frame

        assistant = self.opened()
        feed: Feed[AnswerEvent] = Feed(lambda: self._app.post_message(TurnMoved(exchange, feed)))
        turn: Turn | None = None
        unsaved = ""
        with self._one_turn:
            try:
                question, scope, task = exchange.question, exchange.scope, exchange.wanted
                for event in assistant.ask(question, history=history, scope=scope, stop=stop, task=task):
                    feed.put(event)
                    if isinstance(event, Finished):
                        turn = remembered(assistant, exchange.question, event.answer)
                        unsaved = keep_turn(assistant, conversation, exchange.question, event.answer)
            finally:
                self._app.post_message(TurnMoved(exchange, feed, last=True))
        self._app.post_message(TurnEnded(conversation, exchange, turn, unsaved))
        if assistant.policy_trouble():
            self._read_library()  # its banner tells of it

    def _index(self, run: Run, stop: StopSignal) -> None:
        assistant = self.opened()
        feed: Feed[IndexEvent] = Feed(lambda: self._app.post_message(IndexMoved(feed)))
        try:
            for event in run(assistant, stop):
                feed.put(event)
        finally:
            self._read_library()

    def _cover(self, roots: tuple[Path, ...]) -> None:
        assistant = self.opened()
        feed: Feed[WatchEvent] = Feed(lambda: self._app.post_message(WatchMoved(feed)))
        with self._one_watch:
            if self._watch is not None:
                self._watch.cover(roots)
                return
            self._watch = assistant.watch(roots, feed.put)
        self._watch.start()

    def _read_page(self, path: str, page: int | None, then: Callable[[PageRead], None]) -> None:
        try:
            read = PageRead(self.opened().page_text(path, page))
        except (NothingFound, KeyError):
            read = PageRead(None)
        except StoppedByPolicy as error:
            read = PageRead(None, str(error))
        self.call_on_app(then, read)

    def _check_log(self, text: str, then: Callable[[str], None]) -> None:
        self.call_on_app(then, self.opened().check_log(text))
