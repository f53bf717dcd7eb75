"""A program on a terminal of its own: what it draws is read as it comes, and keys are typed into it."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import struct
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.waiting import PATIENCE_S, until

_SEQUENCE = re.compile(r"\x1b(?:\[[0-9;?<>=$]*[A-Za-z]|\][^\x07\x1b]*(?:\x07|\x1b\\)|.)")


class Terminal:
    """`command` on a pseudo-terminal of so many columns and lines, started under umask 000."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        columns: int = 120,
        lines: int = 40,
    ) -> None:
        import fcntl  # none of the three is there on Windows, where this is imported as well
        import pty
        import termios

        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self._process = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=environment,
            cwd=folder,
            start_new_session=True,
            umask=0,
        )
        os.close(theirs)
        self.drawn = b""  # every byte that the terminal got
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        with contextlib.suppress(OSError):  # the other end is closed when the program has ended
            while piece := os.read(self._ours, 65536):
                self.drawn += piece

    @property
    def text(self) -> str:
        """All that was ever drawn, without the sequences that place and colour it."""
        return _SEQUENCE.sub("", self.drawn.decode("utf-8", "replace"))

    @property
    def leader(self) -> int:
        """The process that leads the session of all that it started."""
        return self._process.pid

    def wait_for(self, words: str) -> None:
        until(lambda: words in self.text or not self._reader.is_alive(), f"{words!r} on the terminal")
        assert words in self.text

    def type(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    def wait(self) -> int:
        """The exit code, once it has ended by itself."""
        return self._process.wait(PATIENCE_S)

    def close(self) -> None:
        """End what still runs, with what it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._reader.join(PATIENCE_S)
        os.close(self._ours)
