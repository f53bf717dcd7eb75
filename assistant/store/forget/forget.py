"""Forgets files: removes them, wipes the library's own files, and searches these for leftovers.

Invariant: the intent is recorded in the ledger first, so that the next start finishes the work if the process dies. A
receipt reports only what the search covered.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.domain.errors import AssistantError
from assistant.domain.records.files import FileRecord
from assistant.domain.records.receipts import Receipt
from assistant.store.forget.conversations import empty_fields, find_repeats
from assistant.store.forget.erase import is_forgetting, remove_files, set_forgotten, wipe
from assistant.store.forget.leftovers import search_in_process
from assistant.store.forget.traces import collect, without_shared
from assistant.store.index.builder import Progress
from assistant.store.index.exact_only import ExactOnly
from assistant.store.index.generations import Generations
from assistant.store.ledger.database import Database
from assistant.store.ledger.files_table import all_files, all_paths, known_paths

OUT_OF_REACH = (
    "the files themselves, where they are still on the disk",
    "blocks that the drive has retired or not yet erased (SSDs), and free blocks of the file system",
    "snapshots, backups and copies that other programs have made",
    "swap, hibernation and the memory of programs that are running",
    "what you have copied, exported or left on the screen",
)

Narrate = Callable[[str], None]


def ignore_message(text: str) -> None:
    """A Narrate that does nothing."""


def files_at(database: Database, path: Path) -> list[str]:
    """The known files at `path` or below it, whether or not they are still on the disk."""
    spellings = {str(path.expanduser().absolute()), str(path.expanduser().resolve())}
    below = tuple(spelling.rstrip(os.sep) + os.sep for spelling in spellings)
    return [known for known in known_paths(database) if known in spellings or known.startswith(below)]


def missing_files(database: Database) -> list[str]:
    """The known files that are gone from the disk. Files of a drive that is not mounted do not count as gone."""
    missing = [record.path for record in all_files(database) if _is_missing(record)]
    # These files left the library in an earlier index run, but conversations still quote them.
    quoted = set(known_paths(database)) - set(all_paths(database))
    return missing + sorted(path for path in quoted if not os.path.lexists(path))


def _is_missing(record: FileRecord) -> bool:
    path = Path(record.path)
    root = path.parent if record.root == record.path else Path(record.root)  # a single file may be a root
    if os.path.lexists(path) or not os.path.lexists(root):
        return False
    nearest = next((folder for folder in path.parents if folder.exists()), None)
    return nearest is not None and record.device in (0, nearest.stat().st_dev)


def forget(
    database: Database,
    generations: Generations | ExactOnly,
    paths: Sequence[str],
    folders: Sequence[Path],
    leave_out: Sequence[Path] = (),
    narrate: Narrate = ignore_message,
) -> Receipt:
    """Remove `paths` from the library and search the files below `folders` for what may be left of them.

    Raises LibraryBusy while another process reads, AssistantError if the disk refuses; the next start then finishes.
    """
    started = time.monotonic()
    chosen = set(paths)
    before, kept = database.number(_PASSAGES), _kept_passages(database, chosen)
    documents = _documents_only_of(database, chosen)
    traces = collect(database, documents, sorted(chosen))
    narrate(f"Removing {len(chosen)} files.")
    repeats = find_repeats(database, documents)
    with database.transaction() as connection:
        remove_files(connection, sorted(chosen))
        empty_fields(connection, repeats)
    removed = before - database.number(_PASSAGES)
    trouble = finish_forgetting(database, generations, narrate)
    sought = without_shared(traces, database)
    narrate("Searching every file of the library for what may be left.")
    searched = search_in_process(sought, folders, leave_out)
    return Receipt(
        files=len(chosen),
        passages=removed,
        passages_kept=kept,
        texts_sought=sought.count("text"),
        words_sought=sought.count("word"),
        paths_sought=sought.count("path"),
        vectors_sought=sought.count("vector"),
        shared=sought.shared,
        places=tuple(str(folder) for folder in folders),
        files_searched=searched.files,
        bytes_searched=searched.size_bytes,
        leftovers=searched.found,
        unreadable=searched.unreadable,
        on_disk=tuple(path for path in sorted(chosen) if os.path.lexists(path)),
        trouble=trouble,
        out_of_reach=OUT_OF_REACH,
        seconds=time.monotonic() - started,
    )


def finish_forgetting(
    database: Database, generations: Generations | ExactOnly, narrate: Narrate = ignore_message
) -> str:
    """If a forgetting was begun, wipe the ledger and replace the vector index. Returns the index's trouble, or "".

    Raises LibraryBusy, AssistantError; the intent then stays recorded.
    """
    if not is_forgetting(database):
        return ""
    narrate("Rewriting the ledger.")
    wipe(database)
    if not database.in_vault:
        narrate("Building a new vector index.")
    try:
        generations.rebuild(_narrate_percent(narrate))
        trouble = ""
    except AssistantError as error:
        generations.discard()
        trouble = error.message
    set_forgotten(database)
    database.checkpoint()
    return trouble


def _narrate_percent(narrate: Narrate) -> Progress:
    def report(done: int, total: int) -> None:
        narrate(f"Building a new vector index: {100 * done // max(1, total)}%.")

    return report


_PASSAGES = "SELECT count(*) FROM chunks"


def _documents_only_of(database: Database, paths: set[str]) -> list[int]:
    """The documents that no file outside `paths` points to."""
    rows = database.rows("SELECT document_id, path FROM files WHERE document_id IS NOT NULL")
    inside = {int(row[0]) for row in rows if row[1] in paths}
    return sorted(inside - {int(row[0]) for row in rows if row[1] not in paths})


def _kept_passages(database: Database, paths: set[str]) -> int:
    """The number of passages that stay because a file outside `paths` has the same document."""
    rows = database.rows("SELECT document_id, path FROM files WHERE document_id IS NOT NULL")
    outside = {int(row[0]) for row in rows if row[1] not in paths}
    shared = outside & {int(row[0]) for row in rows if row[1] in paths}
    return sum(database.number("SELECT count(*) FROM chunks WHERE document_id = ?", (document,)) for document in shared)
