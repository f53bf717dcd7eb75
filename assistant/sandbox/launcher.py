"""A small process that stays outside the seal and can do one thing: fetch a model of the catalog.

The app gives up the internet for itself and for every process that it starts, for good; so the process that may fetch a
model has to exist before. It is forked first thing, holds no document and no part of the program but this file, and
waits. Invariant: all that it takes from the sealed side is a name of the catalog's alphabet and the word to stop; what
it runs, in which folder and with which environment is fixed before the seal, and it ends when the sealed side does.
"""

from __future__ import annotations

import contextlib
import os
import re
import selectors
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

from assistant.sandbox.forked_helper import fork_unsealed

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_INHERITED = "ASSISTANT_LAUNCHER"  # the descriptor's number, for the second start under sandbox-exec
_PULL, _STOP, _SAID, _ENDED = b"pull ", b"stop", b"> ", b"= "
_LONGEST_LINE = 4096
_PATIENCE_S = 10.0  # how long a stopped pull may take to remove its unfinished files


class Launcher:
    """The sealed side. One pull at a time."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._lines = channel.makefile("rb")

    def pull(self, name: str) -> Iterator[str]:
        """Have `assistant models pull --events NAME` run and yield what it writes, line by line, until it has ended.

        Raises ValueError for a name that is none, ConnectionError if the launcher is gone.
        """
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is not a name of a model")
        self._send(_PULL + name.encode())
        ended = False
        try:
            for line in self._answers():
                ended = line.startswith(_ENDED)
                if ended:
                    return
                yield line.removeprefix(_SAID).decode("utf-8", "replace").strip()
        finally:
            if not ended:  # given up half way: the next pull must not read what is left of this one
                self.stop()
                any(line.startswith(_ENDED) for line in self._answers())

    def _answers(self) -> Iterator[bytes]:
        while line := self._lines.readline(_LONGEST_LINE):
            yield line
        raise ConnectionError("the process that fetches models has ended")

    def stop(self) -> None:
        """Ask the pull that runs to stop, from any thread; `pull` then ends."""
        self._send(_STOP)

    def close(self) -> None:
        """Let the launcher end, and with it a pull that runs."""
        self._lines.close()
        self._channel.close()

    def _send(self, message: bytes) -> None:
        try:
            self._channel.sendall(message + b"\n")
        except OSError as error:
            raise ConnectionError("the process that fetches models has ended") from error


def start_launcher() -> Launcher | None:
    """Fork the launcher; call it before the seal and before any thread. None where a process cannot be forked."""
    channel = fork_unsealed(serve, _INHERITED)
    return Launcher(channel) if channel is not None else None


# ---------------------------------------------------------------- outside the seal


def serve(channel: socket.socket) -> None:
    """Take commands until the other end closes the channel. The command line is fixed but for the name."""
    command = [sys.executable, "-P", "-m", "assistant", "models", "pull", "--events"]
    with channel, channel.makefile("rb", buffering=0) as commands:  # what is not read yet must show in `select`
        while line := commands.readline(_LONGEST_LINE):
            name = line.removeprefix(_PULL).strip().decode("ascii", "replace")
            if line.startswith(_PULL) and _NAME.fullmatch(name):
                _run([*command, name], channel)


def _run(command: list[str], channel: socket.socket) -> None:
    """Run the pull and pass its lines on. The pull is stopped by a message on the channel, or by its end."""
    with subprocess.Popen(
        command,
        bufsize=0,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            said_all = _pass_on(process, channel)
        except OSError:
            said_all = False
        code = _wait(process, interrupt=not said_all)
    with contextlib.suppress(OSError):
        channel.sendall(_ENDED + str(code).encode() + b"\n")


def _pass_on(process: subprocess.Popen[bytes], channel: socket.socket) -> bool:
    """True when the pull has ended its output; False when it has to stop, or the other side is gone."""
    assert process.stdout is not None
    with selectors.DefaultSelector() as ready:
        ready.register(process.stdout, selectors.EVENT_READ)
        ready.register(channel, selectors.EVENT_READ)
        while True:
            if any(key.fileobj is channel for key, _ in ready.select()):
                return False
            line = process.stdout.readline(_LONGEST_LINE)
            if not line:
                return True
            channel.sendall(_SAID + line.rstrip(b"\n") + b"\n")


def _wait(process: subprocess.Popen[bytes], *, interrupt: bool) -> int:
    """The pull's exit code. An interrupt, like ctrl+c, lets it remove unfinished files; if it hangs it is killed."""
    if interrupt:
        process.send_signal(signal.SIGINT)
    try:
        return process.wait(_PATIENCE_S)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    return process.wait()
