"""What the app does with the assistant: ask, stop, index, pause; and what it makes of what comes back.

Invariant: the session changes here and nowhere else, and every change is published.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on

from assistant.tui.jobs.base import BaseApp
from assistant.tui.jobs.runner import IndexMoved, LibraryRead, Opened, TurnEnded, TurnMoved, WatchMoved

if TYPE_CHECKING:
    from assistant.chat.exchange import Exchange
    from assistant.domain.events import AnswerEvent
    from assistant.domain.scope import Scope
    from assistant.tui.state.feed import Feed

_BANNER_S = 5.0
_DRAWN_EVERY_S = 0.05  # a model writes faster than one reads; keys wait while an answer is drawn


class JobsApp(BaseApp):
    """Turns and index jobs."""

    _drawn = 0.0  # monotonic seconds

    # ---------------------------------------------------------------- asking

    def ask(self, question: str, scope: Scope) -> Exchange:
        """Begin a turn; it waits while the library is being opened."""
        conversation = self.session.conversation
        exchange = conversation.add(question, scope)
        if self.session.assistant is not None:
            self.turns[self.runner.ask(exchange, conversation)] = exchange
        self.call_after_refresh(self.exchange_changed.publish, exchange)
        return exchange

    def stop_answer(self) -> None:
        """Stop the open turn at once; its generator ends on its own time."""
        exchange = self.session.open_exchange
        if exchange is not None:
            self.runner.stop_asking()
            exchange.interrupt()
            self.exchange_changed.publish(exchange)

    @on(TurnMoved)
    def _turn_moved(self, message: TurnMoved) -> None:
        wait_s = self._drawn + _DRAWN_EVERY_S - time.monotonic()
        if message.last or wait_s <= 0:
            self._take(message.exchange, message.feed)
        else:
            self.set_timer(wait_s, partial(self._take, message.exchange, message.feed))

    def _take(self, exchange: Exchange, feed: Feed[AnswerEvent]) -> None:
        events = feed.take()
        if not events:
            return  # the turn's last message came before this timer and took them
        self._drawn = time.monotonic()
        for event in events:
            exchange.apply(event)
        self.exchange_changed.publish(exchange)

    @on(TurnEnded)
    def _turn_ended(self, message: TurnEnded) -> None:
        message.exchange.turn = message.turn
        message.exchange.note_files(self.session.library.files)
        message.conversation.unsaved = message.unsaved
        self.exchange_changed.publish(message.exchange)

    # ---------------------------------------------------------------- the library

    def known_roots(self) -> tuple[Path, ...]:
        """The folders that "update" looks through: the configured ones and those of the indexed files."""
        roots = [*self.folders, *(Path(file.root) for file in self.session.library.files)]
        return tuple(dict.fromkeys(roots))

    def index(self, roots: Sequence[Path], *, force: bool = False) -> None:
        """Begin an index job; chatting goes on meanwhile."""
        self.session.library.begin(tuple(roots))
        self.runner.index(roots, force=force)
        self.library_changed.publish(False)

    def pause_index(self) -> None:
        """Stop after the current file; indexing again goes on there."""
        self.session.library.state = "pausing"
        self.runner.stop_indexing()
        self.library_changed.publish(False)

    @on(Opened)
    def _opened(self, message: Opened) -> None:
        self.session.assistant = message.assistant
        if message.reads is not None:
            self.folders = tuple(Path(folder).expanduser() for folder in message.reads.folders)
            self.watches = message.reads.watch
        self.session.summary, self.session.library.files = message.summary, message.files
        self.session.failed_to_open = False
        self.show_trouble(None)
        self.library_changed.publish(True)
        waiting = self.session.open_exchange
        if waiting is not None:
            self.turns[self.runner.ask(waiting, self.session.conversation)] = waiting
        elif not message.files and len(self.screen_stack) == 1:
            self.action_start()
        self._watch_banner()
        self._watch_roots()

    @on(LibraryRead)
    def _library_read(self, message: LibraryRead) -> None:
        self.session.summary, self.session.library.files = message.summary, message.files
        self._compare_sources()
        self.library_changed.publish(True)
        self._watch_banner()
        self._watch_roots()

    def _compare_sources(self) -> None:
        """Citations of the open conversation say when their file has changed or is gone."""
        for exchange in self.session.exchanges:
            if exchange.compare(self.session.library.files):
                self.exchange_changed.publish(exchange)

    @on(IndexMoved)
    def _index_moved(self, message: IndexMoved) -> None:
        library = self.session.library
        before = library.state
        for event in message.feed.take():
            library.apply(event)
        if library.state == "finished" and before != "finished":
            self.notify(library.progress_line())
        self.library_changed.publish(False)

    def _watch_roots(self) -> None:
        """The owner of the library watches what it knows; a process that only reads leaves that to the owner."""
        roots, summary = self.known_roots(), self.session.summary
        if self.watches and summary is not None and not summary.read_only and roots != self._watched:
            self._watched = roots
            self.runner.watch(roots)

    @on(WatchMoved)
    def _watch_moved(self, message: WatchMoved) -> None:
        changed = [self.session.library.apply_watched(event) for event in message.feed.take()]
        if any(changed):
            self.runner.read_library()
        self.library_changed.publish(False)

    def action_pause_watch(self) -> None:
        """Pause the watch, or let it go on."""
        watch = self.session.library.watch
        if watch is not None and watch.activity == "paused":
            self.runner.resume_watch()
        else:
            self.runner.pause_watch()

    def _watch_banner(self) -> None:
        """What the status line warns of may pass (an index that is being opened): look again in a while."""
        if self.session.summary is not None and self.session.summary.banner:
            self.set_timer(_BANNER_S, self.runner.read_library)

    def action_start(self) -> None:
        """Show the getting-started view."""
