"""What stands in the place of the vector index where there is none: in a vault, whose vectors lie in no other file.

Invariant: nothing is written, and every search is exact, over the vectors in memory.
"""

from __future__ import annotations

from assistant.domain.ports.embed import Vector
from assistant.domain.ports.store import VectorIndex
from assistant.store.index.builder import Progress
from assistant.store.index.generations import ignore_progress
from assistant.store.index.sealed import Sealed


class ExactOnly:
    """As `Generations`, without any."""

    trouble = ""
    index: VectorIndex | None = None
    current: Sealed | None = None

    def open(self) -> None:
        """Nothing has to be opened."""

    def settle(self) -> None:
        """Nothing is built."""

    def finish(self) -> None:
        """Nothing is built."""

    def rebuild(self, progress: Progress = ignore_progress) -> None:
        """Nothing is built."""

    def discard(self, dimension: int = 0) -> None:
        """There is nothing to discard."""

    def close(self) -> None:
        """Nothing is held."""

    def search(self, vector: Vector, k: int) -> list[tuple[int, float]] | None:
        """None: exact search has to answer."""
        return None
