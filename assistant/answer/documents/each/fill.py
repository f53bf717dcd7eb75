"""Fills cells that the reader left empty by a language model, held to text that stands in the file.

Invariant: what the model says is taken only if it stands, word for word, in an admitted passage and is of the kind that
is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from assistant.answer.cite import find_on_page
from assistant.answer.compose import label_of
from assistant.answer.documents.each.one_file import Asked, Found, values_in
from assistant.answer.documents.each.request import EachRequest
from assistant.answer.documents.stock import Pace
from assistant.answer.documents.values.value import Value
from assistant.answer.documents.words import say
from assistant.answer.turn import OpenTurn
from assistant.domain.errors import AssistantError
from assistant.domain.events import AnswerEvent
from assistant.domain.ports.generate import Generator
from assistant.domain.records.passages import NumberedPassage, Passage, Prompt
from assistant.text.sentences import sentence_spans

_SYSTEM = (
    "You read one document. Answer with the exact words of the document that say what is asked, and nothing else: "
    "a figure, a date, a length of time or a name, as it is written there."
)
_PASSAGES = 3  # of a file are given to the model
_MAX_TOKENS = 32
_MAX_SAID_CHARS = 120


class _Cells(Protocol):
    """A row of the table: what of its file may be used, and its cells."""

    passages: tuple[Passage, ...]
    found: list[Found | None]


def fill(turn: OpenTurn, request: EachRequest, rows: Sequence[_Cells], asked: Sequence[Asked]) -> Iterator[AnswerEvent]:
    """Put what the model finds into the empty cells of `rows`; it stays empty where nothing stands there."""
    writer = turn.parts.writer
    empty = [(row, column) for row in rows for column, found in enumerate(row.found) if found is None]
    if writer is None or not empty:
        return
    pace = Pace(turn, say("filling", request.language), len(empty))
    for done, (row, column) in enumerate(empty):
        if turn.stop.stopped:
            return
        yield from pace.at(done)
        row.found[column] = _ask_model(turn, writer, asked[column], row.passages)


def _ask_model(turn: OpenTurn, writer: Generator, asked: Asked, passages: Sequence[Passage]) -> Found | None:
    shown = tuple(
        NumberedPassage(number, label_of(passage), passage)
        for number, passage in enumerate(passages[:_PASSAGES], start=1)
    )
    prompt = Prompt(_SYSTEM, asked.question, shown, max_answer_tokens=_MAX_TOKENS, apart=True)
    try:
        said = "".join(writer.generate(prompt, turn.stop))
    except AssistantError:
        return None
    first = next((line.strip(" \t\"'\u201c\u201d.") for line in said.splitlines() if line.strip()), "")
    return _standing(asked, first, passages) if 0 < len(first) <= _MAX_SAID_CHARS else None


def _standing(asked: Asked, said: str, passages: Sequence[Passage]) -> Found | None:
    """Where what the model said stands, with the sentence around it to quote."""
    for number, passage in enumerate(passages):
        span = find_on_page(said, passage.text)
        if span is None:
            continue
        values = values_in(asked, said, passage.text, beside=False)
        if asked.kind is not None and not values:
            return None
        written = passage.text[slice(*span)]
        value = values[0] if values else Value("text", written, 0, len(written))
        quote = next((one for one in sentence_spans(passage.text) if one[0] <= span[0] < one[1]), span)
        return Found(number, (quote[0], max(quote[1], span[1])), value, 0.0)
    return None
