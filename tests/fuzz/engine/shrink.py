"""Makes the input of a finding smaller, as long as the same thing goes wrong at the same place."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.fuzz.engine.findings import Finding
from tests.fuzz.engine.one_run import run_once
from tests.fuzz.engine.target import Target

_MOST_S = 20.0  # of processor time


def shrunk(target: Target, found: Finding) -> Finding:
    """The finding with a smaller input; parts go first, then pieces of each part, half the size each time."""
    if found.kind != "exception":
        return found
    best = found
    until = time.process_time() + _MOST_S

    def still(data: bytes) -> bool:
        nonlocal best
        if time.process_time() > until or len(data) >= len(best.data):
            return False
        again = run_once(target, data)
        if again is None or again.key != found.key:
            return False
        best = again
        return True

    parts = target.shape.split(found.data)
    if not still(target.shape.join(parts)) and len(parts) > 1:
        # Put together again it may be longer, and is the base of what follows all the same.
        again = run_once(target, target.shape.join(parts))
        if again is None or again.key != found.key:
            return best
        best = again
    for at in reversed(range(len(parts))):
        fewer = parts[:at] + parts[at + 1 :]
        if fewer and still(target.shape.join(fewer)):
            parts = fewer
    for at, (name, content) in enumerate(parts):

        def tried(piece: bytes, at: int = at, name: str = name) -> bool:
            return still(target.shape.join([*parts[:at], (name, piece), *parts[at + 1 :]]))

        parts[at] = name, _without_pieces(content, tried)
    return best if len(best.data) < len(found.data) else found


def _without_pieces(data: bytes, still: Callable[[bytes], bool]) -> bytes:
    size = max(1, len(data) // 2)
    while size and data:
        at = 0
        while at < len(data):
            shorter = data[:at] + data[at + size :]
            if still(shorter):
                data = shorter
            else:
                at += size
        size //= 2
    return data
