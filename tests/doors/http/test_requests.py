"""Requests that no client of ours writes: who is let in, and what a body may be."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest

from assistant.doors.http.access import Access
from assistant.doors.http.api import Api
from assistant.doors.http.handler import MOST_BYTES, Handler
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.waiting import PATIENCE_S, until

TOKEN = "t0ken"
TCP = Access(8765, TOKEN)
GOOD = {"Host": "127.0.0.1:8765", "Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
ASKED = {"model": "private-assistant", "messages": [{"role": "user", "content": "How much notice?"}]}


def said(role: str, content: object) -> list[dict[str, object]]:
    return [{"role": role, "content": content}]


@contextmanager
def connected(access: Access, assistant: ScriptedAssistant | None = None) -> Iterator[socket.socket]:
    ours, theirs = socket.socketpair()
    api = Api(cast("Any", assistant or ScriptedAssistant()))

    def serve() -> None:
        with theirs:
            Handler(theirs, api, access)

    thread = threading.Thread(target=serve)
    thread.start()
    ours.settimeout(PATIENCE_S)
    try:
        yield ours
    finally:
        ours.close()
        thread.join(PATIENCE_S)
        assert not thread.is_alive()


def request(line: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    every = {"Connection": "close", **headers, **({"Content-Length": str(len(body))} if body else {})}
    return "\r\n".join([line, *(f"{name}: {value}" for name, value in every.items()), "", ""]).encode() + body


def asked(access: Access, sent: bytes) -> tuple[int, dict[str, Any]]:
    """The status and the object of the answer to `sent`, after which the connection is closed."""
    with connected(access) as client:
        client.sendall(sent)
        with client.makefile("rb") as answer:
            status = int(answer.readline().split()[1])
            while answer.readline().strip():
                pass
            return status, json.loads(answer.readline())


def post(path: str, body: object, headers: dict[str, str] = GOOD) -> tuple[int, dict[str, Any]]:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return asked(TCP, request(f"POST {path} HTTP/1.1", headers, data))


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"Authorization": ""}, 401, "invalid_api_key"),
        ({"Authorization": "Bearer other"}, 401, "invalid_api_key"),
        ({"Authorization": f"Basic {TOKEN}"}, 401, "invalid_api_key"),
        ({"Authorization": f"Bearer {TOKEN}\r\nAuthorization: Bearer {TOKEN}"}, 401, "invalid_api_key"),
        ({"Host": "evil.example:8765"}, 403, "foreign_host"),
        ({"Host": "127.0.0.1"}, 403, "foreign_host"),
        ({"Host": "127.0.0.1:8765\r\nHost: evil.example"}, 403, "foreign_host"),
        ({"Host": "127.0.0.1:8765.evil.example"}, 403, "foreign_host"),
        ({"Origin": "https://evil.example"}, 403, "foreign_origin"),
        ({"Origin": "null"}, 403, "foreign_origin"),
        ({"Origin": "http://localhost:8766"}, 403, "foreign_origin"),
        ({"Sec-Fetch-Site": "cross-site"}, 403, "foreign_origin"),
        ({"Origin": "http://127.0.0.1:8765"}, 200, ""),
        ({"Host": "localhost:8765"}, 200, ""),
    ],
    ids=repr,
)
@pytest.mark.parametrize("path", ["/v1/models", "/v1/chat/completions", "/nothing"])
def test_who_is_let_in(changed: dict[str, str], status: int, code: str, path: str) -> None:
    line = f"GET {path} HTTP/1.1" if path == "/v1/models" else f"POST {path} HTTP/1.1"
    told, answer = asked(
        TCP, request(line, {**GOOD, **changed}, b"" if "models" in path else json.dumps(ASKED).encode())
    )
    if status == 200 and path == "/nothing":
        status, code = 404, "not_found"
    assert told == status
    assert answer.get("error", {}).get("code", "") == code


def test_the_unix_socket_asks_for_no_token_and_answers_no_page() -> None:
    assert asked(Access(), request("GET /v1/models HTTP/1.1", {"Host": "x"}))[0] == 200
    assert asked(Access(), request("GET /v1/models HTTP/1.1", {"Host": "x", "Origin": "http://x"}))[0] == 403


@pytest.mark.parametrize(
    ("path", "body", "status", "words"),
    [
        ("/v1/chat/completions", b"not JSON", 400, "JSON object"),
        ("/v1/chat/completions", b"[1]", 400, "JSON object"),
        ("/v1/chat/completions", b"[" * 100_000, 400, "JSON object"),
        ("/v1/chat/completions", {**ASKED, "model": "gpt-4"}, 404, "one model"),
        ("/v1/chat/completions", {**ASKED, "messages": []}, 400, "list of messages"),
        ("/v1/chat/completions", {**ASKED, "messages": [5]}, 400, "roles"),
        ("/v1/chat/completions", {**ASKED, "messages": said("tool", "x")}, 400, "roles"),
        (
            "/v1/chat/completions",
            {**ASKED, "messages": said("assistant", "x")},
            400,
            "user's question",
        ),
        ("/v1/chat/completions", {**ASKED, "messages": said("user", 5)}, 400, "text"),
        (
            "/v1/chat/completions",
            {**ASKED, "messages": said("user", [{"type": "image_url"}])},
            400,
            "text",
        ),
        ("/v1/chat/completions", {**ASKED, "n": 2}, 400, "one answer"),
        ("/v1/chat/completions", {**ASKED, "tools": [{}]}, 400, "tools"),
        ("/v1/chat/completions", {**ASKED, "scope": {"where": 1}}, 400, "scope"),
        ("/v1/chat/completions", {**ASKED, "scope": {"since": "soon"}}, 400, "no date"),
        ("/v1/embeddings", {"model": "private-assistant-embedding", "input": [[1, 2]]}, 400, "input"),
        ("/v1/embeddings", {"model": "private-assistant-embedding", "input": ["a"] * 257}, 400, "input"),
        ("/v1/search", {"query": "", "limit": 3}, 400, "query"),
        ("/v1/search", {"query": "a", "limit": 101}, 400, "limit"),
    ],
    ids=lambda value: repr(value)[:60],
)
def test_each_body_is_refused_with_a_reason(path: str, body: object, status: int, words: str) -> None:
    told, answer = post(path, body)
    assert told == status and words in answer["error"]["message"]


def test_a_body_has_a_length_a_kind_and_a_bound() -> None:
    line = "POST /v1/search HTTP/1.1"
    assert asked(TCP, request(line, GOOD))[0] == 411
    assert asked(TCP, request(line, {**GOOD, "Transfer-Encoding": "chunked"}, b"5\r\nabcde\r\n0\r\n\r\n"))[0] == 411
    assert asked(TCP, request(line, {**GOOD, "Content-Length": str(MOST_BYTES + 1)}))[0] == 413
    assert asked(TCP, request(line, {**GOOD, "Content-Length": "9" * 5000}))[0] == 413
    assert post("/v1/search", {"query": "a"}, {**GOOD, "Content-Type": "text/plain"})[0] == 415
    assert asked(TCP, b"GET /v1/models\x00 nonsense\r\n\r\n")[0] == 400


def test_an_answer_comes_whole_and_in_pieces_with_its_citations() -> None:
    status, whole = post("/v1/chat/completions", ASKED)
    assert status == 200
    content = whole["choices"][0]["message"]["content"]
    assert content == whole["answer"]["answer"] and whole["citations"] == whole["answer"]["citations"] != []
    with connected(TCP) as client:
        body = json.dumps({**ASKED, "stream": True}).encode()
        client.sendall(request("POST /v1/chat/completions HTTP/1.1", GOOD, body))
        with client.makefile("rb") as answer:
            lines = [line[6:] for line in answer.read().split(b"\n") if line.startswith(b"data: ")]
    assert lines.pop() == b"[DONE]"
    chunks = [json.loads(line) for line in lines]
    pieces = [chunk["choices"][0]["delta"].get("content", "") for chunk in chunks]
    assert "".join(pieces).strip() == content.strip() and len(pieces) > 3
    assert chunks[-1]["citations"] == whole["citations"] and chunks[-1]["choices"][0]["finish_reason"] == "stop"


def test_what_fails_in_the_middle_is_told_in_the_stream_and_the_next_is_answered() -> None:
    assistant = ScriptedAssistant()
    secret = "the text of a file"

    def fail() -> None:
        if assistant.stops and len(assistant.stops) == 1:
            raise RuntimeError(secret)

    assistant.pause = fail
    body = json.dumps({**ASKED, "stream": True}).encode()
    ours, theirs = socket.socketpair(), socket.socketpair()
    api = Api(cast("Any", assistant))
    for pair in (ours, theirs):
        client, server = pair
        client.settimeout(PATIENCE_S)
        client.sendall(request("POST /v1/chat/completions HTTP/1.1", GOOD, body))
        with client, server:
            Handler(server, api, TCP)
            server.shutdown(socket.SHUT_WR)
            with client.makefile("rb") as answer:
                said = answer.read()
        assert said.count(b"HTTP/1.1") == 1 and said.endswith(b"data: [DONE]\n\n") and secret.encode() not in said
        assert (b"It failed inside (RuntimeError)." in said) == (pair is ours)


def test_who_has_gone_is_not_answered_any_more() -> None:
    assistant = ScriptedAssistant()
    assistant.pause = assistant.hold
    with connected(TCP, assistant) as client:
        client.sendall(request("POST /v1/chat/completions HTTP/1.1", GOOD, json.dumps(ASKED).encode()))
        until(lambda: bool(assistant.stops), "the question")
        client.close()
        until(lambda: assistant.stops[-1].stopped, "the stop")
        assistant.release.set()
