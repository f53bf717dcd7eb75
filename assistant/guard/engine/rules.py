"""Rules at work on one text: detectors run once each, hits become findings, failures become findings too.

Invariant: a detector that raises, runs out of time or returns a score that is no number never counts as "nothing
found"; its rules' `on_error` decides.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.domain.errors import AssistantError
from assistant.domain.records.documents import Span
from assistant.domain.records.verdicts import Finding
from assistant.guard.detectors.detector import Detector, Hit, Subject
from assistant.guard.engine.conditions import matching
from assistant.guard.engine.redact import Cover
from assistant.guard.engine.scope import applies, exempt_patterns, is_exempt
from assistant.guard.matching.time_limit import within
from assistant.guard.policy.policy import Policy, Rule
from assistant.models.onnx.windows import windows

_REMEMBERED = 5000
_WINDOW_CHARS = 20_000  # a text file of megabytes is one page, and every search has a time limit
_OVERLAP_CHARS = 1_000  # so that what lies across the border of two windows is seen whole


@dataclass(frozen=True, slots=True)
class Decided:
    """A finding and what a redaction of it would write."""

    finding: Finding
    cover: Cover | None

    def shifted(self, offset: int) -> Decided:
        """The same with spans moved by `offset`."""
        finding, cover = self.finding, self.cover
        if finding.span is not None:
            finding = replace(finding, span=(finding.span[0] + offset, finding.span[1] + offset))
        if cover is not None:
            cover = replace(cover, span=(cover.span[0] + offset, cover.span[1] + offset))
        return Decided(finding, cover)


class Rulebook:
    """The policy's rules with their detectors, and what those said of passages seen before. Failures are never kept."""

    def __init__(self, policy: Policy, detectors: Mapping[str, Detector], unavailable: Iterable[str] = ()) -> None:
        """`unavailable`: names of detectors whose model is missing. A rule of such a detector is left out (and the
        policy shown as degraded) where its `on_error` is `warn` or the policy only observes; else it stops every text.
        """
        self.policy = policy
        self.detectors = dict(detectors)
        self._unavailable = frozenset(unavailable)
        self._earlier: dict[bytes, list[Hit]] = {}  # by digest: no text is kept
        self._exempt = {rule.id: exempt_patterns(rule) for rule in policy.rules}

    @property
    def identities(self) -> Mapping[str, str]:
        """Detector name -> its type, and for a model its name and hash."""
        return {name: detector.identity for name, detector in self.detectors.items()}

    def rules(self, subject: Subject, *, exact: bool | None = None) -> list[Rule]:
        """The rules for a subject, cheap detectors first, in file order within; `exact` keeps one kind of detector."""
        rules = [rule for rule in self.policy.at(subject.stage) if self._active(rule) and applies(rule, subject)]
        if exact is not None:
            rules = [rule for rule in rules if self._is_exact(rule) is exact]
        return sorted(rules, key=self._is_slow)

    def decide(self, subject: Subject, rules: Sequence[Rule], *, to_the_end: bool = False) -> list[Decided]:
        """Findings in rule order; ends before the next detector once a finding blocks, unless `to_the_end`."""
        decided: list[Decided] = []
        hits: dict[str | None, list[Hit] | str] = {}
        for rule in rules:
            if rule.detector not in hits:
                if not to_the_end and any(one.finding.action == "block" for one in decided):
                    break
                hits[rule.detector] = self._run(rule, subject)
            found = hits[rule.detector]
            decided += [self._failed(rule, found)] if isinstance(found, str) else self._apply(rule, subject, found)
        return decided

    def decide_in_windows(self, subject: Subject, rules: Sequence[Rule]) -> list[Decided]:
        """`decide` on a text of any length, piece by piece; what measures the whole text sees the whole of it."""
        if len(subject.text) <= _WINDOW_CHARS:
            return self.decide(subject, rules)
        measuring = [rule for rule in rules if self._measures(rule)]
        decided = self.decide(subject, measuring)
        judging = [rule for rule in rules if rule not in measuring]
        before: set[tuple[str, str, Span | None]] = set()  # findings of the window before, which this one overlaps
        for start, end in windows(len(subject.text), _WINDOW_CHARS, _OVERLAP_CHARS):
            if any(one.finding.action == "block" for one in decided):
                break
            shifted = [one.shifted(start) for one in self.decide(subject.window(start, end), judging)]
            found = {(one.finding.rule, one.finding.label, one.finding.span): one for one in shifted}
            decided += [one for place, one in found.items() if place not in before]
            before = set(found)
        return decided

    def hold_from(self, subject: Subject, rules: Sequence[Rule]) -> tuple[int, Rule | None]:
        """The first position that may still belong to an unfinished hit, and the rule whose hit must not be released
        even if it never ends (None: it may be)."""
        position, stubborn = len(subject.text), None
        for rule in rules:
            try:
                detector = self.detectors[rule.detector] if rule.detector is not None else None
                held = [pattern.hold_from(subject.text) for pattern in self._exempt[rule.id]]
                held += [] if detector is None else [detector.hold_from(subject)]
                never = detector is not None and detector.never_release(subject)
            except Exception:  # noqa: BLE001 - a detector that fails holds everything; `decide` reports it
                return 0, rule if rule.on_error == "block" else None
            position = min(position, *held) if held else position
            stubborn = rule if never else stubborn
        return position, stubborn

    def never_closed(self, rule: Rule, span: Span) -> Decided:
        """The finding for a match that may not be released and does not end."""
        message = rule.say("output")
        return Decided(
            Finding(rule.id, rule.detector or "", "block", rule.category, span, label="open", message=message), None
        )

    def _active(self, rule: Rule) -> bool:
        lenient = rule.on_error == "warn" or self.policy.mode == "observe"
        return not (lenient and rule.detector in self._unavailable)

    def _is_exact(self, rule: Rule) -> bool:
        return rule.detector is not None and self.detectors[rule.detector].exact

    def _measures(self, rule: Rule) -> bool:
        return rule.detector is None or self.detectors[rule.detector].needs_whole_text

    def _is_slow(self, rule: Rule) -> bool:
        return rule.detector is not None and self.detectors[rule.detector].slow

    def _run(self, rule: Rule, subject: Subject) -> list[Hit] | str:
        """The detector's hits, or what went wrong (never the text)."""
        if rule.detector is None:
            return [Hit("folder")]
        detector = self.detectors[rule.detector]
        key = _digest(rule.detector, subject) if detector.is_repeatable else None
        if key is not None and key in self._earlier:
            return self._earlier[key]
        try:
            if detector.slow:
                hits = within(rule.timeout_ms, lambda: detector.detect(subject))
            else:
                hits = detector.detect(subject)
        except Exception as error:  # noqa: BLE001 - whatever a detector raises, the rule decides
            return f"{error}" if isinstance(error, AssistantError) else type(error).__name__
        if any(not math.isfinite(hit.score) for hit in hits):
            return "a score that is not a number"
        if key is not None:
            if len(self._earlier) >= _REMEMBERED:
                self._earlier.pop(next(iter(self._earlier)), None)
            self._earlier[key] = hits
        return hits

    def _failed(self, rule: Rule, problem: str) -> Decided:
        detector = rule.detector or ""
        message = f"Policy not available: detector {detector!r} of rule {rule.id!r} failed: {problem.rstrip('.')}."
        return Decided(Finding(rule.id, detector, rule.on_error, rule.category, label="error", message=message), None)

    def _apply(self, rule: Rule, subject: Subject, hits: Sequence[Hit]) -> list[Decided]:
        met = matching(rule.when, hits)
        if not met:
            return []
        exempt = [span for pattern in self._exempt[rule.id] for span in pattern.spans(subject.text)]
        return [self._finding(rule, subject, hit, bound) for hit, bound in met if not is_exempt(hit, exempt)]

    def _finding(self, rule: Rule, subject: Subject, hit: Hit, bound: float) -> Decided:
        finding = Finding(
            rule=rule.id,
            detector=rule.detector or "",
            action=rule.action,
            category=rule.category,
            span=hit.span,
            score=round(float(hit.score), 4),
            threshold=bound,
            label=hit.label,
            message=rule.say(subject.stage),
        )
        if rule.action not in ("redact", "rewrite"):
            return Decided(finding, None)
        replacement = rule.say(subject.stage) if rule.action == "rewrite" else hit.replacement
        span = hit.span if hit.span is not None else (0, len(subject.text))
        return Decided(finding, Cover(span, hit.label, rule.redact.style, replacement))


def _digest(detector: str, subject: Subject) -> bytes | None:
    """Names all that a detector looks at: none reads the question. None where a text is not likely to come again."""
    if subject.stage != "retrieval":
        return None
    seen = (detector, subject.text, subject.path, subject.offset)
    around = [(passage.text, passage.chunk.marks) for passage in subject.passages]
    return hashlib.sha256(repr((seen, around)).encode("utf-8", "surrogatepass")).digest()
