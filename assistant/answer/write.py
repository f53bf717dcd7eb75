"""An answer that the generator writes, shown while it is written.

Invariant: no piece is shown before the output guard has released it, and after a block nothing is written on.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from assistant.answer.conclude import conclude
from assistant.answer.first_use import FirstUse
from assistant.answer.turn import OpenTurn
from assistant.domain.errors import GenerationFailed
from assistant.domain.events import AnswerEvent, Blocked, Checked, Delta
from assistant.domain.ports.guard import OutputStream
from assistant.domain.records.passages import NumberedPassage, Prompt
from assistant.text.clean import clean


def write(turn: OpenTurn, prompt: Prompt) -> Iterator[AnswerEvent]:
    """The answer to `prompt` piece by piece, then the end of the turn. Raises GenerationFailed before the first word;
    a failure after it ends the answer as an interruption does."""
    turn.budget = prompt.budget
    stream = turn.parts.gate.open_stream(turn.passages, turn.question)
    mark = time.monotonic()
    numbers = FirstUse({passage.number for passage in prompt.passages})
    shown: list[str] = []
    failed = False
    try:
        for event in _released(turn, stream, prompt):
            if isinstance(event, Blocked):
                yield from turn.block(event.verdict)
                return
            if isinstance(event, Checked):
                turn.verdicts.append(event.verdict)
                yield event
                continue
            marked = numbers.feed(_marked(turn, event.text, prompt.passages))
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
    cited = numbers.used(prompt.passages)
    yield from conclude(turn, "".join(shown), cited, interrupted=failed or turn.stop.stopped)


def _released(turn: OpenTurn, stream: OutputStream, prompt: Prompt) -> Iterator[Delta | Checked | Blocked]:
    """What the output guard lets through; after a block the generator is closed at once."""
    pieces = turn.parts.generator.generate(prompt, turn.stop)
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
            if turn.stop.stopped:
                break
    finally:
        close = getattr(pieces, "close", None)
        if close is not None:
            close()
    yield from stream.finish()


def _marked(turn: OpenTurn, text: str, passages: Sequence[NumberedPassage]) -> str:
    parts = turn.parts
    return text if parts.generator.writes_citations else parts.citer.mark(text, passages)
