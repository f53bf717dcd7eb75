"""Opening an indexed file with the system's own program. Invariant: only a path that the library holds is opened."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.domain.errors import UsageError

if TYPE_CHECKING:
    from assistant.domain.records.files import FileRecord


def opener() -> list[str]:
    """The command that shows the file whose path is added to it, or [] if there is none here."""
    found = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    return [found] if found else []


def open_outside(path: str, files: Iterable[FileRecord]) -> None:
    """Open `path`. Raises UsageError if the library does not hold it, it is gone, or there is no program to open it."""
    if not any(file.path == path for file in files):
        raise UsageError("Only files of the library can be opened.")
    target = Path(path)
    if target.is_symlink() or not target.is_file():
        raise UsageError("The file is not there any more.", "Press r in the library to look for changes.")
    command = opener()
    if not command:
        raise UsageError("There is no program here that opens files.", "Open it by its path.")
    from assistant.app.ports.outside import outside

    porter = outside()
    if porter is not None:
        try:
            porter.open_file(target)
        except OSError as error:
            raise UsageError(f"The file cannot be opened: {error.strerror}.", "Open it by its path.") from error
        return
    subprocess.Popen(
        [*command, str(target)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
