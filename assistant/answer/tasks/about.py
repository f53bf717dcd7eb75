"""About: a question about the program itself, answered from its own figures.

Invariant: such a question is never refused, and no model is asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer.about.tell import tell
from assistant.answer.about.topics import topic_of
from assistant.answer.turn import OpenTurn
from assistant.answer.write import show
from assistant.domain.events import AnswerEvent
from assistant.text.asked_language import language_of

_SURE = 0.95


class About:
    """What the program can do, what it has read, where its data lies, what leaves the machine."""

    name = "about"

    def fits(self, turn: OpenTurn) -> float:
        """See `Task`."""
        return _SURE if topic_of(turn.question) else 0.0

    def run(self, turn: OpenTurn) -> Iterator[AnswerEvent]:
        """See `Task`; a question without a topic, when this task is forced, is told what there is to ask."""
        turn.own_words = True
        topic = topic_of(turn.question) or "abilities"
        yield from show(turn, tell(topic, turn, language_of(turn.question)), after_stop=True)
