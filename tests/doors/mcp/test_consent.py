"""A rule's question to the person, through the client: in both eras, and what counts as a yes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.doors.mcp.client import RULE, SECRET, connected, stateless

FORM: dict[str, Any] = {"elicitation": {}}


@pytest.mark.parametrize(
    ("answer", "yes"),
    [
        ({"result": {"action": "accept", "content": {"allow": True}}}, 1),
        ({"result": {"action": "accept", "content": {"allow": "yes"}}}, 0),
        ({"result": {"action": "accept"}}, 0),
        ({"result": {"action": "decline"}}, 0),
        ({"result": 5}, 0),
        ({"error": {"code": 1, "message": "no"}}, 0),
    ],
)
def test_a_rule_asks_through_a_client_that_can_ask(answer: dict[str, object], yes: int) -> None:
    with connected() as client:
        client.initialize("2025-06-18", **FORM)
        client.send(client.search("ask", "call"))
        question = client.receive()
        assert question["method"] == "elicitation/create"
        assert RULE in question["params"]["message"] and "Letters are private." in question["params"]["message"]
        assert SECRET not in str(question) and "/home" not in str(question)
        client.send({"jsonrpc": "2.0", "id": question["id"], **answer})
        result = client.receive()
        assert (result["id"], result["result"]["structuredContent"]) == ("call", {"yes": yes})


@pytest.mark.parametrize(
    ("version", "able"), [("2025-03-26", FORM), ("2025-06-18", {}), ("2025-11-25", {"elicitation": {"url": {}}})]
)
def test_without_somebody_to_ask_the_answer_is_no(version: str, able: dict[str, Any]) -> None:
    with connected() as client:
        client.initialize(version, **able)
        client.send(client.search("ask"))
        assert client.receive()["result"]["content"][0]["text"] == "asked"
        assert client.door.notes == [("a client", "search", "given")]


def test_a_question_that_is_never_answered_ends_with_its_call() -> None:
    with connected() as client:
        client.initialize(**FORM)
        client.send(client.search("ask", "call"))
        assert client.receive()["method"] == "elicitation/create"
        client.send({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": "call"}})
        assert client.request("ping")["result"] == {}
        client.send(client.search("ask", "again"))
        assert client.receive()["method"] == "elicitation/create"  # and then the client dies


def test_the_newest_version_asks_by_its_result_and_keeps_nothing() -> None:
    meta = stateless(**FORM)
    yes = {"action": "accept", "content": {"allow": True}}
    with connected() as client:
        client.send(client.search("ask twice", _meta=meta))
        first = client.receive()["result"]
        assert first["resultType"] == "input_required"
        [(key, asked)] = first["inputRequests"].items()
        assert asked["method"] == "elicitation/create" and SECRET not in str(first)
        again = {"inputResponses": {key: yes}, "requestState": first["requestState"], "_meta": meta}
        client.send(client.search("ask twice", **again))
        second = client.receive()["result"]
        [other] = second["inputRequests"]
        assert other != key
        client.send(
            client.search("ask twice", **{**again, "inputResponses": {}, "requestState": second["requestState"]})
        )
        assert client.receive()["result"]["structuredContent"] == {"yes": 2}


def test_an_answer_counts_only_for_the_call_that_it_was_asked_for() -> None:
    meta = stateless(**FORM)
    yes = {"action": "accept", "content": {"allow": True}}
    with connected() as client:
        client.send(client.search("ask", _meta=meta))
        first = client.receive()["result"]
        [key] = first["inputRequests"]
        state = first["requestState"]
        for query, signed in (
            ("ask another", state),
            ("ask", None),
            ("ask", ""),
            ("ask", state[:-1] + ("0" if state[-1] != "0" else "1")),
            ("ask", "A" * 30_000),
            ("ask", "é.é"),
            ("ask", 5),
        ):
            given = {"inputResponses": {key: yes}, "requestState": signed, "_meta": meta}
            client.send(client.search(query, **given))
            assert client.receive()["result"]["resultType"] == "input_required"
        client.send(client.search("ask", _meta=stateless()))  # nobody can be asked
        assert client.receive()["result"]["structuredContent"] == {"yes": 0}
