"""Replaces spans of a text with labels, masks, hashes or pseudonyms.

Invariant: overlapping spans are joined, each is replaced once, and text outside the spans is unchanged.
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
class Replacement:
    """Replaces a span: with `text` if given, else in the given `style`."""

    span: Span
    label: str
    style: Style = "label"
    text: str | None = None


class Pseudonyms:
    """Gives the same value the same pseudonym in every text. Kept in memory only; safe to share between threads."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str] = {}
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def of(self, label: str, value: str) -> str:
        """The label with a number: values of a label are numbered in the order of their first use."""
        key = (label, value.casefold())
        with self._lock:
            if key not in self._known:
                self._counts[label] += 1
                self._known[key] = labelled(label, f"-{self._counts[label]}")
            return self._known[key]


@dataclass(slots=True)
class Redactor:
    """Redacts a text, which may come in pieces."""

    key: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    pseudonyms: Pseudonyms = field(default_factory=Pseudonyms)
    _wrote_label: bool = False

    def redact(self, text: str, start: int, end: int, replacements: Sequence[Replacement]) -> str:
        """`text[start:end]` with the replacements applied. Their spans are offsets in `text`; if a span begins
        before `start`, its rest is replaced."""
        out: list[str] = []
        at = start
        for replacement in merge_overlapping(replacements):
            first, last = max(replacement.span[0], at), min(replacement.span[1], end)
            if last <= first:
                continue
            out += [self._plain(text[at:first]), self._replace(replacement, text[first:last])]
            self._wrote_label = True
            at = last
        return "".join((*out, self._plain(text[at:end])))

    def _plain(self, text: str) -> str:
        """`text`, with a space before it where a label such as "[EMAIL]" and `text` would form a Markdown link."""
        apart = self._wrote_label and text[:1] in ("(", "[", ":")
        self._wrote_label = self._wrote_label and not text
        return f" {text}" if apart else text

    def _replace(self, replacement: Replacement, value: str) -> str:
        if replacement.text is not None:
            return replacement.text
        if replacement.style == "mask":
            return mask(value)
        if replacement.style == "hash":
            digest = hmac.new(self.key, value.casefold().encode("utf-8", "surrogatepass"), hashlib.sha256)
            return labelled(replacement.label, f":{digest.hexdigest()[:8]}")
        if replacement.style == "pseudonym":
            return self.pseudonyms.of(replacement.label, value)
        return labelled(replacement.label)


def mask(value: str) -> str:
    """`value` with a dot for each letter and digit. The last two of a long value stay, and all other characters."""
    shown = 2 if sum(character.isalnum() for character in value) >= 8 else 0
    out: list[str] = []
    for character in reversed(value):
        if character.isalnum() and shown:
            shown -= 1
            out.append(character)
        else:
            out.append(DOT if character.isalnum() else character)
    return "".join(reversed(out))


def merge_overlapping(replacements: Sequence[Replacement]) -> list[Replacement]:
    """`replacements` with overlaps joined; a joined span takes the label and style of its longest part."""
    merged: list[Replacement] = []
    longest = 0
    for replacement in sorted(replacements, key=lambda replacement: (replacement.span[0], -replacement.span[1])):
        length = replacement.span[1] - replacement.span[0]
        if not merged or replacement.span[0] >= merged[-1].span[1]:
            merged.append(replacement)
            longest = length
            continue
        last = merged[-1]
        winner = replacement if length > longest else last
        longest = max(longest, length)
        union = (last.span[0], max(last.span[1], replacement.span[1]))
        merged[-1] = Replacement(union, winner.label, winner.style, winner.text)
    return merged
