"""Citation numbers in the order of their first use, so that what is read first is [1].

Invariant: what `feed` and `finish` give, joined, is the text that was fed with only its markers changed, and each
known number is replaced by the same number throughout.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from assistant.domain.records.passages import NumberedPassage

_MARKER = re.compile(r"\[(\d{1,3})\]")
_BEGUN = re.compile(r"\[\d{0,3}$")  # a marker that the next piece may complete


class FirstUse:
    """Renumbers the markers of a text that comes in pieces. Markers of numbers that are not `known` stay."""

    def __init__(self, known: Collection[int]) -> None:
        self._known = frozenset(known)
        self._numbers: dict[int, int] = {}
        self._held = ""

    def feed(self, piece: str) -> str:
        """The text that is certain by now; an unfinished marker at its end is held back."""
        text = self._held + piece
        begun = _BEGUN.search(text)
        whole, self._held = (text[: begun.start()], text[begun.start() :]) if begun else (text, "")
        return _MARKER.sub(self._renumbered, whole)

    def finish(self) -> str:
        """What was held back and is no marker after all."""
        held, self._held = self._held, ""
        return held

    def used(self, passages: Sequence[NumberedPassage]) -> tuple[NumberedPassage, ...]:
        """The passages that were cited, under their new numbers and in that order."""
        cited = [
            replace(passage, number=self._numbers[passage.number])
            for passage in passages
            if passage.number in self._numbers
        ]
        return tuple(sorted(cited, key=lambda passage: passage.number))

    def _renumbered(self, found: re.Match[str]) -> str:
        number = int(found[1])
        if number not in self._known:
            return found.group()
        return f"[{self._numbers.setdefault(number, len(self._numbers) + 1)}]"
