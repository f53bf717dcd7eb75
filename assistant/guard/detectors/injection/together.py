"""Signs that are no row of words, but things spoken of in one sentence: "your rules" and dropping them.

Invariant: a sentence's signs depend on the sentence alone. Only sentences with a rare concept (an anchor) are read
for the others, so that an ordinary text costs one search an anchor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import regex

from assistant.guard.detectors.injection.concepts import ANCHORS, SUPPORTS
from assistant.guard.detectors.injection.pieces import Piece
from assistant.guard.matching.normalise import View, views
from assistant.guard.matching.required import Expected, requirements


@dataclass(frozen=True, slots=True)
class Together:
    """A sign: all of `concepts` in a sentence and none of `unless`."""

    label: str
    weight: float
    concepts: tuple[str, ...]
    unless: tuple[str, ...] = ()


SIGNS: Final = (
    Together("override", 0.85, ("your rules", "drop"), ("do not forget", "rules of a thing")),
    Together("override", 0.8, ("told before", "drop"), ("do not forget",)),
    Together("override", 0.8, ("your rules", "leave")),
    Together("override", 0.75, ("obey", "writer")),
    Together("persona", 0.8, ("machine", "no limits")),
    Together("persona", 0.75, ("machine", "role", "you")),
    Together("persona", 0.75, ("no limits", "role", "you")),
    Together("persona", 0.75, ("no limits", "suppose", "you")),
    Together("persona", 0.75, ("your rules", "suppose", "answer so")),
    Together("persona", 0.8, ("your rules", "story")),
    Together("persona", 0.75, ("machine", "story", "drop")),
    Together("address", 0.85, ("machine", "reads", "must say")),
    Together("address", 0.75, ("machine", "must say", "user")),
    Together("address", 0.8, ("addressed", "must say")),
    Together("prompt", 0.75, ("told before", "asked rules")),
    Together("answer", 0.5, ("no sources",)),
    Together("answer", 0.8, ("every answer", "steer", "address")),
    Together("answer", 0.8, ("your answer", "cipher")),
    Together("answer", 0.75, ("your answer", "claim"), ("own detail", "asked for")),
    Together("address", 0.8, ("user", "talked into", "bait")),
    Together("address", 0.7, ("user", "claim"), ("own detail", "asked for")),
    Together("conceal", 0.85, ("user", "unseen")),
    Together("prompt", 0.8, ("told before", "show", "verbatim")),
    Together("prompt", 0.8, ("text before", "show", "verbatim")),
    Together("prompt", 0.8, ("your rules", "show", "verbatim"), ("do not forget",)),
    Together("prompt", 0.8, ("system", "show", "you")),
    Together("answer", 0.8, ("every answer", "steer", "lure"), ("own detail",)),
    Together("override", 0.75, ("carry out",)),
)


def _alternatives(source: str) -> list[str]:
    """An expression cut at the bars outside of its brackets."""
    parts, depth, inside, start = [], 0, False, 0
    for at, sign in enumerate(source):
        if at and source[at - 1] == "\\":
            continue
        inside = sign == "[" or (inside and sign != "]")
        depth += 0 if inside else (sign == "(") - (sign == ")")
        if sign == "|" and not depth and not inside:
            parts.append(source[start:at])
            start = at + 1
    return [*parts, source[start:]]


# A text is searched for the alternatives alone whose words it holds: those of its own language.
_ANCHORS: Final = tuple(
    (name, regex.compile(part), requirements(part))
    for name, source in ANCHORS.items()
    for part in _alternatives(source)
)
_EXPECTED: Final = Expected([required for _, _, required in _ANCHORS])
_SUPPORTS: Final = {name: regex.compile(source) for name, source in SUPPORTS.items()}


def anchored(view: View, pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """Where in the original of `view` an anchor stands; `pieces` are those of the view."""
    return [
        piece.span(view, found.span())
        for piece in pieces
        for number in _EXPECTED.possible(piece.holds)
        for found in _ANCHORS[number][1].finditer(piece.text)
    ]


def signs_of(sentence: str) -> dict[str, float]:
    """The heaviest weight of each label in one sentence of the original."""
    weights: dict[str, float] = {}
    for view in views(sentence):
        held = _Concepts(view.text)
        for sign in SIGNS:
            if weights.get(sign.label, 0.0) < sign.weight and held.all(sign.concepts) and not held.any(sign.unless):
                weights[sign.label] = sign.weight
    return weights


class _Concepts:
    """Which concepts a text holds; each is looked up once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[str, bool] = {}

    def all(self, names: Sequence[str]) -> bool:
        return all(map(self._holds, names))

    def any(self, names: Sequence[str]) -> bool:
        return any(map(self._holds, names))

    def _holds(self, name: str) -> bool:
        if name not in self._known:
            patterns = [pattern for anchor, pattern, _ in _ANCHORS if anchor == name] or [_SUPPORTS[name]]
            self._known[name] = any(pattern.search(self._text) for pattern in patterns)
        return self._known[name]
