"""How screens learn that the session changed. Invariant: published on the app's own thread, after the change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.dom import DOMNode
from textual.signal import Signal

if TYPE_CHECKING:
    from assistant.chat.conversation import Conversation
    from assistant.chat.exchange import Exchange


class Signals:
    """One signal for each part of the session; `owner` is the app."""

    def __init__(self, owner: DOMNode) -> None:
        self.exchange_changed: Signal[Exchange] = Signal(owner, "exchange")
        self.library_changed: Signal[bool] = Signal(owner, "library")  # True: the list of files changed too
        self.conversation_changed: Signal[Conversation] = Signal(owner, "conversation")
        self.error_changed: Signal[None] = Signal(owner, "error")
        self.pull_changed: Signal[None] = Signal(owner, "pull")
        self.home_changed: Signal[None] = Signal(owner, "home")
