"""What lies in the folders of the library and is not read: endings and reasons, counted in the background."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.chat.words import left_out_phrase
from assistant.tui.widgets.foreign import ForeignText

if TYPE_CHECKING:
    from assistant.app.ports.overview import FolderPreview, Overview
    from assistant.tui.jobs.runner import Runner
    from assistant.tui.state.library import LibraryState

_MOST_NAMED = 8


class IgnoredLine(ForeignText):
    """One line, shown where something is left out. It counts once for the first files and after each run."""

    def __init__(self, overview: Overview | None, runner: Runner) -> None:
        super().__init__(id="library-ignored")
        self.display = False
        self._overview = overview
        self._runner = runner
        self._counted: object = None

    def look_again(self, library: LibraryState) -> None:
        """Count what the folders of `library` hold, if that was not done since the newest run."""
        roots = sorted({Path(file.root) for file in library.files})
        now = (roots, library.finished)
        if self._overview is None or not roots or now == self._counted:
            return
        self._counted = now
        self._runner.in_background(partial(self._overview.look, roots), self._show, "ignored")

    def _show(self, found: FolderPreview) -> None:
        told = left_out_phrase(found.left_out, _MOST_NAMED)
        self.display = bool(told)
        self.show((f"  not read: {told}", "dim"))
