"""Settings that hold names of files and folders: in a vault they lie in the vault and not in the settings file.

Invariant: while this process has the vault unlocked, none of them is written to the settings file by this program.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.domain.errors import ConfigError
from assistant.vault.shelf import Shelf, shelf_of
from assistant.vault.unlocked import vault_of_settings

KEYS = ("library.folders", "library.ignore", "mcp.folders")
_FOLDER, _NAME = "settings", "names.json"


class NamesUnreadable(ConfigError):
    """The vault's database of small files is damaged."""


def in_vault(file: Path) -> Shelf | None:
    """Where the names of the settings `file` are kept; None where no vault is unlocked for it."""
    vault = vault_of_settings(file)
    return shelf_of(vault / _FOLDER) if vault is not None else None


def read_names(file: Path) -> dict[str, Any]:
    """The settings by `section.name` that the vault keeps for `file`. Raises ConfigError."""
    shelf = in_vault(file)
    return kept_on(shelf) if shelf is not None else {}


def kept_on(shelf: Shelf) -> dict[str, Any]:
    """What `keep_on` has written. Raises ConfigError."""
    try:
        content = shelf.read(_NAME)
        found = json.loads(content) if content is not None else {}
    except (OSError, ValueError) as error:
        raise NamesUnreadable("The settings in the vault cannot be read.", "Run: assistant doctor") from error
    return {key: value for key, value in found.items() if key in KEYS} if isinstance(found, dict) else {}


def keep_on(shelf: Shelf, values: Mapping[str, Any]) -> None:
    """Replace what is kept. Raises OSError."""
    shelf.put(_NAME, json.dumps(dict(values)).encode(), durable=True)


def shelf_in(vault: Path) -> Shelf:
    """Where a vault keeps them; it has to be unlocked."""
    return shelf_of(vault / _FOLDER)


def merged(written: Mapping[str, Any], names: Mapping[str, Any]) -> dict[str, Any]:
    """`written`, as the settings file has it, with `names` in their sections."""
    found = dict(written)
    for key, value in names.items():
        section, name = key.split(".")
        inner = found.get(section, {})
        found[section] = {**inner, name: value} if isinstance(inner, dict) else inner
    return found


def overwrite_replaced(descriptor: int) -> None:
    """Overwrite a file that was replaced while `descriptor` held it, and close it. Raises OSError."""
    try:
        os.write(descriptor, bytes(os.fstat(descriptor).st_size))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
