"""The one readable file of a vault: its wrapped keys.

Invariant: it is replaced as a whole, so that a kill leaves the old wraps or the new ones; without it, and without a
copy of it, nobody opens the vault again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from assistant.disk.durable import write_durably
from assistant.disk.opening import read_small
from assistant.domain.errors import StoreDamaged
from assistant.vault.wraps import Wrap

HEADER = "vault.json"
_SCHEMA = 1
_MOST_BYTES = 1 << 16


def read_header(folder: Path) -> tuple[Wrap, ...]:
    """The wraps of the vault in `folder`. Raises StoreDamaged."""
    return _read(folder / HEADER)[0]


def is_renewed(folder: Path) -> bool:
    """Whether the wraps are those of a new key, whose databases may still lie beside the old ones. Raises
    StoreDamaged."""
    return _read(folder / HEADER)[1]


def _read(file: Path) -> tuple[tuple[Wrap, ...], bool]:
    try:
        content = json.loads(read_small(file, _MOST_BYTES))
        if content["schema"] != _SCHEMA:
            raise StoreDamaged("The vault was made by a newer version of this program.", "Update the program.")
        return tuple(_wrap(entry) for entry in content["wraps"]), content.get("renewed") is True
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise StoreDamaged(
            f"The vault's keys in {str(file)!r} cannot be read: without them nobody can open it.",
            "Put this one file back from a backup; the passphrase of that time opens it.",
        ) from error


def write_header(folder: Path, wraps: Iterable[Wrap], *, renewed: bool = False) -> None:
    """Replace the wraps; `renewed`: by those of a new key. Raises OSError."""
    content = {"schema": _SCHEMA, "wraps": [asdict(one) for one in wraps], **({"renewed": True} if renewed else {})}
    write_durably(folder / HEADER, (json.dumps(content, indent=2) + "\n").encode())


def _wrap(entry: dict[str, object]) -> Wrap:
    opener = entry["opener"]
    if opener not in ("passphrase", "recovery"):
        raise ValueError("an unknown opener")
    cost = entry["cost"]
    if not isinstance(cost, int):
        raise ValueError("the cost is no number")
    return Wrap(opener, cost, str(entry["salt"]), str(entry["wrapped"]), str(entry["check"]))
