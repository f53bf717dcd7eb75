"""The order in which files are read: those that a person asks about meanwhile come first.

Invariant: each file comes once, and while nobody asks the order is as given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from assistant.domain.asked import Asked
from assistant.domain.records.files import SourceFile
from assistant.domain.scope import Scope
from assistant.text.words import content_terms, stems

_MOST = 8  # files that one question brings forward: more would be an order by chance
_PART_CHARS = 5  # from here on a word may stand inside a longer one ("vertrag" in "mietvertrag")


class ReadingOrder:
    """Iterates over `files`: each with whether a person asked about it."""

    def __init__(self, files: Iterable[SourceFile], asked: Asked) -> None:
        self._waiting = {file.path: file for file in files}
        self._asked = asked

    def __iter__(self) -> Iterator[tuple[SourceFile, bool]]:
        seen: tuple[str, Scope] | None = None
        first: list[SourceFile] = []
        while self._waiting:
            newest = self._asked.newest
            if newest is not None and newest is not seen:
                seen, first = newest, about(*newest, list(self._waiting.values()))
            asked_about = bool(first)
            file = first.pop(0) if first else next(iter(self._waiting.values()))
            del self._waiting[file.path]
            yield file, asked_about


def about(question: str, scope: Scope, files: Sequence[SourceFile]) -> list[SourceFile]:
    """The few of `files` whose names or folders hold words of `question`, the likeliest first; words that few names
    hold count for more. Files that the question is limited to come before all others."""
    terms = [term.stem for term in content_terms(question)]
    named = [_named(file, terms) for file in files]
    often = Counter(stem for found in named for stem in found)
    scores = [sum(1 / often[stem] for stem in found) for found in named]
    scores = [score + _limited(file, scope) * 2 * len(terms) for score, file in zip(scores, files, strict=True)]
    ranked = sorted((at for at, score in enumerate(scores) if score > 0), key=lambda at: -scores[at])
    return [files[at] for at in ranked[:_MOST]]


def _named(file: SourceFile, asked: Sequence[str]) -> set[str]:
    """The stems of `asked` that stand in the path of `file` below its root."""
    path = file.path.relative_to(file.root) if file.path.is_relative_to(file.root) else Path(file.path.name)
    written = stems(" ".join((*path.parent.parts, path.stem)))
    return {
        term
        for term in asked
        if term in written or (len(term) >= _PART_CHARS and any(term in name for name in written))
    }


def _limited(file: SourceFile, scope: Scope) -> bool:
    """Whether `scope` names this file, its folder or its kind."""
    path = str(file.path)
    inside = any(file.path.is_relative_to(folder) for folder in scope.folders)
    return path in scope.paths or inside or file.path.suffix.lower() in scope.suffixes
