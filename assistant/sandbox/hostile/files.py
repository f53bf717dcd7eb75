"""Attempts on files: to read, list, write, replace and watch what the reader was not given."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from assistant.sandbox.hostile.attempt import SECRET, Attempt, Bait

_LEASE, _READ_LEASE, _NO_LEASE = 1024, 0, 2


def _open(path: str, flags: int, folder: int | None = None) -> None:
    os.close(os.open(path, flags, 0o600, dir_fd=folder))


def _read(bait: Bait) -> None:
    _open(bait.file(SECRET), os.O_RDONLY)


def _read_from_code(bait: Bait) -> None:
    """A folder that may be read is the start of a way to one that may not."""
    folder = os.open(Path(os.__file__).parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        up = "../" * len(Path(os.__file__).resolve().parts)
        _open(up + bait.file(SECRET).lstrip("/"), os.O_RDONLY, folder)
    finally:
        os.close(folder)


def _list(bait: Bait) -> None:
    os.listdir(bait.folder)  # noqa: PTH208 - one system call after another, as they come


def _create(bait: Bait) -> None:
    _open(bait.file("created"), os.O_WRONLY | os.O_CREAT)


def _create_without_name(bait: Bait) -> None:
    _open(bait.folder, os.O_RDWR | os.O_TMPFILE)


def _empty(bait: Bait) -> None:
    _open(bait.file("emptied"), os.O_RDONLY | os.O_TRUNC)  # a file that is opened for reading can be emptied


def _program_code(bait: Bait) -> None:
    _open(__file__, os.O_WRONLY | os.O_APPEND)


def _reopen(bait: Bait) -> None:
    _open(f"/proc/self/fd/{bait.descriptor}", os.O_RDWR)


def _lease(bait: Bait) -> None:
    fcntl.fcntl(bait.descriptor, _LEASE, _READ_LEASE)
    fcntl.fcntl(bait.descriptor, _LEASE, _NO_LEASE)


def _mode(bait: Bait) -> None:
    os.fchmod(bait.descriptor, 0o600)


def _owner(bait: Bait) -> None:
    os.chown(bait.file("owned"), os.getuid(), -1)


def _watch(bait: Bait) -> None:
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = libc.inotify_init1(0)
    if descriptor < 0:
        raise OSError(ctypes.get_errno(), "")
    os.close(descriptor)


ATTEMPTS = (
    Attempt("read a private file", _read, part="files"),
    Attempt("read a private file, by way of the program's folder", _read_from_code, part="files"),
    Attempt("list a private folder", _list, part="files"),
    Attempt("ask when a private file was changed", lambda bait: Path(bait.file(SECRET)).stat(), part="namespaces"),
    Attempt("create a file", _create),
    Attempt("create a file without a name", _create_without_name, "kernel"),
    Attempt("overwrite a file", lambda bait: _open(bait.file("overwritten"), os.O_WRONLY)),
    Attempt("empty a file while it is opened for reading", _empty),
    Attempt("cut a file", lambda bait: os.truncate(bait.file("cut"), 0)),
    Attempt("remove a file", lambda bait: os.unlink(bait.file("removed"))),  # noqa: PTH108
    Attempt("rename a file", lambda bait: os.rename(bait.file("renamed"), bait.file("other"))),  # noqa: PTH104
    Attempt("make a hard link", lambda bait: os.link(bait.file("linked"), bait.file("hard"))),
    Attempt("make a symbolic link", lambda bait: os.symlink("/", bait.file("soft"))),  # noqa: PTH211
    Attempt("make a folder", lambda bait: os.mkdir(bait.file("made"))),  # noqa: PTH102
    Attempt("remove a folder", lambda bait: os.rmdir(bait.file("empty"))),  # noqa: PTH106
    Attempt("make a named pipe", lambda bait: os.mkfifo(bait.file("pipe"))),
    Attempt("change a file's time", lambda bait: os.utime(bait.file("dated"), (0, 0))),
    Attempt("change a file's owner", _owner),
    Attempt("change the mode of the file that it reads", _mode),
    Attempt("lock the file that it reads", lambda bait: fcntl.flock(bait.descriptor, fcntl.LOCK_EX)),
    Attempt("hold others off the file that it reads", _lease),
    Attempt("open the file that it reads for writing", _reopen),
    Attempt("watch for changes of files", _watch),
    Attempt("write into the program's own code", _program_code, "root"),
)
