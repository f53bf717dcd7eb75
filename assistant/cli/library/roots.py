"""The folders that `index` and `watch` work on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.domain.errors import UsageError

if TYPE_CHECKING:
    from assistant.app.ports.assistant import Assistant


def require_existing(paths: Sequence[Path]) -> None:
    """Raises UsageError naming the first of `paths` that is not there."""
    for path in paths:
        if not path.expanduser().exists():
            raise UsageError(f"There is no {str(path)!r}.", "Give a folder or file that exists.")


def roots_of(paths: Sequence[Path], assistant: Assistant, command: str) -> list[Path]:
    """`paths`, absolute; without any the folders that the library knows. Raises UsageError if it knows none."""
    from assistant.app.open import known_roots

    roots = [path.expanduser().resolve() for path in paths] or known_roots(assistant)
    if not roots:
        raise UsageError("No folder is known yet.", f"Give one: assistant {command} ~/Documents")
    return roots
