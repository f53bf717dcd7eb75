"""Frames: one JSON value a line, as an untrusted program writes them.

Invariant: what is read is bounded in length and depth before anything looks at it; whatever stands on a line becomes a
value or a `ProtocolError`, and the next line is read as if nothing had been.
"""

from __future__ import annotations

import json
import os
import re
import select
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from assistant.doors.mcp.protocol import INVALID_REQUEST, PARSE_ERROR, Object, ProtocolError
from assistant.text.clean import json_text, read_json_value

MOST_BYTES = 1 << 20  # of a frame
MOST_KEPT = 32 << 20  # of a frame that is too long: only to find its id
MOST_DEPTH = 64
_PIECE = 1 << 16
_TICK_S = 1.0
_MOST_ID_CHARS = 200
_MOST_TOKENS = 100_000
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|[{}\[\]]', re.DOTALL)
_ID_VALUE = re.compile(rb'\s*:\s*("(?:[^"\\]|\\.){0,200}+"|-?\d{1,18})\s*[,}]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Spoiled:
    """A line that is no frame, with its id as far as that can be seen."""

    error: ProtocolError
    id: str | int | None = None


class Streams:
    """A pair of descriptors, and the lines on them. Written to by any thread, read by one."""

    def __init__(self, reads: int, writes: int) -> None:
        self._reads = reads
        self._writes = writes
        self._lock = threading.Lock()
        self.is_open = True

    def lines(self, on_tick: Callable[[], bool]) -> Iterator[object | Spoiled]:
        """The value of each line until the other side ends; what follows the last line break is no line.

        `on_tick` is asked about every second; True ends the lines.
        """
        kept = bytearray()
        length = 0  # of the line that has begun, also of what is not kept of it
        while True:
            readable = sys.platform == "win32" or select.select([self._reads], [], [], _TICK_S)[0]
            if on_tick() or not self.is_open:
                return
            if not readable:
                continue
            try:
                piece = os.read(self._reads, _PIECE)
            except OSError:
                return
            if not piece:
                return
            *ended, rest = piece.split(b"\n")
            for part in ended:
                length += len(part)
                kept += part[: max(0, MOST_KEPT - len(kept))]
                if kept.strip():
                    yield _spoiled_by_length(kept, length) if length > MOST_BYTES else read_frame(bytes(kept))
                kept.clear()
                length = 0
            length += len(rest)
            kept += rest[: max(0, MOST_KEPT - len(kept))]

    def write(self, message: Object | list[Object]) -> None:
        """One line. A client that is gone is noticed by whoever reads."""
        data = f"{json_text(message)}\n".encode()
        with self._lock:
            try:
                while data and self.is_open:
                    data = data[os.write(self._writes, data) :]
            except OSError:
                self.is_open = False


def own_streams() -> Streams:
    """Standard input and output, taken away from everything else in this process: what prints by mistake prints on
    standard error, and what reads finds nothing. Children inherit neither."""
    reads, writes = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return Streams(reads, writes)


def read_frame(line: bytes) -> object | Spoiled:
    """The value on a line."""
    try:
        value: object = read_json_value(line.decode("utf-8"))
    except ValueError:
        return Spoiled(ProtocolError(PARSE_ERROR, "That is not JSON"))
    if _is_deep(value):
        return Spoiled(ProtocolError(INVALID_REQUEST, f"Nested deeper than {MOST_DEPTH}"), id_of(value))
    return value


def id_of(message: object) -> str | int | None:
    """The id of a message, None for one without, or with one that no answer may carry."""
    found = message.get("id") if isinstance(message, dict) else None
    if isinstance(found, bool) or not isinstance(found, str | int):
        return None
    return found if len(str(found)) <= _MOST_ID_CHARS else None


def _is_deep(value: Any) -> bool:
    level = [value]
    for _ in range(MOST_DEPTH):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return False
    return True


def _spoiled_by_length(kept: bytearray, length: int) -> Spoiled:
    error = ProtocolError(INVALID_REQUEST, f"A frame may have {MOST_BYTES:,} bytes")
    return Spoiled(error, _outer_id(kept) if length <= MOST_KEPT else None)


def _outer_id(line: bytearray) -> str | int | None:
    """The id of the outermost object, which may stand before or behind what is too long; nothing else is read."""
    depth = 0
    for number, token in enumerate(_TOKEN.finditer(line)):
        if number > _MOST_TOKENS:
            return None
        mark = token.group()
        if mark in (b"{", b"["):
            depth += 1
        elif mark in (b"}", b"]"):
            depth -= 1
        elif depth == 1 and mark == b'"id"' and (value := _ID_VALUE.match(line, token.end())):
            try:
                return id_of({"id": json.loads(value[1])})
            except ValueError:
                return None
    return None
