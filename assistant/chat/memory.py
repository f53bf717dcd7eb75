"""A turn as later questions may use it. Invariant: its text has been through the guard's `log` stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.domain.records.passages import Turn

if TYPE_CHECKING:
    from assistant.app.ports.assistant import Assistant
    from assistant.domain.records.answers import Answer


def remembered(assistant: Assistant, question: str, answer: Answer) -> Turn | None:
    """The turn, or None if there is no answer to refer to."""
    if answer.blocked or answer.refused or not answer.text:
        return None
    return Turn(assistant.check_log(question), assistant.check_log(answer.text), answer.task)
