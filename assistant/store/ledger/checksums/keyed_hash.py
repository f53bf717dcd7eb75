"""Keyed checksums of what the ledger holds: BLAKE2b with a key that lies in a private file beside the ledger.

Invariant: a key is in use only once everything in the ledger was hashed with it; without its key a ledger proves
nothing. The key reveals faults of disks and memory, and changes by whoever cannot read it. Who can read it, which is
every program that runs as the user, can make checksums too.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from contextlib import suppress
from pathlib import Path

from assistant.disk.durable import sync_folder, write_durably

_KEY_BYTES = 32
CHECKSUM_BYTES = 16

Value = str | bytes | int | float | None


def read_key(ledger: Path) -> bytes | None:
    """The key of this ledger; None if it is missing or no key."""
    return _read(_file(ledger))


def prepare_key(ledger: Path) -> bytes:
    """A new key on the disk, or that of a preparation that was interrupted. `adopt_key` puts it in use."""
    waiting = _waiting(ledger)
    key = _read(waiting)
    if key is None:
        key = secrets.token_bytes(_KEY_BYTES)
        write_durably(waiting, key)
    return key


def adopt_key(ledger: Path) -> None:
    """Put the prepared key in use, once everything was hashed with it."""
    _waiting(ledger).replace(_file(ledger))
    sync_folder(ledger.parent)


def keyed_hash(key: bytes, *values: Value) -> bytes:
    """CHECKSUM_BYTES over `values`, each with its type and length, so that no two lists of values look the same."""
    digest = hashlib.blake2b(key=key, digest_size=CHECKSUM_BYTES)
    for value in values:
        _add(digest, value)
    return digest.digest()


class _HashOfRows:
    """The aggregate `keyed_rows(...)`: one checksum over the rows, in their order."""

    key = b""

    def __init__(self) -> None:
        self._digest = hashlib.blake2b(key=self.key, digest_size=CHECKSUM_BYTES)

    def step(self, *values: Value) -> None:
        for value in values:
            _add(self._digest, value)

    def finalize(self) -> bytes:
        return self._digest.digest()


def add_functions(connection: sqlite3.Connection, key: bytes | None) -> None:
    """Give `connection` the functions `keyed(...)` and `keyed_rows(...)`. Without a key no checksum is ever right."""
    known = secrets.token_bytes(_KEY_BYTES) if key is None else key
    rows = type("_HashOfRows", (_HashOfRows,), {"key": known})
    connection.create_function("keyed", -1, lambda *values: keyed_hash(known, *values), deterministic=True)
    connection.create_aggregate("keyed_rows", -1, rows)


def _add(digest: hashlib.blake2b, value: Value) -> None:
    if isinstance(value, str):
        kind, content = b"t", value.encode("utf-8", "surrogatepass")
    elif isinstance(value, bytes):
        kind, content = b"b", value
    else:
        kind, content = b"n", repr(value).encode()
    digest.update(b"%b%d:" % (kind, len(content)))
    digest.update(content)


def _file(ledger: Path) -> Path:
    return ledger.with_suffix(".key")


def _waiting(ledger: Path) -> Path:
    return ledger.with_suffix(".key.new")


def _read(file: Path) -> bytes | None:
    with suppress(OSError):
        key = file.read_bytes()
        return key if len(key) == _KEY_BYTES else None
    return None
