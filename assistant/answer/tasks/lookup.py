"""Lookup: a question whose answer stands in a few passages.

Invariant: where the passages do not answer, nothing is written: the generator is not asked.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from assistant.answer.admit import Admission
from assistant.answer.turn import OpenTurn
from assistant.answer.write import write
from assistant.domain.events import AnswerEvent, Retrieved
from assistant.domain.records.passages import Evidence

FALLBACK = 0.3
_NO_EVIDENCE = Evidence(sufficient=False, score=0.0, threshold=0.0)


class Lookup:
    """Search, judge whether what was found answers, and let the generator answer from it alone."""

    name = "lookup"

    def fits(self, turn: OpenTurn) -> float:
        """Every question a little: this is the task that takes what no other takes."""
        return FALLBACK

    def run(self, turn: OpenTurn) -> Iterator[AnswerEvent]:
        """See `Task`; always ends the turn."""
        yield from self._retrieve(turn)
        if turn.evidence is None or not turn.evidence.sufficient:
            yield turn.refuse()
            return
        if turn.stop.stopped:
            yield turn.end("", interrupted=True)
            return
        yield from write(turn, turn.parts.composer.compose(turn.question, turn.passages, turn.history))

    def _retrieve(self, turn: OpenTurn) -> Iterator[AnswerEvent]:
        """Search for one rewrite after the other until the evidence is enough; if it never is, the first stands."""
        retriever, admission = turn.parts.retriever, Admission(turn)
        tried: list[Retrieved] = []
        for query in retriever.rewrites(turn.question, turn.history):
            mark = time.monotonic()
            found = retriever.retrieve(query, k=turn.parts.max_passages, scope=turn.scope)
            mark = turn.lap("retrieve", mark)
            kept = yield from admission.admit(found)
            mark = turn.lap("guard", mark)
            evidence = retriever.judge(query, kept) if kept else _NO_EVIDENCE
            turn.lap("retrieve", mark)
            tried.append(Retrieved(kept, evidence, query))
            if evidence.sufficient:
                break
        chosen = tried[-1] if tried[-1].evidence.sufficient else tried[0]
        turn.passages, turn.evidence = chosen.passages, chosen.evidence
        yield chosen
