"""A library with its index journey over real folders: real scan, readers, chunker, guard and ledger.

The readers run in this process, without the walls of a parser process, and the vectors are drawn by hash; whether the
vector index takes part is the caller's choice.
"""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from assistant.config.paths import shipped_policies
from assistant.domain.records.documents import Identity
from assistant.domain.stop import StopSignal
from assistant.ingest.chunk.structure import StructureChunker
from assistant.ingest.run import Indexing
from assistant.ingest.scan.ignore import Rules
from assistant.ingest.scan.scanner import DiskScanner
from assistant.store.index.generations import Generations
from assistant.store.ledger.database import Database
from assistant.store.library import SqliteLibrary
from tests.guard.policies import open_gate
from tests.ingest.parse.direct import DirectParser
from tests.properties.following.embedder import HashEmbedder

MAX_FILE_BYTES = 6000
EMBEDDER = HashEmbedder()
CHUNKER = StructureChunker(EMBEDDER)
PARSER = DirectParser(MAX_FILE_BYTES)
IDENTITY = Identity(EMBEDDER.identity, EMBEDDER.dimension)
GATE = open_gate("base", (shipped_policies(),))
SCANNER = DiskScanner(Rules(max_file_bytes=MAX_FILE_BYTES, reads=PARSER.reads))


@contextmanager
def opened(home: Path, *, with_index: bool = False) -> Iterator[SqliteLibrary]:
    """The library in `home`, as its owner opens it."""
    database = Database(home / "ledger.sqlite3")
    generations = Generations(home / "index", database, EMBEDDER.dimension) if with_index else None
    library = SqliteLibrary(database, IDENTITY, generations)
    try:
        library.prepare()
        yield library
    finally:
        library.close()


def reconcile(
    library: SqliteLibrary,
    roots: Sequence[Path],
    *,
    paths: Collection[Path] = (),
    events: int | None = None,
    force: bool = False,
) -> None:
    """An index run; with `events` it is stopped after so many of them, with `force` it reads everything again."""
    stop = StopSignal()
    journey = Indexing(SCANNER, PARSER, CHUNKER, EMBEDDER, library, GATE)
    for number, _ in enumerate(journey.run(roots, stop, paths=paths, force=force), start=1):
        if number == events:
            stop.stop()
    library.finish()


def killed(home: Path, work: Callable[[SqliteLibrary], None], statements: int) -> bool:
    """`work` on the library in `home` by a process that is killed before its n-th SQL statement, if it comes there."""
    child = os.fork()
    if child:
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])
    with suppress(BaseException), opened(home) as library:
        _kill_before(library.database._connection, statements)
        work(library)
    os._exit(0)


def _kill_before(connection: sqlite3.Connection, statements: int) -> None:
    left = statements

    def count(_sql: str) -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    connection.set_trace_callback(count)
