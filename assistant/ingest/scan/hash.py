"""The SHA-256 hash of a file's content.

Invariant: a hash is returned only if the file did not change while it was read.
"""

from __future__ import annotations

import errno
import hashlib
import os
import time
from dataclasses import replace

from assistant.disk.change_time import change_time_ns
from assistant.disk.opening import open_regular
from assistant.domain.records.files import SourceFile

_BLOCK_BYTES = 1024 * 1024


class Unsettled(Exception):
    """The file changed while it was read."""


def with_hash(file: SourceFile) -> SourceFile:
    """`file` with its SHA-256 and the size and times it has now.

    Raises Unsettled if it is being written, OSError if it cannot be read. Reads at most the size it has at the start.
    """
    descriptor = open_regular(file.path, file.root)
    with os.fdopen(descriptor, "rb", buffering=0) as stream:
        before = os.fstat(descriptor)
        digest = hashlib.sha256()
        left = before.st_size
        while left > 0 and (block := stream.read(min(left, _BLOCK_BYTES))):
            digest.update(block)
            left -= len(block)
        after = os.fstat(descriptor)
    if left or (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise Unsettled
    return replace(
        file,
        sha256=digest.hexdigest(),
        size_bytes=after.st_size,
        mtime_ns=after.st_mtime_ns,
        inode=after.st_ino,
        # That of before: if it was rewritten in place while it was read, the next look sees another change of status.
        changed_ns=change_time_ns(before),
        hashed_at=int(time.time()),
    )


def explain(error: OSError) -> str:
    """Why the system refuses a file, as the library's list shows it."""
    if error.errno in (errno.EACCES, errno.EPERM):
        return "You are not allowed to read this file."
    if error.errno == errno.ELOOP:
        return "It became a link after it was found."
    if error.errno == errno.ENOTSUP:
        return "It is not a regular file any more."
    return f"The system cannot read this file ({error.strerror or 'unknown error'})."
