"""Applies the rules to a text: each detector runs once, and its hits and failures become findings.

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
from assistant.guard.detectors.detector import Content, Detector, Hit
from assistant.guard.engine.conditions import matching
from assistant.guard.engine.redact import Replacement
from assistant.guard.engine.rule_scope import applies, exempt_patterns, is_exempt
from assistant.guard.matching.time_limit import within
from assistant.guard.policy.policy import Policy, Rule
from assistant.models.onnx.windows import windows

_MAX_KNOWN_HITS = 5000
_WINDOW_CHARS = 20_000  # a text file of megabytes is a single page, too long for the time limit of a search
_OVERLAP_CHARS = 1_000  # so that what lies across the border of two windows is seen whole


@dataclass(frozen=True, slots=True)
class Decided:
    """A finding, and what replaces its span if it is redacted."""

    finding: Finding
    replacement: Replacement | None

    def shifted(self, offset: int) -> Decided:
        """The same with spans moved by `offset`."""
        finding, replacement = self.finding, self.replacement
        if finding.span is not None:
            finding = replace(finding, span=(finding.span[0] + offset, finding.span[1] + offset))
        if replacement is not None:
            replacement = replace(replacement, span=(replacement.span[0] + offset, replacement.span[1] + offset))
        return Decided(finding, replacement)


class Rulebook:
    """The policy's rules with their detectors, and a cache of hits in passages. Failures are never cached."""

    def __init__(self, policy: Policy, detectors: Mapping[str, Detector], unavailable: Iterable[str] = ()) -> None:
        """`unavailable`: names of detectors whose model is missing. A rule of such a detector is left out (and the
        policy shown as degraded) where its `on_error` is `warn` or the policy only observes; else it stops every text.
        """
        self.policy = policy
        self.detectors = dict(detectors)
        self._unavailable = frozenset(unavailable)
        self._known_hits: dict[bytes, list[Hit]] = {}  # by digest: no text is kept
        self._exempt = {rule.id: exempt_patterns(rule) for rule in policy.rules}

    @property
    def identities(self) -> Mapping[str, str]:
        """Detector name -> its type, and for a model its name and hash."""
        return {name: detector.identity for name, detector in self.detectors.items()}

    def rules(self, content: Content, *, exact: bool | None = None) -> list[Rule]:
        """The rules that apply, in file order, those with slow detectors last. `exact` keeps one kind of detector."""
        rules = [rule for rule in self.policy.at(content.stage) if self._active(rule) and applies(rule, content)]
        if exact is not None:
            rules = [rule for rule in rules if self._is_exact(rule) is exact]
        return sorted(rules, key=self._is_slow)

    def decide(self, content: Content, rules: Sequence[Rule], *, to_the_end: bool = False) -> list[Decided]:
        """Findings in rule order; ends before the next detector once a finding blocks, unless `to_the_end`."""
        decided: list[Decided] = []
        hits: dict[str | None, list[Hit] | str] = {}
        for rule in rules:
            if rule.detector not in hits:
                if not to_the_end and any(item.finding.action == "block" for item in decided):
                    break
                hits[rule.detector] = self._run(rule, content)
            found = hits[rule.detector]
            decided += [self._failed(rule, found)] if isinstance(found, str) else self._apply(rule, content, found)
        return decided

    def decide_in_windows(self, content: Content, rules: Sequence[Rule]) -> list[Decided]:
        """`decide` on a text of any length, in windows; rules that need the whole text get the whole text."""
        if len(content.text) <= _WINDOW_CHARS:
            return self.decide(content, rules)
        measuring = [rule for rule in rules if self._measures(rule)]
        decided = self.decide(content, measuring)
        judging = [rule for rule in rules if rule not in measuring]
        before: set[tuple[str, str, Span | None]] = set()  # findings of the previous window, which overlaps this window
        for start, end in windows(len(content.text), _WINDOW_CHARS, _OVERLAP_CHARS):
            if any(item.finding.action == "block" for item in decided):
                break
            shifted = [item.shifted(start) for item in self.decide(content.window(start, end), judging)]
            found = {(item.finding.rule, item.finding.label, item.finding.span): item for item in shifted}
            decided += [item for key, item in found.items() if key not in before]
            before = set(found)
        return decided

    def hold_from(self, content: Content, rules: Sequence[Rule]) -> tuple[int, Rule | None]:
        """(position, rule): where the first unfinished hit may begin, and the rule whose unfinished hit may never be
        shown, or None."""
        position, unreleasable = len(content.text), None
        for rule in rules:
            try:
                detector = self.detectors[rule.detector] if rule.detector is not None else None
                held = [pattern.hold_from(content.text) for pattern in self._exempt[rule.id]]
                held += [] if detector is None else [detector.hold_from(content)]
                never = detector is not None and detector.never_release(content)
            except Exception:  # noqa: BLE001 - a detector that fails holds everything; `decide` reports it
                return 0, rule if rule.on_error == "block" else None
            position = min(position, *held) if held else position
            unreleasable = rule if never else unreleasable
        return position, unreleasable

    def never_closed(self, rule: Rule, span: Span) -> Decided:
        """The finding for an unfinished match that may never be shown."""
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

    def _run(self, rule: Rule, content: Content) -> list[Hit] | str:
        """The detector's hits, or what went wrong (never the text)."""
        if rule.detector is None:
            return [Hit("folder")]
        detector = self.detectors[rule.detector]
        key = _digest(rule.detector, content) if detector.is_repeatable else None
        if key is not None and key in self._known_hits:
            return self._known_hits[key]
        try:
            if detector.slow:
                hits = within(rule.timeout_ms, lambda: detector.detect(content))
            else:
                hits = detector.detect(content)
        except Exception as error:  # noqa: BLE001 - whatever a detector raises, the rule decides
            return f"{error}" if isinstance(error, AssistantError) else type(error).__name__
        if any(not math.isfinite(hit.score) for hit in hits):
            return "a score that is not a number"
        if key is not None:
            if len(self._known_hits) >= _MAX_KNOWN_HITS:
                self._known_hits.pop(next(iter(self._known_hits)), None)
            self._known_hits[key] = hits
        return hits

    def _failed(self, rule: Rule, problem: str) -> Decided:
        detector = rule.detector or ""
        message = f"Policy not available: detector {detector!r} of rule {rule.id!r} failed: {problem.rstrip('.')}."
        return Decided(Finding(rule.id, detector, rule.on_error, rule.category, label="error", message=message), None)

    def _apply(self, rule: Rule, content: Content, hits: Sequence[Hit]) -> list[Decided]:
        met = matching(rule.when, hits)
        if not met:
            return []
        exempt = [span for pattern in self._exempt[rule.id] for span in pattern.spans(content.text)]
        return [self._finding(rule, content, hit, bound) for hit, bound in met if not is_exempt(hit, exempt)]

    def _finding(self, rule: Rule, content: Content, hit: Hit, bound: float) -> Decided:
        finding = Finding(
            rule=rule.id,
            detector=rule.detector or "",
            action=rule.action,
            category=rule.category,
            span=hit.span,
            score=round(float(hit.score), 4),
            threshold=bound,
            label=hit.label,
            message=rule.say(content.stage),
        )
        if rule.action not in ("redact", "rewrite"):
            return Decided(finding, None)
        text = rule.say(content.stage) if rule.action == "rewrite" else hit.replacement
        span = hit.span if hit.span is not None else (0, len(content.text))
        return Decided(finding, Replacement(span, hit.label, rule.redact.style, text))


def _digest(detector: str, content: Content) -> bytes | None:
    """The cache key: a hash of all that detectors look at (none reads the question). None where caching does not pay,
    because the text is not likely to come again."""
    if content.stage != "retrieval":
        return None
    seen = (detector, content.text, content.path, content.offset)
    around = [(passage.text, passage.chunk.marks) for passage in content.passages]
    return hashlib.sha256(repr((seen, around)).encode("utf-8", "surrogatepass")).digest()
