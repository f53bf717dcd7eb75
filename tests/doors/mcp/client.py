"""A client that writes bytes, and a door behind which nothing heavy stands: for tests of the protocol alone."""

from __future__ import annotations

import json
import os
import select
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from assistant.app.doors.asking import Asking, Given, Limits, Listed, Refused
from assistant.app.doors.open import Door
from assistant.domain.records.verdicts import Finding, Verdict
from assistant.doors.mcp.frames import Streams
from assistant.doors.mcp.server import Server
from tests.waiting import PATIENCE_S

Message = dict[str, Any]
META = "io.modelcontextprotocol/"
RULE = "letters-ask"
SECRET = "the text of a file"


@dataclass
class ScriptedDoor:
    """Answers by the query: "wait" works until it is stopped, "ask" needs a yes, "break" fails."""

    notes: list[tuple[str, str, str]] = field(default_factory=list)
    working: threading.Event = field(default_factory=threading.Event)
    stopped: threading.Event = field(default_factory=threading.Event)
    asked: list[Limits] = field(default_factory=list)

    @property
    def gateway(self) -> ScriptedDoor:
        return self

    answers = gateway

    def begin_call(self) -> None:
        """There is no budget."""

    def note(self, client: str, what: str, outcome: str) -> None:
        self.notes.append((client, what, outcome))

    def search(self, query: str, limits: Limits, count: int, asking: Asking) -> Given:
        self.asked.append(limits)
        asking.on_step()
        if query == "wait":
            self.working.set()
            asking.stop.wait(PATIENCE_S)
            self.stopped.set()
            asking.stop.check()
        if query == "break":
            raise RuntimeError(SECRET)
        if query.startswith("ask"):
            rules = (RULE, RULE, "another-rule") if query == "ask twice" else (RULE,)
            yes = [self._consents(rule, asking) for rule in rules]
            return Given("asked", facts={"yes": sum(yes)})
        return Given("found", (f"====\n{query}\n====",), {"count": count})

    def _consents(self, rule: str, asking: Asking) -> bool:
        finding = Finding(rule, "words", "ask", "custom")
        verdict = Verdict("retrieval", "ask", SECRET, (finding,), "Letters are private.")
        return asking.consent is not None and asking.consent(verdict, "/home/ann/letters/a.md")

    def passage(self, one: str, asking: Asking) -> Given:
        raise Refused("There is no passage with this id.")

    def status(self) -> Given:
        return Given("status", facts={"files": 2})

    def list_files(self, limits: Limits, start: int, asking: Asking) -> Given:
        return Given("files")

    def resources(self, start: int) -> tuple[list[Listed], int | None]:
        return [Listed(f"file-{'a' * 15}{'bc'[start // 2]}", "a.md")], start + 2 if start < 2 else None

    def whole_file(self, one: str, asking: Asking) -> Given:
        return Given("file", (one,))


class Client:
    """The client's ends of the two pipes."""

    def __init__(self, writes: int, reads: int, door: ScriptedDoor) -> None:
        self.door = door
        self._writes = writes
        self._reads = reads
        self._kept = b""
        self._number = 0

    def write(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._writes, data) :]

    def send(self, message: object) -> None:
        self.write(json.dumps(message).encode() + b"\n")

    def receive(self) -> Any:
        """The next line of the server."""
        while b"\n" not in self._kept:
            assert select.select([self._reads], [], [], PATIENCE_S)[0], "the server says nothing"
            piece = os.read(self._reads, 65536)
            assert piece, "the server has ended"
            self._kept += piece
        line, _, self._kept = self._kept.partition(b"\n")
        return json.loads(line)

    def request(self, method: str, params: object = None, one: object = None) -> Any:
        """The answer to a request, which is the next line."""
        self.send(self.asking(method, params, one))
        return self.receive()

    def asking(self, method: str, params: object = None, one: object = None) -> Message:
        self._number += 1
        message = {"jsonrpc": "2.0", "id": self._number if one is None else one, "method": method}
        return message if params is None else {**message, "params": params}

    def initialize(self, version: str = "2025-11-25", **capabilities: object) -> Message:
        params = {
            "protocolVersion": version,
            "capabilities": capabilities,
            "clientInfo": {"name": "a client", "version": "1"},
        }
        answer: Message = self.request("initialize", params)
        self.send({"jsonrpc": "2.0", "method": "notifications/initialized"})
        return answer

    def search(self, query: str, one: object = None, **more: object) -> Message:
        """A call of the tool `search`, to be sent."""
        return self.asking("tools/call", {"name": "search", "arguments": {"query": query}, **more}, one)

    def end(self) -> None:
        """The client is gone, in the middle of whatever it wrote."""
        if self._writes >= 0:
            os.close(self._writes)
            self._writes = -1


def stateless(version: str = "2026-07-28", **capabilities: object) -> Message:
    """The `_meta` of a request from 2026-07-28 on."""
    return {
        f"{META}protocolVersion": version,
        f"{META}clientCapabilities": capabilities,
        f"{META}clientInfo": {"name": "a new client", "version": "2"},
    }


@contextmanager
def connected(is_over: Callable[[float], bool] = lambda idle_s: False) -> Iterator[Client]:
    """A client of a server in a thread, which has ended, with nothing at work, when this ends."""
    to_server, from_client = os.pipe()
    to_client, from_server = os.pipe()
    door = ScriptedDoor()
    server = Server(cast("Door", door), Streams(to_server, from_server))
    ended: list[bool] = []

    def serve() -> None:
        try:
            ended.append(server.run(is_over))
        finally:
            os.close(from_server)  # who waits for an answer sees that there comes none

    thread = threading.Thread(target=serve)
    thread.start()
    client = Client(from_client, to_client, door)
    try:
        yield client
    finally:
        client.end()
        thread.join(PATIENCE_S)
        for descriptor in (to_server, to_client):
            os.close(descriptor)
    assert ended == [True]
