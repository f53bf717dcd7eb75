"""Keys and ids made from content. Invariant: within a library the same content has the same key."""

from __future__ import annotations

import hashlib

from assistant.domain.records.files import SourceFile


def content_key(file: SourceFile, keys_of: str) -> str:
    """The key of a document: a hash of its bytes, its suffix and what the library was first built with.

    It stays when the document is read by another version, so that everything that points to it does.
    """
    return hashlib.sha256(f"{file.sha256}|{file.path.suffix.lower()}|{keys_of}".encode()).hexdigest()


def chunk_id(key: str, number: int) -> int:
    """A positive 63-bit id (SQLite's largest integer key). At a million chunks two ids are equal with p < 1e-6."""
    digest = hashlib.blake2b(f"{key}|{number}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
