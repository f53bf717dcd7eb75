"""The vector index on disk: generations of it, one current.

Invariant: `CURRENT` names a whole generation or the index counts as missing; before the index is touched the ledger
says so (`dirty`), and what the index still has to be told stands in the ledger's queue until it has been.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from assistant.core.files import private_folder, sync_folder, write_durably
from assistant.core.ports import VectorIndex
from assistant.store.database import Database
from assistant.store.documents_table import read_vectors

_BATCH = 2000
_PROBE_TIMEOUT_S = 300.0
_COMPACT_SHARE = 0.2  # removed vectors linger in Chroma's files; past this share a fresh generation is made

OpenIndex = Callable[[Path], VectorIndex]


def open_chroma(folder: Path) -> VectorIndex:
    """Chroma in `folder`; imported here because the import takes a second."""
    from assistant.store.vectors import ChromaIndex

    return ChromaIndex(folder)


class Generations:
    """Opens, checks, fills and replaces the vector index of one library. Only the library's owner may have one."""

    def __init__(self, folder: Path, database: Database, dimension: int, open_index: OpenIndex = open_chroma) -> None:
        self._folder = private_folder(folder)
        self._database = database
        self._dimension = dimension
        self._open_index = open_index
        self._lock = threading.RLock()
        self._index: VectorIndex | None = None

    @property
    def index(self) -> VectorIndex | None:
        """The open index, or None while it is closed, being checked or being rebuilt."""
        return self._index

    def open(self) -> None:
        """Open the current generation; rebuild it from the ledger where it is missing or fails the probe."""
        with self._lock:
            if self._index is not None:
                return
            current = self._current()
            if current is None or (self._is_dirty() and not self._passes(current)):
                self.rebuild()
                return
            try:
                self._index = self._open_index(current)
            except Exception:  # noqa: BLE001 -- whatever a damaged index raises, the ledger can replace it
                self.rebuild()
                return
            self.drain()

    def drain(self) -> int:
        """Tell the index what it does not know yet; returns how many vectors that were."""
        with self._lock:
            if self._index is None:
                return 0
            queue = [(int(row[0]), str(row[1])) for row in self._database.rows("SELECT * FROM vector_queue")]
            if not queue:
                return 0
            self._set_dirty(True)
            additions = [one for one, operation in queue if operation == "add"]
            removals = [one for one, operation in queue if operation == "remove"]
            if removals:
                self._index.remove(removals)
            for start in range(0, len(additions), _BATCH):
                part = additions[start : start + _BATCH]
                self._index.add(part, read_vectors(self._database, part, self._dimension))
            with self._database.transaction() as connection:
                connection.executemany("DELETE FROM vector_queue WHERE chunk_id = ? AND operation = ?", queue)
                _put(connection, "index_dirty", "0")
                _put(connection, "index_removed", str(self._removed() + len(removals)))
            return len(queue)

    def compact_if_due(self) -> bool:
        """Make a fresh generation once too much of the current one is only marked as deleted."""
        removed = self._removed()
        if removed == 0 or removed < _COMPACT_SHARE * max(1, self._database.number("SELECT count(*) FROM vectors")):
            return False
        self.rebuild()
        return True

    def rebuild(self) -> None:
        """Build a new generation from the ledger's vectors beside the old one, switch, remove the old ones."""
        with self._lock:
            self.close()
            number = 1 + max((int(old.name[4:]) for old in self._generations()), default=0)
            fresh = self._folder / f"gen-{number}"
            index = self._open_index(fresh)
            ids = [int(row[0]) for row in self._database.rows("SELECT chunk_id FROM vectors ORDER BY chunk_id")]
            for start in range(0, len(ids), _BATCH):
                part = ids[start : start + _BATCH]
                index.add(part, read_vectors(self._database, part, self._dimension))
            write_durably(self._folder / "CURRENT", fresh.name.encode())
            with self._database.transaction() as connection:
                known = set(ids)
                queue = connection.execute("SELECT chunk_id, operation FROM vector_queue").fetchall()
                settled = [(row[0],) for row in queue if (row[1] == "add") == (int(row[0]) in known)]
                connection.executemany("DELETE FROM vector_queue WHERE chunk_id = ?", settled)
                _put(connection, "index_dirty", "0")
                _put(connection, "index_removed", "0")
            for old in self._generations():
                if old != fresh:
                    shutil.rmtree(old, ignore_errors=True)
            sync_folder(self._folder)
            self._index = index
            self.drain()

    def close(self) -> None:
        with self._lock:
            if self._index is not None:
                self._index.close()
                self._index = None

    def _current(self) -> Path | None:
        try:
            name = (self._folder / "CURRENT").read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return None
        return next((generation for generation in self._generations() if generation.name == name), None)

    def _generations(self) -> list[Path]:
        return [one for one in self._folder.glob("gen-*") if one.is_dir() and one.name[4:].isdigit()]

    def _passes(self, generation: Path) -> bool:
        command = [sys.executable, "-P", "-m", "assistant.store.probe"]
        arguments = [str(generation), str(self._database.file), str(self._dimension)]
        try:
            done = subprocess.run(
                [*command, *arguments], capture_output=True, timeout=_PROBE_TIMEOUT_S, check=False, cwd=self._folder
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
        return done.returncode == 0

    def _is_dirty(self) -> bool:
        row = self._database.row("SELECT value FROM meta WHERE key = 'index_dirty'")
        return row is not None and row[0] == "1"

    def _set_dirty(self, dirty: bool) -> None:
        with self._database.transaction() as connection:
            _put(connection, "index_dirty", "1" if dirty else "0")

    def _removed(self) -> int:
        row = self._database.row("SELECT value FROM meta WHERE key = 'index_removed'")
        return int(row[0]) if row is not None else 0


def _put(connection: sqlite3.Connection, key: str, value: str) -> None:
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))
