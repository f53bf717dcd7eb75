"""The library: open it, read files into it, keep it equal to the disk.

Invariant: the session's library changes on the app's thread alone, and every change is published.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.app import App

    from assistant.tui.jobs.messages import IndexMoved, LibraryRead, Opened, WatchMoved
    from assistant.tui.jobs.runner import Runner
    from assistant.tui.state.session import Session
    from assistant.tui.state.signals import Signals

_BANNER_S = 5.0
_READ_EVERY_S = 2.0  # while a job runs


class Library:
    """Index jobs and the watch. `app` gives timers and toasts."""

    def __init__(self, app: App[None], session: Session, signals: Signals, runner: Runner) -> None:
        self._app = app
        self._session = session
        self._signals = signals
        self._runner = runner
        self._watched: tuple[Path, ...] = ()
        self.folders: tuple[Path, ...] = ()  # the setting library.folders
        self.watches = False  # the setting library.watch
        self._typing = False
        self._read_at = 0.0  # monotonic seconds

    # ---------------------------------------------------------------- opening and reading

    def reopen(self) -> None:
        """Close the library and open it again, for a change that an open library cannot take over."""
        self._watched = ()
        self._session.summary = None
        self._signals.library_changed.publish(False)
        self._runner.reopen()

    def opened(self, message: Opened) -> None:
        """Take in the open assistant."""
        self._session.assistant, self._session.tasks = message.assistant, message.tasks
        if message.reads is not None:
            self.set_folders(message.reads.folders)
            self.watches = message.reads.watch
        self._session.summary, self._session.library.files = message.summary, message.files
        self._session.failed_to_open = False
        self._signals.library_changed.publish(True)
        self._typing = False
        self._runner.prepare("open")

    def typing(self) -> None:
        """A person has begun to type: the first time, the model may be loaded."""
        if not self._typing:
            self._typing = True
            self._runner.prepare("typing")

    def read(self, message: LibraryRead) -> None:
        """Take in fresh figures and files; citations say if their file has changed or is gone."""
        self._session.summary, self._session.library.files = message.summary, message.files
        for exchange in self._session.exchanges:
            if exchange.compare(self._session.library.files):
                self._signals.exchange_changed.publish(exchange)
        self._signals.library_changed.publish(True)
        self.follow()

    def follow(self) -> None:
        """Watch the known folders, and read the figures again soon if they hold a warning that may pass.

        Only the library's owner watches: a process that only reads leaves that to the owner.
        """
        summary, roots = self._session.summary, self.known_roots()
        if summary is not None and summary.banner:
            self._app.set_timer(_BANNER_S, self._runner.read_library)
        if self.watches and summary is not None and not summary.read_only and roots != self._watched:
            self._watched = roots
            self._runner.watch(roots)

    def set_folders(self, folders: Iterable[str]) -> None:
        """The setting library.folders has these values now."""
        self.folders = tuple(Path(folder).expanduser() for folder in folders)

    def leave_out(self, paths: Sequence[Path]) -> None:
        """The folders among `paths` are forgotten: they are not to be indexed any more."""
        self.folders = tuple(folder for folder in self.folders if folder not in paths)

    def known_roots(self) -> tuple[Path, ...]:
        """The folders that "update" looks through: the configured ones and those of the indexed files."""
        roots = [*self.folders, *(Path(file.root) for file in self._session.library.files)]
        return tuple(dict.fromkeys(roots))

    # ---------------------------------------------------------------- index jobs

    def index(self, roots: Sequence[Path], *, force: bool = False) -> None:
        """Begin an index job; chatting goes on meanwhile."""
        self._session.library.begin(tuple(roots))
        self._runner.index(roots, force=force)
        self._signals.library_changed.publish(False)

    def reread(self, paths: Sequence[Path]) -> None:
        """Read the known files at and below `paths` again."""
        self._session.library.begin(self.known_roots())
        self._runner.index_by(lambda assistant, stop: assistant.reread(paths, stop))
        self._signals.library_changed.publish(False)

    def unlock(self, path: str, password: str) -> None:
        """Read the locked file at `path` with its password, which is kept nowhere."""
        self._session.library.begin(self.known_roots(), unlocking=path)
        self._runner.index_by(lambda assistant, stop: assistant.unlock(path, password, stop))
        self._signals.library_changed.publish(False)

    def pause_index(self) -> None:
        """Stop after the current file; indexing again goes on there."""
        self._session.library.state = "pausing"
        self._runner.stop_indexing()
        self._signals.library_changed.publish(False)

    def index_moved(self, message: IndexMoved) -> None:
        """Show how far the job is."""
        library = self._session.library
        before = library.state
        for event in message.feed.take():
            library.apply(event)
        if library.running and time.monotonic() - self._read_at >= _READ_EVERY_S:
            self._read_at = time.monotonic()
            self._runner.read_library()  # the files that are there already can be seen and asked about
        if library.state == "finished" and before != "finished":
            self._app.notify(library.progress_line())
        self._signals.library_changed.publish(False)

    # ---------------------------------------------------------------- the watch

    def switch_watch(self) -> None:
        """Pause the watch, or let it go on."""
        watch = self._session.library.watch
        if watch is not None and watch.activity == "paused":
            self._runner.resume_watch()
        else:
            self._runner.pause_watch()

    def watch_moved(self, message: WatchMoved) -> None:
        """Show what the watch does; read the files again if it changed some."""
        changed = [self._session.library.apply_watched(event) for event in message.feed.take()]
        if any(changed):
            self._runner.read_library()
        self._signals.library_changed.publish(False)
