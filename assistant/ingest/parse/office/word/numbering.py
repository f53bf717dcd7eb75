"""The numbers that Word puts in front of paragraphs, such as "4.2" in a contract: the text does not contain them.

Invariant: counting follows the order of the paragraphs; an unknown numbering becomes a bullet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from assistant.ingest.parse.marks.counting import format_count
from assistant.ingest.parse.office.zipped import attribute

_LEVELS = 9
_PLACEHOLDER = re.compile(r"%([1-9])")
BULLET = "-"


@dataclass(frozen=True, slots=True)
class _Level:
    form: str  # decimal, lowerLetter, upperRoman, bullet, none, ...
    text: str  # "%1.%2": placeholders of the counters
    start: int


class Numbering:
    """Counts the numbered paragraphs of one document."""

    def __init__(self, root: Any) -> None:
        """`root` is the numbering part, None where the document has none."""
        self._levels: dict[str, list[_Level]] = {}
        self._lists: dict[str, str] = {}
        self._counts: dict[str, list[int]] = {}
        if root is None:
            return
        for abstract in root.iter("{*}abstractNum"):
            self._levels[attribute(abstract, "abstractNumId")] = [
                _level(element) for element in abstract.iterfind("{*}lvl")
            ]
        for number in root.iter("{*}num"):
            target = number.find("{*}abstractNumId")
            self._lists[attribute(number, "numId")] = attribute(target, "val") if target is not None else ""

    def next_label(self, list_id: str, depth: int) -> str:
        """The label of the next paragraph of this list at this depth (0-8): "4.2", "(a)", or a bullet."""
        kind = self._lists.get(list_id, "")
        levels = self._levels.get(kind, [])
        if not 0 <= depth < min(len(levels), _LEVELS):
            return BULLET
        counts = self._counts.setdefault(kind, [level.start - 1 for level in levels])
        counts[depth] += 1
        for deeper in range(depth + 1, len(levels)):
            counts[deeper] = levels[deeper].start - 1
        level = levels[depth]
        if level.form in ("bullet", "none", "") or "%" not in level.text:
            return BULLET if level.form == "bullet" or not level.text.strip() else level.text.strip()

        def counter(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            return format_count(max(1, counts[at]), levels[at].form) if at < len(levels) else ""

        return _PLACEHOLDER.sub(counter, level.text).strip()


def _level(element: Any) -> _Level:
    def value(name: str) -> str:
        found = element.find(f"{{*}}{name}")
        return attribute(found, "val") if found is not None else ""

    start = value("start")
    return _Level(value("numFmt"), value("lvlText")[:50], int(start) if start.isdecimal() and len(start) < 6 else 1)
