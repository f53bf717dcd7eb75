"""The vector index on disk. Each build makes a new generation; a generation is never changed.

Invariant: one transaction records the new generation and its hashes in the ledger and removes its changes from the
queue. Generations are built in a separate process. A folder that the ledger does not name is unfinished or old, and is
removed.
"""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np

from assistant.disk.durable import private_folder, sync_folder
from assistant.domain.errors import AssistantError
from assistant.domain.ports.embed import Vector
from assistant.domain.ports.store import VectorIndex
from assistant.store.index.builder import Builder, BuildFailed, Progress
from assistant.store.index.due import Step, next_step
from assistant.store.index.pending import Pending, read_pending, remove_from_queue
from assistant.store.index.sealed import Sealed, file_states, restore
from assistant.store.ledger.database import Database
from assistant.store.ledger.meta_table import read_value, write_value

_KEY = "index_current"
_SPARE_HITS = 200  # more hits than k, because some may be outdated; Chroma's search looks at 200 candidates as well

OpenIndex = Callable[[Path], VectorIndex]


def open_chroma(folder: Path) -> VectorIndex:
    """Chroma in `folder`; imported here because the import takes a second."""
    from assistant.store.index.vectors import ChromaIndex

    return ChromaIndex(folder)


def ignore_progress(done: int, total: int) -> None:
    """A Progress that does nothing."""


def forget_index(connection: sqlite3.Connection) -> None:
    """Have a ledger name no generation, because there is none beside it: the next owner builds one."""
    write_value(connection, _KEY, "")


class Generations:
    """Opens, searches and replaces the vector index of one library. Only the library's owner may use it."""

    def __init__(
        self,
        folder: Path,
        database: Database,
        dimension: int,
        open_index: OpenIndex = open_chroma,
        make_builder: Callable[[], Builder] | None = None,
    ) -> None:
        self._folder = private_folder(folder)
        self._database = database
        self._dimension = dimension
        self._open_index = open_index
        self._make_builder = make_builder or partial(Builder, database.file)
        self._work = threading.Lock()  # one opening, build or switch at a time
        self._use = threading.RLock()  # held during a query or a switch, never for long
        self._index: VectorIndex | None = None
        self._builder: Builder | None = None
        self._thread: threading.Thread | None = None
        self._vectors = 0  # number of vectors in the open index
        self._cached: tuple[int, Pending] | None = None
        self._closed = False
        self._keep_open = False  # set by `open`: a rebuild alone does not open the index
        self.trouble = ""  # why there is no index, for the status line

    @property
    def index(self) -> VectorIndex | None:
        """The open index, or None while it is closed, is being opened or is missing."""
        return self._index

    @property
    def current(self) -> Sealed | None:
        """The generation that the ledger names."""
        return Sealed.from_json(read_value(self._database, _KEY))

    # ------------------------------------------------------------ lifecycle

    def open(self) -> None:
        """Open the current generation if its files match their hashes, else build a new one. Failures do not raise.

        Exact search answers while this runs, and after it where `trouble` says why.
        """
        with self._work:
            self._closed, self._keep_open = False, True
            if self._index is not None:
                return
            try:
                self._open_current()
            except (AssistantError, OSError) as error:
                self._record_trouble(error)

    def _open_current(self) -> None:
        current = self.current
        self._remove_others(current)
        if current is not None and not self._reopen(current):
            self.trouble = (
                "The vector index was damaged. It is made again from the ledger; exact search answers meanwhile."
            )
            self._set_current(None)
        self._try_build(next_step(self._database, self.current, at_rest=self.current is None))

    def settle(self) -> None:
        """Start a build in the background if enough is queued; returns at once."""
        if self._work.locked() or (self._thread is not None and self._thread.is_alive()):
            return
        self._start(next_step(self._database, self.current, at_rest=False))

    def finish(self) -> None:
        """Wait for the running build, then build again if enough is queued. Raises nothing."""
        self._join()
        with self._work:
            self._try_build(next_step(self._database, self.current, at_rest=True))

    def rebuild(self, progress: Progress = ignore_progress) -> None:
        """A new generation from the ledger's vectors; the others are removed. Raises BuildFailed, AssistantError."""
        self._join()
        with self._work:
            self._closed = False
            nothing = self._database.number("SELECT count(*) FROM chunks") == 0
            self._build("drop" if nothing else "fresh", progress)

    def discard(self, dimension: int = 0) -> None:
        """Remove the vector index with its files; exact search answers until the next build.

        Vectors have `dimension` values from then on; 0 for as many as before.
        """
        self._join()
        with self._work:
            self._switch(None, None)
            self._dimension, self._cached = dimension or self._dimension, None

    def close(self) -> None:
        """Stop a running build (the next start repeats it) and close the index."""
        with self._use:
            self._closed, self._keep_open = True, False
            if self._builder is not None:
                self._builder.stop()
        self._join()
        with self._work, self._use:
            self._release()

    # ------------------------------------------------------------ search

    def search(self, vector: Vector, k: int) -> list[tuple[int, float]] | None:
        """The `k` best (chunk id, cosine) for the present ledger; None where exact search has to answer."""
        with self._use:
            if self._index is None:
                return None
            pending = self._pending()
            wanted = k + min(len(pending.changed), _SPARE_HITS)
            try:
                hits = self._index.query(vector, wanted)
            except Exception as error:  # noqa: BLE001 -- a damaged index may raise anything; the ledger answers
                self.trouble = f"The vector index failed ({type(error).__name__}); exact search answers."
                self._release()
                self._start("fresh")
                return None
            expected = min(wanted, self._vectors)
        outdated = sum(chunk in pending.changed for chunk, _ in hits)
        if len(hits) < expected or (len(hits) == wanted and wanted - outdated < k):
            return None
        return pending.merge_hits(hits, vector, k)

    def _pending(self) -> Pending:
        version = self._database.passages_version
        if self._cached is None or self._cached[0] != version:
            self._cached = (version, read_pending(self._database, self._dimension))
        return self._cached[1]

    # ------------------------------------------------------------ building

    def _start(self, step: Step) -> None:
        if step and not self._closed:
            self._thread = threading.Thread(target=self._run, args=(step,), name="vector-index-build", daemon=True)
            self._thread.start()

    def _run(self, step: Step) -> None:
        with self._work:
            self._try_build(step)

    def _join(self) -> None:
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def _try_build(self, step: Step) -> None:
        """Do `step`. A failure is recorded in `trouble` and not raised: exact search answers without the index."""
        try:
            if step:
                self._build(step, ignore_progress)
        except (AssistantError, OSError) as error:
            self._record_trouble(error)

    def _record_trouble(self, error: AssistantError | OSError) -> None:
        cause = error.message if isinstance(error, AssistantError) else f"The disk refuses ({error.strerror})."
        self.trouble = "" if self._closed else f"{cause} Exact search answers."

    def _build(self, step: Literal["fold", "fresh", "drop"], progress: Progress) -> None:
        current = self.current
        if step == "drop":
            self._switch(None, None)
            return
        folder = self._folder / Sealed.next_name(current)
        builder = self._make_builder()
        with self._use:
            if self._closed:
                raise BuildFailed("The vector index is being closed.")
            self._builder = builder
        try:
            sealed, serial = builder.run(folder, current if step == "fold" else None, progress)
            self._switch(sealed, serial)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        finally:
            self._builder = None

    def _switch(self, sealed: Sealed | None, serial: int | None) -> None:
        """Record the new generation in the ledger and open it; close the old generation and remove it."""
        with self._use:
            self._set_current(sealed, serial)
            self._cached = None
            self._release()
        self.trouble = ""
        if sealed is not None and self._keep_open:
            self._reopen(sealed)
        self._remove_others(sealed)

    def _set_current(self, sealed: Sealed | None, serial: int | None = None) -> None:
        """Record the generation in the ledger, and remove its changes from the queue."""
        with self._database.transaction() as connection:
            write_value(connection, _KEY, sealed.to_json() if sealed is not None else "")
            if serial is not None:
                remove_from_queue(connection, serial)
            elif sealed is None:
                connection.execute("DELETE FROM vector_queue")  # the next build takes everything from the ledger

    def _reopen(self, sealed: Sealed) -> bool:
        folder = self._folder / sealed.name
        if not restore(folder, sealed):
            return False
        try:
            before = file_states(folder)
            opened = self._open_index(folder)
            # Chroma reads a segment at the first query, and answers from memory afterwards. This query makes it read
            # the files that were just checked, so that later damage to them does not reach an answer.
            opened.query(np.full(self._dimension, self._dimension**-0.5, np.float32), 1)
            if file_states(folder) != before:
                # Chroma has written: its files may now hold pieces of this process's memory, and document text in them.
                opened.close()
                shutil.rmtree(folder, ignore_errors=True)
                raise BuildFailed("The vector index was not at rest.")
        except Exception as error:  # noqa: BLE001 -- Chroma may raise anything; the ledger can replace the index
            self.trouble = f"The vector index cannot be opened ({type(error).__name__}); exact search answers."
            return False
        with self._use:
            self._index, self._vectors = opened, sealed.vectors
        return True

    def _release(self) -> None:
        if self._index is not None:
            self._index.close()
            self._index = None

    def _remove_others(self, keep: Sealed | None) -> None:
        for path in self._folder.iterdir():
            if path.is_dir() and (keep is None or path.name != keep.name):
                shutil.rmtree(path, ignore_errors=True)
            elif not path.is_dir():
                path.unlink(missing_ok=True)
        sync_folder(self._folder)
