"""The vaults that this process has unlocked: their keys, in memory alone.

Invariant: no key is in an argument, in the environment or in a file; a process that was not given the passphrase opens
nothing, and never makes a plain file where a vault stands.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path

from assistant.domain.errors import StoreDamaged, UsageError, VaultLocked
from assistant.vault.header import HEADER, read_header
from assistant.vault.place import belongs_in_vault, is_destroyed, is_vault
from assistant.vault.wraps import read_secret, unwrap

_HINT = "Give the passphrase: at a terminal you are asked for it, elsewhere with --passphrase-fd."
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Unlocked:
    key: bytes
    settings: Path  # the settings file whose names of files are kept in the vault
    lock_request: bytes  # the last one before it was unlocked
    since: float  # by the clock of the wall, in seconds


_unlocked: dict[Path, _Unlocked] = {}


class WrongPassphrase(UsageError):
    """Neither the passphrase nor the recovery code of the vault."""


def is_unlocked(folder: Path) -> bool:
    return folder in _unlocked


def open_wraps(folder: Path, secret: str) -> bytes:
    """The key of the vault in `folder`. Raises WrongPassphrase, VaultLocked (its keys were destroyed), StoreDamaged."""
    require_keys(folder)
    wraps = read_header(folder)
    opener, normal = read_secret(secret)
    for found in wraps:
        key = unwrap(found, normal) if found.opener == opener else None
        if key is not None:
            return key
    what = "recovery code" if opener == "recovery" else "passphrase"
    raise WrongPassphrase(f"That is not the {what} of this vault. Nothing was changed.", "Try again.")


def unlock(folder: Path, key: bytes, settings: Path, lock_request: bytes = b"") -> None:
    """Keep the key in this process. `lock_request`: the last one, read before the key was got."""
    with _lock:
        _unlocked[folder] = _Unlocked(key, settings, lock_request, time.time())


def lock(folder: Path) -> None:
    """Drop the key. What is open has to be closed first."""
    with _lock:
        _unlocked.pop(folder, None)


def unlocked_after(folder: Path) -> tuple[bytes, float] | None:
    """(the last request to lock before this process unlocked the vault, when that was); None where it is locked."""
    found = _unlocked.get(folder)
    return None if found is None else (found.lock_request, found.since)


def key_of(folder: Path) -> bytes:
    """The key of the vault in `folder`. Raises VaultLocked, StoreDamaged."""
    found = _unlocked.get(folder)
    if found is not None:
        return found.key
    require_keys(folder)
    raise VaultLocked(f"The vault in {str(folder)!r} is locked.", _HINT)


def key_for(file: Path) -> bytes | None:
    """The key for a database; None where it is in no vault. Raises VaultLocked, StoreDamaged."""
    if not belongs_in_vault(file.parent):
        return None
    require_there(file.parent)
    return key_of(file.parent)


def require_there(folder: Path) -> None:
    """Raises VaultLocked where another process has taken the library out of the vault meanwhile."""
    if not is_vault(folder):
        raise VaultLocked(f"There is no vault in {str(folder)!r} any more.", "Run the command again.")


def vault_of_settings(file: Path) -> Path | None:
    """The unlocked vault that keeps names of files for the settings `file`."""
    return next((folder for folder, found in _unlocked.items() if found.settings == file), None)


def require_keys(folder: Path) -> None:
    """Raises VaultLocked where the keys were destroyed on purpose, StoreDamaged where they are gone otherwise."""
    if is_destroyed(folder):
        raise VaultLocked(
            "The key of the vault was destroyed, with all that was in it.",
            "Begin a new vault with: assistant vault create. Or go on without one: assistant vault remove",
        )
    if not (folder / HEADER).is_file():
        raise StoreDamaged(
            f"The vault's keys {str(folder / HEADER)!r} are gone: without them nobody can open it.",
            "Put this one file back from a backup; the passphrase of that time opens it.",
        )
