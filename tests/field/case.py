"""Cases of faults that people met: a folder each, with a `case.yaml` and the files that it speaks of.

    kind: raised mark read as a digit
    group: 1                       # of faults of the same origin; `open.yaml` names groups that are not mended yet
    checks:
      - reads: fees.html           # the text that the readers make of the file
        holds: ["450 euros", ["10^6", "10 6"]]
        lacks: ["4501"]
      - notes: fees.html           # what the library says about the file
        holds: ["1 picture not read"]
      - ask: What is the fee?      # a list is a conversation, its last answer counts; also `search`
        holds: ["450"]
      - judge: decisions.jsonl     # each line is decided as it says, by the policy "standard"

A phrase is whole words and figures of one block, whatever the white space; a list of phrases is any of them. `order`:
the phrases in this order. `first`: the file of the best passage. `refuses: true`: the files do not answer.

A folder that is named like a file of parts (`offer.docx/`) is packed to that file, `page.pdf.stream` becomes a PDF with
this content. Invariant: nothing but `case.yaml` says what is right.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.ingest.parse.made import raw_pdf, zipped

CASE = "case.yaml"
_PACKED = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".epub")
_STREAM = ".stream"
_KINDS = ("reads", "notes", "ask", "search", "judge")
_GAP = r"(?:[^\S\n]|\n(?!\s*\n))+"  # white space inside a block
Phrase = tuple[str, ...]  # any of them


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is right. `kind` is what is done ("ask"), `asked` with what: a file, or texts in their order."""

    kind: str
    asked: tuple[str, ...]
    holds: tuple[Phrase, ...] = ()
    lacks: tuple[Phrase, ...] = ()
    order: tuple[Phrase, ...] = ()
    first: str = ""
    refuses: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A case; its files lie in `folder`."""

    name: str
    kind: str
    group: int
    folder: Path
    checks: tuple[Check, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the program did: all that it showed, the file of the best passage, and whether it refused."""

    text: str
    first: str = ""
    refused: bool = False


def read_cases(folder: Path) -> list[Case]:
    """The cases below `folder`. Raises ValueError for a check that says nothing or is of no known kind."""
    return [_read(file) for file in sorted(folder.glob(f"*/{CASE}"))]


def check_of(written: Mapping[str, Any]) -> Check:
    """A check as it is written. Raises ValueError."""
    kinds = [kind for kind in _KINDS if kind in written]
    if len(kinds) != 1 or not set(written) <= {*_KINDS, "holds", "lacks", "order", "first", "refuses"}:
        raise ValueError(f"a check is one of {', '.join(_KINDS)}, with what is right: {written}")
    asked = written[kinds[0]]
    found = Check(
        kinds[0],
        tuple(asked) if isinstance(asked, list) else (str(asked),),
        _phrases(written.get("holds", [])),
        _phrases(written.get("lacks", [])),
        _phrases(written.get("order", [])),
        str(written.get("first", "")),
        bool(written.get("refuses", False)),
    )
    if found.kind != "judge" and not (found.holds or found.lacks or found.order or found.first or found.refuses):
        raise ValueError(f"a check says what is right: {written}")
    return found


def pack(folder: Path, target: Path) -> None:
    """Put the files of a case into the new folder `target`, packed where they are written as their parts."""
    target.mkdir(parents=True)
    for entry in sorted(folder.iterdir()):
        if entry.name in (CASE, "expect.md"):
            continue
        if entry.is_dir() and entry.suffix in _PACKED:
            parts: dict[str, bytes | str] = {
                str(part.relative_to(entry)): part.read_bytes() for part in entry.rglob("*") if part.is_file()
            }
            (target / entry.name).write_bytes(zipped(parts))
        elif entry.is_dir():
            pack(entry, target / entry.name)
        elif entry.suffix == _STREAM:
            (target / entry.stem).write_bytes(raw_pdf(entry.read_bytes()))
        else:
            shutil.copyfile(entry, target / entry.name)


def faults(check: Check, outcome: Outcome) -> list[str]:
    """Why the outcome is not right, in words; none if it is."""
    found: list[str] = []
    if check.kind in ("ask", "search") and outcome.refused != check.refuses:
        found.append("it is refused" if outcome.refused else "it is not refused")
    found += [f"it lacks {' | '.join(phrase)!r}" for phrase in check.holds if _place(phrase, outcome.text) < 0]
    found += [f"it holds {' | '.join(phrase)!r}" for phrase in check.lacks if _place(phrase, outcome.text) >= 0]
    at = 0
    for phrase in check.order:
        place = _place(phrase, outcome.text, at)
        if place < 0:
            found.append(f"{' | '.join(phrase)!r} is not in its place")
            break
        at = place
    if check.first and not re.search(check.first, outcome.first):
        found.append(f"{outcome.first or 'no file'} comes first")
    return found


def _read(file: Path) -> Case:
    written = yaml.safe_load(file.read_text("utf-8"))
    checks = tuple(check_of(check) for check in written["checks"])
    return Case(file.parent.name, written["kind"], written["group"], file.parent, checks)


def _phrases(written: list[Any]) -> tuple[Phrase, ...]:
    return tuple(tuple(map(str, phrase)) if isinstance(phrase, list) else (str(phrase),) for phrase in written)


def _place(phrase: Phrase, text: str, start: int = 0) -> int:
    """Where one of the phrases stands in `text` behind `start`, -1 if none does."""
    places = [found.start() for one in phrase if (found := _whole(one).search(text, start))]
    return min(places, default=-1)


def _whole(phrase: str) -> re.Pattern[str]:
    """The phrase with no letter or digit directly before or behind it; Chinese and Japanese have no such ends."""
    words = _GAP.join(map(re.escape, phrase.split()))
    before = r"(?<!\w)" if _has_ends(phrase[:1]) else ""
    behind = r"(?!\w)" if _has_ends(phrase[-1:]) else ""
    return re.compile(before + words + behind)


def _has_ends(letter: str) -> bool:
    return letter.isalnum() and letter < "\u3000"
