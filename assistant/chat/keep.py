"""Keeping a turn that has ended. Invariant: of a private conversation nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.domain.errors import AssistantError
from assistant.domain.records.chats import account_of, decisions_of, state_of

if TYPE_CHECKING:
    from assistant.app.ports.assistant import Assistant
    from assistant.chat.conversation import Conversation
    from assistant.domain.ports.chats import Chats
    from assistant.domain.records.answers import Answer


def keep_turn(
    assistant: Assistant, conversation: Conversation, question: str, answer: Answer, chats: Chats | None = None
) -> str:
    """Add the turn to the kept conversations (`chats`, else those of `assistant`); returns why not, or ""."""
    if conversation.private or not answer.text:
        return ""
    try:
        conversation.chat_id = (chats or assistant.chats).add_turn(
            conversation.chat_id,
            question,
            answer.text,
            state_of(answer),
            answer.generator,
            answer.citations,
            decisions_of(answer.verdicts),
            account_of(answer),
        )
    except AssistantError as error:
        return str(error)
    return ""
