"""The gate in front of passages: what was found, and what of it may be used.

Invariant: a passage that was not admitted reaches neither the judgement of the evidence nor a prompt, and a yes to a
rule that asks admits nothing that another rule drops.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace

from assistant.answer.turn import OpenTurn
from assistant.domain.events import AnswerEvent
from assistant.domain.records.passages import Passage
from assistant.domain.records.verdicts import Verdict


@dataclass(slots=True)
class Admission:
    """Lets passages into `turn`. Nobody is told or asked twice about a passage, however often it is found."""

    turn: OpenTurn
    _seen: dict[tuple[str, str], Verdict | None] = field(default_factory=dict)  # path and text; None: it stays out

    def admit(self, found: Sequence[Passage]) -> Generator[AnswerEvent, None, tuple[Passage, ...]]:
        """The passages that the gate lets pass, as it lets them; tells the verdicts on the way."""
        kept: list[Passage] = []
        for passage in found:
            key = (passage.path, passage.text)
            if key not in self._seen:
                self._seen[key] = yield from self._judge(passage)
            let = self._seen[key]
            if let is not None:
                kept.append(passage if let.text == passage.text else replace(passage, text=let.text))
        return tuple(kept)

    def _judge(self, passage: Passage) -> Generator[AnswerEvent, None, Verdict | None]:
        turn = self.turn
        verdict = turn.parts.gate.check(
            "retrieval", passage.text, path=passage.path, passages=(passage,), question=turn.question
        )
        yield from turn.note(verdict, passage.path)
        return None if verdict.keeps_out or not turn.may_go_on(verdict, passage.path) else verdict
