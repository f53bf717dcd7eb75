"""A refusal in words: what was looked for and where, and what would help.

Invariant: the advice fits the limit that holds; nobody is told to add files where others were left out of the search.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.chat.mentions import scope_words
from assistant.chat.told.ways import way_of
from assistant.text.clean import one_line
from assistant.text.quantity import count

if TYPE_CHECKING:
    from assistant.domain.records.files import FileRecord
    from assistant.domain.scope import Scope

ASK_AGAIN = "ask again when all are read"
NEAREST = "The nearest passages, none of which answers it:"
_MOST_CHARS = 120
# What a person can mend: the file is there, its text is not.
_UNREAD = frozenset(
    {"no_text", "needs_password", "damaged", "limit", "crashed", "too_large", "unreadable", "not_stored"}
)


@dataclass(frozen=True, slots=True)
class Face:
    """How a face calls what helps: the words that lift the limit, list unread files, and ask in another way."""

    lift: str
    unread: str
    way: str  # with a place for the name of the way
    again: str = ASK_AGAIN  # while files are being read


@dataclass(frozen=True, slots=True)
class Looked:
    """What was searched: the words of the search, its limit, the files of the library, and the other likely ways."""

    words: str
    scope: Scope
    files: Sequence[FileRecord] = ()
    others: Sequence[str] = ()
    still_read: tuple[int, int] | None = None  # (done, total) files, where they were still being read


def headline(scope: Scope) -> str:
    """ "Nothing in your files answers this.", or where it was looked for."""
    return "Nothing in your files answers this." if scope.is_empty else f"Nothing in {scope_words(scope)} answers this."


def looked_for(looked: Looked) -> str:
    """What was looked for, and in how many files where that is known."""
    number = sum(file.state == "indexed" for file in looked.files) if looked.scope.is_empty else 0
    where = f" ({count(number, 'file')})" if number else ""
    return f"Looked for: {one_line(looked.words, _MOST_CHARS)}{where}"


def read_by_then(still_read: tuple[int, int]) -> str:
    """How many files had been read, where it was asked while they were."""
    done, total = still_read
    return f"Only {done:,} of {count(total, 'file')} had been read by then" if done else "No file had been read by then"


def advice(looked: Looked, face: Face) -> list[str]:
    """What would help, the likeliest first."""
    told = [] if looked.scope.is_empty else [f"It was looked for only there: {face.lift}."]
    if looked.still_read is not None:
        told.append(f"{read_by_then(looked.still_read)}: {face.again}.")
    else:
        told.append("Try other words." if told else "Try other words, or add the folder in which it stands.")
    unread = sum(
        file.state == "quarantined" and file.reason in _UNREAD and _is_within(file, looked.scope)
        for file in looked.files
    )
    if unread:
        told.append(f"{count(unread, 'file')} could not be read and may hold it: {face.unread}.")
    if looked.others:
        other = way_of(looked.others[0])
        told.append(
            f"It could be asked for {other.shape} instead: {face.way.format(task=other.task, word=other.word)}."
        )
    return told


def _is_within(file: FileRecord, scope: Scope) -> bool:
    """Whether the search would have taken the file, had it been read: what lies outside of the limit cannot hold it."""
    if scope.paths or scope.folders:
        bare = [folder.rstrip("/\\") for folder in scope.folders]
        below = any(file.path.startswith((f"{folder}/", f"{folder}\\")) for folder in bare)
        if not below and file.path not in scope.paths:
            return False
    if scope.suffixes and not file.path.lower().endswith(scope.suffixes):
        return False
    if file.mtime_ns < scope.modified_after_ns:
        return False
    return not scope.modified_before_ns or file.mtime_ns < scope.modified_before_ns
