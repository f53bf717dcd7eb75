"""A server that never ends its line, its answer or its nesting: bounded, and told with the server's name."""

from __future__ import annotations

import itertools
import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from assistant.config.server_address import ServerAddress
from assistant.domain.errors import GenerationFailed
from assistant.domain.stop import StopSignal
from assistant.generate.server import bounded
from assistant.generate.server.generator import ServerGenerator
from assistant.text.clean import read_json_object
from tests.generate.prompts import COUNTING

HERE = ServerAddress("10.0.0.7", 11434)
HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
DEEP = b"[" * 50_000
EVENT = b"data: " + json.dumps({"choices": [{"delta": {"content": "word "}}]}).encode() + b"\n\n"
Answer = Callable[[], Iterator[bytes]]


def once(data: bytes) -> Answer:
    return lambda: iter([data])


def endless(start: bytes, again: bytes) -> Answer:
    block = again * (65536 // len(again) + 1)
    return lambda: itertools.chain([start], itertools.repeat(block))


class Talkative:
    """Connections to a server that sends until the other side hangs up."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        threading.Thread(target=self._serve, args=(theirs,), daemon=True).start()
        return ours

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                head += connection.recv(1)
            # All of the request is read first: the other side must not write to somebody who has answered and gone.
            length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
            left = int(length[1]) if length else 0
            while left:
                left -= len(connection.recv(min(left, 65536)))
            for piece in self._answer():
                connection.sendall(piece)


@pytest.fixture(autouse=True)
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same limits, reached sooner."""
    monkeypatch.setattr(bounded, "LONGEST_RESPONSE", 1 << 19)
    monkeypatch.setattr(bounded, "LONGEST_LINE", 1 << 18)


CASES = {
    "a line without an end": endless(HEAD, b"x"),
    "an event without an end": endless(HEAD + b'data: {"choices": [{"delta": {"content": "', b"word "),
    "events without an end": endless(HEAD, EVENT),
    "nothing without an end": endless(HEAD, b": still here\n\n"),
    "empty lines without an end": endless(HEAD, b"\n"),
    "headers without an end": endless(b"HTTP/1.1 200 OK\r\n", b"X-More: yes\r\n"),
    "a header without an end": endless(b"HTTP/1.1 200 OK\r\nX-More: ", b"y"),
    "a status line without an end": endless(b"HTTP/1.1 200 ", b"O"),
    "promises without an end": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "chunks without an end": endless(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"c\r\n: still here\r\n"
    ),
    "an error without an end": endless(b"HTTP/1.1 500 No\r\nConnection: close\r\n\r\n", b"[" * 100),
    "deep JSON": once(HEAD + b"data: {" + b'"choices": ' + DEEP + b"\n\n"),
    "deep and closed JSON": once(HEAD + b'data: {"a": ' + DEEP + b"]" * len(DEEP) + b"}\n\n"),
    "deep objects": once(HEAD + b"data: " + b'{"a":' * 30_000 + b"\n\n"),
    "a deep error": once(b"HTTP/1.1 400 No\r\nConnection: close\r\n\r\n" + b'{"error": ' + DEEP),
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("model", ["tiny", ""])
def test_it_ends_with_an_error_that_names_the_server(case: str, model: str) -> None:
    """With no model named, the list of models is what does not end."""
    generator = ServerGenerator(HERE, Talkative(CASES[case]), model=model)
    with pytest.raises(GenerationFailed) as caught:
        for _ in generator.generate(COUNTING, StopSignal()):
            pass
    assert HERE.host in caught.value.message and caught.value.hint
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    ("bound", "other"), [("LONGEST_LINE", "LONGEST_RESPONSE"), ("LONGEST_RESPONSE", "LONGEST_LINE")]
)
def test_no_more_is_read_than_each_bound_allows(bound: str, other: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted where it is sent: what lies in the pipe beyond the bounds is a few buffers."""
    monkeypatch.setattr(bounded, other, 64 << 20)
    sent = 0

    def counted() -> Iterator[bytes]:
        nonlocal sent
        for piece in CASES["a line without an end"]():
            sent += len(piece)
            yield piece

    generator = ServerGenerator(HERE, Talkative(counted), model="tiny")
    with pytest.raises(GenerationFailed):
        list(generator.generate(COUNTING, StopSignal()))
    assert sent < 4 << 20


def test_an_answer_is_not_much_longer_than_asked_for() -> None:
    generator = ServerGenerator(HERE, Talkative(CASES["events without an end"]), model="tiny")
    written: list[str] = []
    with pytest.raises(GenerationFailed, match="longer"):
        written.extend(generator.generate(COUNTING, StopSignal()))
    assert 0 < len("".join(written)) <= 64 * COUNTING.max_answer_tokens


def test_an_ordinary_depth_is_read() -> None:
    deep = json.dumps({"choices": [{"delta": {"content": "One"}}], "more": json.loads("[" * 50 + "]" * 50)}).encode()
    answer = once(HEAD + b"data: " + deep + b"\n\ndata: [DONE]\n\n")
    generator = ServerGenerator(HERE, Talkative(answer), model="tiny")
    assert "".join(generator.generate(COUNTING, StopSignal())) == "One"


def test_deep_json_of_our_own_engine_is_no_object() -> None:
    assert read_json_object(DEEP) == read_json_object(b'{"a":' * 30_000) == {}
