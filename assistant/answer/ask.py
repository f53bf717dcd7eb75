"""Journey 2: question -> guard -> the task that takes it on (retrieve -> guard -> generate -> guard) -> events.

Invariant: nothing is yielded, and nothing reaches a generator, that the gate has not checked; the turn keeps the gate
it began with.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answer.prose.standing import drop_stale
from assistant.answer.tasks.choose import in_order
from assistant.answer.tasks.registry import TASKS
from assistant.answer.tasks.task import Task
from assistant.answer.turn import AnswerParts, OpenTurn
from assistant.domain.errors import UsageError
from assistant.domain.events import AnswerEvent
from assistant.domain.records.passages import Turn
from assistant.domain.scope import Scope
from assistant.domain.stop import StopSignal
from assistant.text.clean import clean


@dataclass(frozen=True, slots=True)
class Answering:
    """The journey over `parts`; `ask` runs one turn. A question goes to the likeliest of `tasks`, then to the next."""

    parts: AnswerParts
    tasks: Sequence[Task] = TASKS

    def ask(
        self, question: str, history: Sequence[Turn], scope: Scope, stop: StopSignal, task: str = ""
    ) -> Iterator[AnswerEvent]:
        """One turn; `task` names the kind of question, "" lets the program choose.

        Raises UsageError for an empty question or an unknown task, GenerationFailed if the model never said a word.
        """
        asked = clean(question).strip()
        if not asked:
            raise UsageError("The question is empty.", "Type a question about your files.")
        turn = OpenTurn(self.parts, asked, history, scope, stop)
        mark = time.monotonic()
        verdict = self.parts.gate.check("input", asked)
        turn.lap("guard", mark)
        if verdict.stops or not turn.may_go_on(verdict):
            yield from turn.block(verdict)
            return
        yield from turn.note(verdict)
        turn.question = verdict.text
        drop_stale(turn)
        ways = in_order(turn, self.tasks, task)
        for number, way in enumerate(ways, start=1):
            yield turn.route(way.name, [other.name for other in ways[number:]])
            yield from way.run(turn)
            if turn.ended:
                return
