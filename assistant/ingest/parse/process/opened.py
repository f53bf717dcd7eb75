"""Opens the file for a reader.

Invariant: it is the same file that the scan hashed, so that the text stored under a hash belongs to that hash.
"""

from __future__ import annotations

import errno
import os
import tempfile

from assistant.disk.opening import open_regular
from assistant.domain.errors import ParseFailure
from assistant.domain.records.files import SourceFile, kept_time


def open_source(file: SourceFile, max_file_bytes: int) -> tuple[int, int]:
    """A descriptor, which the caller closes, and the size in bytes.

    Raises ParseFailure: unreadable, empty or too_large. If the scan recorded a time, size and time must be unchanged.
    """
    try:
        descriptor = open_regular(file.path, file.root)
    except OSError as error:
        raise ParseFailure("unreadable", _explain(error)) from None
    status = os.fstat(descriptor)
    try:
        if file.mtime_ns and (status.st_size, kept_time(status.st_mtime_ns)) != (file.size_bytes, file.mtime_ns):
            raise ParseFailure("unreadable", "It changed after the scan.", "It is read again at the next scan.")
        if status.st_size == 0:
            raise ParseFailure("empty", "The file is empty.")
        if status.st_size > max_file_bytes:
            size, limit = status.st_size / 1e6, max_file_bytes / 1e6
            raise ParseFailure(
                "too_large", f"It has {size:,.0f} MB; the limit is {limit:,.0f} MB (library.max_file_mb)."
            )
    except ParseFailure:
        os.close(descriptor)
        raise
    return descriptor, status.st_size


def nameless(data: bytes) -> int:
    """A descriptor, which the caller closes, of a file without a name that holds `data`: in memory where the system
    has such files, else it is gone from the disk as soon as it is closed."""
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("given")
    else:
        with tempfile.TemporaryFile() as file:
            descriptor = os.dup(file.fileno())
    with os.fdopen(os.dup(descriptor), "wb") as writing:
        writing.write(data)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def _explain(error: OSError) -> str:
    if error.errno in (errno.EACCES, errno.EPERM):
        return "You are not allowed to read this file."
    if error.errno == errno.ENOENT:
        return "It is not there any more."
    if error.errno in (errno.ELOOP, errno.ENOTDIR):
        return "A link stands in its place or above it."
    if error.errno == errno.ENOTSUP:
        return "It is not a regular file."
    return f"The system cannot read it ({error.strerror or 'unknown error'})."
