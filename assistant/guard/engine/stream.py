"""Holds the output back until it is checked.

Invariant: the size of the arriving pieces changes no decision. Boundaries depend only on the whole text (see
`segment`), windows on the text and on earlier decisions. Text is shown only up to a position outside all findings
and unfinished matches.

While a match stays unfinished, the window grows with each boundary and the decision stays the same: nothing new. So the
longer nothing changes, the more boundaries are passed over before the next look. What a look then finds changed is
decided at the very boundary at which it changed, which is searched for by halving: an unfinished match that is still
unfinished later was so in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.domain.events import Blocked, Checked, Delta
from assistant.domain.records.verdicts import ACTION_ORDER, Verdict
from assistant.guard.detectors.detector import Content
from assistant.guard.engine.redact import Redactor
from assistant.guard.engine.rules import Decided, Rulebook
from assistant.guard.matching.segment import Segmenter

OutputEvent = Delta | Checked | Blocked
# A longer unfinished match is shown after all, or the output is blocked if the match may never be shown.
MAX_HELD_CHARS = 8000
# Boundaries without a change before one is passed over; from then on a part of those since the last change.
_LOOK_AT_EACH, _PART_PASSED = 16, 4
# What looks like the end of what is held is looked at at once: so often in vain, and that much of the text.
_MOST_HINTS, _HINT_CHARS = 16, 200


@dataclass(frozen=True, slots=True)
class _Decision:
    """What is to be done at a boundary: `end` is how far text may be shown."""

    end: int
    held_from: int
    blocks: bool
    unsettled: Sequence[Decided]

    @property
    def done(self) -> list[Decided]:
        return [item for item in self.unsettled if _begins_before(item, self.end)]


class HoldbackStream:
    """See the OutputStream port."""

    def __init__(self, book: Rulebook, content: Content, redactor: Redactor, *, observe: bool = False) -> None:
        """`content` gives the context; its own text is not used."""
        self._book = book
        self._context = content
        self._redactor = redactor
        self._observe = observe
        streaming = book.policy.streaming
        self._overlap = streaming.overlap_chars
        self._segmenter = Segmenter(streaming.max_chars)
        self._exact_rules = book.rules(content, exact=True)
        self._whole_rules = book.rules(content, exact=False)
        self._text = ""
        self._checked_to = 0  # the last boundary
        self._shown_to = 0
        self._judged_from = 0  # whole-passage detectors get no text before this
        self._waiting: list[Decided] = []  # findings of whole-passage detectors about text that is not shown yet
        self._released: list[str] = []
        self._reported: set[tuple[str, str]] = set()
        self._passed: list[int] = []  # boundaries that are not decided at yet
        self._unchanged = 0  # boundaries since the last one at which anything was done
        self._hints = 0  # that were followed in vain since then
        self._held_from = 0  # at the last look
        self._ended = False

    @property
    def released(self) -> str:
        return "".join(self._released)

    @property
    def received(self) -> str:
        """Everything that was fed, shown or not."""
        return self._text

    def feed(self, piece: str) -> list[OutputEvent]:
        """Add the next piece; returns the events that follow from it, which may be none."""
        if self._ended:
            return []
        text, self._text = self._text, ""
        text += piece  # in place, because nothing else refers to it: a copy a piece would be a square of the length
        self._text = text
        return self._advance(final=False)

    def finish(self) -> list[OutputEvent]:
        """Check and release what is still held; the stream is over."""
        events = [] if self._ended else self._advance(final=True)
        if not self._ended:
            events += self._decide_at_passed()
        if not self._ended and self._shown_to < len(self._text):
            events += self._do(self._decision_at(len(self._text), last=True))
        self._ended = True
        return events

    def _advance(self, final: bool) -> list[OutputEvent]:
        events: list[OutputEvent] = []
        while not self._ended:
            boundary = self._segmenter.next_boundary(self._text, self._checked_to, final)
            if boundary is None:
                break
            start, self._checked_to = self._checked_to, boundary
            events += self._pass(start, boundary, last=final and boundary == len(self._text))
        return events

    def _pass(self, start: int, boundary: int, last: bool) -> list[OutputEvent]:
        """Judge the unit `start:boundary`, and decide at its end unless that can wait."""
        found = self._judge(start, boundary)
        at_once = last or any(item.finding.action == "block" or item.finding.span is None for item in found)
        events = self._decide_at_passed() if at_once else []
        if self._ended:
            return events
        self._waiting += found
        if last:
            return events + self._do(self._decision_at(boundary, last=True))
        self._passed.append(boundary)
        too_long = boundary - self._held_from > MAX_HELD_CHARS
        if at_once or too_long or len(self._passed) >= self._step() or self._is_hinted(start, boundary):
            events += self._decide_at_passed()
        return events

    def _is_hinted(self, start: int, end: int) -> bool:
        """Whether the unit `start:end` looks like the end of what is held."""
        if self._hints >= _MOST_HINTS:
            return False
        hinted = self._book.may_end_hold(self._window(max(0, start - _HINT_CHARS), end), self._exact_rules)
        self._hints += hinted
        return hinted

    def _step(self) -> int:
        """At which boundary to look next, counted from the last look."""
        return 1 if self._unchanged < _LOOK_AT_EACH else 1 + self._unchanged // _PART_PASSED

    def _judge(self, start: int, end: int) -> list[Decided]:
        """What the whole-passage detectors find in a unit, which they read together with some text before it."""
        if not self._text[start:end].strip():
            return []
        first = max(self._judged_from, start - self._overlap, 0)
        found = self._book.decide(self._window(first, end), self._whole_rules)
        narrowed = [_narrow_to_unit(item.shifted(first), start, end) for item in found]
        new = [item for item in narrowed if _ends_after(item, start)]
        if new:
            self._judged_from = end  # else this unit would raise the score of the next unit too
        return new

    def _decide_at_passed(self) -> list[OutputEvent]:
        """Decide at all boundaries that were passed, as if each had been decided at when it came."""
        passed, self._passed = self._passed, []
        events: list[OutputEvent] = []
        at = 0
        while at < len(passed) and not self._ended:
            stop = min(at + self._step(), len(passed))
            count, decision = self._first_change(passed[at:stop])
            at += count
            if decision is None:
                self._unchanged += count
            else:
                self._unchanged = self._hints = 0
                events += self._do(decision)
        return events

    def _first_change(self, boundaries: Sequence[int]) -> tuple[int, _Decision | None]:
        """(count, decision): at the last of the first `count` boundaries there is something to do, and before it there
        is nothing; all boundaries and None if there is nothing to do at any of them."""
        decision = self._decision_at(boundaries[-1])
        if not self._changes(decision):
            self._held_from = decision.held_from
            return len(boundaries), None
        low, high = 0, len(boundaries) - 1
        while low < high:
            middle = (low + high) // 2
            earlier = self._decision_at(boundaries[middle])
            if self._changes(earlier):
                high, decision = middle, earlier
            else:
                low = middle + 1
        return high + 1, decision

    def _decision_at(self, boundary: int, *, last: bool = False) -> _Decision:
        """Decide about the held text up to `boundary`; nothing is done yet."""
        start = self._window_start()
        window = self._window(start, boundary)
        exact = [item.shifted(start) for item in self._book.decide(window, self._exact_rules, despite_block=True)]
        open_from, unreleasable = (len(window.text), None) if last else self._book.hold_from(window, self._exact_rules)
        held_from = start + open_from
        too_long = boundary - held_from > MAX_HELD_CHARS
        if too_long and unreleasable is not None:
            exact.append(self._book.unfinished(unreleasable, (held_from, boundary)))
        limit = boundary if last or too_long else held_from
        unsettled = [item for item in exact if _ends_after(item, self._shown_to) and _begins_before(item, limit)]
        unsettled += [item for item in self._waiting if _begins_before(item, boundary)]
        blocks = not self._observe and any(item.finding.action == "block" for item in unsettled)
        end = limit if too_long else _outside_findings(unsettled, limit)
        return _Decision(end, held_from, blocks, unsettled)

    def _changes(self, decision: _Decision) -> bool:
        """Whether anything is shown, reported or blocked by it."""
        return decision.blocks or decision.end > self._shown_to or any(map(self._is_new, decision.done))

    def _do(self, decision: _Decision) -> list[OutputEvent]:
        self._held_from = decision.held_from
        return self._block(decision.unsettled) if decision.blocks else self._release(decision.end, decision.done)

    def _block(self, unsettled: Sequence[Decided]) -> list[OutputEvent]:
        self._ended = True
        findings = tuple(item.finding for item in unsettled)
        message = next(finding.message for finding in findings if finding.action == "block")
        return [Blocked(Verdict("output", "block", "", findings, message))]

    def _release(self, end: int, done: Sequence[Decided]) -> list[OutputEvent]:
        replacements = [] if self._observe else [item.replacement for item in done if item.replacement is not None]
        text = self._redactor.redact(self._text, self._shown_to, end, replacements)
        self._waiting = [item for item in self._waiting if not _begins_before(item, end)]
        self._shown_to = max(end, self._shown_to)
        self._released.append(text)
        findings = tuple(item.finding for item in done if self._is_first_report(item))
        events: list[OutputEvent] = []
        if findings:
            action = min((finding.action for finding in findings), key=ACTION_ORDER.index)
            events.append(Checked(Verdict("output", "log" if self._observe else action, text, findings)))
        if text:
            events.append(Delta(text))
        return events

    def _is_new(self, item: Decided) -> bool:
        """False for the repeat of a finding without a span (a failed detector, a folder rule)."""
        return item.finding.span is not None or (item.finding.rule, item.finding.label) not in self._reported

    def _is_first_report(self, item: Decided) -> bool:
        new = self._is_new(item)
        if item.finding.span is None:
            self._reported.add((item.finding.rule, item.finding.label))
        return new

    def _window_start(self) -> int:
        """The start of the window: some text before the held text, from the start of a word if a word starts near."""
        start = max(0, self._shown_to - self._overlap)
        space = max(self._text.rfind(character, max(0, start - 40), start) for character in " \n")
        return space + 1 if start and space >= 0 else start

    def _window(self, start: int, end: int) -> Content:
        context = self._context
        text = self._text[start:end]
        return Content("output", text, passages=context.passages, question=context.question, offset=start)


def _narrow_to_unit(item: Decided, start: int, end: int) -> Decided:
    """A finding about a whole passage, with its span limited to the new unit."""
    if item.finding.label == "error" or (item.finding.label == "folder" and item.replacement is None):
        return item
    span = item.finding.span
    span = (start, end) if span is None else (max(span[0], start), span[1])
    replacement = None if item.replacement is None else replace(item.replacement, span=span)
    return Decided(replace(item.finding, span=span), replacement)


def _ends_after(item: Decided, position: int) -> bool:
    return item.finding.span is None or item.finding.span[1] > position


def _begins_before(item: Decided, position: int) -> bool:
    return item.finding.span is None or item.finding.span[0] < position


def _outside_findings(unsettled: Sequence[Decided], limit: int) -> int:
    """The last position up to `limit` that is inside no finding."""
    spans = sorted((item.finding.span for item in unsettled if item.finding.span is not None), reverse=True)
    moved = True
    while moved:
        moved = False
        for start, end in spans:
            if start < limit < end:
                limit, moved = start, True
    return limit
