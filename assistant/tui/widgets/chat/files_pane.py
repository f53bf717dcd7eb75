"""The files beside the conversation, where there is room for three panes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from assistant.chat.exchange import Source
from assistant.tui.ports import app_of
from assistant.tui.state.outline import folders_below_roots, outline
from assistant.tui.widgets.file_table import FileTable

if TYPE_CHECKING:
    from assistant.domain.records.files import FileRecord

_ALL_OPEN = 40  # files; in a larger library the folders are closed at first


class FilesPane(Vertical):
    """An outline of the library; the file under the cursor is told, so that its first page can be shown."""

    BORDER_TITLE = "Files"

    class Pointed(Message):
        """The cursor is on this file."""

        def __init__(self, source: Source) -> None:
            super().__init__()
            self.source = source

    def __init__(self) -> None:
        super().__init__(id="files-pane")
        self._folded: set[str] | None = None
        self._shown: object = None

    def compose(self) -> ComposeResult:
        yield FileTable()

    @property
    def table(self) -> FileTable | None:
        """None until it is mounted."""
        return next(iter(self.query(FileTable)), None)

    def on_mount(self) -> None:
        self.show_files()

    def show_files(self) -> None:
        """Show the files as the session has them; nothing is drawn again where they are the same."""
        files = app_of(self).session.library.files
        if self._folded is None and files:
            self._folded = set(folders_below_roots(files)) if len(files) > _ALL_OPEN else set()
        now = (files, self.size.width, frozenset(self._folded or ()))
        if now != self._shown and self.query(FileTable):
            self._shown = now
            self.query_one(FileTable).show_lines(outline(files, self._folded or ()), self.size.width)

    def on_resize(self) -> None:
        self.show_files()

    @on(FileTable.Folded)
    def _fold(self, event: FileTable.Folded) -> None:
        event.stop()
        line = self.query_one(FileTable).chosen
        if self._folded is not None and line is not None and line.file is None:
            self._folded ^= {line.path}
            self.show_files()

    @on(FileTable.RowHighlighted)
    def _moved(self) -> None:
        table = self.query_one(FileTable)
        if table.has_focus and table.chosen is not None and table.chosen.file is not None:
            self.post_message(self.Pointed(first_page(table.chosen.file)))


def first_page(file: FileRecord) -> Source:
    """The beginning of a file, to look at: no quote is marked in it."""
    return Source(0, file.path, 1 if file.pages > 1 else None, 0, 0, "")
