"""Which embedder a library was built with, and what is left to do for the present one.

Invariant: vectors of two models never mix: the identity changes in the transaction that removes or replaces them all.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from assistant.domain.errors import AssistantError, RebuildNeeded
from assistant.domain.records.documents import Identity
from assistant.store.forget.erase import remove_documents
from assistant.store.ledger.connection import connect
from assistant.store.ledger.database import Database, ledger_exists
from assistant.store.ledger.meta_table import read_value, write_value
from assistant.store.ledger.schema import without_versions

IDENTITY = "identity"
_FOLLOWING = "next_identity"  # of the model whose vectors are being made
KEYS_OF = "keys_of"  # what the keys of documents name, whatever has made text and vectors since
_OTHER_PARTS = "The library was built with another embedding model."


def recorded_in(ledger: Path) -> str:
    """What the library in the file `ledger` was built with, or "" if there is none or it cannot be read."""
    if not ledger_exists(ledger):
        return ""
    with suppress(AssistantError, sqlite3.Error), closing(connect(ledger, read_only=True)) as connection:
        row = connection.execute("SELECT value FROM meta WHERE key = ?", (IDENTITY,)).fetchone()
        return without_versions(str(row[0])) if row is not None else ""
    return ""


def recorded_identity(database: Database) -> str:
    """What the library was built with, or "" if it is new."""
    return read_value(database, IDENTITY)


def require(database: Database, identity: Identity) -> None:
    """Raises RebuildNeeded where the library was built with another model than that of `identity`."""
    if recorded_identity(database) not in ("", repr(identity)):
        raise RebuildNeeded(_OTHER_PARTS, "Run assistant index without arguments to rebuild it.")


def keys_of(database: Database, identity: Identity) -> str:
    """What content keys are made with: what the library was first built with."""
    return read_value(database, KEYS_OF) or identity.embedder


def record_vectors_of(connection: sqlite3.Connection, following: Identity) -> None:
    """Record that `following`'s embedder has made all vectors of the library."""
    write_value(connection, IDENTITY, repr(following))


def adopt(database: Database, identity: Identity) -> int:
    """Record `identity`. The documents of another one are removed and their files become pending; returns how many."""
    count = database.number("SELECT count(*) FROM documents")
    with database.transaction() as connection:
        if count:
            remove_documents(connection)
        write_value(connection, KEYS_OF, identity.embedder)
        write_value(connection, IDENTITY, repr(identity))
    return count


def waiting(database: Database, identity: Identity) -> str:
    """What is left to do before answers are complete, or before another model finds them, as a sentence; or ""."""
    count = "SELECT count(*) FROM files WHERE state "
    if recorded_identity(database) not in ("", repr(identity)):
        built = database.number(count + "= 'indexed'")
        return f"{_OTHER_PARTS} Its {built:,} files are read again by: assistant index"
    if pending := database.number(count + "= 'pending'"):
        return f"{pending:,} known files wait to be read, and do not answer yet. Run: assistant index"
    made, passages = next_counts(database)
    if not passages:
        return ""
    return (
        f"Another embedding model was chosen: {made:,} of {passages:,} passages have its vectors, and the former ones "
        "answer until all have. To go on: assistant index"
    )


def aim(database: Database, following: Identity | None) -> None:
    """Note which model new vectors are made with, None for no other one. Vectors begun for another are removed."""
    wanted = repr(following) if following is not None else ""
    if read_value(database, _FOLLOWING) == wanted:
        return
    with database.transaction() as connection:
        drop_next(connection)
        write_value(connection, _FOLLOWING, wanted)


def next_counts(database: Database) -> tuple[int, int]:
    """(passages that have a vector of the next model, all passages); (0, 0) where no other model is to answer."""
    if not read_value(database, _FOLLOWING):
        return 0, 0
    return database.number("SELECT count(*) FROM next_vectors"), database.number("SELECT count(*) FROM chunks")


def drop_next(connection: sqlite3.Connection) -> None:
    """Remove all vectors of a next model, and the note that there is to be one."""
    connection.execute("DELETE FROM next_vectors")
    write_value(connection, _FOLLOWING, "")
