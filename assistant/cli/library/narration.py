"""The lines that `index` and `watch` print about a run.

Invariant: every file that was read or could not be read is named, and every kind of file that nobody reads. Of the
files that moved or were removed only the first are named, of pictures without text none; the last line counts all.
"""

from __future__ import annotations

from collections import Counter

from assistant.chat.words import REASONS, scans_left
from assistant.domain.events import (
    FileForgotten,
    FileIndexed,
    FileJudged,
    FileMoved,
    FileQuarantined,
    IndexEvent,
    IndexingFinished,
    NamesRenewed,
    Progress,
    RootMissing,
    ScanFinished,
    TablesRead,
    TextRenewed,
    VectorsMade,
)
from assistant.text.clean import one_line
from assistant.text.pages import page_word
from assistant.text.quantity import count

_ANEW = (
    "The library was built with another embedding model, chunker or parser: every file is read again. "
    "A run that is stopped goes on where it was.\n"
)
_NAMED = 20  # of the moved files, and of the removed files, that a run names
_SKIPPED = {
    "ignored": "by your patterns",
    "system": "of systems and programs",
    "kind": "of no known kind",
    "binary": "without an ending, and no text",
    "link": "links",
    "loop": "seen twice",
    "too_deep": "too deep",
    "online_only": "in a cloud only",
    "unsettled": "being written",
}


class Narration:
    """Turns the events of a run, and of the next runs, into lines."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def line(self, event: IndexEvent) -> str:
        """The line about an event; "" if there is none."""
        match event:
            case ScanFinished():
                self._counts.clear()
                return _scanned(event)
            case FileIndexed():
                pages = ", ".join(map(str, event.pages_without_text))
                without = f"; no text on {page_word(event.path)} {pages}" if pages else ""
                return f"+ {one_line(event.path)}: {count(event.chunks, 'passage')}{without}"
            case FileQuarantined(reason="picture"):
                return ""  # a folder of photos has hundreds: the last line counts them
            case FileQuarantined():
                return f"x {one_line(event.path)}: {REASONS.get(event.reason, event.reason)}. {one_line(event.message)}"
            case FileMoved():
                return self._counted("> ", f"{one_line(event.old_path)} is now {one_line(event.path)}")
            case FileForgotten():
                return self._counted("- ", one_line(event.path))
            case FileJudged(done=0, total=total):
                return f"Other rules decide what may come in: {count(total, 'file')} of the library are judged by them."
            case TablesRead(done=0, total=total):
                return f"Tables are kept as rows from now on: {count(total, 'file')} of the library are read for them."
            case TextRenewed(kept=kept) if kept:
                return self._counted("~ ", f"{one_line(event.path)}: {one_line(kept)}")
            case TextRenewed(done=0, total=total):
                return (
                    f"A reader has changed: {count(total, 'file')} of the library are read again, and answer meanwhile."
                )
            case NamesRenewed():
                return self._counted("= ", f"{one_line(event.path)} is found by its new name")
            case VectorsMade(done=done, total=total) if done == total:
                return f"The other embedding model finds the passages from now on: it has read all {total:,}."
            case RootMissing():
                return f"! {one_line(event.root)} cannot be read; its files are kept as they were"
            case IndexingFinished():
                return _result(event)
            case _:
                return ""

    def status(self, event: IndexEvent) -> str:
        """How far the run is, for a terminal; "" if the event does not show it."""
        match event:
            case FileJudged(done=done, total=total):
                return f"{done}/{total} files judged"
            case TablesRead(done=done, total=total):
                return f"{done}/{total} files read again for their tables"
            case TextRenewed(done=done, total=total):
                return f"{done}/{total} files read again by the changed reader"
            case VectorsMade(done=done, total=total):
                return f"{done:,}/{total:,} passages read by the other embedding model; the former one answers"
            case Progress(recognising=True):
                return f"{scans_left(event.scans, event.eta_s)}; {event.done}/{event.total} files"
            case Progress():
                return (
                    f"{event.done}/{event.total} files, {count(event.chunks, 'passage')}, {event.chunks_per_s:.0f}/s, "
                    f"about {event.eta_s:.0f} s left{_behind(event.scans)}"
                )
            case _:
                return ""

    def _counted(self, sign: str, what: str) -> str:
        self._counts[sign] += 1
        if self._counts[sign] <= _NAMED:
            return sign + what
        return f"{sign}... and more: the last line counts them" if self._counts[sign] == _NAMED + 1 else ""


def _scanned(event: ScanFinished) -> str:
    return (
        f"{_ANEW if event.anew else ''}{event.new} new, {event.changed} changed, {event.moved} moved, "
        f"{event.gone} gone, {event.unchanged} unchanged, {event.skipped} ignored{_skipped_as(event)}"
    )


def _skipped_as(event: ScanFinished) -> str:
    """ " (19 .xlsx, 4 links)", the most frequent first; "" where nothing is ignored."""
    reasons = [f"{number} {_SKIPPED.get(why, one_line(why, 20))}" for why, number in event.skipped_as]
    return f" ({', '.join(reasons)})" if reasons else ""


def _behind(scans: int) -> str:
    return f", then {count(scans, 'scan')}" if scans else ""


def _result(event: IndexingFinished) -> str:
    pictures = f"{count(event.pictures, 'picture')} without text, " if event.pictures else ""
    return (
        f"{'Stopped. ' if event.cancelled else ''}{event.indexed} indexed ({count(event.chunks, 'passage')}), "
        f"{event.quarantined} could not be read, {event.moved} moved, {event.forgotten} forgotten, "
        f"{event.unchanged} unchanged, {pictures}{event.seconds:.1f} s"
    )
