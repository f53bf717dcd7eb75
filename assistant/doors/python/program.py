"""The process of our own that the Python interface talks to: `assistant pipe`.

Invariant: it ends with its caller, and how it failed is raised as the error that the command line would end with.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import IO, Any

from assistant.app.sealing import own_program
from assistant.domain import errors
from assistant.domain.errors import AssistantError
from assistant.text.clean import json_text, read_json_object

Message = dict[str, Any]
_CLOSE_TIMEOUT_S = 5.0
_STARTED_WITH = "assistant pipe"
_OF_CODE = {kind.exit_code: kind for kind in (errors.UsageError, errors.ModelMissing, errors.VaultLocked)}


class Program:
    """Started at once; it has opened the library, or failed to, when this is made."""

    def __init__(self, home: Path | None, passphrase: str | None) -> None:
        self._said: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - what it prints on standard error
        reads = _pipe_with(passphrase)
        options = [] if reads is None else ["--passphrase-fd", str(reads)]
        environment = {**os.environ, "NO_COLOR": "1"}
        if home is not None:
            environment["ASSISTANT_HOME"] = str(home)
        try:
            self._process = subprocess.Popen(
                own_program(*options, "pipe"),
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._said,
                pass_fds=() if reads is None else (reads,),
            )
        finally:
            if reads is not None:
                os.close(reads)
        try:
            self.receive()
        except BaseException:
            self.close()
            raise

    @property
    def is_running(self) -> bool:
        return self._process.stdin is not None and not self._process.stdin.closed and self._process.poll() is None

    def send(self, message: Message) -> None:
        """Raises AssistantError where it runs no more."""
        stdin = self._process.stdin
        if stdin is None or stdin.closed:
            raise AssistantError("The library is closed.", "Open it again: open_library()")
        try:
            stdin.write(f"{json_text(message)}\n".encode())
            stdin.flush()
        except OSError:
            raise self._failure() from None

    def receive(self) -> Message:
        """Its next message. Raises AssistantError where it has ended."""
        stdout = self._process.stdout
        line = stdout.readline() if stdout is not None and not stdout.closed else b""
        if not line.endswith(b"\n"):
            raise self._failure()
        return read_json_object(line)

    def error(self, message: Message) -> AssistantError:
        """The error that a message tells of."""
        kind = getattr(errors, message["error"], AssistantError)
        found: AssistantError = kind(message["message"], message["hint"])
        return found

    def _failure(self) -> AssistantError:
        """Why it has ended, in the words that it printed."""
        if self._said.closed:
            return AssistantError("The library is closed.", "Open it again: open_library()")
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_CLOSE_TIMEOUT_S)
        self._said.seek(0)
        said = self._said.read().decode("utf-8", "replace").strip()
        match = re.search(r"^Error: (.+?)(?:\n  (.+))?\Z", said, re.MULTILINE | re.DOTALL)
        if match is None:
            code = self._process.returncode
            return AssistantError(f"The process behind the library has ended ({code}).", f"Run: {_STARTED_WITH}")
        return _OF_CODE.get(self._process.returncode, AssistantError)(match[1], match[2] or "")

    def close(self) -> None:
        """End it. What it is at work on is dropped."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is not None:
            with contextlib.suppress(OSError):
                stdin.close()
        try:
            self._process.wait(_CLOSE_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if stdout is not None:
            stdout.close()
        self._said.close()


def _pipe_with(passphrase: str | None) -> int | None:
    """A descriptor from which `passphrase` is read, once; it is in no argument and no variable."""
    if passphrase is None:
        return None
    reads, writes = os.pipe()
    with os.fdopen(writes, "wb") as pipe:
        pipe.write(passphrase.encode() + b"\n")
    return reads
