"""What `index` and `watch` tell of a run, line by line.

Invariant: a file that was read or could not be is always named; of many that moved or went at once the first are, and
the figures at the end tell the rest.
"""

from __future__ import annotations

from collections import Counter

from assistant.domain.events import (
    FileForgotten,
    FileIndexed,
    FileJudged,
    FileMoved,
    FileQuarantined,
    IndexEvent,
    IndexingFinished,
    Progress,
    RootMissing,
    ScanFinished,
)
from assistant.text.clean import one_line
from assistant.text.pages import page_word
from assistant.text.quantity import count

_ANEW = (
    "The library was built with another embedding model, chunker or parser: every file is read again. "
    "A run that is stopped goes on where it was.\n"
)
_NAMED = 20  # files of those that moved, and of those that went, that one run names
_TOLD = 12  # ways of being ignored that one line names
_SKIPPED = {
    "ignored": "by your patterns",
    "system": "of systems and programs",
    "kind": "of no known kind",
    "link": "links",
    "loop": "seen twice",
    "too_deep": "too deep",
    "online_only": "in a cloud only",
    "unsettled": "being written",
}


class Narration:
    """Lines of one run after the other."""

    def __init__(self) -> None:
        self._followed: Counter[str] = Counter()

    def line(self, event: IndexEvent) -> str:
        """What is told of an event; "" where nothing is."""
        match event:
            case ScanFinished():
                self._followed.clear()
                return _scanned(event)
            case FileIndexed():
                pages = ", ".join(map(str, event.pages_without_text))
                without = f"; no text on {page_word(event.path)} {pages}" if pages else ""
                return f"+ {one_line(event.path)}: {count(event.chunks, 'passage')}{without}"
            case FileQuarantined():
                return f"x {one_line(event.path)}: {event.reason}. {event.message}"
            case FileMoved():
                return self._follow("> ", f"{one_line(event.old_path)} is now {one_line(event.path)}")
            case FileForgotten():
                return self._follow("- ", one_line(event.path))
            case FileJudged(done=0, total=total):
                return f"Other rules decide what may come in: {count(total, 'file')} of the library are judged by them."
            case RootMissing():
                return f"! {one_line(event.root)} cannot be read; its files are kept as they were"
            case IndexingFinished():
                return _result(event)
            case _:
                return ""

    def status(self, event: IndexEvent) -> str:
        """How far the run is, for a terminal; "" where an event does not tell."""
        match event:
            case FileJudged(done=done, total=total):
                return f"{done}/{total} files judged"
            case Progress():
                return (
                    f"{event.done}/{event.total} files, {count(event.chunks, 'passage')}, {event.chunks_per_s:.0f}/s, "
                    f"about {event.eta_s:.0f} s left"
                )
            case _:
                return ""

    def _follow(self, sign: str, what: str) -> str:
        self._followed[sign] += 1
        if self._followed[sign] <= _NAMED:
            return sign + what
        return f"{sign}... and more: the last line counts them" if self._followed[sign] == _NAMED + 1 else ""


def _scanned(event: ScanFinished) -> str:
    return (
        f"{_ANEW if event.anew else ''}{event.new} new, {event.changed} changed, {event.moved} moved, "
        f"{event.gone} gone, {event.unchanged} unchanged, {event.skipped} ignored{_skipped_as(event)}"
    )


def _skipped_as(event: ScanFinished) -> str:
    """ " (19 .xlsx, 4 links)", the most frequent first; "" where nothing is ignored."""
    told = [f"{number} {_SKIPPED.get(why, one_line(why, 20))}" for why, number in event.skipped_as[:_TOLD]]
    more = ["..."] if len(event.skipped_as) > _TOLD else []
    return f" ({', '.join(told + more)})" if told else ""


def _result(event: IndexingFinished) -> str:
    return (
        f"{'Stopped. ' if event.cancelled else ''}{event.indexed} indexed ({count(event.chunks, 'passage')}), "
        f"{event.quarantined} quarantined, {event.moved} moved, {event.forgotten} forgotten, "
        f"{event.unchanged} unchanged, {event.seconds:.1f} s"
    )
