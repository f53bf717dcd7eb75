"""The porter's process: it waits for requests, and answers each over a pair of sockets that comes with it.

It is forked after the seal, so that it has no internet socket either, and before the walls (on macOS, where both come
with a restart, before it: there it is held by its own code). A request is a line of JSON
and a body; the answer is a line of JSON, with a descriptor where a connection was asked for. Invariant: no request,
whatever it holds, ends the process or changes what the next one may.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import threading
from functools import partial
from typing import Any

from assistant.sandbox.forked_helper import fork_unsealed
from assistant.sandbox.inherited import PORTER_CHANNEL
from assistant.sandbox.porter.duties import Desk, Duties, Refused, request_of

REQUEST = b"r"
LONGEST_LINE = 1 << 16


def start_porter(duties: Duties) -> socket.socket | None:
    """Fork it and return the channel to it; it ends when that is closed. None where a process cannot be forked."""
    return fork_unsealed(partial(_serve, Desk(duties)), PORTER_CHANNEL)


def _serve(desk: Desk, channel: socket.socket) -> None:
    os.umask(0o077)
    while True:
        command, descriptors, _, _ = socket.recv_fds(channel, 1, 1)
        if not command:
            os._exit(0)
        for descriptor in descriptors:
            threading.Thread(target=_answer, args=(desk, descriptor), daemon=True).start()


def _answer(desk: Desk, descriptor: int) -> None:
    with contextlib.suppress(OSError), socket.socket(fileno=descriptor) as client:
        answer: dict[str, Any] = {}
        given: list[socket.socket] = []
        try:
            with client.makefile("rb") as body:
                header = json.loads(body.readline(LONGEST_LINE))
                if not isinstance(header, dict):
                    raise Refused("that is no request")
                match header.get("do"):
                    case "dial":
                        given.append(desk.dial(request_of(header, "engine")))
                    case "create":
                        desk.create(request_of(header, "path"), body)
                    case "open":
                        desk.open(request_of(header, "path"))
                    case "copy":
                        answer["tool"] = desk.copy(body)
                    case _:
                        raise Refused("that is no request")
        except Refused as refusal:
            answer = {"refused": str(refusal)}
        except OSError as error:
            answer = {"errno": error.errno or 0}
        except (ValueError, RecursionError):
            answer = {"refused": "that is no request"}
        with contextlib.ExitStack() as held:
            for connection in given:
                held.enter_context(connection)
            socket.send_fds(client, [json.dumps(answer).encode() + b"\n"], [one.fileno() for one in given])
