"""Which paths a question may cite. Invariant: reads a scope as the ledger does, as far as a path alone can tell."""

from __future__ import annotations

from assistant.core.records import Scope


def in_scope(path: str, scope: Scope) -> bool:
    """Whether `path` is one of the scope's files or below one of its folders, and of one of its kinds."""
    if scope.suffixes and not path.lower().endswith(tuple(suffix.lower() for suffix in scope.suffixes)):
        return False
    if not (scope.paths or scope.folders):
        return True
    return path in scope.paths or any(_below(path, folder) for folder in scope.folders)


def _below(path: str, folder: str) -> bool:
    separator = "\\" if "\\" in folder and "/" not in folder else "/"
    return path.startswith(folder.rstrip("/\\") + separator)
