"""The process behind the Python interface: what no program should write, and what ends a request."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from assistant.doors.mcp.frames import Streams
from assistant.doors.python.worker import Worker
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.waiting import PATIENCE_S


@dataclass
class Client:
    """The program's ends of the two pipes."""

    writes: int
    lines: Iterator[bytes]

    def send(self, line: bytes) -> None:
        os.write(self.writes, line + b"\n")

    def until_end(self) -> list[dict[str, Any]]:
        told = []
        for line in self.lines:
            told.append(json.loads(line))
            if told[-1].keys() & {"end", "error"}:
                break
        return told


@contextmanager
def connected() -> Iterator[Client]:
    to_worker, from_client = os.pipe()
    to_client, from_worker = os.pipe()
    ended: list[bool] = []

    def serve() -> None:
        ended.append(Worker(ScriptedAssistant(), Streams(to_worker, from_worker)).run())
        os.close(from_worker)

    thread = threading.Thread(target=serve)
    thread.start()
    with os.fdopen(to_client, "rb") as lines:
        assert json.loads(next(lines)) == {"ready": True}
        yield Client(from_client, lines)
        os.close(from_client)
        thread.join(PATIENCE_S)
        assert lines.read() == b""
    os.close(to_worker)
    assert ended == [True]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"5", "no such request"),
        (b"{}", "no such request"),
        (b"not JSON", "no such request"),
        (b"[" * 5_000, "no such request"),
        (b'{"id": 1, "do": "forget"}', "no such request"),
        (b'{"id": 1, "do": "ask", "question": 5}', "question has to be a text"),
        (b'{"id": 1, "do": "ask", "question": "a", "paths": "b"}', "list of texts"),
        (b'{"id": 1, "do": "ask", "question": "a", "since": "soon"}', "no date"),
        (b'{"id": 1, "do": "ask", "question": "a", "paths": ["/no/such"]}', "There is no"),
        (b'{"id": 1, "do": "search", "text": "a", "limit": true}', "whole number"),
        (b'{"id": 1, "do": "search", "text": "a", "limit": 101}', "whole number"),
    ],
)
def test_each_is_an_error_and_the_next_is_answered(line: bytes, words: str) -> None:
    with connected() as client:
        client.send(line)
        [told] = client.until_end()
        assert words in told["message"] and told["error"] == "UsageError"
        client.send(b'{"id": "next", "do": "search", "text": "lease", "limit": 2}')
        *_, last = client.until_end()
        assert last == {"id": "next", "end": True}


def test_events_are_told_in_their_order_and_under_their_request() -> None:
    with connected() as client:
        client.send(b'{"id": 7, "do": "ask", "question": "How much notice?"}')
        told = client.until_end()
        assert {one["id"] for one in told} == {7}
        assert [one.get("event") for one in told][-2:] == ["Finished", None]
        assert "answer" in told[-2]["answer"] and "Delta" in [one.get("event") for one in told]


def test_what_is_stopped_before_it_begins_ends_and_the_next_is_answered() -> None:
    with connected() as client:
        client.send(b'{"do": "stop", "id": 2}\n{"id": 2, "do": "ask", "question": "How much notice?"}')
        told = client.until_end()
        assert told[-1] == {"id": 2, "end": True}
        assert all(one["answer"]["interrupted"] for one in told if one.get("event") == "Finished")
        client.send(b'{"id": 3, "do": "ask", "question": "How much notice?"}')
        [finished] = [one for one in client.until_end() if one.get("event") == "Finished"]
        assert not finished["answer"]["interrupted"]
