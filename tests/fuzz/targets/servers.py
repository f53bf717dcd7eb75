"""What a server answers: bytes on a socket, of a model server, of our own engine, and of the model hub."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from unittest import mock

from assistant.config.server_address import ServerAddress
from assistant.domain.errors import AssistantError, GenerationFailed
from assistant.domain.records.passages import Prompt
from assistant.domain.stop import StopSignal
from assistant.generate.http_client import EngineClient, EngineGone, UnixConnection
from assistant.generate.server.generator import ServerGenerator
from assistant.models.catalog.entries import HubSource
from assistant.models.pull import hub
from tests.fuzz.engine.target import Target

_CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/event-stream\r\n\r\n"
_COMMIT = "0123456789abcdef0123456789abcdef01234567"


def _event(content: str, **more: object) -> bytes:
    line = b"data: " + json.dumps({"choices": [{"delta": {"content": content}, **more}]}).encode() + b"\n\n"
    return b"%x\r\n%s\r\n" % (len(line), line)


def _answer(body: bytes, status: bytes = b"200 OK") -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body)


def _server_seeds() -> Iterable[bytes]:
    done = b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n"
    words = _event("The rent") + _event("<think>x</think> is 500 [1].") + _event("", finish_reason="stop")
    yield _CHUNKED + words + done
    yield _answer(b'data: {"choices": [{"delta": {"content": "yes"}, "finish_reason": "stop"}]}\n\n')
    yield _answer(b'{"error": {"type": "overloaded", "code": 3}}', b"503 Busy")
    yield _answer(b'{"data": [{"id": "qwen"}, {"id": 3}]}')


def _engine_seeds() -> Iterable[bytes]:
    lines = (b'data: {"content": "The", "stop": false}\n\n', b'data: {"content": "", "stop": true}\n\n')
    yield _CHUNKED + b"".join(b"%x\r\n%s\r\n" % (len(line), line) for line in lines) + b"0\r\n\r\n"
    yield _answer(b'{"tokens": [1, 2], "content": "x"}')
    yield _answer(b"llamacpp:requests_processing 0\n")
    yield _answer(b'error: {"error": {"type": "exceed_context_size_error"}}\n')


@contextmanager
def _serving(data: bytes) -> Iterator[socket.socket]:
    """A connection whose other end sends `data` and is closed, whatever it is asked."""
    ours, theirs = socket.socketpair()
    theirs.settimeout(20)

    def serve() -> None:
        with suppress(OSError):
            theirs.sendall(data)
            theirs.shutdown(socket.SHUT_WR)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield ours
    finally:
        ours.close()
        thread.join()
        theirs.close()


def _itself(connection: socket.socket) -> socket.socket:
    return connection


def _run_server(data: bytes) -> None:
    """Once as the answer to a question, once as the list of models."""
    for model in ("qwen", ""):
        with _serving(data) as connection, suppress(GenerationFailed):
            generator = ServerGenerator(ServerAddress("127.0.0.1", 1), partial(_itself, connection), model=model)
            for piece in generator.generate(Prompt("Answer.", "What is the rent?", ()), StopSignal()):
                assert piece


def _streamed(client: EngineClient) -> list[object]:
    with closing(client.stream({})) as stream:
        return list(stream.events())


def _run_engine(data: bytes) -> None:
    client = EngineClient("", "key")
    for call in (
        lambda: client.post("/tokenize", {}),
        lambda: client.is_busy(5.0),
        lambda: _streamed(client),
    ):
        with _serving(data) as connection, suppress(EngineGone, GenerationFailed):

            def connect(self: UnixConnection, kept: socket.socket = connection) -> None:
                self.sock = kept

            with mock.patch.object(UnixConnection, "connect", connect):
                call()


def _hub_seeds() -> Iterable[bytes]:
    lfs = {"rfilename": "model.safetensors", "blobId": "ab", "lfs": {"size": 12, "sha256": "ab" * 32}}
    small = {"rfilename": "config.json", "blobId": "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", "size": 0}
    yield json.dumps({"sha": _COMMIT, "siblings": [lfs, small, {"rfilename": "README.md"}]}).encode()


def _run_hub(data: bytes) -> None:
    source = HubSource(kind="hub", repository="a/b", revision="", wanted=("config.json", "*.safetensors"))
    answers = iter([data])
    with mock.patch.object(hub, "fetch", lambda *given: next(answers, b"")), suppress(AssistantError):
        commit, files = hub.list_commit(source)
        assert len(commit) == 40 and files


TARGETS = (
    Target("server", _server_seeds, _run_server),
    Target("engine", _engine_seeds, _run_engine),
    Target("hub", _hub_seeds, _run_hub),
)
