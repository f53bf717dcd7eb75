"""Where a vault is. Invariant: importing it loads nothing, because the app's first frame waits for it."""

from __future__ import annotations

from pathlib import Path

_HOLDS = ("vault.json", "destroying", ".sqlite3")  # what else lies there says nothing, and may be another program's
VAULT = "vault"  # the folder's name below the library
NEW_VAULT, OLD_VAULT, NEW_PLAIN = "vault.new", "vault.old", "plain.new"  # on the way into a vault and out of it


def is_vault(folder: Path) -> bool:
    """Whether `folder` is a vault, with or without its keys."""
    return folder.name == VAULT and folder.is_dir()


def belongs_in_vault(folder: Path) -> bool:
    """Whether what lies in `folder` is under a vault's key or nowhere: also where the vault is not there any more."""
    return folder.name == VAULT


def has_traces(library: Path) -> bool:
    """Whether there is a vault below `library`, or anything that a way into one or out of it has left."""
    return any((library / name).exists() for name in (VAULT, NEW_VAULT, OLD_VAULT, NEW_PLAIN))


def is_destroyed(folder: Path) -> bool:
    """Whether the vault's keys were destroyed with all that was in it."""
    return is_vault(folder) and not any(file.name in _HOLDS or file.suffix in _HOLDS for file in folder.iterdir())
