"""Where a vault is. Invariant: importing it loads nothing, because the app's first frame waits for it."""

from __future__ import annotations

from pathlib import Path

VAULT = "vault"  # the folder's name below the library


def is_vault(folder: Path) -> bool:
    """Whether `folder` is a vault, with or without its keys."""
    return folder.name == VAULT and folder.is_dir()


def is_destroyed(folder: Path) -> bool:
    """Whether the vault's keys were destroyed with all that was in it."""
    return is_vault(folder) and not any(folder.iterdir())
