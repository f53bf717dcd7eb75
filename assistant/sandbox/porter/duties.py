"""What the porter does for the sealed program, and what it refuses to.

It stands outside of the walls that keep the sealed program to its own places, so it trusts nothing that it is told.
Invariant: all that leaves the walls is decided by what was fixed before: a connection leads to an engine of ours or to
the server that the settings name, a new file replaces nothing and is nothing that runs, a file is opened as a person
would, and only if the sealed program cannot have written it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import socket
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

ENGINE = re.compile(r"assistant-engine-\w{1,16}")  # a folder below that of temporary files
NEW_ENDINGS = (".md", ".json", ".ics")
MAX_TEXT_BYTES = 32 << 20
_MAX_NEW_FILES = 500
_CONNECT_TIMEOUT_S = 5.0
_COPY_TIMEOUT_S = 2.0
_PATH_ONLY = getattr(os, "O_PATH", 0)


class Refused(Exception):
    """A request that no person of this program makes; its text says why."""


@dataclass(frozen=True, slots=True)
class Duties:
    """Fixed before the seal. `own`: where the sealed program can change files (real paths)."""

    own: tuple[Path, ...] = ()
    temporary: Path | None = None
    server_socket: str = ""  # of the settings
    exports: bool = False
    opener: tuple[str, ...] = ()  # command line; the file's path is added to it
    endings: frozenset[str] = frozenset()  # of files that may be opened, in lower case
    clipboard: tuple[str, ...] = ()  # command line that takes the text on its standard input


@dataclass(slots=True)
class Desk:
    """The duties at work."""

    duties: Duties
    _made: set[tuple[int, int]] = field(default_factory=set)  # device and inode of the new files

    def dial(self, engine: str) -> socket.socket:
        """A connection to the socket of the engine with the folder `engine`; "" is the settings' server. OSError."""
        if not engine:
            if not self.duties.server_socket:
                raise Refused("the settings name no socket of a server")
            return _connected(self.duties.server_socket)
        name, _, file = engine.partition("/")
        if self.duties.temporary is None or not ENGINE.fullmatch(name) or not re.fullmatch(r"[\w.]{1,16}", file):
            raise Refused("that is no socket of an engine")
        with contextlib.ExitStack() as opened:
            folder = os.open(self.duties.temporary / name, _PATH_ONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            opened.callback(os.close, folder)
            # The socket itself, and no link that may lead elsewhere by the time that it is followed.
            found = os.open(file, _PATH_ONLY | os.O_NOFOLLOW, dir_fd=folder)
            opened.callback(os.close, found)
            if not stat.S_ISSOCK(os.fstat(found).st_mode):
                raise Refused("that is no socket of an engine")
            return _connected(f"/proc/self/fd/{found}")

    def create(self, path: str, body: BinaryIO) -> None:
        """Write `body` into the new file `path`. Raises OSError; Refused for what might be run by some program."""
        place = Path(path)
        if not self.duties.exports or not place.is_absolute():
            raise Refused("no file may be written now")
        if place.suffix.lower() not in NEW_ENDINGS or place.name.startswith("."):
            raise Refused(f"new files end in {', '.join(NEW_ENDINGS)} and are not hidden")
        parent = place.parent.resolve(strict=True)
        if not self._is_own(parent) and any(part.startswith(".") for part in parent.parts):
            raise Refused("the sealed program puts no file into a hidden folder, where programs keep their settings")
        if len(self._made) >= _MAX_NEW_FILES:
            raise Refused(f"{_MAX_NEW_FILES} files are enough; start the program again")
        folder = os.open(parent, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            self._write_new(place.name, folder, body)
            os.fsync(folder)
        finally:
            os.close(folder)

    def _write_new(self, name: str, folder: int, body: BinaryIO) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(name, flags, 0o600, dir_fd=folder)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                status = os.fstat(stream.fileno())
                self._made.add((status.st_dev, status.st_ino))
                left = MAX_TEXT_BYTES
                while block := body.read(min(1 << 16, left + 1)):
                    left -= len(block)
                    if left < 0:
                        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
                    stream.write(block)
                stream.flush()
                os.fsync(stream.fileno())
        except OSError:
            with contextlib.suppress(OSError):
                os.unlink(name, dir_fd=folder)
            raise

    def open(self, path: str) -> None:
        """Have the system's own program show the file `path`. Raises OSError, Refused."""
        if not self.duties.opener:
            raise Refused("there is no program here that opens files")
        target = Path(path).resolve(strict=True)
        status = target.stat()
        if not stat.S_ISREG(status.st_mode) or target.suffix.lower() not in self.duties.endings:
            raise Refused("files of this kind are not opened")
        if self._is_own(target) or (status.st_dev, status.st_ino) in self._made:
            raise Refused("what this program itself may have written is not opened")
        _start((*self.duties.opener, str(target)))

    def copy(self, body: BinaryIO) -> str:
        """Put `body` on the clipboard; the name of the tool, "" if it failed."""
        if not self.duties.clipboard:
            return ""
        return _piped(self.duties.clipboard, body.read(MAX_TEXT_BYTES))

    def _is_own(self, path: Path) -> bool:
        return any(path.is_relative_to(folder) for folder in self.duties.own)


def _connected(path: str) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(_CONNECT_TIMEOUT_S)
    try:
        connection.connect(path)
    except BaseException:
        connection.close()
        raise
    connection.settimeout(None)
    return connection


def _start(command: tuple[str, ...]) -> None:
    import subprocess
    import threading

    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    threading.Thread(target=process.wait, daemon=True).start()


def _piped(command: tuple[str, ...], text: bytes) -> str:
    import subprocess

    quiet = subprocess.DEVNULL
    try:
        done = subprocess.run(command, input=text, stdout=quiet, stderr=quiet, timeout=_COPY_TIMEOUT_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return command[0] if done.returncode == 0 else ""


def request_of(header: Mapping[str, object], name: str) -> str:
    """A text of a request's header. Raises Refused if there is none."""
    value = header.get(name)
    if not isinstance(value, str) or "\0" in value:
        raise Refused("that is no request")
    return value
