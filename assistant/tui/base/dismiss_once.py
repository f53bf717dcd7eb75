"""Closing a screen. Invariant: a key pressed twice in a hurry does not close the screen below."""

from __future__ import annotations

from textual.await_complete import AwaitComplete
from textual.screen import Screen


class DismissOnce(Screen[None]):
    """A screen that closes only itself."""

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close the screen if it is in front; otherwise do nothing."""
        return super().dismiss(result) if self.is_active else AwaitComplete()
