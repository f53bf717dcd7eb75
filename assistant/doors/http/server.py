"""Takes connections, over the Unix socket and from the process that listens at a TCP port, a thread for each.

Invariant: at the end no question goes on, and a client that says nothing holds up nobody else.
"""

from __future__ import annotations

import contextlib
import select
import socket
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.doors.http.access import Access
from assistant.doors.http.api import Api
from assistant.doors.http.handler import Handler

if TYPE_CHECKING:
    from assistant.app.doors.listening import Incoming

MOST_CONNECTIONS = 64
_TICK_S = 1.0
_PATIENCE_S = 1.5


class Server:
    """Serves from `run` on. `token` is asked for over TCP."""

    def __init__(self, api: Api, unix: socket.socket, listener: Incoming | None, token: str) -> None:
        self._api = api
        self._unix = unix
        self._listener = listener
        self._tcp = Access(listener.port(), token) if listener is not None else Access()
        self._lock = threading.Lock()
        self._open: dict[socket.socket, threading.Thread] = {}
        self._heard = time.monotonic()

    def run(self, is_over: Callable[[float], bool]) -> bool:
        """Until `is_over`, which is asked about every second with the seconds since the last connection. False where a
        question goes on."""
        sources: list[socket.socket | Incoming] = [self._unix, *([self._listener] if self._listener else [])]
        while not is_over(0.0 if self._open else time.monotonic() - self._heard):
            for source in select.select(sources, [], [], _TICK_S)[0]:
                if source is self._unix:
                    self._take(self._unix.accept()[0], Access())
                elif self._listener is not None and (connection := self._listener.accept()) is not None:
                    self._take(connection, self._tcp)
                else:
                    sources.remove(source)
        return self._close()

    def _take(self, connection: socket.socket, access: Access) -> None:
        self._heard = time.monotonic()
        with self._lock:
            if len(self._open) >= MOST_CONNECTIONS:
                connection.close()
                return
            thread = threading.Thread(target=self._serve, args=(connection, access), daemon=True)
            self._open[connection] = thread
        thread.start()

    def _serve(self, connection: socket.socket, access: Access) -> None:
        try:
            with contextlib.suppress(OSError):
                Handler(connection, self._api, access)
        finally:
            with self._lock:
                self._open.pop(connection, None)
            self._heard = time.monotonic()
            connection.close()

    def _close(self) -> bool:
        self._api.stop()
        with self._lock:
            left = dict(self._open)
        for connection in left:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        end = time.monotonic() + _PATIENCE_S
        for thread in left.values():
            thread.join(max(0.0, end - time.monotonic()))
        return not any(thread.is_alive() for thread in left.values())
