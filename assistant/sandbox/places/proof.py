"""Attempts of the sealed program to change files outside of our own places, and to reach other programs' sockets.

Invariant: nothing is changed where an attempt succeeds, but for an empty file that is removed at once; what could not
be done anyway, because the person has no right to it, is not tried.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from assistant.sandbox.cage.code_folders import PACKAGE
from assistant.sandbox.places.filter import holds
from assistant.sandbox.places.held import present_places
from assistant.sandbox.porter.sealed_side import connect_unix
from assistant.sandbox.proof import ProofResult, refused, works

_CHILD = "import os, sys; os.close(os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_EXCL)); os.unlink(sys.argv[1])"


def prove_places() -> list[ProofResult]:
    """What came of the attempts; what this system cannot hold is said, and is no failure."""
    return [*(_changes() if present_places().held else _not_held("changes of files elsewhere")),
            *(_connections() if holds() else _not_held("connections to other programs"))]  # fmt: skip


def _not_held(what: str) -> list[ProofResult]:
    return [ProofResult(what, "refused where the system can", True, "not held on this system")]


def _changes() -> Iterator[ProofResult]:
    elsewhere = list(_elsewhere())
    for folder in elsewhere:
        yield refused(f"a new file in {folder}", partial(_new_file, folder))
    if elsewhere:
        yield refused(f"a new file in {elsewhere[0]}, by a child process", partial(_new_file_of_child, elsewhere[0]))
    code = Path(__file__)
    if os.access(code, os.W_OK):
        yield refused("the program's own code, opened for writing", partial(_open, code, os.O_WRONLY | os.O_APPEND))
        yield refused("a file that is there, moved", partial(_move_onto_itself, code))
        yield refused("a file that is there, cut", partial(_cut_nothing, code))
    yield works("a new file in our own folder", partial(_new_file, Path(tempfile.gettempdir())))


def _elsewhere() -> Iterator[Path]:
    """Folders that the person may write to and this process may not."""
    own = present_places().folders
    folders = (Path.home(), Path.cwd(), Path(tempfile.gettempdir()).parent, PACKAGE)
    for folder in dict.fromkeys(folder.resolve() for folder in folders):
        if os.access(folder, os.W_OK) and not any(folder.is_relative_to(place) for place in own):
            yield folder


def _new_file(folder: Path) -> str:
    file = folder / f".assistant-proof-{secrets.token_hex(4)}"
    _open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    file.unlink()
    return "a file could be made"


def _new_file_of_child(folder: Path) -> str:
    file = str(folder / f".assistant-proof-{secrets.token_hex(4)}")
    command = [sys.executable, "-I", "-S", "-c", _CHILD, file]
    if subprocess.run(command, capture_output=True, timeout=60, check=False).returncode:
        raise PermissionError
    return "a file could be made"


def _open(file: Path, flags: int) -> str:
    os.close(os.open(file, flags, 0o600))
    return "a file could be opened for writing"


def _move_onto_itself(file: Path) -> str:
    file.rename(file)
    return "a file could be moved"


def _cut_nothing(file: Path) -> str:
    os.truncate(file, file.stat().st_size)
    return "a file could be cut"


def _connections() -> Iterator[ProofResult]:
    folder = Path(tempfile.gettempdir(), f"assistant-engine-{secrets.token_hex(4)}")
    path = folder / "p.sock"
    try:
        folder.mkdir(mode=0o700)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(path))
            listener.listen(2)
            yield refused("a connection to a Unix socket", partial(_connect, str(path)))
            yield refused("datagrams to Unix sockets", _datagrams)
            yield works("a socket of our own, through the porter", partial(_through_the_porter, str(path)))
    except OSError as error:
        yield ProofResult("a connection to a Unix socket", "refused", False, f"not tried: {error.strerror}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _connect(path: str) -> str:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(path)
    return "a connection could be made"


def _datagrams() -> str:
    for one in socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM):
        one.close()
    return "a socket for datagrams could be had"


def _through_the_porter(path: str) -> None:
    connect_unix(path, 10.0).close()
