"""One connection: its requests, answered.

Invariant: nothing is read of a body, and nothing is done, before `Access` has let the request pass; what is asked is
bounded in length and in time; no text of a request or of a file stands in a log.
"""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any, cast

from assistant.domain.errors import AssistantError
from assistant.domain.stop import Stopped, StopSignal
from assistant.doors.http.access import Access, Denied
from assistant.doors.http.api import Api, Object, denial
from assistant.doors.http.asked import Body, read_chat
from assistant.text.clean import json_text, read_json_object

MOST_BYTES = 4 << 20  # of a body
_LOOK_S = 0.5  # between two looks at whether the client is still there
_IDLE_S = 120.0


class Handler(BaseHTTPRequestHandler):
    """Made for a connection, it answers until that ends."""

    protocol_version = "HTTP/1.1"
    server_version = "private-assistant"
    sys_version = ""
    timeout = _IDLE_S

    def __init__(self, connection: socket.socket, api: Api, access: Access) -> None:
        self._api = api
        self._access = access
        super().__init__(connection, ("", 0), cast("Any", None))

    def do_GET(self) -> None:
        self._answer(self._get)

    def do_POST(self) -> None:
        self._answer(self._post)

    def _answer(self, respond: Any) -> None:
        self._begun = False
        try:
            self._access.check(self.headers)
            respond()
        except Denied as denied:
            self._deny(denied)
        except AssistantError as error:
            self._deny(denial(error))
        except Stopped:
            self._deny(Denied(503, "server_error", "It was ended."))
        except OSError:
            self.close_connection = True  # the client has gone
        except Exception as error:  # noqa: BLE001 - the next request is answered all the same; the text may be a file's
            self._deny(Denied(500, "server_error", f"It failed inside ({type(error).__name__})."))

    # ------------------------------------------------------------ requests

    def _get(self) -> None:
        if self.path != "/v1/models":
            raise Denied(404, "invalid_request_error", "There is nothing here.", "not_found")
        self._send(200, self._api.models())

    def _post(self) -> None:
        if self.path not in ("/v1/chat/completions", "/v1/embeddings", "/v1/search"):
            raise Denied(404, "invalid_request_error", "There is nothing here.", "not_found")
        body = self._body()
        if self.path == "/v1/embeddings":
            self._send(200, self._api.embeddings(body))
        elif self.path == "/v1/search":
            self._send(200, self._api.search(body))
        else:
            chat = read_chat(body)
            with self._while_it_listens() as stop:
                if chat.streams:
                    with contextlib.closing(self._api.chat(chat, stop)) as chunks:
                        self._stream(chunks)
                else:
                    self._send(200, self._api.whole(chat, stop))

    def _body(self) -> Body:
        lengths = self.headers.get_all("Content-Length", [])
        if len(lengths) != 1 or not lengths[0].isdecimal() or self.headers.get("Transfer-Encoding"):
            raise Denied(411, "invalid_request_error", "The length of the body has to be said.")
        if len(lengths[0]) > 9 or int(lengths[0]) > MOST_BYTES:
            raise Denied(413, "invalid_request_error", f"A body may have {MOST_BYTES:,} bytes.")
        if self.headers.get_content_type() != "application/json":  # a form of a web page has another one
            raise Denied(415, "invalid_request_error", "The body has to be application/json.")
        data = self.rfile.read(int(lengths[0]))
        self._begun = True  # the body is read: the connection can go on
        try:
            return read_json_object(data) or _no_object()
        except (ValueError, RecursionError):
            return _no_object()

    # ------------------------------------------------------------ answers

    def _stream(self, chunks: Iterator[Object]) -> None:
        first = next(chunks)  # what goes wrong before has a status of its own
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            self._event(first)
            for chunk in chunks:
                self._event(chunk)
        except AssistantError as error:
            self._event(_error(denial(error)))
        except Stopped:
            self._event(_error(Denied(503, "server_error", "It was ended.")))
        except OSError:
            raise
        except Exception as error:  # noqa: BLE001 - the status is sent: what went wrong stands in the stream
            self._event(_error(Denied(500, "server_error", f"It failed inside ({type(error).__name__}).")))
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, value: Object) -> None:
        self.wfile.write(f"data: {json_text(value)}\n\n".encode())
        self.wfile.flush()

    def _send(self, status: int, value: Object) -> None:
        data = f"{json_text(value)}\n".encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)

    def _deny(self, denied: Denied) -> None:
        self.close_connection = self.close_connection or not self._begun
        with contextlib.suppress(OSError):
            self._send(denied.status, _error(denied))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the library finds wrong in a request; its own page would repeat the request."""
        self.close_connection = True
        self.request_version = self.protocol_version  # of a line that is none: without it there would be no status
        with contextlib.suppress(OSError):
            self._send(code, _error(Denied(code, "invalid_request_error", "That is no request.")))

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a request's line may be a person's text."""

    @contextlib.contextmanager
    def _while_it_listens(self) -> Iterator[StopSignal]:
        """A stop signal that is set when the client has gone."""
        stop, ended = StopSignal(), threading.Event()

        def look() -> None:
            while not ended.wait(_LOOK_S):
                try:
                    if select.select([self.connection], [], [], 0)[0] and not self.connection.recv(1, socket.MSG_PEEK):
                        stop.stop()
                        return
                except OSError:
                    stop.stop()
                    return

        looking = threading.Thread(target=look, daemon=True)
        looking.start()
        try:
            yield stop
        finally:
            ended.set()
            looking.join()


def _error(denied: Denied) -> Object:
    return {"error": {"message": denied.message, "type": denied.kind, "param": None, "code": denied.code}}


def _no_object() -> Body:
    raise Denied(400, "invalid_request_error", "The body has to be a JSON object.", "invalid_json")
