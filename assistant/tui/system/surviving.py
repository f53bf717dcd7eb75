"""A handler that fails is told in the error panel; its screen and the app go on.

Invariant: what fails while something is being set up still ends the app, as there would be nothing to go on with; so
does a failure that comes again and again.
"""

from __future__ import annotations

import time
from collections import deque

from textual import events
from textual.await_complete import AwaitComplete
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen

_MOST, _WITHIN_S = 8, 10.0


class Failures:
    """Counts failures, to tell a bad moment from an app that cannot go on."""

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=_MOST)

    def too_many(self) -> bool:
        """Count one more; True where there were eight within ten seconds."""
        self._times.append(time.monotonic())
        return len(self._times) == _MOST and self._times[-1] - self._times[0] < _WITHIN_S


class Surviving(MessagePump):
    """Textual ends the app on the first exception of any handler; here the app is asked first.

    `_dispatch_message` is the one place through which every handler, action and callback of an app or screen runs.
    """

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except Exception as error:
            tell = getattr(self.app, "tell_failure", None)
            setting_up = isinstance(message, events.Load | events.Compose | events.Mount)
            if setting_up or tell is None or not tell(error):
                raise


class LeftOnce(Screen[None]):
    """A screen that closes itself only: a key pressed twice in a hurry does not close the screen below."""

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close the screen, if it is the one in front."""
        return super().dismiss(result) if self.is_active else AwaitComplete()
