"""Forgets files and rebuilds the vector index, with the ledger alone and no model.

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
from assistant.store.index.exact_only import ExactOnly
from assistant.store.index.generations import Generations, ignore_progress
from assistant.store.ledger.database import Database
from assistant.store.ledger.documents_table import vector_dimension
from assistant.store.ledger.files_table import known_paths


@dataclass(frozen=True, slots=True)
class Upkeep:
    """`folders` may hold traces of a file; `leave_out` are folders below them that hold none."""

    database: Database
    generations: Generations | ExactOnly
    folders: Sequence[Path]
    leave_out: Sequence[Path] = ()

    def forget(self, paths: Sequence[Path], narrate: Narrate = ignore_message) -> Receipt:
        """Forget the files at and below `paths`. Raises NothingFound where the library has none of them."""
        return self.forget_files(self.files_at(paths), narrate)

    def files_at(self, paths: Sequence[Path]) -> list[str]:
        """The files that `forget` takes. Raises NothingFound where the library has none at or below one of `paths`."""
        return list(dict.fromkeys(file for path in paths for file in self._files_at(path)))

    def missing_files(self) -> list[str]:
        """The files that are gone from the disk."""
        return forget.missing_files(self.database)

    def all_files(self) -> list[str]:
        """Every file that is known, or quoted by a conversation."""
        return list(known_paths(self.database))

    def forget_files(self, files: Sequence[str], narrate: Narrate = ignore_message) -> Receipt:
        """Forget `files`, which one of the lists above has named. Raises NothingFound if there are none."""
        if not files:
            raise NothingFound("There is nothing to forget.")
        folders = [folder for folder in self.folders if os.path.lexists(folder)]
        return forget.forget(self.database, self.generations, files, folders, self.leave_out, narrate)

    def rebuild(self, progress: Progress = ignore_progress) -> int:
        """Build the vector index again from the ledger; returns its number of vectors.

        Raises BuildFailed, and NothingFound in a vault, which has none.
        """
        if self.database.in_vault:
            what = "A vault has no vector index: its vectors are searched in memory."
            raise NothingFound(what, "There is nothing to rebuild.")
        self.generations.rebuild(progress)
        current = self.generations.current
        return current.vectors if current is not None else 0

    def close(self) -> None:
        self.generations.close()
        self.database.close()

    def _files_at(self, path: Path) -> list[str]:
        found = forget.files_at(self.database, path)
        if not found:
            raise NothingFound(f"Nothing at {str(path)!r} is in the library.", "See: assistant status --files")
        return found


def open_upkeep(ledger: Path, index: Path, folders: Sequence[Path], leave_out: Sequence[Path] = ()) -> Upkeep:
    """Open the library's ledger; only its owner may, and closes it. Raises StoreDamaged, RebuildNeeded."""
    database = Database(ledger)
    return Upkeep(database, index_of(database, index, vector_dimension(database)), folders, leave_out)


def index_of(database: Database, index: Path, dimension: int) -> Generations | ExactOnly:
    """The vector index of a ledger, in the folder `index`; a vault has none on the disk."""
    return ExactOnly() if database.in_vault else Generations(index, database, dimension)
