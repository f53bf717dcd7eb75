"""The folders that other programs may be given text of, as the settings hold them.

Invariant: a folder is kept by its real path, and what is allowed is looked up again for each call.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from assistant.app.policies import require_named_policy
from assistant.app.vault.unlocking import changing_names
from assistant.config.file import write_setting
from assistant.config.paths import Paths
from assistant.config.schema import load_config
from assistant.domain.errors import NothingFound, UsageError


def allowed_folders(paths: Paths) -> tuple[str, ...]:
    """Absolute paths without links; what is written there and is none is left out. Raises ConfigError."""
    found: list[str] = []
    for written in load_config(paths.config_file).mcp.folders:
        with suppress(RuntimeError, ValueError, OSError):  # "~nobody", a zero byte, a circle of links: no folder
            folder = Path(written).expanduser()
            if folder.is_absolute():
                found.append(str(folder.resolve()))
    return tuple(dict.fromkeys(found))


class Allowed:
    """The folders as the settings were when they were looked up last. Called, it returns them."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self._folders = allowed_folders(paths)

    def __call__(self) -> tuple[str, ...]:
        return self._folders

    def look_up(self) -> None:
        """Raises ConfigError, and allows nothing then."""
        self._folders = ()
        self._folders = allowed_folders(self._paths)


def allow(paths: Paths, folders: Sequence[Path]) -> tuple[str, ...]:
    """Allow `folders` too; returns all that are allowed. Raises UsageError for what is no folder."""
    wanted = []
    for folder in folders:
        real = folder.expanduser().resolve()
        if not real.is_dir():
            raise UsageError(f"There is no folder {str(folder)!r}.", "Name a folder that is in the library.")
        if real == Path(real.anchor):
            raise UsageError("The whole disk is not allowed at once.", "Name the folders that programs may read.")
        wanted.append(str(real))
    return _write(paths, tuple(dict.fromkeys((*allowed_folders(paths), *wanted))))


def deny(paths: Paths, folders: Sequence[Path]) -> tuple[str, ...]:
    """Take `folders` out, all without any; returns what is still allowed. Raises NothingFound for one that was not."""
    before = allowed_folders(paths)
    unwanted = [str(folder.expanduser().resolve()) for folder in folders]
    for folder in unwanted:
        if folder not in before:
            raise NothingFound(f"{folder!r} is not among the allowed folders.", "Run: assistant mcp status")
    return _write(paths, tuple(folder for folder in before if unwanted and folder not in unwanted))


def _write(paths: Paths, folders: tuple[str, ...]) -> tuple[str, ...]:
    require_named_policy(paths)
    with changing_names(paths):
        write_setting(paths.config_file, "mcp.folders", folders)
    return folders
