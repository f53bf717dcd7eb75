"""An exception in a handler is shown in the error panel; the screen and the app go on.

Invariant: an exception while something is being set up still ends the app, because there would be nothing to go on
with. So do eight exceptions within ten seconds.
"""

from __future__ import annotations

import time
from collections import deque
from typing import Protocol, runtime_checkable

from textual import events
from textual.message import Message
from textual.message_pump import MessagePump

_MOST, _WITHIN_S = 8, 10.0


class ErrorRate:
    """Counts errors, to tell a few errors from an app that cannot go on."""

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=_MOST)

    def add(self) -> bool:
        """Count one more error; True if there were eight within ten seconds."""
        self._times.append(time.monotonic())
        return len(self._times) == _MOST and self._times[-1] - self._times[0] < _WITHIN_S


@runtime_checkable
class ShowsErrors(Protocol):
    """An app that can go on after an exception in a handler."""

    def show_handler_error(self, error: Exception) -> bool:
        """Show `error`; False if the app should end."""


class ErrorBoundary(MessagePump):
    """Textual ends the app on the first exception of any handler. Here the app may show it and go on.

    Every handler, action and callback of an app or screen runs through `_dispatch_message`.
    """

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except Exception as error:
            app: object = self.app
            setting_up = isinstance(message, events.Load | events.Compose | events.Mount)
            if setting_up or not isinstance(app, ShowsErrors) or not app.show_handler_error(error):
                raise
