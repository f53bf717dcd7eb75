"""Conversations: begin, keep private, open, rename, delete, export.

Invariant: one conversation is on the screen; it is replaced only after its answer was stopped.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from assistant.chat.conversation import Conversation, resumed
from assistant.text.clean import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from assistant.domain.records.chats import ChatSummary, StoredTurn
    from assistant.tui.jobs.asking import Asking
    from assistant.tui.jobs.runner import Runner
    from assistant.tui.state.session import Session
    from assistant.tui.state.signals import Signals


class Conversations:
    """The conversation on the screen and those that are kept. `notify` shows a toast; `begun`: an empty one began."""

    def __init__(
        self,
        session: Session,
        signals: Signals,
        runner: Runner,
        asking: Asking,
        notify: Callable[[str], None],
        begun: Callable[[], None],
    ) -> None:
        self._session = session
        self._signals = signals
        self._runner = runner
        self._asking = asking
        self._notify = notify
        self._begun = begun
        self._to_export = ""  # the file into which the conversation is written once its answer is there

    def show(self, conversation: Conversation) -> None:
        """Put `conversation` on the screen."""
        self._asking.stop_all()
        self._to_export = ""
        self._session.conversation = conversation
        self._signals.conversation_changed.publish(conversation)
        if not conversation.exchanges:
            self._begun()

    def switch_private(self) -> None:
        """Begin a private conversation, or end it. What was asked before stays in the conversation it was asked in."""
        private = not self._session.conversation.private
        self.show(Conversation(private=private))
        self._notify(
            "Private: of this conversation nothing is saved." if private
            else "The private conversation is gone. From here on conversations are kept again."
        )  # fmt: skip

    def find(self, search: str, then: Callable[[Sequence[ChatSummary]], None]) -> None:
        """Call `then` with the kept conversations that hold `search`."""
        self._runner.in_background(lambda: self._runner.chats().all(search), then, "chats")

    def open(self, chat: ChatSummary) -> None:
        """Show a kept conversation and go on with it."""
        if chat.id != self._session.conversation.chat_id:
            self._runner.in_background(lambda: self._runner.chats().turns(chat.id), partial(self._read, chat), "chats")

    def rename(self, chat_id: int, title: str, then: Callable[[], None]) -> None:
        """Give a kept conversation another title."""

        def renamed(_: None) -> None:
            if self._session.conversation.chat_id == chat_id:
                self._session.conversation.title = title
            self._notify(f"Renamed to \u201c{one_line(title, 60)}\u201d.")
            then()

        self._runner.in_background(lambda: self._runner.chats().rename(chat_id, title), renamed, "rename")

    def delete(self, chat: ChatSummary, then: Callable[[], None]) -> None:
        """Remove a kept conversation; if it is on the screen, a new conversation begins."""
        if self._session.conversation.chat_id == chat.id:
            self.show(Conversation())

        def deleted(_: None) -> None:
            self._notify(f"Deleted \u201c{one_line(chat.title, 60)}\u201d.")
            then()

        self._runner.in_background(lambda: self._runner.chats().delete(chat.id), deleted, "delete")

    def export(self, chat_id: int, title: str, file: str, then: Callable[[], None]) -> None:
        """Write a kept conversation into `file`."""
        self._export(lambda: self._runner.chats().turns(chat_id), title, file, then)

    def export_shown(self, file: str) -> None:
        """Write the conversation on the screen into `file`, kept or not; with an answer that is still being made, once
        it is there."""
        conversation = self._session.conversation
        if self._session.open_exchange is not None:
            self._to_export = file
            self._notify("The answer is still being made. The conversation is exported once it is there.")
            return
        if not conversation.exchanges:
            self._notify("There is nothing to export yet. Ask something first.")
            return
        title = conversation.title or (conversation.exchanges[0].question if conversation.exchanges else "")
        if conversation.chat_id is not None and not conversation.unsaved:
            self.export(conversation.chat_id, title, file, lambda: None)
        else:
            from assistant.chat.export import turns_of

            exchanges = list(conversation.exchanges)
            self._export(lambda: turns_of(exchanges, self._runner.log_stage()), title, file, lambda: None)

    def answer_ended(self) -> None:
        """Write the export that waited for the answer, if one did."""
        if self._to_export and self._session.open_exchange is None:
            file, self._to_export = self._to_export, ""
            self.export_shown(file)

    def _read(self, chat: ChatSummary, turns: Sequence[StoredTurn]) -> None:
        conversation = resumed(chat, turns)
        for exchange in conversation.exchanges:
            exchange.note_files(self._session.library.files)
        self.show(conversation)

    def _export(
        self, read: Callable[[], Sequence[StoredTurn]], title: str, file: str, then: Callable[[], None]
    ) -> None:
        def write() -> str:
            from assistant.chat.export import write_export

            return str(write_export(file, self._runner.log_stage()(title), read()))

        def written(path: str) -> None:
            self._notify(f"Exported to {one_line(path)}")
            then()

        self._runner.in_background(write, written, "export")
