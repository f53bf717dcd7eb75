"""A reader that does what the file says: what parser processes must survive."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.source import Source


def read(source: Source) -> Iterator[ParsedPage]:
    """One page with what came of it."""
    order, _, argument = source.stream.read().decode().partition(" ")
    if order == "pages":
        source.paged = True
        for number in range(1, int(argument) + 1):
            yield ParsedPage(number, f"page {number}")
    else:
        yield ParsedPage(1, _obey(order, argument))


def _obey(order: str, argument: str) -> str:
    match order:
        case "sleep":
            time.sleep(float(argument))
        case "spin":
            while True:
                pass
        case "abort":
            os.kill(os.getpid(), signal.SIGABRT)
        case "segfault":
            ctypes.string_at(0)
        case "exit":
            os._exit(0)
        case "memory":
            return str(len(bytearray(int(argument) << 20)))
        case "hold":
            held = b"x" * (int(argument) << 20)
            time.sleep(60)
            return str(len(held))
        case "share":  # the memory among processes, each of which keeps its own limit
            for _ in range(4):
                if os.fork() == 0:
                    held = b"x" * (int(argument) << 20)
                    time.sleep(600)
                    os._exit(len(held) & 1)
            time.sleep(600)
        case "raise":
            raise LookupError(f"the secret is {argument}")
        case "recurse":
            return _obey(order, argument)
        case "write":
            Path(argument).write_text("planted")
        case "socket":
            socket.socket(socket.AF_UNIX)
        case "internet":
            socket.socket(socket.AF_INET)
        case "descriptors":
            return str(len([os.dup(0) for _ in range(64)]))
        case "noise":
            print("this is not an answer")  # noqa: T201
        case "nonsense":
            for descriptor in range(3, 32):
                _shout(descriptor)
        case "grandchild":  # it holds the pipe of the answers
            if os.fork() == 0:
                Path(argument).write_text(str(os.getpid()), "ascii")
                time.sleep(600)
            _wait_for(argument)
            os._exit(0)
        case "daemon":
            if os.fork() == 0:
                os.setsid()
                Path(argument).write_text(str(os.getpid()), "ascii")
                time.sleep(600)
            _wait_for(argument)
            os._exit(0)
        case "environment":
            return " ".join(sorted(os.environ))
        case "pid":
            return str(os.getpid())
    return f"did {order}"


def _wait_for(path: str) -> None:
    while not (Path(path).exists() and Path(path).read_text("ascii")):
        time.sleep(0.01)


def _shout(descriptor: int) -> None:
    try:
        os.write(descriptor, b'{"page":[1,"\\u0000",[],[]]}\n')
    except OSError:
        return
