"""What the library screens show: the files and the running index job, folded from indexing's events.

Invariant: changed only on the app's own thread; a job that ended leaves its figures behind as the last result.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.chat.words import REASONS, bar, duration, file_name, scans_left
from assistant.text.pages import page_word
from assistant.text.quantity import count

if TYPE_CHECKING:
    from assistant.domain.events import IndexEvent, IndexingFinished, Progress, WatchEvent
    from assistant.domain.records.files import FileRecord
    from assistant.domain.records.watching import WatchState

JobState = Literal["idle", "scanning", "reading", "pausing", "paused", "finished", "failed"]
_RECENT = 200


@dataclass(slots=True)
class LibraryState:
    """The files as last read from the ledger, and the newest index job."""

    files: tuple[FileRecord, ...] = ()
    roots: tuple[Path, ...] = ()  # of the newest job
    state: JobState = "idle"
    current: str = ""
    judged: tuple[int, int] | None = None  # (done, total) while a new policy checks the files in the library
    embedded: tuple[int, int] | None = None  # (done, total) passages while another embedding model reads them
    progress: Progress | None = None
    finished: IndexingFinished | None = None
    recent: list[str] = field(default_factory=list)  # a line for each file, newest last
    missing_roots: list[str] = field(default_factory=list)
    unlocking: str = ""  # the file that the newest job tries a password on
    locked: bool = False  # the password was wrong
    watch: WatchState | None = None
    watch_progress: Progress | None = None

    @property
    def running(self) -> bool:
        return self.state in ("scanning", "reading", "pausing")

    @property
    def read_so_far(self) -> tuple[int, int] | None:
        """(done, total) files of the job that runs, (0, 0) while it looks for them, None where none runs."""
        if not self.running:
            return None
        if self.progress is None:
            return 0, 0
        return (self.progress.done, self.progress.total) if self.progress.done < self.progress.total else None

    def begin(self, roots: tuple[Path, ...], unlocking: str = "") -> None:
        """A job starts."""
        self.roots, self.state, self.current = roots, "scanning", ""
        self.unlocking, self.locked = unlocking, False
        self.progress, self.finished, self.judged, self.embedded = None, None, None, None
        self.recent.clear()
        self.missing_roots.clear()

    def apply(self, event: IndexEvent) -> None:
        """Take in one event."""
        from assistant.domain import events

        match event:
            case events.ScanFinished():
                self.state = "reading" if self.state == "scanning" else self.state
            case (
                events.FileSeen(path=path)
                | events.TablesRead(path=path)
                | events.TextRenewed(path=path)
                | events.NamesRenewed(path=path)
            ):
                self.current, self.judged = path, None
            case events.FileJudged(path=path, done=done, total=total):
                self.current, self.judged = path, (done, total)
            case events.VectorsMade(done=done, total=total):
                self.embedded = (done, total) if done < total else None
            case events.FileIndexed(path=path, pages=pages, chunks=chunks):
                self._note(f"\u2713 {file_name(path)}  {count(pages, page_word(path))}, {count(chunks, 'passage')}")
            case events.FileQuarantined(reason="picture"):
                pass  # a folder of photos has hundreds
            case events.FileQuarantined(path=path, reason=reason):
                self.locked = self.locked or (path == self.unlocking and reason == "needs_password")
                self._note(f"\u2717 {file_name(path)}  {REASONS.get(reason, reason)}")
            case events.FileMoved(old_path=old_path, path=path):
                self._note(f"\u2192 {file_name(old_path)} is now {file_name(path)}")
            case events.FileForgotten(path=path):
                self._note(f"- {file_name(path)} is gone")
            case events.RootMissing(root=root):
                self.missing_roots.append(root)
                self._note(f"! {root} cannot be read; its files are kept")
            case events.Progress():
                self.progress = event
            case events.IndexingFinished():
                self.finished = event
                self.state = "paused" if event.cancelled else "finished"

    def apply_watched(self, event: WatchEvent) -> bool:
        """Take in an event of the watch, which runs beside any job; True if the figures are to be read again."""
        from assistant.domain import events

        match event:
            case events.WatchChanged(state=state):
                warned = self.watch.warning if self.watch is not None else ""
                self.watch = state
                if state.activity != "updating":
                    self.watch_progress = None
                return state.warning != warned
            case events.Progress():
                self.watch_progress = event
            case events.VectorsMade():
                return event.done == event.total
            case events.IndexingFinished():
                return bool(event.indexed or event.quarantined or event.moved or event.forgotten or event.pictures)
            case _:
                pass
        return False

    def _note(self, line: str) -> None:
        self.recent.append(line)
        del self.recent[:-_RECENT]

    def progress_line(self) -> str:
        """One line that says how far the job is; "" when there was none."""
        if self.state == "scanning":
            return "Looking for files\u2026"
        if self.running:
            if self.judged is not None:
                judged, total = self.judged
                return f"Other rules look at the library: {judged:,} of {total:,} \u00b7 {file_name(self.current, 40)}"
            if self.embedded is not None:
                embedded, total = self.embedded
                return f"The other embedding model reads the passages: {embedded:,} of {total:,}"
            if self.progress is None:
                return f"Reading {file_name(self.current)}\u2026" if self.current else "Reading\u2026"
            now = self.progress
            left = f"about {duration(now.eta_s)} left" if now.eta_s >= 1 else ""  # 0: nothing is known yet, or all done
            verb = "pausing" if self.state == "pausing" else left
            done = f"Reading {bar(now.done, now.total, 10)} {now.done:,} of {count(now.total, 'file')}"
            if now.recognising:
                done = f"Recognising {bar(now.done, now.total, 10)} {scans_left(now.scans, now.eta_s)}"
                verb = "pausing" if self.state == "pausing" else ""
            return " \u00b7 ".join(part for part in (done, verb, file_name(self.current, 40)) if part)
        if self.state == "paused":
            return "Indexing is paused; p in the library goes on."
        if self.state == "failed":
            return "Indexing stopped with an error."
        return self._result() if self.finished else ""

    def _result(self) -> str:
        assert self.finished is not None
        end = self.finished
        if self.unlocking:
            name = file_name(self.unlocking)
            return f"That password does not open {name}." if self.locked else f"{name} is open and indexed."
        parts = [f"{count(end.indexed, 'file')} indexed" if end.indexed else "nothing new"]
        others = {
            "not readable": end.quarantined,
            "moved": end.moved,
            "gone": end.forgotten,
            "unchanged": end.unchanged,
            "pictures without text": end.pictures,
        }
        parts += [f"{number:,} {word}" for word, number in others.items() if number]
        return f"Done in {duration(end.seconds)}: {', '.join(parts)}."
