"""Holds the output back until it is checked.

Invariant: the size of the arriving pieces changes no decision. Boundaries depend only on the whole text (see
`segment`), windows on the text and on earlier decisions. Text is shown only up to a position outside all findings
and unfinished matches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.domain.events import Blocked, Checked, Delta
from assistant.domain.records.verdicts import ACTION_ORDER, Verdict
from assistant.guard.detectors.detector import Content
from assistant.guard.engine.redact import Redactor
from assistant.guard.engine.rules import Decided, Rulebook
from assistant.guard.matching.segment import Segmenter

OutputEvent = Delta | Checked | Blocked
# A longer unfinished match is shown after all, or the output is blocked if the match may never be shown.
MAX_HELD_CHARS = 8000


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
        self._text += piece
        return self._advance(final=False)

    def finish(self) -> list[OutputEvent]:
        """Check and release what is still held; the stream is over."""
        events = [] if self._ended else self._advance(final=True)
        if not self._ended and self._shown_to < len(self._text):
            events += self._decide_up_to(len(self._text), last=True)
        self._ended = True
        return events

    def _advance(self, final: bool) -> list[OutputEvent]:
        events: list[OutputEvent] = []
        while not self._ended:
            boundary = self._segmenter.next_boundary(self._text, self._checked_to, final)
            if boundary is None:
                break
            start, self._checked_to = self._checked_to, boundary
            self._judge(start, boundary)
            events += self._decide_up_to(boundary, last=final and boundary == len(self._text))
        return events

    def _judge(self, start: int, end: int) -> None:
        """Run the whole-passage detectors on a unit together with some text before it."""
        if not self._text[start:end].strip():
            return
        first = max(self._judged_from, start - self._overlap, 0)
        found = self._book.decide(self._window(first, end), self._whole_rules)
        narrowed = [_narrow_to_unit(item.shifted(first), start, end) for item in found]
        new = [item for item in narrowed if _ends_after(item, start)]
        if new:
            self._judged_from = end  # else this unit would raise the score of the next unit too
        self._waiting += new

    def _decide_up_to(self, boundary: int, last: bool) -> list[OutputEvent]:
        """Decide about the held text up to `boundary`, and release the safe part of it."""
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
        unsettled += self._waiting
        if not self._observe and any(item.finding.action == "block" for item in unsettled):
            return self._block(unsettled)
        return self._release(limit if too_long else _outside_findings(unsettled, limit), unsettled)

    def _block(self, unsettled: Sequence[Decided]) -> list[OutputEvent]:
        self._ended = True
        findings = tuple(item.finding for item in unsettled)
        message = next(finding.message for finding in findings if finding.action == "block")
        return [Blocked(Verdict("output", "block", "", findings, message))]

    def _release(self, end: int, unsettled: Sequence[Decided]) -> list[OutputEvent]:
        done = [item for item in unsettled if _begins_before(item, end)]
        replacements = [] if self._observe else [item.replacement for item in done if item.replacement is not None]
        text = self._redactor.redact(self._text, self._shown_to, end, replacements)
        self._waiting = [item for item in self._waiting if item not in done]
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

    def _is_first_report(self, item: Decided) -> bool:
        """True except for the repeat of a finding without a span (a failed detector, a folder rule)."""
        if item.finding.span is not None:
            return True
        key = (item.finding.rule, item.finding.label)
        new = key not in self._reported
        self._reported.add(key)
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
