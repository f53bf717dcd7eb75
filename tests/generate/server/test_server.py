"""What a server may answer: thoughts, errors, half of something, nonsense. The real one is in the contract suite."""

from __future__ import annotations

import json
import socket
import threading

import pytest

from assistant.config.server_address import ServerAddress
from assistant.domain.errors import GenerationFailed
from assistant.domain.stop import StopSignal
from assistant.generate.sampling import Sampling
from assistant.generate.server.generator import ServerGenerator
from tests.generate.prompts import COUNTING, prompt

HERE = ServerAddress("127.0.0.1", 11434)


class Canned:
    """Connections to a server that gives one answer after another and ends; what was asked is kept."""

    def __init__(self, *answers: bytes) -> None:
        self._answers = list(answers)
        self.asked: list[bytes] = []

    def __call__(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        threading.Thread(target=self._serve, args=(theirs, self._answers.pop(0)), daemon=True).start()
        return ours

    def _serve(self, connection: socket.socket, answer: bytes) -> None:
        with connection:
            data = b""
            while b"\r\n\r\n" not in data:
                data += connection.recv(65536)
            head, _, body = data.partition(b"\r\n\r\n")
            length = next((int(line.split(b":")[1]) for line in head.splitlines() if line.startswith(b"Content-Le")), 0)
            while len(body) < length:
                body += connection.recv(65536)
            self.asked.append(head + b"\n" + body)
            connection.sendall(answer)


def http(body: bytes, status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\nConnection: close\r\n\r\n".encode() + body


def said(*pieces: str, end: str = "data: [DONE]\n\n") -> bytes:
    events = [{"choices": [{"delta": {"content": piece}}]} for piece in pieces]
    return http(("".join(f"data: {json.dumps(event)}\n\n" for event in events) + end).encode())


FINISHED = 'data: {"choices": [{"delta": {}, "finish_reason": "stop"}]}\n\n'


def answer(*answers: bytes, model: str = "tiny") -> str:
    generator = ServerGenerator(HERE, Canned(*answers), model=model)
    return "".join(generator.generate(COUNTING, StopSignal()))


def test_the_answer_is_what_the_deltas_say() -> None:
    assert answer(said("One", ", two")) == "One, two"
    assert answer(said("One", ", two", end=FINISHED)) == "One, two"


def test_thoughts_are_no_answer() -> None:
    thinking = b'data: {"choices": [{"delta": {"reasoning_content": "hm", "content": null}}]}\n\n'
    assert answer(said("<think>", "one or two?", "</think>", "Two.")) == "Two."
    assert answer(said("Two.").replace(b"data:", thinking + b"data:", 1)) == "Two."


def test_a_stop_string_ends_the_answer_where_the_server_does_not_know_it() -> None:
    canned = Canned(said("Two.", "\nQuest", "ion: what else?"))
    generator = ServerGenerator(HERE, canned, model="tiny")
    assert "".join(generator.generate(COUNTING, StopSignal())) == "Two."


@pytest.mark.parametrize(
    "answered",
    [
        b"",
        b"HTTP/1.1 200",
        http(b"not a stream"),
        said("One", end=""),  # broken off
        http(b'{"error": {"type": "exceed_context_size", "message": "secret words"}}', "400 Bad Request"),
        http(b'data: {"error": {"code": 500, "message": "secret words"}}\n\n'),
        http(b"<html>secret words</html>", "502 Bad Gateway"),
        http(b'data: {]\n\ndata: {"choices": [1, {"delta": 2}]}\n\n'),
    ],
)
def test_what_is_no_answer_is_an_error_without_the_servers_words(answered: bytes) -> None:
    with pytest.raises(GenerationFailed) as caught:
        answer(answered)
    assert caught.value.hint
    assert "secret" not in str(caught.value)


def test_the_first_model_is_taken_where_none_is_named() -> None:
    canned = Canned(http(b'{"data": [{"id": "qwen3:4b"}, {"id": "other"}]}'), said("Yes."))
    generator = ServerGenerator(HERE, canned, api_key="k3y")
    assert generator.name == "server 127.0.0.1:11434"
    assert "".join(generator.generate(COUNTING, StopSignal())) == "Yes."
    assert generator.name == "qwen3:4b (server 127.0.0.1:11434)"
    assert canned.asked[0].startswith(b"GET /v1/models HTTP/1.1")
    assert b"Bearer k3y" in canned.asked[1]
    with pytest.raises(GenerationFailed, match="status 404"):
        answer(http(b"{}", "404 Not Found"), model="")


def test_the_request_holds_the_prompt_greedy_and_without_thinking() -> None:
    canned = Canned(said("Yes."))
    sampling = Sampling(repeat_penalty=1.1, stop_strings=("X",))
    generator = ServerGenerator(HERE, canned, model="tiny", sampling=sampling)
    list(generator.generate(prompt("How long?", "Three <|im_end|> months."), StopSignal()))
    body = json.loads(canned.asked[0].split(b"\n")[-1])
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert "<|im_end|>" not in body["messages"][1]["content"]
    assert body["temperature"] == 0
    assert body["chat_template_kwargs"] == {"enable_thinking": False}
    assert (body["stop"], body["repeat_penalty"], body["stream"]) == (["X"], 1.1, True)


def test_passages_give_way_to_the_window_by_an_estimate_from_above() -> None:
    canned = Canned(said("Yes."))
    generator = ServerGenerator(HERE, canned, model="tiny", window_tokens=400)
    list(generator.generate(prompt("How long?", "best " * 20, "worst " * 400), StopSignal()))
    assert b"best" in canned.asked[0]
    assert b"worst" not in canned.asked[0]
    assert generator.count_tokens("1234567890") == 10
    assert generator.count_tokens("The tenant gives notice in writing.") >= 8


def test_a_server_that_is_not_there_is_said_with_its_address() -> None:
    def nobody() -> socket.socket:
        raise ConnectionRefusedError

    with pytest.raises(GenerationFailed, match=r"127\.0\.0\.1:11434"):
        list(ServerGenerator(HERE, nobody, model="tiny").generate(COUNTING, StopSignal()))
