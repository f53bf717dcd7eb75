"""What the app does with conversations: begin, keep private, open, rename, delete, export.

Invariant: one conversation is on the screen; another one takes its place only after its answer was stopped.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from assistant.chat.conversation import Conversation, resumed
from assistant.chat.export import turns_of, write_export
from assistant.text.clean import one_line
from assistant.tui.jobs.asking import JobsApp

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from assistant.domain.records.chats import ChatSummary, StoredTurn


class ConversationsApp(JobsApp):
    """Each job runs off the app's thread; what it raises becomes a panel."""

    def show_conversation(self, conversation: Conversation) -> None:
        """Put `conversation` on the screen."""
        self.stop_answer()
        self.session.conversation = conversation
        self.conversation_changed.publish(conversation)

    def switch_private(self) -> None:
        """Begin a private conversation, or end it. What was asked before stays in the conversation it was asked in."""
        private = not self.session.conversation.private
        self.show_conversation(Conversation(private=private))
        self.notify(
            "Private: of this conversation nothing is saved." if private
            else "The private conversation is gone. From here on conversations are kept again."
        )  # fmt: skip

    def list_chats(self, search: str, then: Callable[[Sequence[ChatSummary]], None]) -> None:
        """Call `then` with the kept conversations that hold `search`."""
        self.runner.in_background(lambda: self.runner.chats().all(search), then, "chats")

    def open_chat(self, chat: ChatSummary) -> None:
        """Show a kept conversation and go on with it."""
        if chat.id != self.session.conversation.chat_id:
            self.runner.in_background(lambda: self.runner.chats().turns(chat.id), partial(self._read, chat), "chats")

    def _read(self, chat: ChatSummary, turns: Sequence[StoredTurn]) -> None:
        conversation = resumed(chat, turns)
        for exchange in conversation.exchanges:
            exchange.note_files(self.session.library.files)
        self.show_conversation(conversation)

    def rename_chat(self, chat_id: int, title: str, then: Callable[[], None]) -> None:
        """Give a kept conversation another title."""
        self.runner.in_background(
            lambda: self.runner.chats().rename(chat_id, title), lambda _: self._renamed(chat_id, title, then), "rename"
        )

    def _renamed(self, chat_id: int, title: str, then: Callable[[], None]) -> None:
        if self.session.conversation.chat_id == chat_id:
            self.session.conversation.title = title
        self.notify(f"Renamed to \u201c{one_line(title, 60)}\u201d.")
        then()

    def delete_chat(self, chat: ChatSummary, then: Callable[[], None]) -> None:
        """Remove a kept conversation; if it is the one on the screen, a new one begins."""
        if self.session.conversation.chat_id == chat.id:
            self.show_conversation(Conversation())
        self.runner.in_background(
            lambda: self.runner.chats().delete(chat.id), lambda _: self._deleted(chat, then), "delete"
        )

    def _deleted(self, chat: ChatSummary, then: Callable[[], None]) -> None:
        self.notify(f"Deleted \u201c{one_line(chat.title, 60)}\u201d.")
        then()

    def export_chat(self, chat_id: int, title: str, file: str, then: Callable[[], None]) -> None:
        """Write a kept conversation into `file`."""
        self._export(lambda: self.runner.chats().turns(chat_id), title, file, then)

    def export_conversation(self, file: str) -> None:
        """Write the conversation on the screen into `file`, kept or not."""
        conversation = self.session.conversation
        title = conversation.title or (conversation.exchanges[0].question if conversation.exchanges else "")
        if conversation.chat_id is not None and not conversation.unsaved:
            self.export_chat(conversation.chat_id, title, file, lambda: None)
        else:
            exchanges = list(conversation.exchanges)
            self._export(lambda: turns_of(exchanges, self.runner.log_stage()), title, file, lambda: None)

    def _export(
        self, read: Callable[[], Sequence[StoredTurn]], title: str, file: str, then: Callable[[], None]
    ) -> None:
        def work() -> str:
            return str(write_export(file, self.runner.log_stage()(title), read()))

        def done(path: str) -> None:
            self.notify(f"Exported to {one_line(path)}")
            then()

        self.runner.in_background(work, done, "export")
