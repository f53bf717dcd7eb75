"""What one file may take of this process's processor time, and whether a person waits for it to end.

Invariant: a file that takes more is listed, with the setting that gives it more, and the run goes on with the next.

Parsing has its own limits, in its own process. The hardest texts took 2 s a million characters to be judged, 10 s to be
cut, and make 8,000 chunks, of which a core embeds some 40 a second: a machine that is several times as slow still
reads everything. The time of other programs does not count.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import ParsedDocument
from assistant.domain.stop import StopSignal

# Times the time limit of a file, for a million characters on top of the first.
_READING: Final = 5.0
_EMBEDDING: Final = 60.0


class Budget:
    """Begins when it is made. Call `check` often."""

    def __init__(self, stop: StopSignal, limit_s: float, clock: Callable[[], float] = time.thread_time) -> None:
        """`clock`: processor time in seconds; the default is that of the thread which makes the budget."""
        self._stop, self._clock = stop, clock
        self._limit_s = limit_s
        self._ends = clock() + limit_s

    def check(self) -> None:
        """Raises Stopped if a person wants the run to end, ParseFailure if the file has taken too long."""
        self._stop.check()
        if self._clock() > self._ends:
            raise ParseFailure(
                "limit",
                f"It takes more than {self._limit_s:.0f} s of processor time, more than a document of its length may.",
                "If you trust the file, raise library.parse_timeout_s and index again.",
            )


def reading_budget(stop: StopSignal, timeout_s: float, chars: int) -> Budget:
    """For judging and chunking `chars` characters in this thread."""
    return Budget(stop, timeout_s * (1 + _READING * chars / 1_000_000))


def embedding_budget(stop: StopSignal, timeout_s: float, chars: int) -> Budget:
    """For embedding `chars` characters: the time of all threads counts."""
    return Budget(stop, timeout_s * (1 + _EMBEDDING * chars / 1_000_000), time.process_time)


def length(document: ParsedDocument) -> int:
    """Characters of all pages."""
    return sum(len(page.text) for page in document.pages)
