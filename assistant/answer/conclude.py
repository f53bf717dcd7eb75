"""The end of an answer that was shown: the rules for whole answers, and its citations.

Invariant: a quote stands on the page that it names, and shows nothing that an answer or a passage may not show.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answer.turn import OpenTurn
from assistant.domain.errors import AssistantError
from assistant.domain.events import AnswerEvent, Cited
from assistant.domain.ports.guard import Gate
from assistant.domain.records.answers import Citation
from assistant.domain.records.documents import Chunk
from assistant.domain.records.passages import NumberedPassage, Passage
from assistant.domain.records.verdicts import Verdict


def conclude(
    turn: OpenTurn, text: str, cited: Sequence[NumberedPassage], *, interrupted: bool = False
) -> Iterator[AnswerEvent]:
    """End `turn` with `text`, which was shown piece by piece; `cited` are the passages that its [n] name."""
    if not text.strip():
        yield turn.end("", interrupted=True) if interrupted else turn.refuse()
        return
    parts = turn.parts
    mark = time.monotonic()
    evidence = (*turn.passages, _computed(text)) if turn.by_program else turn.passages
    verdict = parts.gate.check("final", text, passages=evidence, question=turn.question)
    mark = turn.lap("guard", mark)
    if verdict.stops:
        yield from turn.block(verdict)
        return
    yield from turn.note(verdict)

    def page_text(path: str, page: int | None) -> str:
        try:
            return parts.library.page_text(path, page or 1)
        except (KeyError, AssistantError):
            return ""

    final, found = parts.citer.cite(verdict.text, cited, page_text)
    mark = turn.lap("cite", mark)
    citations = tuple(checked_quote(parts.gate, citation, turn.passages, turn.question) for citation in found)
    turn.lap("guard", mark)
    yield Cited(citations)
    yield turn.end(final, citations=citations, interrupted=interrupted)


def _computed(text: str) -> Passage:
    """What the program computed, as evidence: no passage says how many files there are, or what figures add up to."""
    return Passage(Chunk(0, "", None, 0, len(text), (), "", text), text, 1.0, 0)


def checked_quote(gate: Gate, citation: Citation, passages: Sequence[Passage], question: str) -> Citation:
    """The quote comes from the page, behind the checks of passages and of the answer: what those may not show, it
    may not either."""
    quote = _let(gate.check("retrieval", citation.quote, path=citation.path, question=question))
    if quote:
        quote = _let(gate.check("output", quote, path=citation.path, passages=passages, question=question))
    return citation if quote == citation.quote else replace(citation, quote=quote)


def _let(verdict: Verdict) -> str:
    """What a verdict leaves of a quote; nothing where it stops it, or would have to ask."""
    return "" if verdict.stops or verdict.action in ("ask", "drop_passage") else verdict.text
