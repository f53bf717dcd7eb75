"""Keeping a turn that has ended. Invariant: of a private conversation nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.core.chats import decisions_of, state_of
from assistant.core.errors import AssistantError

if TYPE_CHECKING:
    from assistant.core.ports import Assistant
    from assistant.core.records import Answer
    from assistant.tui.conversation import Conversation


def keep_turn(assistant: Assistant, conversation: Conversation, question: str, answer: Answer) -> str:
    """Add the turn to the kept conversations; returns why that was not possible, or ""."""
    if conversation.private or not answer.text:
        return ""
    try:
        conversation.chat_id = assistant.chats.add_turn(
            conversation.chat_id,
            question,
            answer.text,
            state_of(answer),
            answer.generator,
            answer.citations,
            decisions_of(answer.verdicts),
        )
    except AssistantError as error:
        return str(error)
    return ""
