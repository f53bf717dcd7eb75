"""The protocol: versions, calls and their ends, and messages that no client should write."""

from __future__ import annotations

import pytest

from assistant.doors.mcp.calls import MOST_WAITING
from assistant.doors.mcp.protocol import HANDSHAKE
from assistant.doors.mcp.tools import TOOLS
from tests.doors.mcp.client import META, connected, stateless
from tests.waiting import until

# ---------------------------------------------------------------- versions


@pytest.mark.parametrize("version", HANDSHAKE)
def test_every_version_with_a_handshake_is_spoken(version: str) -> None:
    with connected() as client:
        result = client.initialize(version)["result"]
        assert result["protocolVersion"] == version
        assert result["capabilities"] == {"tools": {}, "resources": {}}
        assert client.request("ping")["result"] == {}
        listed = client.request("tools/list")["result"]["tools"]
        assert [tool["name"] for tool in listed] == list(TOOLS)
        assert all(tool["annotations"]["readOnlyHint"] for tool in listed)
        client.send(client.search("rent"))
        found = client.receive()["result"]
        assert [part["text"] for part in found["content"]] == ["found", "====\nrent\n===="]
        assert ("structuredContent" in found) == (version >= "2025-06-18")
        assert "resultType" not in found
        assert client.door.notes == [("a client", "search", "given")]


@pytest.mark.parametrize("asked", ["2026-07-28", "1999-01-01", "", "zzz"])
def test_another_version_gets_the_newest_with_a_handshake(asked: str) -> None:
    with connected() as client:
        assert client.initialize(asked)["result"]["protocolVersion"] == HANDSHAKE[-1]


def test_the_newest_version_needs_no_handshake() -> None:
    with connected() as client:
        found = client.request("server/discover", {"_meta": stateless()})["result"]
        assert found["supportedVersions"] == ["2026-07-28"]
        assert found["resultType"] == "complete" and found["cacheScope"] == "private" and found["ttlMs"] == 0
        assert found["_meta"][f"{META}serverInfo"]["name"] == "private-assistant"
        client.send(client.search("rent", _meta=stateless()))
        assert client.receive()["result"]["resultType"] == "complete"
        assert client.door.notes == [("a new client", "search", "given")]
        assert client.request("ping", {"_meta": stateless()})["error"]["code"] == -32601


def test_a_version_that_nobody_knows_is_refused_with_those_that_are_known() -> None:
    with connected() as client:
        error = client.request("tools/list", {"_meta": stateless("2031-01-01")})["error"]
        assert error["code"] == -32022
        assert error["data"] == {"supported": ["2026-07-28", *reversed(HANDSHAKE)], "requested": "2031-01-01"}
        without = {f"{META}protocolVersion": "2026-07-28"}
        assert client.request("tools/list", {"_meta": without})["error"]["code"] == -32602


def test_before_the_handshake_there_are_pings_alone_and_it_comes_once() -> None:
    with connected() as client:
        assert client.request("ping")["result"] == {}
        assert client.request("tools/list")["error"]["code"] == -32600
        assert client.request("initialize", {"protocolVersion": 1, "capabilities": {}})["error"]["code"] == -32602
        client.initialize()
        assert client.initialize()["error"]["code"] == -32600


def test_messages_come_together_in_the_one_version_that_has_that() -> None:
    with connected() as client:
        client.initialize("2025-03-26")
        together = [client.asking("ping", one="p"), client.search("rent", "s"), {"jsonrpc": "2.0", "method": "x/y"}, 5]
        client.send(together)
        answers = client.receive()
        assert {answer["id"] for answer in answers} == {"p", "s", None}
        client.send([client.asking("ping")] * 51)
        assert client.receive()["error"]["code"] == -32600
        client.send([])
        assert client.receive()["error"]["code"] == -32600
        assert client.request("ping")["result"] == {}
    with connected() as client:
        client.initialize("2025-06-18")
        client.send(together)
        assert client.receive()["error"]["code"] == -32600


# ---------------------------------------------------------------- messages that no client should write


@pytest.mark.parametrize(
    ("message", "code", "one"),
    [
        (5, -32600, None),
        ("text", -32600, None),
        (None, -32600, None),
        ([1], -32600, None),
        ({}, -32600, None),
        ({"id": 1, "method": "ping"}, -32600, 1),
        ({"jsonrpc": "1.0", "id": 1, "method": "ping"}, -32600, 1),
        ({"jsonrpc": "2.0", "id": 1}, -32600, 1),
        ({"jsonrpc": "2.0", "id": 1, "method": 5}, -32600, 1),
        ({"jsonrpc": "2.0", "id": 1, "method": "ping", "params": [1]}, -32600, 1),
        ({"jsonrpc": "2.0", "id": None, "method": "ping"}, -32600, None),
        ({"jsonrpc": "2.0", "id": 1.5, "method": "ping"}, -32600, None),
        ({"jsonrpc": "2.0", "id": True, "method": "ping"}, -32600, None),
        ({"jsonrpc": "2.0", "id": {"a": 1}, "method": "ping"}, -32600, None),
        ({"jsonrpc": "2.0", "id": "x" * 201, "method": "ping"}, -32600, None),
        ({"jsonrpc": "2.0", "id": 1, "method": "no/such"}, -32601, 1),
        ({"jsonrpc": "2.0", "id": 1, "method": "prompts/list"}, -32601, 1),
        ({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "shell"}}, -32602, 1),
        ({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": ["search"]}}, -32602, 1),
        ({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "search", "arguments": 5}}, -32602, 1),
        ({"jsonrpc": "2.0", "id": 1, "method": "resources/list", "params": {"cursor": "x"}}, -32602, 1),
        ({"jsonrpc": "2.0", "id": 1, "method": "resources/read", "params": {"uri": 5}}, -32602, 1),
        ({"jsonrpc": "2.0", "id": 1, "method": "resources/read", "params": {"uri": "file:///etc/passwd"}}, -32602, 1),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_each_is_an_error_and_the_next_is_answered(message: object, code: int, one: object) -> None:
    with connected() as client:
        client.initialize()
        client.send(message)
        answer = client.receive()
        assert (answer["error"]["code"], answer["id"]) == (code, one)
        assert client.request("ping")["result"] == {}


def test_what_needs_no_answer_gets_none() -> None:
    with connected() as client:
        client.initialize()
        for message in (
            {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": "never"}},
            {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": [1]}},
            {"jsonrpc": "2.0", "method": "notifications/roots/list_changed"},
            {"jsonrpc": "2.0", "id": "question-1", "result": {"action": "accept"}},
            {"jsonrpc": "2.0", "id": {}, "error": {}},
        ):
            client.send(message)
        assert client.request("ping", one="after")["id"] == "after"


def test_ten_megabytes_and_half_a_frame_are_answered() -> None:
    with connected() as client:
        client.initialize()
        client.send(client.search("x" * 10_000_000, "long"))
        answer = client.receive()
        assert (answer["id"], answer["error"]["code"]) == ("long", -32600)
        client.write(b"{half\n")
        assert client.receive()["error"]["code"] == -32700
        client.write(b'{"jsonrpc": "2.0", "id": 1, "method": "tools/ca')  # and then it dies


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("search", {}, "query is missing"),
        ("search", {"query": 5}, "query has to be a text"),
        ("search", {"query": "x" * 4_001}, "4,000 characters"),
        ("search", {"query": "x", "path": "/etc/passwd"}, "an argument that the tool does not know"),
        ("search", {"query": "x", "limit": 21}, "1 to 20"),
        ("search", {"query": "x", "limit": True}, "1 to 20"),
        ("search", {"query": "x", "scope": "/etc"}, "scope has to be an object"),
        ("search", {"query": "x", "scope": {"path": "/etc"}}, "scope has to be an object"),
        ("search", {"query": "x", "scope": {"types": ["../x"]}}, "endings"),
        ("search", {"query": "x", "scope": {"files": "a"}}, "a list"),
        ("search", {"query": "x", "scope": {"since": "soon"}}, "no day"),
        ("list_files", {"start": -1}, "0 to"),
        ("passage", {"id": "passage-x"}, "no passage with this id"),
        ("status", {"x": 1}, "It takes: none"),
    ],
)
def test_arguments_that_are_not_as_the_schema_says_are_told_to_the_model(
    name: str, arguments: object, said: str
) -> None:
    with connected() as client:
        client.initialize()
        result = client.request("tools/call", {"name": name, "arguments": arguments})["result"]
        assert result["isError"] and said in result["content"][0]["text"]
        assert client.door.notes == [("a client", name, "refused")]


def test_a_scope_is_read_as_it_is_meant() -> None:
    scope = {"files": ["file-a"], "folders": [], "types": ["PDF", ".md"], "since": "2024", "before": "2025-01"}
    with connected() as client:
        client.initialize()
        client.request("tools/call", {"name": "search", "arguments": {"query": "x", "scope": scope, "limit": 3.0}})
        [limits] = client.door.asked
    assert (limits.files, limits.suffixes) == (("file-a",), (".pdf", ".md"))
    assert 0 < limits.after_ns < limits.before_ns


def test_what_breaks_inside_is_an_error_without_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    with connected() as client:
        client.initialize()
        client.send(client.search("break"))
        assert client.receive()["error"] == {"code": -32603, "message": "Internal error"}
        assert client.door.notes == [("a client", "search", "failed")]
    told = capsys.readouterr()
    assert told.err == "assistant mcp: a call failed (RuntimeError)\n" and told.out == ""


# ---------------------------------------------------------------- the end of a call


def test_a_running_call_and_a_waiting_one_are_cancelled_and_not_answered() -> None:
    with connected() as client:
        client.initialize()
        client.send(client.search("wait", "runs"))
        client.door.working.wait()
        client.send(client.search("rent", "waits"))
        for one in ("waits", "runs"):
            client.send({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": one}})
        client.send(client.search("rent", "next"))
        assert client.receive()["id"] == "next"
        assert client.door.notes == [("a client", "search", "cancelled"), ("a client", "search", "given")]


def test_the_same_id_twice_is_an_error_while_the_first_is_open() -> None:
    with connected() as client:
        client.initialize()
        client.send(client.search("wait", 1))
        client.door.working.wait()
        client.send(client.search("rent", 1))
        assert client.receive()["error"]["code"] == -32600
        client.send({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}})
        client.door.stopped.wait()
        until(lambda: len(client.door.notes) == 1)
        client.send(client.search("rent", 2))
        assert client.receive()["id"] == 2


def test_more_calls_than_may_wait_are_told_so() -> None:
    with connected() as client:
        client.initialize()
        client.send(client.search("wait"))
        for _ in range(MOST_WAITING):
            client.send(client.search("rent"))
        assert client.receive()["error"]["code"] == -32000


def test_a_client_that_dies_in_the_middle_of_a_call_ends_it() -> None:
    with connected() as client:
        client.initialize()
        client.send(client.search("wait"))
        client.door.working.wait()
    assert client.door.stopped.is_set()


def test_it_ends_where_the_vault_is_locked() -> None:
    asked: list[float] = []

    def is_over(idle_s: float) -> bool:
        asked.append(idle_s)
        return len(asked) > 1

    with connected(is_over) as client:
        client.send(client.asking("ping"))
        client.receive()
        until(lambda: len(asked) > 1)


def test_progress_is_a_number_without_words() -> None:
    with connected() as client:
        client.initialize()
        client.send(client.search("rent", _meta={"progressToken": "t"}))
        assert client.receive() == {
            "jsonrpc": "2.0",
            "method": "notifications/progress",
            "params": {"progressToken": "t", "progress": 1},
        }
        assert "result" in client.receive()


def test_resources_are_listed_page_by_page_and_read_by_their_address() -> None:
    with connected() as client:
        client.initialize()
        first = client.request("resources/list")["result"]
        second = client.request("resources/list", {"cursor": first["nextCursor"]})["result"]
        assert "nextCursor" not in second
        uri = first["resources"][0]["uri"]
        contents = client.request("resources/read", {"uri": uri})["result"]["contents"]
        assert contents == [{"uri": uri, "mimeType": "text/plain", "text": f"file\n\n{uri.rsplit('/', 1)[1]}"}]
        assert len(client.request("resources/templates/list")["result"]["resourceTemplates"]) == 2
        unknown = {"uri": f"assistant://passage/passage-{'a' * 16}"}
        assert client.request("resources/read", unknown)["error"]["code"] == -32002
        assert client.request("resources/read", {**unknown, "_meta": stateless()})["error"]["code"] == -32602
