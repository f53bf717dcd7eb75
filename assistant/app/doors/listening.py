"""Where `assistant serve` may listen, the token that it asks for over TCP, and the lock of its Unix socket.

Invariant: TCP is offered at the one address of this machine that the settings name, and to nobody without the token.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant.config.paths import Paths
from assistant.config.schema import load_config
from assistant.disk.durable import write_durably
from assistant.disk.opening import read_small
from assistant.domain.errors import AssistantError, LibraryBusy, UsageError
from assistant.domain.records.passages import Turn

if TYPE_CHECKING:
    from assistant.app.local import LocalAssistant
    from assistant.domain.ports.embed import Vectors

Address = tuple[str, int]
_HERE = "127.0.0.1:"
_TOKEN_BYTES = 32
_MOST_PATH = 100  # bytes of a Unix socket's path; the system takes 107
_BACKLOG = 32


class Incoming(Protocol):
    """What comes in over TCP, each connection as one end of a pair of sockets."""

    def fileno(self) -> int:
        """Readable when a connection has come."""
        ...

    def port(self) -> int:
        """Raises UsageError where it cannot be listened there."""
        ...

    def accept(self) -> socket.socket | None:
        """None where nothing will come any more."""
        ...


def allowed_address(paths: Paths) -> Address | None:
    """The address of the settings, None without one. Raises ConfigError."""
    host, _, port = load_config(paths.config_file).serve.tcp.rpartition(":")
    return (host, int(port)) if host and 0 < int(port) < 65536 else None


def address_to_prove(paths: Paths) -> Address | None:
    """Any free port, if the settings allow one: whoever uses theirs is not disturbed."""
    with contextlib.suppress(AssistantError):
        if (address := allowed_address(paths)) is not None:
            return address[0], 0
    return None


def require_allowed(paths: Paths, wanted: str) -> Address:
    """`wanted` as an address. Raises UsageError if the settings do not name the same."""
    address = allowed_address(paths)
    if address is None or wanted != f"{address[0]}:{address[1]}":
        raise UsageError(
            f"TCP is off for {wanted!r}: the Unix socket asks for no token and is closed to other users.",
            f"To allow it: assistant config set serve.tcp {wanted if wanted.startswith(_HERE) else f'{_HERE}8765'}",
        )
    return address


def running_listener() -> Incoming | None:
    """The process that listens for this one, if it was started with one."""
    from assistant.sandbox.listener.sealed_side import running_listener as running

    return running()


def token_of(paths: Paths, *, new: bool = False) -> tuple[str, Path]:
    """The token, made when it is first wanted, and the file that holds it, readable by its owner alone."""
    file = paths.state / "serve.token"
    paths.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(OSError):
        if not new and (token := read_small(file, 1000).decode("ascii", "replace").strip()):
            return token, file
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    write_durably(file, f"{token}\n".encode())
    return token, file


@contextlib.contextmanager
def unix_socket(paths: Paths) -> Iterator[tuple[socket.socket, Path]]:
    """The Unix socket, for its owner alone, and where it lies. Raises LibraryBusy where another `serve` has it."""
    import fcntl

    file = paths.state / "serve.sock"
    paths.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    if len(os.fsencode(file)) > _MOST_PATH:
        raise AssistantError(f"{str(file)!r} is too long for a socket.", "Set ASSISTANT_HOME to a shorter path.")
    with (paths.state / "serve.lock").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise LibraryBusy("Another `assistant serve` has the socket.", "End that one first.") from None
        file.unlink(missing_ok=True)  # of one that was killed
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
            before = os.umask(0o177)
            try:
                listening.bind(str(file))
            finally:
                os.umask(before)
            listening.listen(_BACKLOG)
            try:
                yield listening, file
            finally:
                file.unlink(missing_ok=True)


def turns_that_pass(assistant: LocalAssistant, turns: Sequence[tuple[str, str]]) -> tuple[Turn, ...]:
    """Earlier questions and answers as another program tells them: what a rule stops as a question is left out, and
    both have passed the rules of what is kept."""
    if not turns:
        return ()
    gate = assistant.parts.gate
    kept = []
    for question, answer in turns:
        verdict = gate.check("input", question)
        if verdict.action not in ("block", "ask"):
            kept.append(Turn(assistant.check_log(verdict.text), assistant.check_log(answer)))
    return tuple(kept)


def embed(assistant: LocalAssistant, texts: Sequence[str], *, questions: bool) -> Vectors:
    """The vectors of `texts` by the embedding model of the settings, a row each."""
    import numpy as np

    embedder = assistant.parts.embedder
    return np.stack([embedder.embed_question(text) for text in texts]) if questions else embedder.embed_passages(texts)
