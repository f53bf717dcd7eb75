"""Answers of a server, read within bounds: nothing that it sends costs more memory than one answer may.

Invariant: at most `LONGEST_RESPONSE` bytes are read of a response, headers and all, and `LONGEST_LINE` of a line.
"""

from __future__ import annotations

import http.client
import io
import json
import socket
from collections.abc import Iterator
from typing import Any

LONGEST_LINE = 1 << 20
LONGEST_RESPONSE = 64 << 20  # a long answer, a long thought before it, and half a kilobyte around each token


class Unbounded(Exception):
    """The server sends more than an answer may have; the message says what."""


class BoundedResponse(http.client.HTTPResponse):
    """A response that raises Unbounded instead of going on for ever."""

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp = io.BufferedReader(_Counted(self.fp.detach()))

    def lines(self) -> Iterator[bytes]:
        """The lines, each as soon as it is complete."""
        while line := self.readline(LONGEST_LINE + 1):
            if len(line) > LONGEST_LINE:
                raise Unbounded(f"a line of more than {LONGEST_LINE >> 20} MB")
            yield line

    def whole(self) -> bytes:
        """Everything that is left, of an answer that is short by its kind."""
        data = self.read(LONGEST_LINE + 1)
        if len(data) > LONGEST_LINE:
            raise Unbounded(f"more than {LONGEST_LINE >> 20} MB where a few words are expected")
        return data


class _Counted(io.RawIOBase):
    """Passes bytes on and counts them."""

    def __init__(self, inner: io.RawIOBase) -> None:
        self._inner = inner
        self._left = LONGEST_RESPONSE

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        read: int | None = self._inner.readinto(buffer)
        self._left -= read or 0
        if self._left < 0:
            raise Unbounded(f"more than {LONGEST_RESPONSE >> 20} MB")
        return read

    def close(self) -> None:
        self._inner.close()
        super().close()


def read_object(data: bytes) -> dict[str, Any]:
    """The JSON object in `data`, {} if it holds none. Raises Unbounded if it is nested too deeply to be read."""
    try:
        value = json.loads(data)
    except ValueError:
        return {}
    except RecursionError:
        raise Unbounded("JSON that is nested too deeply") from None
    return value if isinstance(value, dict) else {}
