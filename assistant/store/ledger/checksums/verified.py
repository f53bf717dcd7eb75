"""Reading with a look at the checksums: what is as it was written, and what is not.

Invariant: nothing here writes; a document of which something has changed is added to `Database.damaged`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from assistant.store.ledger.checksums.documents import FILE_IS_SOUND, PARTS, SOUND_PAGES, SOUND_PASSAGES, Part, compare
from assistant.store.ledger.database import Database

_T = TypeVar("_T")
_BATCH = 400  # twice as many are below the limit of parameters of every SQLite build


def sound_numbers(database: Database, document_id: int, part: Part, numbers: Iterable[int]) -> set[int]:
    """Those of `numbers` (pages, passages or tables of a document) that are as they were written."""
    found: set[int] = set()
    for some in _batches(sorted(set(numbers))):
        marks = ", ".join("?" * len(some))
        sql = f"{compare(part, 'IS')} AND d.id = ? AND {PARTS[part][0]} IN ({marks})"
        found.update(int(row[1]) for row in database.rows(sql, [document_id, *some]))
    return found


def sound_rows(database: Database, rows: Sequence[sqlite3.Row]) -> list[sqlite3.Row]:
    """Those of `rows` (passages, with their id, document_id and page) of which nothing has changed.

    The documents of the others are added to `database.damaged`. A page is hashed once, however many passages it has.
    """
    titled = {document for document in {int(row["document_id"]) for row in rows} if _is_titled(database, document)}
    wanted = sorted({(int(row["document_id"]), int(row["page"])) for row in rows if row["document_id"] in titled})
    pages: set[tuple[int, int]] = set()
    for some in _batches(wanted):
        sql = SOUND_PAGES.format(wanted=", ".join(["(?, ?)"] * len(some)))
        pages.update((int(row[0]), int(row[1])) for row in database.rows(sql, [one for pair in some for one in pair]))
    sound: set[int] = set()
    for part in _batches([int(row["id"]) for row in rows if (row["document_id"], row["page"]) in pages]):
        found = database.rows(f"{SOUND_PASSAGES} AND c.id IN ({', '.join('?' * len(part))})", part)
        sound.update(int(row[0]) for row in found)
    database.damaged.update(int(row["document_id"]) for row in rows if row["id"] not in sound)
    return [row for row in rows if row["id"] in sound]


def _is_titled(database: Database, document_id: int) -> bool:
    return bool(sound_numbers(database, document_id, "document", [0]))


def _batches(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    return (values[start : start + _BATCH] for start in range(0, len(values), _BATCH))


def damaged_documents(database: Database) -> Iterator[tuple[int, Part, int]]:
    """(document, part, number) of everything that is not as it was written."""
    for part in PARTS:
        for row in database.rows(compare(part, "IS NOT")):
            yield int(row[0]), part, int(row[1])


def damaged_files(database: Database) -> list[str]:
    """The paths, as they stand there now, of files whose rows are not as they were written."""
    return [str(row[0]) for row in database.rows(f"SELECT path FROM files WHERE NOT {FILE_IS_SOUND}")]


def damaged_paths(database: Database, documents: Iterable[int]) -> list[str]:
    """The files of those of `documents` that are not as they were written, or whose rows are not."""
    found: dict[str, None] = {}
    for document in sorted(documents):
        whole = all(not database.rows(f"{compare(part, 'IS NOT')} AND d.id = ? LIMIT 1", [document]) for part in PARTS)
        sql = "SELECT path FROM files WHERE document_id = ? ORDER BY path"
        rows = database.rows(sql if not whole else sql.replace("ORDER", f"AND NOT {FILE_IS_SOUND} ORDER"), [document])
        found.update(dict.fromkeys(str(row[0]) for row in rows))
    return list(found)
