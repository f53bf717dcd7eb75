"""Requests to the engine over its Unix socket: plain HTTP, a new connection for each request.

Invariant: no message of the engine is passed on, because it may quote the prompt; errors hold only the kind of error.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.domain.errors import GenerationFailed
from assistant.domain.stop import StopSignal
from assistant.sandbox.porter.sealed_side import connect_unix
from assistant.text.clean import read_json_object

Json = Mapping[str, Any]
POLL_S = 0.05
# What Python's client raises besides its own errors for bytes that are no answer: a length that is no number or has no
# room in memory, text in no encoding, a broken line.
BROKEN = (OSError, http.client.HTTPException, ValueError, OverflowError, MemoryError)
_READ_BYTES = 65536


class EngineGone(Exception):
    """The connection failed: the engine has died or the request was aborted."""


class EngineRefused(GenerationFailed):
    """The engine works and refuses this request."""


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str, timeout_s: float | None) -> None:
        super().__init__("localhost", timeout=timeout_s)
        self._path = path

    def connect(self) -> None:
        self.sock = connect_unix(self._path, self.timeout)


class Stream:
    """The response to a completion request, as a stream. `abort` may be called from any thread at any time."""

    def __init__(self, connection: http.client.HTTPConnection) -> None:
        self._connection = connection
        self._socket: socket.socket = connection.sock

    def events(self) -> Iterator[dict[str, Any]]:
        """The events of the response, up to the event with "stop". Raises EngineGone if the connection ends before it,
        EngineRefused."""
        try:
            response = self._connection.getresponse()
            if response.status != 200:
                raise _refusal(read_json_object(response.read()))
            for line in _lines(response):
                if line.startswith((b"data: {", b"error: {")):
                    event = read_json_object(line.split(b": ", 1)[1])
                    if "error" in event:
                        raise _refusal(event)
                    yield event
                    if event.get("stop"):
                        return
        except BROKEN as error:
            raise EngineGone from error
        raise EngineGone

    def abort(self) -> None:
        """Cut the connection: the engine detects it and drops the request."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.abort()
        self._connection.close()
        self._socket.close()


def _lines(response: http.client.HTTPResponse) -> Iterator[bytes]:
    """The lines of the response, each as soon as it is complete.

    Iterating over the response itself is slower: it reads every chunk four times, a seventh of the time per token here,
    on a core that the engine needs.
    """
    rest = b""
    while arrived := response.read1(_READ_BYTES):
        *lines, rest = (rest + arrived).split(b"\n")
        yield from lines


def abort_when_stopped(stop: StopSignal, done: threading.Event, stream: Stream) -> None:
    """Cut `stream` when `stop` is set; returns after that, or when `done` is set."""
    while not done.is_set():
        if stop.wait(POLL_S):
            stream.abort()
            return


class EngineClient:
    """Sends requests to the engine. All methods may be called from any thread."""

    def __init__(self, socket_path: str, api_key: str) -> None:
        self._path = socket_path
        self._headers = {"Authorization": f"Bearer {api_key}", "Content-Type": "application/json"}

    def post(self, path: str, body: Json) -> dict[str, Any]:
        """The JSON object in the response, {} if it holds none. Raises EngineGone, EngineRefused."""
        return read_json_object(self._exchange("POST", path, json.dumps(body).encode()))

    def is_busy(self, timeout_s: float) -> bool:
        """Whether the engine works on a request. Raises EngineGone if it does not respond in time."""
        text = self._exchange("GET", "/metrics", None, timeout_s).decode("utf-8", "replace")
        counts = [line.split()[-1] for line in text.splitlines() if line.startswith("llamacpp:requests_processing ")]
        return counts != ["0"]

    def stream(self, body: Json) -> Stream:
        """Send a completion request. Raises EngineGone."""
        connection = UnixConnection(self._path, None)
        try:
            connection.request("POST", "/completion", json.dumps({**body, "stream": True}).encode(), self._headers)
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise EngineGone from error
        return Stream(connection)

    def _exchange(self, method: str, path: str, body: bytes | None, timeout_s: float = 60.0) -> bytes:
        connection = UnixConnection(self._path, timeout_s)
        try:
            connection.request(method, path, body, self._headers)
            response = connection.getresponse()
            data = response.read()
        except BROKEN as error:
            raise EngineGone from error
        finally:
            connection.close()
        if response.status != 200:
            raise _refusal(read_json_object(data))
        return data


def _refusal(answer: dict[str, Any]) -> EngineRefused:
    error = answer.get("error")
    kind = str(error.get("type", "unknown")) if isinstance(error, dict) else "unknown"
    return EngineRefused(f"The engine refused the request ({kind[:60]}).", "Ask again, or choose another model.")
