"""What the file under the cursor holds: its first page beside the list, or why there is none.

Invariant: a page is read only once the cursor rests on its file, and passes the guard as the pages of answers do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer

from assistant.chat.words import REASONS, REMEDIES, file_name
from assistant.text.clean import one_line
from assistant.text.quantity import count
from assistant.tui.widgets.chat.files_pane import first_page
from assistant.tui.widgets.chat.passage_reader import PassageReader
from assistant.tui.widgets.foreign import ForeignText

if TYPE_CHECKING:
    from assistant.chat.pieces import Piece
    from assistant.tui.state.outline import Line

BESIDE = 110  # columns from which there is room beside the list
_REST_S = 0.1  # while the cursor runs over the list, nothing is read
_SHARE, _LEAST = 0.45, 50  # of the width


class FilePreview(Vertical):
    """A page without keys of its own: they stay with the list."""

    BORDER_TITLE = "Preview"

    def __init__(self) -> None:
        super().__init__(id="library-preview")
        self._resting: Timer | None = None
        self._line: Line | None = None

    def compose(self) -> ComposeResult:
        yield ForeignText(id="preview-told")
        reader = PassageReader()
        reader.display = False
        yield reader

    def width_of(self, total: int) -> int:
        """The cells that it takes of `total`; 0 while it is hidden."""
        width = max(_LEAST, int(total * _SHARE)) if self.display else 0
        self.styles.width = width or 1
        return width

    def point(self, line: Line | None) -> None:
        """The cursor of the list is on `line`."""
        if line == self._line or not self.display:
            return
        self._line = line
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(_REST_S, self._show)

    def _show(self) -> None:
        line, told, reader = self._line, self.query_one("#preview-told", ForeignText), self.query_one(PassageReader)
        read = line is not None and line.file is not None and line.file.state == "indexed"
        told.display, reader.display = not read, read
        if line is not None and line.file is not None and read:
            reader.open(first_page(line.file))
        elif line is not None:
            told.show(*_instead(line))


def _instead(line: Line) -> list[Piece]:
    """What is said where there is no page to show."""
    if line.file is None:
        return [(file_name(line.path, 40), "bold"), f"\n{count(line.files, 'file')}, {count(line.passages, 'passage')}"]
    if line.file.state != "quarantined":
        return [("It waits to be read.", "dim")]
    if line.file.reason == "picture":
        return [(one_line(line.file.message, 300), "dim")]
    reason, remedy = REASONS.get(line.file.reason, line.file.reason), REMEDIES.get(line.file.reason, "")
    return [(f"Not read: {reason}.", "$warning"), f"\n{remedy}" if remedy else ""]
