"""A small process that stays outside the seal and can do one thing: fetch a model of the catalog.

The seal takes the internet from the app and from every process that it starts, for good. So the process that may fetch
a model is forked before the seal, loads no document and no part of the program except this file, and waits.
Invariant: the sealed side can only send a model's name and a stop message. The command, its folder and its environment
are fixed before the seal, only code that has not changed since is run, and the launcher ends with the sealed side.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import selectors
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator

from assistant.sandbox.forked_helper import fork_unsealed
from assistant.sandbox.inherited import LAUNCHER_CHANNEL
from assistant.sandbox.own_code import fingerprint, isolated

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_PULL, _STOP, _OUTPUT, _ENDED = b"pull ", b"stop", b"> ", b"= "
_LONGEST_LINE = 4096
_LOWEST_PRIORITY = 19
_CHANGED = {  # as `assistant models pull --events` tells of a failure
    "event": "failed",
    "message": "The program's code has changed since the app was started, so nothing is fetched from inside it.",
    "hint": "If you have updated the program, start the app again. Else check your installation.",
    "code": 1,
}
_STOP_TIMEOUT_S = 10.0  # for a stopped pull to remove its unfinished files


class Launcher:
    """The sealed side. One pull at a time."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._lines = channel.makefile("rb")

    def pull(self, name: str) -> Iterator[str]:
        """Run `assistant models pull --events NAME` in the launcher and yield its output, line by line, until it ends.

        Raises ValueError if `name` cannot be a model's name, ConnectionError if the launcher has ended.
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
                yield line.removeprefix(_OUTPUT).decode("utf-8", "replace").strip()
        finally:
            if not ended:  # the caller stopped reading: the next pull must not get the rest of this output
                self.stop()
                any(line.startswith(_ENDED) for line in self._answers())

    def _answers(self) -> Iterator[bytes]:
        while line := self._lines.readline(_LONGEST_LINE):
            yield line
        raise ConnectionError("the process that fetches models has ended")

    def stop(self) -> None:
        """Stop the running pull; may be called from any thread. `pull` then ends."""
        self._send(_STOP)

    def close(self) -> None:
        """End the launcher, and a running pull with it."""
        self._lines.close()
        self._channel.close()

    def _send(self, message: bytes) -> None:
        try:
            self._channel.sendall(message + b"\n")
        except OSError as error:
            raise ConnectionError("the process that fetches models has ended") from error


def start_launcher() -> Launcher | None:
    """Fork the launcher; call it before the seal and before any thread. None where a process cannot be forked."""
    channel = fork_unsealed(serve, LAUNCHER_CHANNEL)
    return Launcher(channel) if channel is not None else None


# ---------------------------------------------------------------- outside the seal


def serve(channel: socket.socket) -> None:
    """Take commands until the other end closes the channel. Only the name in the command line varies."""
    command = isolated("assistant", "models", "pull", "--events")
    code = _KnownCode()
    with channel, channel.makefile("rb", buffering=0) as commands:  # `select` does not see lines in a buffer
        while line := commands.readline(_LONGEST_LINE):
            name = line.removeprefix(_PULL).strip().decode("ascii", "replace")
            if not (line.startswith(_PULL) and _NAME.fullmatch(name)):
                continue
            if code.is_unchanged():
                _run([*command, name], channel)
            else:
                with contextlib.suppress(OSError):
                    channel.sendall(_OUTPUT + json.dumps(_CHANGED).encode() + b"\n" + _ENDED + b"1\n")


class _KnownCode:
    """The program's code as it was when the launcher was started. A thread of lowest priority looks at it."""

    def __init__(self) -> None:
        self._known = ""
        self._look = threading.Thread(target=self._remember, daemon=True)
        self._look.start()

    def is_unchanged(self) -> bool:
        """Whether the code is as it was. False if it could not be looked at."""
        self._look.join()
        return self._known != "" and fingerprint() == self._known

    def _remember(self) -> None:
        if sys.platform == "linux":  # there a priority is a thread's own
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOWEST_PRIORITY)
        with contextlib.suppress(OSError):
            self._known = fingerprint()


def _run(command: list[str], channel: socket.socket) -> None:
    """Run the pull and forward its output. A message on the channel, or its end, stops the pull."""
    with subprocess.Popen(
        command,
        bufsize=0,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            finished = _forward_output(process, channel)
        except OSError:
            finished = False
        code = _wait(process, interrupt=not finished)
    with contextlib.suppress(OSError):
        channel.sendall(_ENDED + str(code).encode() + b"\n")


def _forward_output(process: subprocess.Popen[bytes], channel: socket.socket) -> bool:
    """True when the pull has closed its output; False when it has to stop or the other side has ended."""
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
            channel.sendall(_OUTPUT + line.rstrip(b"\n") + b"\n")


def _wait(process: subprocess.Popen[bytes], *, interrupt: bool) -> int:
    """The pull's exit code. An interrupt, like ctrl+c, lets it remove unfinished files; if it hangs it is killed."""
    if interrupt:
        process.send_signal(signal.SIGINT)
    try:
        return process.wait(_STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    return process.wait()
