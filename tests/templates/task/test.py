"""A greeting is answered through the gate, and nothing is searched for it."""

from __future__ import annotations

from typing import Any, cast

from assistant.answer.ask import Answering
from assistant.answer.cite import MatchingCiter
from assistant.answer.turn import AnswerParts
from assistant.config.paths import shipped_policies
from assistant.domain.events import Delta, Finished
from assistant.domain.scope import Scope
from assistant.domain.stop import StopSignal
from tests.generate.scripted import ScriptedGenerator
from tests.guard.policies import open_gate


def test_a_greeting_is_answered_in_kind() -> None:
    nothing = cast(Any, None)  # no library, no retriever, no composer: a greeting needs none
    gate = open_gate("base", (shipped_policies(),))
    parts = AnswerParts(
        library=nothing, retriever=nothing, reader=nothing, embedder=nothing, composer=nothing, facts=nothing,
        generator=ScriptedGenerator([]), citer=MatchingCiter(), gate=gate, max_passages=5,
    )  # fmt: skip
    events = list(Answering(parts).ask("Hello!", (), Scope(), StopSignal()))
    said = "".join(event.text for event in events if isinstance(event, Delta))
    assert isinstance(events[-1], Finished)
    assert events[-1].answer.text == said == "Hello. What would you like to know from your files?"
