"""The sealed program's side of the porter, and connections to Unix sockets with it or without.

Invariant: where there is a porter everything goes through it; a refusal is an error that names the reason.
"""

from __future__ import annotations

import errno
import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

from assistant.domain.errors import UsageError
from assistant.sandbox.porter.duties import Duties
from assistant.sandbox.porter.serve import LONGEST_LINE, REQUEST, start_porter

_ANSWER_TIMEOUT_S = 60.0  # a slow disk
_running: list[Porter] = []


class Porter:
    """Calls may come from any thread."""

    def __init__(self, channel: socket.socket, duties: Duties) -> None:
        self._channel = channel
        self._duties = duties

    def dial(self, path: str) -> socket.socket:
        """A connection to the Unix socket at `path`: one of our engines, or the settings' server. Raises OSError."""
        temporary = self._duties.temporary
        of_engine = temporary is not None and Path(path).is_relative_to(temporary)
        if not of_engine and path != self._duties.server_socket:
            raise PermissionError(errno.EPERM, "only our own engines and the settings' server are reached")
        engine = str(Path(path).relative_to(temporary)) if of_engine and temporary else ""
        descriptors = self._ask({"do": "dial", "engine": engine}, b"")[1]
        if not descriptors:
            raise ConnectionError("the porter gave no connection")
        return socket.socket(fileno=descriptors[0])

    def create_file(self, path: Path, text: str) -> None:
        """Write `text` into the new file at `path`. Raises OSError, and UsageError where no file may be put."""
        self._ask({"do": "create", "path": str(path)}, text.encode("utf-8"))

    def open_file(self, path: Path) -> None:
        """Have the system's program show the file. Raises OSError, UsageError."""
        self._ask({"do": "open", "path": str(path)}, b"")

    def copy(self, text: str) -> str:
        """Put `text` on the clipboard; the name of the tool, "" if there is none or it failed."""
        try:
            return str(self._ask({"do": "copy"}, text.encode("utf-8"))[0].get("tool", ""))
        except OSError:
            return ""

    def close(self) -> None:
        """End the porter; connections and viewers stay."""
        self._channel.close()

    def _ask(self, header: dict[str, str], body: bytes) -> tuple[dict[str, Any], list[int]]:
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                socket.send_fds(self._channel, [REQUEST], [theirs.fileno()])
            ours.settimeout(_ANSWER_TIMEOUT_S)
            try:
                ours.sendall(json.dumps(header).encode() + b"\n")
                ours.sendall(body)
                ours.shutdown(socket.SHUT_WR)
            except (BrokenPipeError, ConnectionResetError):
                pass  # it has decided without reading all of it
            line, descriptors, _, _ = socket.recv_fds(ours, LONGEST_LINE, 1)
        try:
            answer = json.loads(line)
        except ValueError:
            raise ConnectionError("the porter has ended") from None
        if "refused" in answer:
            raise UsageError(f"That is not done from inside the program: {answer['refused']}.", "Choose another place.")
        if "errno" in answer:
            raise OSError(answer["errno"], os.strerror(answer["errno"]))
        return answer, list(descriptors)


def open_the_door(duties: Duties) -> None:
    """Start the porter: after the seal, before the walls and before any thread. Does nothing where none can be."""
    channel = start_porter(duties)
    if channel is not None:
        _running.append(Porter(channel, duties))


def running_porter() -> Porter | None:
    """The porter of this process, if there is one. It ends with this process."""
    return _running[-1] if _running else None


def connect_unix(path: str, timeout_s: float | None = None) -> socket.socket:
    """A stream to the Unix socket at `path`, through the porter if there is one. Raises OSError."""
    porter = running_porter()
    if porter is not None and sys.platform == "linux":  # elsewhere the system itself tells one socket from another
        connection = porter.dial(path)
        connection.settimeout(timeout_s)
        return connection
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(timeout_s)
    try:
        connection.connect(path)
    except OSError:
        connection.close()
        raise
    return connection
