"""The conversation of the command line: kept among the others, and known as the one to go on with.

Invariant: only the owner of a library writes to it: its lock is held while the one turn is added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from assistant.app.local import LocalAssistant
from assistant.app.open import patient_owner
from assistant.config.paths import find_paths
from assistant.domain.ports.chats import Chats
from assistant.domain.records.chats import ChatSummary
from assistant.store.chats_table import ChatsTable
from assistant.store.ledger.database import Database
from assistant.store.ledger.meta_table import read_value, write_value

_KEY = "command_line_chat"


def last_chat(assistant: LocalAssistant) -> ChatSummary | None:
    """The conversation of the last question that the command line kept; None if it is there no more."""
    number = read_value(assistant.parts.library.database, _KEY)
    return next((chat for chat in assistant.chats.all() if str(chat.id) == number), None)


@contextmanager
def writable_chats(assistant: LocalAssistant) -> Iterator[tuple[Chats, Callable[[int], None]]]:
    """The conversations, to add a turn to one, and what says by its id which one to go on with the next time.

    Raises LibraryBusy, LibraryReadOnly.
    """
    paths = find_paths()
    owner = patient_owner(paths.lock)
    try:
        with closing(Database(paths.ledger)) as database:

            def remember(chat_id: int) -> None:
                with database.transaction() as connection:
                    write_value(connection, _KEY, str(chat_id))

            yield ChatsTable(database, assistant.check_log), remember
    finally:
        owner.release()
