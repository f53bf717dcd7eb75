"""Sentences that try to command the assistant.

Invariant: a sentence's score depends only on the sentence and the ingest marks of its passage, so that a hostile
sentence in a long text has the same score as alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Literal

from pydantic import field_validator

from assistant.domain.records.documents import Span
from assistant.guard.detectors.detector import Content, Hit, WholeDetector
from assistant.guard.detectors.injection.decoded import decoded
from assistant.guard.detectors.injection.pieces import Piece, pieces_of
from assistant.guard.detectors.injection.setting import is_ordinary
from assistant.guard.detectors.injection.signs import SIGNS
from assistant.guard.detectors.injection.together import anchored, signs_of
from assistant.guard.detectors.models import DetectorModels
from assistant.guard.detectors.spec import DetectorSpec
from assistant.guard.matching.normalise import View, views, without
from assistant.guard.matching.patterns import FOLDED, Pattern
from assistant.guard.matching.required import Expected, Holds, requirements
from assistant.guard.matching.segment import sentences

# A mark that ingest left on a passage raises the score of a suspicious sentence in it.
_MARK_WEIGHT = 0.3
# Planted work goes over several sentences: a request, then its code.
_ACROSS = frozenset(("code", "payload", "task", "marker"))
_FAR = frozenset(("payload",))  # longer than pieces of a text overlap
_STOP = re.compile(r"[.!?]\s")  # lines that break within a sentence are one
_EMPHASIS = re.compile(r"(?<!\w)[*_~`]{1,3}(?=\w)|(?<=\w)[*_~`]{1,3}(?!\w)")
_Weighed = tuple[str, float, Pattern]
_Sign = tuple[str, float, Span]  # label, weight, and where
_MARKS = ("inject", "command", "hidden", "invisible")


class InjectionSpec(DetectorSpec):
    """Text that tries to command the assistant, checked sentence by sentence."""

    type: Literal["injection"]
    scan: Literal["sentence", "text"] = "sentence"
    model: None = None  # no model can be named; the key stays because the hashes of policies cover it

    @field_validator("model", mode="before")
    @classmethod
    def _no_model(cls, value: object) -> None:
        if value is not None:
            raise ValueError("there is no injection model; leave the key out")

    def make(self, models: DetectorModels) -> InjectionDetector:
        return InjectionDetector(self)


class InjectionDetector(WholeDetector):
    """A hit for each suspicious sentence; the label is its heaviest sign."""

    identity = "injection"

    def __init__(self, spec: InjectionSpec) -> None:
        self._by_sentence = spec.scan == "sentence"
        self._signs = [(label, weight, Pattern(source, FOLDED)) for label, weight, source in SIGNS]
        self._expected = Expected([requirements(source) for _, _, source in SIGNS])

    def detect(self, content: Content) -> list[Hit]:
        text = content.text
        held = _held([*content.views, *_without_emphasis(content.views[0])])
        matches = self._matches(held)
        anchors = [span for one in held for span in anchored(one.view, one.pieces)]
        in_code = self._in_code(text, held[0].holds)
        if not (matches or anchors or in_code):
            return []
        units = sentences(text) if self._by_sentence else [(0, len(text))]
        found = [*_in_their_sentences(text, units, matches), *_together(text, units, anchors), *in_code]
        signs = _by_unit(found, units)
        if _is_marked(content):
            for weights in signs.values():
                weights["marked"] = _MARK_WEIGHT
        hits: list[Hit] = []
        for number, span in enumerate(units):
            if weights := signs.get(number, {}):
                label = max(weights, key=lambda sign: weights[sign])
                hits.append(Hit(label, round(_combined(weights.values()), 4), span))
        return hits

    def _matches(self, held: Sequence[_Held]) -> list[tuple[_Weighed, Span]]:
        """Each sign with its span in the original, in all views: in pieces, and those that reach far in the whole."""
        return [
            (self._signs[number], piece.span(one.view, span))
            for one in held
            for piece in one.pieces
            for number in self._expected.possible(piece.holds)
            if len(one.pieces) == 1 or self._signs[number][0] not in _FAR
            for span in _found(self._signs[number][0], self._signs[number][2], piece.text)
        ] + [
            (self._signs[number], one.view.span(*span))
            for one in held
            if len(one.pieces) > 1
            for number in self._expected.possible(one.holds)
            if self._signs[number][0] in _FAR
            for span in _found(self._signs[number][0], self._signs[number][2], one.view.text)
        ]

    def _in_code(self, text: str, holds: Holds) -> list[_Sign]:
        """The signs in what stands in a code, each at the span of the code."""
        return [
            (label, weight, span)
            for span, plain in decoded(text, holds)
            for label, weight in (
                *((sign[0], sign[1]) for sign, _ in self._matches(_held(views(plain)))),
                *signs_of(plain).items(),
            )
        ]


@dataclass(frozen=True, slots=True)
class _Held:
    """A view, which words it holds, and its pieces."""

    view: View
    holds: Holds
    pieces: Sequence[Piece]


def _held(seen: Sequence[View]) -> list[_Held]:
    held = [(view, Holds(view.text)) for view in seen]
    return [_Held(view, holds, list(pieces_of(view.text, holds))) for view, holds in held]


def _together(text: str, units: Sequence[Span], anchors: Sequence[Span]) -> list[_Sign]:
    """The signs of the sentences with an anchor that are no single row of words."""
    read = sorted({number for span in anchors for number in _units_at(units, span)})
    return [
        (label, weight, units[number])
        for number in read
        for label, weight in signs_of(text[slice(*units[number])]).items()
    ]


def _without_emphasis(plain: View) -> list[View]:
    """The text without the signs of Markdown around its words, if it has any."""
    marks = [mark.span() for mark in _EMPHASIS.finditer(plain.text)]
    return [without(plain, marks)] if marks else []


def _found(label: str, pattern: Pattern, text: str) -> list[Span]:
    """Where the sign stands; without orders that people give each other."""
    spans = pattern.spans(text)
    return [span for span in spans if not is_ordinary(text, *span)] if label == "override" else spans


def _in_their_sentences(text: str, units: Sequence[Span], matches: Iterable[tuple[_Weighed, Span]]) -> list[_Sign]:
    """Label, weight and span of each sign. One that reaches over a full stop is looked for again in each of its
    sentences: what is swapped in one is not the reply of another."""
    found: list[_Sign] = []
    again: dict[int, list[_Weighed]] = defaultdict(list)
    for sign, span in matches:
        touched = _units_at(units, span)
        if len(touched) < 2 or sign[0] in _ACROSS or not _STOP.search(text, *span):
            found.append((sign[0], sign[1], span))
        else:
            for number in touched:
                again[number].append(sign)
    for number, signs in again.items():
        start, end = units[number]
        for view in views(text[start:end]):
            for label, weight, pattern in signs:
                spans = (view.span(*span) for span in _found(label, pattern, view.text))
                found += [(label, weight, (start + first, start + last)) for first, last in spans]
    return found


def _by_unit(signs: Sequence[_Sign], units: Sequence[Span]) -> dict[int, dict[str, float]]:
    """For each unit with signs, the heaviest weight of each kind of sign."""
    found: dict[int, dict[str, float]] = defaultdict(dict)
    for label, weight, span in signs:
        for number in _units_at(units, span):
            found[number][label] = max(weight, found[number].get(label, 0.0))
    return found


def _is_marked(content: Content) -> bool:
    """Whether ingest left a suspicious mark on a retrieved passage; marks are rule ids and parser notes."""
    marks = [mark for passage in content.passages for mark in passage.chunk.marks]
    return content.stage == "retrieval" and any(sign in mark for mark in marks for sign in _MARKS)


def _units_at(units: Sequence[Span], span: Span) -> Sequence[int]:
    """The units that `span` touches. White space before a sentence counts as part of that sentence."""
    start = span[0]
    first = bisect_right(units, start, key=itemgetter(1))  # units are in order and join without gaps
    inside = range(first, max(first, bisect_left(units, span[1], key=itemgetter(0))))
    return inside[1:] if len(inside) > 1 and units[first][1] - start <= 4 else inside


def _combined(weights: Iterable[float]) -> float:
    """The certainty from independent signs: one minus the product of their doubts."""
    doubt = 1.0
    for weight in weights:
        doubt *= 1.0 - weight
    return 1.0 - doubt
