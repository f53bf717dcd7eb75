"""The lines of an answer, and the files that each is about.

Invariant: a file is told by a citation in the line, else by its name as it stands there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath

from assistant.domain.records.answers import Answer
from assistant.evaluation.matching.tokens import Token, tokens
from assistant.text.folding import fold_path

_MARKERS = re.compile(r"\[(\d{1,3}(?:\s?[,;]\s?\d{1,3})*)\]")


@dataclass(frozen=True)
class Line:
    """A line of the answer as it is shown. `paths` are the files that it is about; `in_table`: it is a row."""

    text: str
    paths: frozenset[str]
    in_table: bool

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return tokens(self.text.replace("|", " | "))


def lines_of(answer: Answer, library: Collection[str]) -> tuple[Line, ...]:
    """The lines of the text that are not empty. `library` holds the paths of all files that a name may mean."""
    by_number = {citation.number: citation.path for citation in answer.citations}
    return tuple(
        Line(text, frozenset(_paths(text, by_number, library)), text.lstrip().startswith("|"))
        for text in answer.text.splitlines()
        if text.strip() and set(text) - set("|-: ")
    )


def files_of(answer: Answer, lines: Sequence[Line]) -> frozenset[str]:
    """The files that the answer names: those of its citations, and those in the rows of its tables."""
    cited = {citation.path for citation in answer.citations}
    listed = {path for line in lines if line.in_table or not cited for path in line.paths}
    return frozenset(cited | listed)


def is_file(path: str, name: str) -> bool:
    """Whether `path` ends in `name`, which is relative to a folder that is not known."""
    whole, end = fold_path(PurePath(path).as_posix()), fold_path(name)
    return whole == end or whole.endswith(f"/{end}")


def _paths(text: str, by_number: dict[int, str], library: Collection[str]) -> Iterator[str]:
    cited = [
        by_number[int(number)]
        for marker in _MARKERS.findall(text)
        for number in re.split(r"\D+", marker)
        if int(number) in by_number
    ]
    yield from cited or _named(fold_path(text), library)


def _named(folded: str, library: Collection[str]) -> Iterator[str]:
    """The files whose name stands in `folded`; of files of the same name those whose folder stands there too."""
    named = [path for path in library if fold_path(PurePath(path).name) in folded]
    names = [PurePath(path).name for path in named]
    for path, name in zip(named, names, strict=True):
        if any(name in other and name != other for other in names):
            continue  # "notes.md" within "old notes.md"
        if names.count(name) == 1 or fold_path(PurePath(path).parent.name) in folded:
            yield path
