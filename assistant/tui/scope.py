"""Limiting a question to files: `@lease.pdf`, `@"my notes.md"`, `@notes/`.

Invariant: a name that matches no indexed file is reported, never ignored, so a question is not silently widened.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from assistant.core.records import FileRecord, Scope

_MENTION = re.compile(r'(?:(?<=\s)|^)@(?:"(?P<quoted>[^"\n]+)"|(?P<plain>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Scoped:
    """A question without its mentions, what they stand for, and those that stand for nothing."""

    question: str
    scope: Scope
    unknown: tuple[str, ...]


def read_scope(text: str, files: Sequence[FileRecord], base: Scope) -> Scoped:
    """Take the mentions out of `text`; without any, `base` holds."""
    names = [match["quoted"] or match["plain"] for match in _MENTION.finditer(text)]
    question = re.sub(r"[ \t]{2,}", " ", _MENTION.sub("", text)).strip()
    if not names:
        return Scoped(question, base, ())
    found: list[str] = []
    unknown: list[str] = []
    for name in names:
        paths = [file.path for file in files if file.state == "indexed" and matches(file.path, name)]
        found += paths
        if not paths:
            unknown.append(name)
    return Scoped(question, Scope(paths=tuple(dict.fromkeys(found))), tuple(unknown))


def matches(path: str, name: str) -> bool:
    """Whether `name` is the end of `path`, part by part and whatever the case; with a final slash, a folder of it."""
    parts = [part.casefold() for part in PurePath(path).parts]
    wanted = [part.casefold() for part in PurePath(name.rstrip("/")).parts]
    if not wanted:
        return False
    if name.endswith("/"):
        return any(parts[i : i + len(wanted)] == wanted for i in range(len(parts) - len(wanted)))
    return parts[-len(wanted) :] == wanted


def complete(part: str, files: Iterable[FileRecord], most: int = 8) -> list[str]:
    """File names that `part` may mean: those that begin with it first, then those that hold it."""
    wanted = part.strip('"').casefold()
    names = sorted({PurePath(file.path).name for file in files if file.state == "indexed"}, key=str.casefold)
    first = [name for name in names if name.casefold().startswith(wanted)]
    later = [name for name in names if wanted in name.casefold() and name not in first]
    return [*first, *later][:most]


def mention(name: str) -> str:
    """`name` as it is written in the prompt."""
    return f'@"{name}"' if re.search(r"\s", name) else f"@{name}"
