"""An answer that is written, shown while it is written.

Invariant: no piece is shown before the output guard has released it, and after a block nothing is written on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from assistant.answer.conclude import conclude
from assistant.answer.first_use import FirstUse
from assistant.answer.turn import OpenTurn
from assistant.domain.errors import GenerationFailed
from assistant.domain.events import AnswerEvent, Blocked, Checked, Delta
from assistant.domain.ports.guard import OutputStream
from assistant.domain.records.passages import NumberedPassage, Prompt
from assistant.text.clean import clean


def write(turn: OpenTurn, prompt: Prompt) -> Iterator[AnswerEvent]:
    """The generator's answer to `prompt`, as `show` shows it."""
    turn.budget = prompt.budget
    generator = turn.parts.generator
    pieces = generator.generate(prompt, turn.stop)
    yield from show(turn, pieces, prompt.passages, marks=not generator.writes_citations)


def show(
    turn: OpenTurn,
    pieces: Iterable[str],
    passages: Sequence[NumberedPassage] = (),
    *,
    marks: bool = False,
    after_stop: bool = False,
    arranged: Callable[[str], str] = str,
) -> Iterator[AnswerEvent]:
    """Show `pieces` as the output guard releases them, then end the turn. With `marks` the citer puts the [n].

    With `after_stop` the pieces are shown although the turn was stopped: they are what was found until then.
    `arranged` may put the lines of the whole released text into another order: it is what the answer keeps.

    Raises GenerationFailed of `pieces` before the first word; after it a failure ends the answer as a stop does.
    """
    stream = turn.parts.gate.open_stream(turn.passages, turn.question)
    mark = time.monotonic()
    numbers = FirstUse({passage.number for passage in passages})
    shown: list[str] = []
    failed = False
    try:
        for event in _released(turn, stream, pieces, after_stop=after_stop):
            if isinstance(event, Blocked):
                yield from turn.block(event.verdict)
                return
            if isinstance(event, Checked):
                turn.verdicts.append(event.verdict)
                yield event
                continue
            marked = numbers.feed(turn.parts.citer.mark(event.text, passages) if marks else event.text)
            if not marked:
                continue
            if not shown:
                turn.lap("first_text", turn.started)
            shown.append(marked)
            yield Delta(marked)
    except GenerationFailed:
        if not shown:
            raise
        failed = True
    turn.lap("generate", mark)
    if left := numbers.finish():
        shown.append(left)
        yield Delta(left)
    interrupted = failed or turn.stop.stopped
    text = "".join(shown) if interrupted else arranged("".join(shown))
    yield from conclude(turn, text, numbers.used(passages), interrupted=interrupted)


def _released(
    turn: OpenTurn, stream: OutputStream, pieces: Iterable[str], *, after_stop: bool
) -> Iterator[Delta | Checked | Blocked]:
    """What the output guard lets through; after a block the generator is closed at once."""
    before = ""
    try:
        for piece in pieces:
            mark = time.monotonic()
            # With the character before it, so that a joiner at a seam is judged by its neighbour.
            text = clean(before + piece)[len(before) :]
            before = text[-1:] or before
            events = stream.feed(text)
            turn.lap("guard", mark)
            yield from events
            if any(isinstance(event, Blocked) for event in events):
                return
            if turn.stop.stopped and not after_stop:
                break
    finally:
        close = getattr(pieces, "close", None)
        if close is not None:
            close()
    yield from stream.finish()
