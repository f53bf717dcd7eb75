"""Lines of a terminal or a pipe, waited for without missing what happens meanwhile.

Invariant: nothing is read beyond what was waited for while nobody waits: whoever asks for a passphrase next gets it.
"""

from __future__ import annotations

import codecs
import os
import select
import sys
from collections.abc import Callable
from typing import TextIO

_LOOK_S = 0.5  # between two looks at whether waiting is to end
_MOST_BYTES = 1 << 16


class Lines:
    """The lines of `source`; it has to be read by nobody else."""

    def __init__(self, source: TextIO) -> None:
        self._source = source
        self._descriptor = _waitable(source)
        self._decoder = codecs.getincrementaldecoder(source.encoding or "utf-8")(source.errors or "strict")
        self._held = ""
        self._ended = False

    def next(self, ends: Callable[[], bool]) -> str | None:
        """The next line; None at the end, or once `ends` says so. Where the system cannot wait for a line and look at
        `ends` (a console of Windows), that is asked when the line is there, which is dropped then."""
        if self._descriptor is None:
            line = self._source.readline()
            return line if line and not ends() else None
        while "\n" not in self._held and not self._ended:
            if ends():
                return None
            if select.select([self._descriptor], [], [], _LOOK_S)[0]:
                self._read(self._descriptor)
        if ends():
            return None
        line, mark, self._held = self._held.partition("\n")
        return line + mark or None

    def _read(self, descriptor: int) -> None:
        block = os.read(descriptor, _MOST_BYTES)
        self._held += self._decoder.decode(block, final=not block)
        # At a terminal ctrl+d ends one reading; who reads again waits for more.
        self._ended = not block


def _waitable(source: TextIO) -> int | None:
    if sys.platform == "win32":
        return None
    try:
        return source.fileno()
    except OSError:  # no file
        return None
