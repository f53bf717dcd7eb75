"""What an untrusted program may write on a line, and what becomes of it."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Sequence

import pytest

from assistant.doors.mcp.frames import MOST_BYTES, MOST_DEPTH, MOST_KEPT, Spoiled, Streams, read_frame
from assistant.doors.mcp.protocol import INVALID_REQUEST, PARSE_ERROR


def lines_of(*pieces: bytes) -> list[object]:
    """All that is read of `pieces`, each written at once."""
    reads, writes = os.pipe()

    def write() -> None:
        for piece in pieces:
            left = piece
            while left:
                left = left[os.write(writes, left) :]
        os.close(writes)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        return list(Streams(reads, -1).lines(lambda: False))
    finally:
        thread.join()
        os.close(reads)


def spoiled(values: Sequence[object]) -> list[tuple[int, str | int | None]]:
    return [(value.error.code, value.id) for value in values if isinstance(value, Spoiled)]


def test_lines_are_read_however_they_are_cut() -> None:
    frame = json.dumps({"id": 1, "text": "Größe\u2028"}).encode() + b"\n"
    both = frame + b"\r\n  \n" + frame
    cut = [both[at : at + 1] for at in range(len(both))]
    assert lines_of(*cut) == lines_of(both) == [{"id": 1, "text": "Größe\u2028"}] * 2


def test_what_has_no_end_is_no_line() -> None:
    assert lines_of(b'{"id": 1}\n{"id": 2}') == [{"id": 1}]
    assert lines_of(b"") == lines_of(b"\n\n") == []


@pytest.mark.parametrize(
    "line",
    [
        b"hello",
        b'{"a": ',
        b'\xff\xfe{"a": 1}',
        b'{"a": 1} {"b": 2}',
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"n": ' + b"9" * 5_000 + b"}",
        b"\x00",
        b"'",
    ],
    ids=lambda line: repr(line[:12]),
)
def test_what_is_no_json_is_an_error_and_the_next_line_is_read(line: bytes) -> None:
    values = lines_of(line + b'\n{"id": 7}\n')
    assert spoiled(values) == [(PARSE_ERROR, None)]
    assert values[1] == {"id": 7}


def test_what_is_nested_deeply_is_refused_under_its_id() -> None:
    def nested(depth: int) -> bytes:
        return b'{"id": "x", "params": ' + b"[" * depth + b"]" * depth + b"}"

    assert spoiled([read_frame(nested(MOST_DEPTH))]) == [(INVALID_REQUEST, "x")]
    assert spoiled([read_frame(nested(MOST_DEPTH - 2))]) == []


@pytest.mark.parametrize(
    ("frame", "one"),
    [
        ('{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"q":"%s"}}', 5),
        ('{"method":"tools/call","params":{"id":8,"q":"%s","x":[{"id":9}]},"jsonrpc":"2.0","id":"six"}', "six"),
        ('{"params":{"q":"\\"id\\":3,%s"},"id" : -7 }', -7),
        ('{"params":{"q":"%s"}}', None),
        ('{"q":"%s","id":true}', None),
        ('{"q":"%s","id":null}', None),
        ('[{"id":4,"q":"%s"}]', None),
    ],
)
def test_of_what_is_too_long_only_the_id_is_read(frame: str, one: object) -> None:
    """Wherever a client writes it: some write it first, some last."""
    long = frame.replace("%s", "x" * (10_000_000 if one == 5 else MOST_BYTES)).encode()
    values = lines_of(long + b'\n{"id": 2}\n')
    assert spoiled(values) == [(INVALID_REQUEST, one)]
    assert values[1] == {"id": 2}


def test_a_line_without_end_is_not_kept() -> None:
    """Neither is it of use to hide an id behind a million brackets."""
    values = lines_of(b'{"id": 1, "q": "' + b"x" * MOST_KEPT + b'"}\n' + b"[" * MOST_BYTES + b'"id": 3\n{"id": 2}\n')
    assert spoiled(values) == [(INVALID_REQUEST, None)] * 2
    assert values[2] == {"id": 2}


def test_somebody_else_may_end_it() -> None:
    reads, writes = os.pipe()
    os.write(writes, b'{"id": 1}\n')
    assert list(Streams(reads, -1).lines(lambda: True)) == []
    os.close(reads)
    os.close(writes)


def test_a_reader_that_is_gone_raises_nothing() -> None:
    reads, writes = os.pipe()
    os.close(reads)
    streams = Streams(-1, writes)
    streams.write({"id": 1})
    assert not streams.is_open
    os.close(writes)
