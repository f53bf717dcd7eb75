"""The folder of this user's temporary files: the only one outside of the library's folders that the program writes to.

Invariant: it belongs to this user, is no link, and nobody else has any right to it.
"""

from __future__ import annotations

import os
import stat
import tempfile
from functools import cache
from pathlib import Path

NAME = "private-assistant-"  # and the number of the user
_LONGEST_BYTES = 60  # below it lie the engine's sockets, whose paths have to fit into 108 bytes


@cache
def private_temporary() -> Path | None:
    """The folder, made where it is not there yet; None where there is no place for it.

    It stays when the program ends: who is sealed cannot remove it, and what lies in it is removed by who made it.
    """
    if os.name != "posix":
        return None
    name = f"{NAME}{os.getuid()}"
    for base in dict.fromkeys((tempfile.gettempdir(), "/tmp")):
        folder = Path(base).resolve()
        folder = folder if folder.name == name else folder / name  # or it is used already, by who started us
        if len(os.fsencode(folder)) <= _LONGEST_BYTES and _is_ours(folder):
            return folder
    try:
        return Path(tempfile.mkdtemp(prefix=NAME, dir="/tmp")).resolve()  # somebody else has taken that name
    except OSError:
        return None


def use_private_temporary() -> None:
    """Have Python, native libraries and child processes put their temporary files below it, if there is one."""
    folder = private_temporary()
    if folder is None:
        return
    tempfile.tempdir = str(folder)
    os.environ["TMPDIR"] = os.environ["SQLITE_TMPDIR"] = str(folder)
    for other in ("TEMP", "TMP"):
        os.environ.pop(other, None)


def _is_ours(folder: Path) -> bool:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        status = folder.lstat()
    except OSError:
        return False
    private = stat.S_IMODE(status.st_mode) & 0o077 == 0
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid() and private
