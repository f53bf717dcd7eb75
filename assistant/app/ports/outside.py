"""What is done outside of the places that the sealed program is kept to, as the faces ask for it.

Invariant: what may be done there is fixed before the seal (`app.sealing.Door`); the rest is refused with a reason.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol


class Outside(Protocol):
    """Calls may come from any thread."""

    def create_file(self, path: Path, text: str) -> None:
        """Write the new file `path` (absolute). Raises OSError, and UsageError where no file may be put."""

    def open_file(self, path: Path) -> None:
        """Show the file with the system's program. Raises OSError, UsageError."""

    def copy(self, text: str) -> str:
        """Put `text` on the clipboard; the name of the tool, "" if there is none or it failed."""


def outside() -> Outside | None:
    """Who does it for this process; None where the process may do everything itself."""
    from assistant.sandbox.porter.sealed_side import running_porter

    return running_porter()
