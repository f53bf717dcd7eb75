"""Chooses the language model to fetch for a machine: the reader.

Invariant: what is chosen fits the memory, has a runtime here, and is quick enough by what was measured here; without a
measurement it is the smallest reader, which is quick enough on two slow cores.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.models.catalog.entries import Catalog, CatalogEntry
from assistant.models.hardware import Hardware, can_run, fits
from assistant.models.speed import Speed

# Free memory changes by the minute: the smallest reader is chosen if it fits half of all memory.
_MEMORY_SHARE = 0.5
# The shortest useful context of an answer (tokens), read in the time that a person waits for the first word (seconds).
_CONTEXT_TOKENS, _WAIT_S = 300, 8.0


@dataclass(frozen=True, slots=True)
class ReaderChoice:
    """A reader and why it is the one."""

    entry: CatalogEntry
    reason: str


def choose_readers(catalog: Catalog, hardware: Hardware, speed: Speed | None) -> tuple[ReaderChoice, ...]:
    """The readers to try, the best first: a later one is for where the earlier cannot be had. Empty if none fits.

    `speed` is what was measured on this machine, or None.
    """
    room_mb = int(max(hardware.model_budget_mb, hardware.memory_mb * _MEMORY_SHARE))
    readers = sorted((catalog.entry(name) for name in catalog.readers), key=lambda entry: entry.size_bytes)
    fitting = [entry for entry in readers if can_run(entry, hardware) and entry.memory_mb <= room_mb]
    own = [entry for entry in fitting if (entry.format == "mlx") == hardware.apple_silicon]
    larger = [entry for entry in reversed(own[1:]) if fits(entry.memory_mb, hardware) and _is_quick(entry, speed)]
    chosen = [ReaderChoice(entry, _quick(entry, speed)) for entry in larger]
    chosen += [ReaderChoice(entry, _smallest(entry, speed)) for entry in own[:1]]
    others = [entry for entry in fitting if entry not in own]  # on Apple Silicon, llama.cpp runs the GGUF files too
    chosen += [ReaderChoice(entry, "the smallest reader for llama.cpp, which runs here too") for entry in others[:1]]
    return tuple(chosen)


def _is_quick(entry: CatalogEntry, speed: Speed | None) -> bool:
    return speed is not None and speed.estimate(entry.size_bytes)[0] * _WAIT_S >= _CONTEXT_TOKENS


def _quick(entry: CatalogEntry, speed: Speed | None) -> str:
    return f"the largest that fits the memory and is quick enough here ({_estimate(entry, speed)})"


def _smallest(entry: CatalogEntry, speed: Speed | None) -> str:
    if speed is None:
        return (
            "the smallest reader, quick enough on two cores; larger ones are chosen once models hardware has measured"
        )
    return f"the smallest reader: a larger one does not fit the memory or is slow here ({_estimate(entry, speed)})"


def _estimate(entry: CatalogEntry, speed: Speed | None) -> str:
    assert speed is not None
    return f"about {round(speed.estimate(entry.size_bytes)[0])} tokens read a second"
