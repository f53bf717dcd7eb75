"""A private folder for the engine's socket, with a path that is short enough for a socket.

Invariant: mode 0700, used by a single engine. The folders of dead engines are removed when the next engine starts.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

from assistant.domain.errors import GenerationFailed
from assistant.sandbox.porter.sealed_side import connect_unix, running_porter

SOCKET_NAME = "e.sock"  # llama.cpp treats a host name with this ending as a Unix socket
_PREFIX = "assistant-engine-"
_MAX_PATH_BYTES = 100  # sun_path holds 108 bytes on Linux, 104 on macOS
_YOUNG_S = 60.0  # a folder of this age may belong to an engine that is just starting


def make_socket_folder() -> Path:
    """A new folder in the first base folder that is writable and short. Raises GenerationFailed if there is none."""
    for base in _bases():
        if len(os.fsencode(str(base))) + len(_PREFIX) + 10 + len(SOCKET_NAME) > _MAX_PATH_BYTES:
            continue
        try:
            sweep(base)
            return Path(tempfile.mkdtemp(prefix=_PREFIX, dir=base))  # mode 0700
        except OSError:
            continue
    raise GenerationFailed("There is no folder for the engine's socket.", "Set TMPDIR to a short, writable folder.")


def sweep(base: Path) -> None:
    """Remove our socket folders in `base` whose socket has no listening process any more."""
    for folder in base.glob(_PREFIX + "*"):
        try:
            status = folder.lstat()
            ours = status.st_uid == os.getuid() and not folder.is_symlink()
            if ours and time.time() - status.st_mtime > _YOUNG_S and not _is_answered(folder / SOCKET_NAME):
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue


def _bases() -> list[Path]:
    if running_porter() is not None:  # it connects to sockets there alone
        return [Path(tempfile.gettempdir())]
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    candidates = [Path(runtime)] if runtime else []
    candidates += [Path(tempfile.gettempdir()), Path("/tmp")]
    return [base for base in candidates if base.is_absolute() and base.is_dir()]


def _is_answered(path: Path) -> bool:
    """Whether a process accepts connections at the socket `path`; True if that cannot be decided."""
    try:
        connect_unix(str(path), 1.0).close()
    except (ConnectionRefusedError, FileNotFoundError):
        return False
    except OSError:
        return True
    return True
