"""Requests to a server with OpenAI's protocol: plain HTTP over a socket that the caller's `connect` opens.

Invariant: no message of the server is passed on, because it may quote the prompt; errors hold only the kind of error.
"""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from assistant.generate.http_client import BROKEN, EngineGone, EngineRefused, Json, Stream
from assistant.generate.server.bounded import BoundedResponse, read_object
from assistant.text.clean import one_line

Connect = Callable[[], socket.socket]  # raises OSError
_DONE = b"data: [DONE]"
_TIMEOUT_S = 10.0


class _Connection(http.client.HTTPConnection):
    response_class = BoundedResponse

    def __init__(self, host: str, connect: Connect, timeout_s: float | None) -> None:
        super().__init__(host, timeout=timeout_s)
        self._open_socket = connect

    def connect(self) -> None:
        self.sock = self._open_socket()
        self.sock.settimeout(self.timeout)

    def response(self) -> BoundedResponse:
        answer = self.getresponse()
        assert isinstance(answer, BoundedResponse)
        return answer


class ChatStream(Stream):
    """The response to a chat completion request, as a stream."""

    def __init__(self, connection: _Connection) -> None:
        super().__init__(connection)
        self._answers = connection

    def events(self) -> Iterator[dict[str, Any]]:
        """An event `{"content": str}` per piece, until the end.

        Raises EngineGone if it breaks off, EngineRefused, Unbounded.
        """
        ended = False
        try:
            with self._answers.response() as response:
                if response.status != 200:
                    raise _refusal(self._answers.host, response.status, read_object(response.whole()))
                for line in response.lines():
                    if line.startswith(_DONE):
                        return
                    if not line.startswith(b"data: {"):
                        continue
                    event = read_object(line.split(b": ", 1)[1])
                    if "error" in event:
                        raise _refusal(self._answers.host, 200, event)
                    for choice in _choices(event):
                        delta = choice.get("delta")
                        content = delta.get("content") if isinstance(delta, dict) else None
                        ended = ended or bool(choice.get("finish_reason"))
                        if isinstance(content, str) and content:
                            yield {"content": content}
        except BROKEN as error:
            raise EngineGone from error
        if not ended:  # some servers close the connection without sending [DONE]
            raise EngineGone


class ServerClient:
    """`host` is the Host header; `path` is the prefix of all URLs. All methods may be called from any thread."""

    def __init__(self, connect: Connect, host: str, path: str, api_key: str = "") -> None:
        self._connect, self._host, self._path = connect, host, path
        key = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._headers = {"Content-Type": "application/json", "Accept": "text/event-stream, application/json", **key}

    def first_model(self) -> str:
        """The name of the first model that the server offers. Raises EngineGone, EngineRefused, Unbounded."""
        connection = _Connection(self._host, self._connect, _TIMEOUT_S)
        try:
            connection.request("GET", f"{self._path}/models", None, self._headers)
            with connection.response() as response:
                answer = read_object(response.whole())
        except BROKEN as error:
            raise EngineGone from error
        finally:
            connection.close()
        names = [model.get("id") for model in _dicts(answer.get("data"))]
        if response.status != 200 or not names or not isinstance(names[0], str):
            raise _refusal(self._host, response.status, answer)
        return names[0]

    def stream(self, body: Json) -> ChatStream:
        """Send a chat completion request. Raises EngineGone."""
        connection = _Connection(self._host, self._connect, None)
        try:
            data = json.dumps({**body, "stream": True}).encode()
            connection.request("POST", f"{self._path}/chat/completions", data, self._headers)
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise EngineGone from error
        return ChatStream(connection)


def _choices(event: Mapping[str, Any]) -> list[dict[str, Any]]:
    return _dicts(event.get("choices"))


def _dicts(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _refusal(host: str, status: int, answer: Mapping[str, Any]) -> EngineRefused:
    error = answer.get("error")
    kind = error.get("type") or error.get("code") if isinstance(error, dict) else None
    shown = one_line(str(kind), 60) if isinstance(kind, str | int) else f"status {status}"
    return EngineRefused(f"The server at {host} refused the request ({shown}).", "See the server's own log.")
