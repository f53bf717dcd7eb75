"""All attempts, in the order in which a hostile reader makes them."""

from __future__ import annotations

from assistant.sandbox.hostile import channels, files, memory, processes
from assistant.sandbox.hostile.attempt import Attempt, Bait, outcome

ATTEMPTS: tuple[Attempt, ...] = (*files.ATTEMPTS, *memory.ATTEMPTS, *processes.ATTEMPTS, *channels.ATTEMPTS)


def try_everything(bait: Bait) -> dict[str, str]:
    """What came of each attempt, by its name; see `outcome`."""
    return {attempt.name: outcome(attempt, bait) for attempt in ATTEMPTS}
