"""Greeting: a hello is answered in kind, and no file is read for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.answer.turn import OpenTurn
from assistant.answer.write import show
from assistant.domain.events import AnswerEvent

_HELLO = re.compile(r"(hello|hi|hallo|hola|salut)\W*", re.IGNORECASE)


class Greeting:
    """Takes on what is nothing but a greeting."""

    name = "greeting"

    def fits(self, turn: OpenTurn) -> float:
        return 1.0 if _HELLO.fullmatch(turn.question) else 0.0

    def run(self, turn: OpenTurn) -> Iterator[AnswerEvent]:
        yield from show(turn, ["Hello. What would you like to know from your files?"])
