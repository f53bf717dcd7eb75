"""Limiting a question to files: `@lease.pdf`, `@"my notes.md"`, `@notes/`, `@.pdf`, `@since:2024-03`, `@before:2025`.

Invariant: a mention that matches nothing is reported, never ignored, so that no question is widened silently.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

from assistant.chat.periods import read_period
from assistant.chat.words import file_name
from assistant.domain.errors import UsageError
from assistant.domain.scope import Scope
from assistant.text.clean import one_line

if TYPE_CHECKING:
    from assistant.domain.records.files import FileRecord

_MENTION = re.compile(r'(?:(?<=\s)|^)@(?:"(?P<quoted>[^"\n]+)"|(?P<plain>[^\s"]+))')
_DATED = re.compile(r"(?P<word>since|before|in):(?P<date>.*)")
_SUFFIX = re.compile(r"\.\w{1,10}")
DATE_WORDS = ("since:", "before:", "in:")
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Scoped:
    """A question without its mentions, their scope, the mentions that match nothing, and why the first does not."""

    question: str
    scope: Scope
    unknown: tuple[str, ...] = ()
    reason: str = ""


@dataclass(slots=True)
class _Reading:
    """The mentions read so far."""

    files: Sequence[FileRecord]
    paths: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    suffixes: list[str] = field(default_factory=list)
    after_ns: int = 0
    before_ns: int = 0

    def take(self, name: str) -> str:
        """Take in one mention; returns what is wrong with it, or ""."""
        if dated := _DATED.fullmatch(name):
            return self._take_date(dated["word"], dated["date"])
        if name.endswith("/"):
            found = list(dict.fromkeys(folder for file in self.files for folder in folders_of(file.path, name)))
            self.folders += found
            return "" if found else f"No folder with indexed files is called {one_line(name)}."
        found = [file.path for file in self.files if matches(file.path, name)]
        self.paths += found
        if found:
            return ""
        if _SUFFIX.fullmatch(name) and any(file.path.lower().endswith(name.lower()) for file in self.files):
            self.suffixes.append(name.lower())
            return ""
        return f"No indexed file is called {one_line(name)}."

    def _take_date(self, word: str, date: str) -> str:
        try:
            first, end = read_period(date)
        except UsageError as error:
            return str(error)
        if word != "before":
            self.after_ns = first
        if word != "since":
            self.before_ns = first if word == "before" else end
        return ""

    @property
    def scope(self) -> Scope:
        return Scope(
            tuple(dict.fromkeys(self.paths)),
            tuple(dict.fromkeys(self.folders)),
            tuple(dict.fromkeys(self.suffixes)),
            self.after_ns,
            self.before_ns,
        )


def read_scope(text: str, files: Sequence[FileRecord], base: Scope) -> Scoped:
    """Take the mentions out of `text`; without any, `base` holds."""
    names = [match["quoted"] or match["plain"] for match in _MENTION.finditer(text)]
    question = re.sub(r"[ \t]{2,}", " ", _MENTION.sub("", text)).strip()
    if not names:
        return Scoped(question, base)
    reading = _Reading([file for file in files if file.state == "indexed"])
    wrong = {name: reason for name in names if (reason := reading.take(name))}
    return Scoped(question, reading.scope, tuple(wrong), next(iter(wrong.values()), ""))


def matches(path: str, name: str) -> bool:
    """Whether `name` is the end of `path`, part by part and whatever the case."""
    parts = [part.casefold() for part in PurePath(path).parts]
    wanted = [part.casefold() for part in PurePath(name).parts]
    return bool(wanted) and not name.endswith("/") and parts[-len(wanted) :] == wanted


def folders_of(path: str, name: str) -> Iterator[str]:
    """The folders above the file at `path` whose path ends in `name` (with or without its final slash)."""
    parts = PurePath(path).parts
    wanted = [part.casefold() for part in PurePath(name.rstrip("/")).parts]
    folded = [part.casefold() for part in parts]
    for start in range(len(parts) - len(wanted)):
        if wanted and folded[start : start + len(wanted)] == wanted:
            yield str(PurePath(*parts[: start + len(wanted)]))


def scope_words(scope: Scope) -> str:
    """The limit in one line: "lease.pdf, notes/, .pdf, changed since 2024-03-01"."""
    named = [file_name(path) for path in scope.paths] + [f"{file_name(folder)}/" for folder in scope.folders]
    if len(named) > _MOST_NAMED:
        named = [*named[:_MOST_NAMED], f"{len(named) - _MOST_NAMED} more"]
    parts = [*named, *scope.suffixes]
    if scope.modified_after_ns:
        parts.append(f"changed since {_day(scope.modified_after_ns)}")
    if scope.modified_before_ns:
        parts.append(f"changed before {_day(scope.modified_before_ns)}")
    return ", ".join(parts)


def complete(part: str, files: Iterable[FileRecord], most: int = 8) -> list[str]:
    """What `part` may mean: names of files and folders that begin with it, then those that hold it, types, dates."""
    wanted = part.strip('"').casefold()
    paths = [PurePath(file.path) for file in files if file.state == "indexed"]
    names = sorted(_told_apart(paths), key=str.casefold)
    folders = sorted({f"{path.parent.name}/" for path in paths if path.parent.name}, key=str.casefold)
    kinds = sorted({path.suffix.lower() for path in paths if _SUFFIX.fullmatch(path.suffix)})
    offered = [*names, *folders]
    first = [name for name in offered if name.casefold().startswith(wanted)]
    words = [word for word in (*kinds, *DATE_WORDS) if wanted and word.startswith(wanted)]
    later = [name for name in offered if wanted in name.casefold() and name not in first]
    return [*words, *first, *later][:most]


def _told_apart(paths: Sequence[PurePath]) -> set[str]:
    """The name of each file; with its folder where several files have that name."""
    counted = Counter(path.name for path in paths)
    return {path.name if counted[path.name] == 1 else f"{path.parent.name}/{path.name}" for path in paths}


def mention(name: str) -> str:
    """`name` as it is written in the prompt."""
    return f'@"{name}"' if re.search(r"\s", name) else f"@{name}"


def _day(moment_ns: int) -> str:
    return time.strftime("%Y-%m-%d", time.localtime(moment_ns / 1e9))
