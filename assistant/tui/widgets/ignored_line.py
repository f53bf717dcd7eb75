"""What lies in the folders of the library and is not read: endings and reasons, counted in the background."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.chat.words import left_out_phrase
from assistant.tui.widgets.foreign import ForeignText

if TYPE_CHECKING:
    from assistant.tui.state.library import LibraryState

    Counting = Callable[[Sequence[Path], Callable[[Mapping[str, int]], None]], None]

_MOST_NAMED = 8


class IgnoredLine(ForeignText):
    """One line, shown where something is left out. It counts once for the first files and after each run."""

    def __init__(self, count: Counting) -> None:
        """`count(roots, then)` counts in the background, then calls `then` with the number by ending or reason."""
        super().__init__(id="library-ignored")
        self.display = False
        self._count = count
        self._counted: object = None

    def look_again(self, library: LibraryState) -> None:
        """Count what the folders of `library` hold, if that was not done since the newest run."""
        roots = sorted({Path(file.root) for file in library.files})
        now = (roots, library.finished)
        if roots and now != self._counted:
            self._counted = now
            self._count(roots, self._show)

    def _show(self, left_out: Mapping[str, int]) -> None:
        told = left_out_phrase(left_out, _MOST_NAMED)
        self.display = bool(told)
        self.show((f"  not read: {told}", "dim"))
