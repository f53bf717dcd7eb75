"""What the home view shows while nothing was asked yet: what is new, deadlines, questions to begin with.

Invariant: changed only on the app's own thread; what is not known yet is empty, never guessed.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING

from assistant.chat.words import REASONS, file_name
from assistant.text.quantity import count

if TYPE_CHECKING:
    from assistant.chat.exchange import Source
    from assistant.domain.records.files import FileRecord
    from assistant.domain.records.program import EmbedderAdvice

_DAY_S = 24 * 3600
_WEEK = 7  # days for which a weekday names a day


_LABEL = re.compile(r"[^:;.]{1,40}: ")
_LEAST_CELLS = 3  # of a row; a sentence has hardly ever so many of them
_DAY = re.compile(r"\d{4}-\d\d(?:-\d\d)?")


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day ahead as it is written ("2027-02-14", "2027-02"), and the sentence of the papers that names it."""

    day: date
    written: str
    said: str
    source: Source


@dataclass(slots=True)
class HomeState:
    """`last_s`: when something was last asked and kept (seconds since 1970), 0.0 for never. `looking`: more comes.
    `advice`: another embedding model would find more."""

    last_s: float = 0.0
    deadlines: tuple[Deadline, ...] = ()
    questions: list[str] = field(default_factory=list)
    looking: bool = False
    advice: EmbedderAdvice | None = None

    def begin(self) -> None:
        """The library is looked through anew."""
        self.deadlines, self.questions, self.looking, self.advice = (), [], True, None


def row_in_words(said: str) -> str:
    """A row of a table without the names of its columns and without its days, which stand beside it; other texts as
    they are. "date: 2026-05-20; what: oil; km: 64890" is "oil · 64890"."""
    parts = [part.strip() for part in said.split("; ")]
    labelled = [_LABEL.match(part) for part in parts]
    if sum(label is not None for label in labelled) < _LEAST_CELLS:
        return said
    values = [part[label.end() :] if label else part for part, label in zip(parts, labelled, strict=True)]
    return " \u00b7 ".join(value for value in values if value and not _DAY.fullmatch(value)) or said


def news(files: Sequence[FileRecord], last_s: float, now_s: float) -> str:
    """ "3 files since Tuesday: may.txt, june.txt, lease.pdf"; "" where it is the first time."""
    if not last_s:
        return ""
    fresh = [file for file in files if max(file.mtime_ns, file.changed_ns) / 1e9 > last_s]
    if not fresh:
        return f"nothing new since {since(last_s, now_s)}"
    newest = sorted(fresh, key=lambda file: -max(file.mtime_ns, file.changed_ns))[:3]
    more = f" and {len(fresh) - len(newest):,} more" if len(fresh) > len(newest) else ""
    return (
        f"{count(len(fresh), 'file')} since {since(last_s, now_s)}: "
        f"{', '.join(file_name(file.path, 30) for file in newest)}{more}"
    )


def since(then_s: float, now_s: float) -> str:
    """The day as a person says it: "14:03" of today, "yesterday", "Tuesday", "3 May", "3 May 2024"."""
    then, now = time.localtime(then_s), time.localtime(now_s)
    days = (date(*now[:3]) - date(*then[:3])).days
    if days <= 0:
        return time.strftime("%H:%M", then)
    if days == 1:
        return "yesterday"
    if days < _WEEK:
        return time.strftime("%A", then)
    written = f"{then.tm_mday} {time.strftime('%B', then)}"
    return written if then.tm_year == now.tm_year else f"{written} {then.tm_year}"


def unread(files: Sequence[FileRecord]) -> str:
    """ "4 files: 2 need a password, 2 hold no text"; "" where all could be read."""
    bad = [file for file in files if file.is_unreadable]
    reasons = Counter(REASONS.get(file.reason, file.reason) for file in bad).most_common()
    named = ", ".join(f"{number:,} {reason}" for reason, number in reasons)
    return f"{count(len(bad), 'file')}: {named}" if bad else ""


def kinds(files: Sequence[FileRecord], most: int = 5) -> str:
    """ "24 .pdf, 12 .md, 3 .csv"."""
    endings = Counter(
        PurePath(file.path).suffix.lower() or "without ending" for file in files if file.state == "indexed"
    )
    shown = ", ".join(f"{number:,} {ending}" for ending, number in endings.most_common(most))
    return f"{shown}, \u2026" if len(endings) > most else shown
