"""Answers that are none: of a server, and of our own engine, which may have been taken over by a model's file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import pytest

from assistant.domain.errors import GenerationFailed
from assistant.domain.stop import StopSignal
from assistant.generate.chat_template import Fragment
from assistant.generate.http_client import EngineClient, EngineGone, EngineRefused, UnixConnection
from assistant.generate.llama_cpp.tokens import LlamaTokens
from assistant.generate.server.generator import ServerGenerator
from tests.generate.prompts import COUNTING
from tests.generate.server.test_endless import HERE, Talkative, once

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
NONSENSE = {
    "no JSON": b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nnot a word of it",
    "a number without an end": b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"9" * 5_000,
    "deep JSON": b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"[" * 50_000,
    "no UTF-8": b'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{"tokens": "\xff\xfe"}',
    "a chunk that no memory holds": CHUNKED + b"923372036854775806\r\nx",
    "a chunk of all memory": CHUNKED + b"3fffffffffffffff\r\nx",
    "a chunk without a number": CHUNKED + b"zz\r\nx",
    "a negative chunk": CHUNKED + b"-5\r\nx",
    "a length that no memory holds": b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n{}",
    "a length of all memory": b"HTTP/1.1 200 OK\r\nContent-Length: 4611686018427387903\r\n\r\n{}",
    "no HTTP": b"\0\xff\r\n\r\n",
    "nothing": b"",
}


def streamed(client: EngineClient) -> list[object]:
    with closing(client.stream({})) as stream:
        return list(stream.events())


CALLS: dict[str, Callable[[EngineClient], object]] = {
    "post": lambda client: client.post("/tokenize", {}),
    "is_busy": lambda client: client.is_busy(5.0),
    "stream": streamed,
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("answer", NONSENSE)
def test_our_engine_is_gone_or_says_nothing(answer: str, call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(self: UnixConnection) -> None:
        self.sock = Talkative(once(NONSENSE[answer]))()

    monkeypatch.setattr(UnixConnection, "connect", connect)
    try:
        said = CALLS[call](EngineClient("", "key"))
    except (EngineGone, EngineRefused):
        return
    assert said in ({}, True, {"tokens": "\ufffd\ufffd"}), "nothing is made of it"


@pytest.mark.parametrize("model", ["tiny", ""])
@pytest.mark.parametrize("answer", NONSENSE)
def test_a_server_is_named(answer: str, model: str) -> None:
    generator = ServerGenerator(HERE, Talkative(once(NONSENSE[answer])), model=model)
    with pytest.raises(GenerationFailed) as caught:
        list(generator.generate(COUNTING, StopSignal()))
    assert HERE.host in caught.value.message


@pytest.mark.parametrize("tokens", ["ab", 5, {"a": 1}, [1.5], [[1]], ["1"], [True], None])
def test_tokens_that_are_no_numbers_are_refused(tokens: object) -> None:
    with pytest.raises(GenerationFailed):
        LlamaTokens(lambda path, body: {"tokens": tokens}).tokenize(Fragment("text", False))
