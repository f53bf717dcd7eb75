"""Going on with a conversation from the command line: finding it and its last turn, and keeping the new one.

Invariant: of a private question, and of a text on standard input, nothing is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.chat.conversation import Conversation, resumed
from assistant.chat.keep import keep_turn
from assistant.cli.output import say
from assistant.domain.errors import AssistantError, NothingFound
from assistant.text.clean import one_line

if TYPE_CHECKING:
    from assistant.app.local import LocalAssistant
    from assistant.domain.records.answers import Answer
    from assistant.domain.records.chats import StoredTurn

_NONE = "No conversation of the command line is kept."


def last_conversation(assistant: LocalAssistant) -> Conversation:
    """The conversation of the last question. Raises NothingFound where there is none."""
    from assistant.app.command_line.last_chat import last_chat

    chat = last_chat(assistant)
    if chat is None:
        raise NothingFound(_NONE, "Ask without --continue; what is asked so is kept.")
    say(f"(going on with \u201c{one_line(chat.title, 80)}\u201d)")
    return resumed(chat, assistant.chats.turns(chat.id))


def last_turn(assistant: LocalAssistant) -> StoredTurn:
    """The last turn of that conversation. Raises NothingFound where none is kept."""
    from assistant.app.command_line.last_chat import last_chat

    chat = last_chat(assistant)
    turns = assistant.chats.turns(chat.id) if chat is not None else ()
    if not turns:
        raise NothingFound(_NONE, "Ask first; what is asked with --private, --json or --format is not kept.")
    return turns[-1]


def keep(assistant: LocalAssistant, conversation: Conversation, question: str, answer: Answer) -> None:
    """Keep the turn where conversations are kept; says it where that is not possible."""
    from assistant.app.command_line.last_chat import writable_chats

    try:
        with writable_chats(assistant) as (chats, remember):
            trouble = keep_turn(assistant, conversation, question, answer, chats)
            if conversation.chat_id is not None and not trouble:
                remember(conversation.chat_id)
    except AssistantError as error:
        trouble = error.message
    if trouble:
        say(f"(Not kept, so --continue does not know of it: {one_line(trouble, 300)})")
