"""The output held back until it is checked.

Invariant: every decision is taken at boundaries that depend on the whole text only (see `segment`), on windows that
depend on the text and the earlier decisions only; so the pieces in which the text arrives change nothing. Text is shown
only up to a position at which no finding and no unfinished match stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.domain.events import Blocked, Checked, Delta
from assistant.domain.records.verdicts import ACTION_ORDER, Verdict
from assistant.guard.detectors.detector import Subject
from assistant.guard.engine.redact import Pen
from assistant.guard.engine.rules import Decided, Rulebook
from assistant.guard.matching.segment import Segmenter

OutputEvent = Delta | Checked | Blocked
# A match that goes on for longer than this is let go (or, for what must never be released, stopped).
MAX_HELD_CHARS = 8000


class HeldBack:
    """See the OutputStream port."""

    def __init__(self, book: Rulebook, subject: Subject, pen: Pen, *, observe: bool = False) -> None:
        """`subject` gives the circumstances; its own text is not used."""
        self._book = book
        self._about = subject
        self._pen = pen
        self._observe = observe
        streaming = book.policy.streaming
        self._overlap = streaming.overlap_chars
        self._segmenter = Segmenter(streaming.max_chars)
        self._exact_rules = book.rules(subject, exact=True)
        self._whole_rules = book.rules(subject, exact=False)
        self._text = ""
        self._checked_to = 0  # the last boundary
        self._shown_to = 0
        self._judged_from = 0  # where the context of whole-passage detectors may begin
        self._waiting: list[Decided] = []  # findings of whole-passage detectors whose text is not shown yet
        self._released: list[str] = []
        self._said: set[tuple[str, str]] = set()
        self._ended = False

    @property
    def released(self) -> str:
        return "".join(self._released)

    @property
    def received(self) -> str:
        """Everything that was fed, shown or not."""
        return self._text

    def feed(self, piece: str) -> list[OutputEvent]:
        """Take the next piece; what comes out may be empty."""
        if self._ended:
            return []
        self._text += piece
        return self._advance(final=False)

    def finish(self) -> list[OutputEvent]:
        """Check and release what is still held; the stream is over."""
        events = [] if self._ended else self._advance(final=True)
        if not self._ended and self._shown_to < len(self._text):
            events += self._settle(len(self._text), last=True)
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
            events += self._settle(boundary, last=final and boundary == len(self._text))
        return events

    def _judge(self, start: int, end: int) -> None:
        """Ask the detectors that judge a passage as a whole, once for each unit, with the text before it."""
        if not self._text[start:end].strip():
            return
        first = max(self._judged_from, start - self._overlap, 0)
        found = self._book.decide(self._window(first, end), self._whole_rules)
        placed = [_placed(one.shifted(first), start, end) for one in found]
        fresh = [one for one in placed if _ends_behind(one, start)]
        if fresh:
            self._judged_from = end  # what was reported once is no reason to report its neighbour
        self._waiting += fresh

    def _settle(self, boundary: int, last: bool) -> list[OutputEvent]:
        """Decide about everything held up to `boundary` and release what is safe."""
        start = self._window_start()
        window = self._window(start, boundary)
        exact = [one.shifted(start) for one in self._book.decide(window, self._exact_rules, to_the_end=True)]
        open_from, stubborn = (len(window.text), None) if last else self._book.hold_from(window, self._exact_rules)
        held_from = start + open_from
        too_long = boundary - held_from > MAX_HELD_CHARS
        if too_long and stubborn is not None:
            exact.append(self._book.never_closed(stubborn, (held_from, boundary)))
        limit = boundary if last or too_long else held_from
        standing = [one for one in exact if _ends_behind(one, self._shown_to) and _begins_before(one, limit)]
        standing += self._waiting
        if not self._observe and any(one.finding.action == "block" for one in standing):
            return self._block(standing)
        return self._release(limit if too_long else _clear_of(standing, limit), standing)

    def _block(self, standing: Sequence[Decided]) -> list[OutputEvent]:
        self._ended = True
        findings = tuple(one.finding for one in standing)
        message = next(finding.message for finding in findings if finding.action == "block")
        return [Blocked(Verdict("output", "block", "", findings, message))]

    def _release(self, end: int, standing: Sequence[Decided]) -> list[OutputEvent]:
        done = [one for one in standing if _begins_before(one, end)]
        covers = [] if self._observe else [one.cover for one in done if one.cover is not None]
        text = self._pen.write(self._text, self._shown_to, end, covers)
        self._waiting = [one for one in self._waiting if one not in done]
        self._shown_to = max(end, self._shown_to)
        self._released.append(text)
        findings = tuple(one.finding for one in done if self._is_news(one))
        events: list[OutputEvent] = []
        if findings:
            action = min((finding.action for finding in findings), key=ACTION_ORDER.index)
            events.append(Checked(Verdict("output", "log" if self._observe else action, text, findings)))
        if text:
            events.append(Delta(text))
        return events

    def _is_news(self, one: Decided) -> bool:
        """A finding without a place (a failing detector, a folder rule) is said once in a stream."""
        if one.finding.span is not None:
            return True
        key = (one.finding.rule, one.finding.label)
        new = key not in self._said
        self._said.add(key)
        return new

    def _window_start(self) -> int:
        """The overlap before what is held, from the beginning of a word if one begins nearby."""
        start = max(0, self._shown_to - self._overlap)
        space = max(self._text.rfind(character, max(0, start - 40), start) for character in " \n")
        return space + 1 if start and space >= 0 else start

    def _window(self, start: int, end: int) -> Subject:
        about = self._about
        return Subject("output", self._text[start:end], passages=about.passages, question=about.question, offset=start)


def _placed(one: Decided, start: int, end: int) -> Decided:
    """A finding about a whole passage is about the new unit in it."""
    if one.finding.label == "error" or (one.finding.label == "folder" and one.cover is None):
        return one
    span = one.finding.span
    span = (start, end) if span is None else (max(span[0], start), span[1])
    cover = None if one.cover is None else replace(one.cover, span=span)
    return Decided(replace(one.finding, span=span), cover)


def _ends_behind(one: Decided, position: int) -> bool:
    return one.finding.span is None or one.finding.span[1] > position


def _begins_before(one: Decided, position: int) -> bool:
    return one.finding.span is None or one.finding.span[0] < position


def _clear_of(standing: Sequence[Decided], limit: int) -> int:
    """The last position up to `limit` at which no finding stands."""
    spans = sorted((one.finding.span for one in standing if one.finding.span is not None), reverse=True)
    moved = True
    while moved:
        moved = False
        for start, end in spans:
            if start < limit < end:
                limit, moved = start, True
    return limit
