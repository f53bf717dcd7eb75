"""Measures how fast a language model reads and writes on this machine, with the real engine, in a few seconds.

Invariant: loading is not measured, and the measurement ends in a limited time, whatever the engine does.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from assistant.domain.ports.generate import Generator
from assistant.domain.records.passages import Prompt
from assistant.domain.stop import StopSignal

SECONDS = 3.0
_AT_MOST_S = 20.0  # the limit for a model that has written less than `_ENOUGH_PIECES` by then
_ENOUGH_PIECES = 8
_TEXT = "The tenant may end the lease with three months' notice to the end of a month; notice is given in writing. "
_QUESTION = _TEXT * 4 + "Write down, one after another and in full, all that is said above, and then all of it again."


@dataclass(frozen=True, slots=True)
class Measured:
    """Tokens per second: of the prompt, and of the answer."""

    reads_per_s: float
    writes_per_s: float


def measure(generator: Generator, seconds: float = SECONDS) -> Measured | None:
    """Ask a question and stop after `seconds`, but not before a few pieces are written; None if there are too few.

    Raises GenerationFailed, ModelRefused.
    """
    tokens = generator.count_tokens(_QUESTION)  # loads the model
    stop = StopSignal()
    timer = threading.Timer(_AT_MOST_S, stop.stop)
    pieces: list[str] = []
    times: list[float] = []
    began = time.perf_counter()
    timer.start()
    try:
        prompt = Prompt(system="Be exact.", question=_QUESTION, passages=(), history=(), max_answer_tokens=128)
        for piece in generator.generate(prompt, stop):
            pieces.append(piece)
            times.append(time.perf_counter())
            if times[-1] - began > seconds and len(times) >= _ENOUGH_PIECES:
                stop.stop()
    finally:
        timer.cancel()
    if len(times) < 2:
        return None
    written = max(1, generator.count_tokens("".join(pieces[1:])))
    return Measured(tokens / (times[0] - began), written / (times[-1] - times[0]))
