"""Sentences that try to command the assistant.

Invariant: a sentence's score depends only on the sentence and the ingest marks of its passage, so that a hostile
sentence in a long text has the same score as alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Literal

from pydantic import field_validator

from assistant.domain.records.documents import Span
from assistant.guard.detectors.detector import Content, Hit, WholeDetector
from assistant.guard.detectors.injection.setting import is_ordinary
from assistant.guard.detectors.injection.signs import SIGNS
from assistant.guard.detectors.models import DetectorModels
from assistant.guard.detectors.spec import DetectorSpec
from assistant.guard.matching.normalise import View, views, without
from assistant.guard.matching.patterns import FOLDED, Pattern
from assistant.guard.matching.required import Holds, requirements
from assistant.guard.matching.segment import sentences

# A mark that ingest left on a passage raises the score of a suspicious sentence in it.
_MARK_WEIGHT = 0.3
# Planted work goes over several sentences: a request, then its code.
_ACROSS = frozenset(("code", "payload", "task", "marker"))
_STOP = re.compile(r"[.!?]\s")  # lines that break within a sentence are one
_EMPHASIS = re.compile(r"(?<!\w)[*_~`]{1,3}(?=\w)|(?<=\w)[*_~`]{1,3}(?!\w)")
_Weighed = tuple[str, float, Pattern]
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
        self._signs = [
            (label, weight, Pattern(source, FOLDED), requirements(source)) for label, weight, source in SIGNS
        ]

    def detect(self, content: Content) -> list[Hit]:
        matches = self._matches([*content.views, *_without_emphasis(content.views[0])])
        if not matches:
            return []
        units = sentences(content.text) if self._by_sentence else [(0, len(content.text))]
        signs = _by_unit(_in_their_sentences(content.text, units, matches), units)
        if _is_marked(content):
            for weights in signs.values():
                weights["marked"] = _MARK_WEIGHT
        hits: list[Hit] = []
        for number, span in enumerate(units):
            if weights := signs.get(number, {}):
                label = max(weights, key=lambda sign: weights[sign])
                hits.append(Hit(label, round(_combined(weights.values()), 4), span))
        return hits

    def _matches(self, seen: Sequence[View]) -> list[tuple[_Weighed, Span]]:
        """Each sign with its span in the original, in all views."""
        held = [(view, Holds(view.text)) for view in seen]
        return [
            ((label, weight, pattern), view.span(*span))
            for label, weight, pattern, required in self._signs
            for view, holds in held
            if holds.meets(required)
            for span in _found(label, pattern, view)
        ]


def _without_emphasis(plain: View) -> list[View]:
    """The text without the signs of Markdown around its words, if it has any."""
    marks = [mark.span() for mark in _EMPHASIS.finditer(plain.text)]
    return [without(plain, marks)] if marks else []


def _found(label: str, pattern: Pattern, view: View) -> list[Span]:
    """Where the sign stands; without orders that people give each other."""
    spans = pattern.spans(view.text)
    return [span for span in spans if not is_ordinary(view.text, *span)] if label == "override" else spans


def _in_their_sentences(
    text: str, units: Sequence[Span], matches: Iterable[tuple[_Weighed, Span]]
) -> list[tuple[str, float, Span]]:
    """Label, weight and span of each sign. One that reaches over a full stop is looked for again in each of its
    sentences: what is swapped in one is not the reply of another."""
    found: list[tuple[str, float, Span]] = []
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
                spans = (view.span(*span) for span in _found(label, pattern, view))
                found += [(label, weight, (start + first, start + last)) for first, last in spans]
    return found


def _by_unit(signs: Sequence[tuple[str, float, Span]], units: Sequence[Span]) -> dict[int, dict[str, float]]:
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
