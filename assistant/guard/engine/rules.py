"""Applies the rules to a text: each detector runs once, and its hits and failures become findings.

Invariant: if a detector raises, runs out of time or returns a score that is not a number, its rules' `on_error`
decides; this never counts as "nothing found".
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.domain.errors import AssistantError
from assistant.domain.records.documents import Span
from assistant.domain.records.verdicts import Finding
from assistant.guard.detectors.detector import Content, Detector, Hit
from assistant.guard.engine.conditions import matching_hits
from assistant.guard.engine.redact import Replacement
from assistant.guard.engine.rule_scope import applies, exempt_patterns, is_exempt
from assistant.guard.matching.time_limit import within
from assistant.guard.policy.policy import Policy, Rule
from assistant.models.onnx.windows import windows

_MAX_CACHED_TEXTS = 5000
_WINDOW_CHARS = 20_000  # a large text file is a single page, which may be too long for the time limit of a search
_OVERLAP_CHARS = 1_000  # so that a match across the border of two windows is found


@dataclass(frozen=True, slots=True)
class Decided:
    """A finding, and the replacement of its span if it is redacted."""

    finding: Finding
    replacement: Replacement | None

    def shifted(self, offset: int) -> Decided:
        """The same with its spans moved by `offset`."""
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
        policy is degraded) if its `on_error` is `warn` or the policy only observes; else it stops every text.
        """
        self.policy = policy
        self.detectors = dict(detectors)
        self._unavailable = frozenset(unavailable)
        self._hit_cache: dict[bytes, list[Hit]] = {}  # by digest, so that no text is stored
        self._exempt = {rule.id: exempt_patterns(rule) for rule in policy.rules}

    @property
    def identities(self) -> Mapping[str, str]:
        """Detector name -> its type, and for a model its name and hash."""
        return {name: detector.identity for name, detector in self.detectors.items()}

    def rules(self, content: Content, *, exact: bool | None = None) -> list[Rule]:
        """The rules that apply, in file order, those with slow detectors last. `exact` keeps one kind of detector."""
        rules = [rule for rule in self.policy.rules_at(content.stage) if self._active(rule) and applies(rule, content)]
        if exact is not None:
            rules = [rule for rule in rules if self._is_exact(rule) is exact]
        return sorted(rules, key=self._is_slow)

    def decide(self, content: Content, rules: Sequence[Rule], *, despite_block: bool = False) -> list[Decided]:
        """Findings in rule order. No further detector runs after a finding that blocks, unless `despite_block`."""
        decided: list[Decided] = []
        hits: dict[str | None, list[Hit] | str] = {}
        for rule in rules:
            if rule.detector not in hits:
                if not despite_block and any(item.finding.action == "block" for item in decided):
                    break
                hits[rule.detector] = self._run(rule, content)
            found = hits[rule.detector]
            decided += [self._failed(rule, found)] if isinstance(found, str) else self._apply(rule, content, found)
        return decided

    def decide_in_windows(
        self, content: Content, rules: Sequence[Rule], between: Callable[[], None] | None = None
    ) -> list[Decided]:
        """`decide` on a text of any length, in windows; rules that need the whole text get the whole text. `between` is
        called before each window."""
        if len(content.text) <= _WINDOW_CHARS:
            return self.decide(content, rules)
        undivided = [rule for rule in rules if self._needs_whole_text(rule)]
        decided = self.decide(content, undivided)
        windowed = [rule for rule in rules if rule not in undivided]
        before: set[tuple[str, str, Span | None]] = set()  # findings of the previous window, which overlaps this window
        for start, end in windows(len(content.text), _WINDOW_CHARS, _OVERLAP_CHARS):
            if any(item.finding.action == "block" for item in decided):
                break
            if between is not None:
                between()
            shifted = [item.shifted(start) for item in self.decide(content.window(start, end), windowed)]
            found = {(item.finding.rule, item.finding.label, item.finding.span): item for item in shifted}
            decided += [item for key, item in found.items() if key not in before]
            before = set(found)
        return decided

    def hold_from(self, content: Content, rules: Sequence[Rule]) -> tuple[int, Rule | None]:
        """(position, rule): the first position of an unfinished hit, and the rule (or None) whose unfinished hit may
        never be shown."""
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

    def may_end_hold(self, content: Content, rules: Sequence[Rule]) -> bool:
        """Whether the end of a held text, `content`, looks to any of the detectors like what ends the hold."""
        names = {rule.detector for rule in rules if rule.detector is not None}
        return any(self.detectors[name].may_end_hold(content) for name in names)

    def unfinished(self, rule: Rule, span: Span) -> Decided:
        """The finding for an unfinished match that may never be shown."""
        message = rule.message_at("output")
        return Decided(
            Finding(rule.id, rule.detector or "", "block", rule.category, span, label="open", message=message), None
        )

    def _active(self, rule: Rule) -> bool:
        lenient = rule.on_error == "warn" or self.policy.mode == "observe"
        return not (lenient and rule.detector in self._unavailable)

    def _is_exact(self, rule: Rule) -> bool:
        return rule.detector is not None and self.detectors[rule.detector].exact

    def _needs_whole_text(self, rule: Rule) -> bool:
        return rule.detector is None or self.detectors[rule.detector].needs_whole_text

    def _is_slow(self, rule: Rule) -> bool:
        return rule.detector is not None and self.detectors[rule.detector].slow

    def _run(self, rule: Rule, content: Content) -> list[Hit] | str:
        """The detector's hits, or a description of its failure (without the text)."""
        if rule.detector is None:
            return [Hit("folder")]
        detector = self.detectors[rule.detector]
        key = _digest(rule.detector, content) if detector.is_repeatable else None
        if key is not None and key in self._hit_cache:
            return self._hit_cache[key]
        try:
            if detector.slow:
                hits = within(rule.timeout_ms, lambda: detector.detect(content))
            else:
                hits = detector.detect(content)
        except Exception as error:  # noqa: BLE001 - a detector may raise anything; the rule decides
            return f"{error}" if isinstance(error, AssistantError) else type(error).__name__
        if any(not math.isfinite(hit.score) for hit in hits):
            return "a score that is not a number"
        if key is not None:
            if len(self._hit_cache) >= _MAX_CACHED_TEXTS:
                self._hit_cache.pop(next(iter(self._hit_cache)), None)
            self._hit_cache[key] = hits
        return hits

    def _failed(self, rule: Rule, problem: str) -> Decided:
        detector = rule.detector or ""
        message = f"Policy not available: detector {detector!r} of rule {rule.id!r} failed: {problem.rstrip('.')}."
        return Decided(Finding(rule.id, detector, rule.on_error, rule.category, label="error", message=message), None)

    def _apply(self, rule: Rule, content: Content, hits: Sequence[Hit]) -> list[Decided]:
        met = matching_hits(rule.when, hits)
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
            message=rule.message_at(content.stage),
        )
        if rule.action not in ("redact", "rewrite"):
            return Decided(finding, None)
        text = rule.message_at(content.stage) if rule.action == "rewrite" else hit.replacement
        span = hit.span if hit.span is not None else (0, len(content.text))
        return Decided(finding, Replacement(span, hit.label, rule.redact.style, text))


def _digest(detector: str, content: Content) -> bytes | None:
    """The cache key: a hash of everything that detectors read (no detector reads the question). None where a cache is
    no use, because the same text is not likely to return."""
    if content.stage != "retrieval":
        return None
    seen = (detector, content.text, content.path, content.offset)
    around = [(passage.text, passage.chunk.marks) for passage in content.passages]
    return hashlib.sha256(repr((seen, around)).encode("utf-8", "surrogatepass")).digest()
