"""What screens, dialogs and widgets may ask of the app.

Invariant: they import this and never the app, which imports them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.notifications import SeverityLevel

    from assistant.app.ports.overview import Overview
    from assistant.tui.jobs.asking import Asking
    from assistant.tui.jobs.changing import Changing
    from assistant.tui.jobs.conversations import Conversations
    from assistant.tui.jobs.forgetting import Forgetting
    from assistant.tui.jobs.library import Library
    from assistant.tui.jobs.models import Models
    from assistant.tui.jobs.runner import Runner
    from assistant.tui.jobs.settings import Settings
    from assistant.tui.state.error_report import ErrorReport
    from assistant.tui.state.session import Session
    from assistant.tui.state.signals import Signals


# What the app ends with where the vault is to be locked: whoever started it drops the key, asks, and starts it again.
LOCKED = 7
Locks = Callable[[float], bool]  # (seconds since a key was pressed) -> whether the vault is to be locked now


class AppPort(Protocol):
    """The app as its screens see it: they read `session`, listen to `signals`, and ask one object for each duty."""

    session: Session
    signals: Signals
    keymap: Mapping[str, str]  # keys that the person chose, by action id
    runner: Runner
    asking: Asking
    conversations: Conversations
    library: Library
    changing: Changing
    settings: Settings
    models: Models
    forgetting: Forgetting

    @property
    def overview(self) -> Overview | None:
        """What the side views read; None if they are not offered."""
        ...

    def ask(self, question: str) -> None:
        """Ask in the conversation on the screen, within the limit that holds."""
        ...

    def notify(self, message: str, *, severity: SeverityLevel = "information") -> None:
        """Show a toast."""
        ...

    def show_error(self, error: ErrorReport | None) -> None:
        """Show `error` in the panel of every screen; None hides the panel."""
        ...

    def copy_to_clipboard(self, text: str) -> None:
        """Copy with the system's tool, else through the terminal; the toast says which."""
        ...

    def action_copy(self) -> None:
        """Copy what is selected or shown."""
        ...

    async def replay_early_keys(self) -> None:
        """Type what was typed before the prompt was there."""
        ...


def app_of(node: DOMNode) -> AppPort:
    """The app in which `node` is mounted."""
    return cast("AppPort", node.app)
