"""Hints in the conversation for a person who does not know what to do next.

Invariant: it names the keys that work now, also those that the person has changed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.text.quantity import count

if TYPE_CHECKING:
    from assistant.chat.pieces import Piece
    from assistant.tui.state.session import Session

Key = Callable[[str], str]  # the key of an action, by its id, as it is printed on a keyboard
MENTIONS = 'Write @name or @"a name", @folder/, @.pdf, @since:2024-03 or @before:2025.'


def welcome(session: Session, key: Key) -> list[Piece]:
    """The text that is shown before the first question."""
    if session.failed_to_open:
        told = f"{key('retry')} tries again; the panel below says what is wrong."
        return [("\nThe library is not open.\n", "bold"), told]
    if session.summary is None:
        return ["\nOpening your library\u2026 you can type already."]
    if session.conversation.private:
        return [
            ("\nA private conversation.\n", "bold"),
            f"Nothing of it is saved; when you leave it ({key('private')}), it is gone.\n",
            "Copying and exporting still work: they do what you say.\n",
            "The record of decisions goes on; it holds no text.",
        ]
    if session.library.running:
        return [("\nAsk while the files are read: what is read already answers.\n", "bold")]
    if session.summary.files == 0:
        told = f"Press {key('library')} for the library and {key('add_folder')} to add a folder: "
        return [("\nNo files yet.\n", "bold"), f"{told}it is read, never changed."]
    return [(f"\nAsk about your {count(session.summary.files, 'file')}.\n", "bold")]


def hint(session: Session, key: Key) -> tuple[str, str]:
    """One line below the prompt, with its style."""
    waiting = session.open_exchange is not None
    if session.failed_to_open and waiting:
        return f"the library is not open; {key('retry')} tries again, {key('stop')} takes the question back", "$warning"
    if session.summary is None and waiting:
        return "your question is asked as soon as the library is open", "$warning"
    if waiting:
        return f"{key('stop')} stops the answer", "$warning"
    if session.conversation.unsaved:
        return f"! this conversation is not saved: {session.conversation.unsaved}", "bold $warning"
    return f"{key('send')} send \u00b7 {key('new_line')} line \u00b7 @ limit to a file \u00b7 / commands", "dim"
