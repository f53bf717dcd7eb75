"""Keys and ids made from content and versions. Invariant: the same content under the same versions has the same ids."""

from __future__ import annotations

import hashlib

from assistant.domain.records.documents import Identity
from assistant.domain.records.files import SourceFile


def content_key(file: SourceFile, identity: Identity) -> str:
    """The key of a document: a hash of its bytes, its suffix and the versions of the parts that read it."""
    parts = (file.sha256, file.path.suffix.lower(), identity.parser, identity.chunker, identity.embedder)
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def chunk_id(key: str, number: int) -> int:
    """A positive 63-bit id (SQLite's largest integer key). At a million chunks two ids are equal with p < 1e-6."""
    digest = hashlib.blake2b(f"{key}|{number}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
