"""Spans written over.

Invariant: overlapping spans become one, each is written once, and text outside the spans is unchanged.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from assistant.domain.records.documents import Span
from assistant.text.covers import DOT, labelled

Style = Literal["label", "mask", "hash", "pseudonym"]


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands instead of a span."""

    span: Span
    label: str
    style: Style = "label"
    replacement: str | None = None


class Pseudonyms:
    """The same value has the same pseudonym, whichever text it stands in. In memory only; threads may share one."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str] = {}
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def of(self, label: str, value: str) -> str:
        """A label with the number of the value among all of that label, in the order in which they were met."""
        key = (label, value.casefold())
        with self._lock:
            if key not in self._known:
                self._counts[label] += 1
                self._known[key] = labelled(label, f"-{self._counts[label]}")
            return self._known[key]


@dataclass(slots=True)
class Pen:
    """Writes covers over one text, however many pieces it is given in."""

    key: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    pseudonyms: Pseudonyms = field(default_factory=Pseudonyms)
    _wrote_cover: bool = False

    def write(self, text: str, start: int, end: int, covers: Sequence[Cover]) -> str:
        """`text[start:end]` with the covers (spans in `text`) applied; what is left of one that began before, too."""
        out: list[str] = []
        at = start
        for cover in merge(covers):
            first, last = max(cover.span[0], at), min(cover.span[1], end)
            if last <= first:
                continue
            out += [self._plain(text[at:first]), self._instead(cover, text[first:last])]
            self._wrote_cover = True
            at = last
        return "".join((*out, self._plain(text[at:end])))

    def _plain(self, text: str) -> str:
        """Text behind a cover such as "[EMAIL]" is kept apart from it where the two would make a Markdown link."""
        apart = self._wrote_cover and text[:1] in ("(", "[", ":")
        self._wrote_cover = self._wrote_cover and not text
        return f" {text}" if apart else text

    def _instead(self, cover: Cover, value: str) -> str:
        if cover.replacement is not None:
            return cover.replacement
        if cover.style == "mask":
            return mask(value)
        if cover.style == "hash":
            digest = hmac.new(self.key, value.casefold().encode("utf-8", "surrogatepass"), hashlib.sha256)
            return labelled(cover.label, f":{digest.hexdigest()[:8]}")
        if cover.style == "pseudonym":
            return self.pseudonyms.of(cover.label, value)
        return labelled(cover.label)


def mask(value: str) -> str:
    """Every letter and digit a dot, but the last two of long values; white space and punctuation stay."""
    shown = 2 if sum(character.isalnum() for character in value) >= 8 else 0
    out: list[str] = []
    for character in reversed(value):
        if character.isalnum() and shown:
            shown -= 1
            out.append(character)
        else:
            out.append(DOT if character.isalnum() else character)
    return "".join(reversed(out))


def merge(covers: Sequence[Cover]) -> list[Cover]:
    """Overlapping covers joined; the union is written as its longest part says."""
    merged: list[Cover] = []
    longest = 0
    for cover in sorted(covers, key=lambda cover: (cover.span[0], -cover.span[1])):
        length = cover.span[1] - cover.span[0]
        if not merged or cover.span[0] >= merged[-1].span[1]:
            merged.append(cover)
            longest = length
            continue
        last = merged[-1]
        winner = cover if length > longest else last
        longest = max(longest, length)
        union = (last.span[0], max(last.span[1], cover.span[1]))
        merged[-1] = Cover(union, winner.label, winner.style, winner.replacement)
    return merged
