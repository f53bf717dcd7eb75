"""Which programs are connected over `assistant mcp`, and how much all of them were given today.

A file for each connection, locked while that lasts, holds the program's own name and two numbers. Invariant: it holds
no text of a file and no question.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
import time
from pathlib import Path

from assistant.config.paths import Paths
from assistant.domain.records.program import OtherPrograms
from assistant.text.clean import json_text, one_line, read_json_object

_FOLDER = "connected"
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_MOST_BYTES = 2_000
_NAME_CHARS = 40
_MOST_FILES = 200  # of a day; what a broken program connects more often is not shown


class Connection:
    """Held by the door while its program is connected. Where nothing can be written, nothing is told."""

    def __init__(self, paths: Paths) -> None:
        self._day, self._calls, self._chars = _today(), 0, 0
        self._file = paths.state / _FOLDER / f"{os.getpid()}-{secrets.token_hex(4)}.json"
        self._descriptor: int | None = None
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _remove_old(self._file.parent)
            self._descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            _lock(self._descriptor)
            self._write("")

    def gave(self, client: str, chars: int) -> None:
        """A call of `client` has ended, which was given so many characters of files."""
        if (today := _today()) != self._day:
            self._day, self._calls, self._chars = today, 0, 0
        self._calls += 1
        self._chars += chars
        with contextlib.suppress(OSError):
            self._write(one_line(client, _NAME_CHARS))

    def close(self) -> None:
        """The program has gone; what it was given today is still told."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
            if not self._calls:
                self._file.unlink(missing_ok=True)

    def _write(self, client: str) -> None:
        if self._descriptor is not None:
            held = {"client": client, "day": self._day, "calls": self._calls, "chars": self._chars}
            data = json_text(held).encode()
            os.pwrite(self._descriptor, data, 0)
            os.ftruncate(self._descriptor, len(data))


def other_programs(paths: Paths) -> OtherPrograms:
    """Those that are connected now, and what was given today."""
    connected: list[str] = []
    calls = chars = 0
    for file in _files(paths.state / _FOLDER):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            descriptor = os.open(file, _FLAGS)
            try:
                held = read_json_object(os.read(descriptor, _MOST_BYTES))
                lives = not _lock(descriptor, shared=True)
            finally:
                os.close(descriptor)
            if lives:
                connected.append(one_line(str(held["client"]), _NAME_CHARS) or "a program")
            if held["day"] == _today():
                calls += int(held["calls"])
                chars += int(held["chars"])
    return OtherPrograms(tuple(sorted(connected)), calls, chars)


def _remove_old(folder: Path) -> None:
    """Remove the files of earlier days whose program has gone."""
    for file in _files(folder):
        with contextlib.suppress(OSError, ValueError):
            descriptor = os.open(file, _FLAGS)
            try:
                old = read_json_object(os.read(descriptor, _MOST_BYTES)).get("day") != _today()
                if old and _lock(descriptor, shared=True):
                    file.unlink(missing_ok=True)
            finally:
                os.close(descriptor)


def _files(folder: Path) -> list[Path]:
    try:
        return [file for file in sorted(folder.iterdir())[:_MOST_FILES] if file.suffix == ".json"]
    except OSError:
        return []


def _lock(descriptor: int, *, shared: bool = False) -> bool:
    """Whether the lock could be had; it goes with the descriptor."""
    if sys.platform == "win32":
        return True  # there nobody is shown as connected
    import fcntl

    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _today() -> str:
    return time.strftime("%Y-%m-%d")
