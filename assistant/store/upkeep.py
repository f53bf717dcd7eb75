"""The ledger and its vector index without any model: what forgetting and rebuilding need.

Invariant: both work where no embedding model is installed any more.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.domain.errors import NothingFound
from assistant.domain.records.receipts import Receipt
from assistant.store.forget import forget
from assistant.store.forget.forget import Narrate, ignore_message
from assistant.store.index.builder import Progress
from assistant.store.index.generations import Generations, ignore_progress
from assistant.store.ledger.database import Database
from assistant.store.ledger.documents_table import vector_dimension
from assistant.store.ledger.files_table import known_paths


@dataclass(frozen=True, slots=True)
class Upkeep:
    """`places` are the folders that may hold traces of a file, `leave_out` folders among them that hold none."""

    database: Database
    generations: Generations
    places: Sequence[Path]
    leave_out: Sequence[Path] = ()

    def forget(self, paths: Sequence[Path], narrate: Narrate = ignore_message) -> Receipt:
        """Forget the files at and below `paths`. Raises NothingFound where the library has none of them."""
        return self._forget(dict.fromkeys(one for path in paths for one in self._at(path)), narrate)

    def forget_missing(self, narrate: Narrate = ignore_message) -> Receipt:
        """Forget the files that are gone from the disk. Raises NothingFound where none is."""
        return self._forget(forget.missing_files(self.database), narrate)

    def forget_all(self, narrate: Narrate = ignore_message) -> Receipt:
        """Forget every file. Raises NothingFound where there is none."""
        return self._forget(known_paths(self.database), narrate)

    def rebuild(self, progress: Progress = ignore_progress) -> int:
        """Make the vector index again from the ledger; returns how many vectors it holds. Raises BuildFailed."""
        self.generations.rebuild(progress)
        current = self.generations.current
        return current.vectors if current is not None else 0

    def close(self) -> None:
        self.generations.close()
        self.database.close()

    def _at(self, path: Path) -> list[str]:
        found = forget.files_at(self.database, path)
        if not found:
            raise NothingFound(f"Nothing at {str(path)!r} is in the library.", "See: assistant status --files")
        return found

    def _forget(self, paths: Sequence[str] | dict[str, None], narrate: Narrate) -> Receipt:
        if not paths:
            raise NothingFound("There is nothing to forget.")
        places = [place for place in self.places if os.path.lexists(place)]
        return forget.forget(self.database, self.generations, list(paths), places, self.leave_out, narrate)


def open_upkeep(ledger: Path, index: Path, places: Sequence[Path], leave_out: Sequence[Path] = ()) -> Upkeep:
    """For the library's owner, who closes it. Raises StoreDamaged, RebuildNeeded."""
    database = Database(ledger)
    return Upkeep(database, Generations(index, database, vector_dimension(database)), places, leave_out)
