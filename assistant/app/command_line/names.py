"""Names for the completion of a shell.

Invariant: no library is imported that takes longer than a person waits for tab.
"""

from __future__ import annotations

import tomllib
from contextlib import closing
from pathlib import Path

from assistant.app.models.installed import QUOTES
from assistant.config.paths import Paths
from assistant.store.ledger.connection import connect

__all__ = ["QUOTES", "catalog_names", "indexed_paths"]

_MOST = 2000  # files that are looked at for one completion
_HIGHEST = "\U0010ffff"


def catalog_names() -> list[str]:
    """Sets and models that can be pulled; read without the catalog's checks, which need a library."""
    import assistant.models.catalog

    file = Path(assistant.models.catalog.__file__).with_name("catalog.toml")
    catalog = tomllib.loads(file.read_text("utf-8"))
    return [*catalog["sets"], "reader", *(str(model["name"]) for model in catalog["model"])]


def indexed_paths(paths: Paths, start: str) -> list[str]:
    """The first files of the library whose path begins with `start`; none where it is locked.

    Raises AssistantError where the library cannot be read.
    """
    if not paths.ledger.is_file():
        return []
    with closing(connect(paths.ledger, read_only=True)) as ledger:
        found = ledger.execute(
            "SELECT path FROM files WHERE path >= ? AND path < ? ORDER BY path LIMIT ?",
            (start, start + _HIGHEST, _MOST),
        )
        return [str(row[0]) for row in found]
