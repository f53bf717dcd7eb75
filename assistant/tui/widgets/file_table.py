"""The files of the library as a table: sign, name, pages, passages, remark.

Invariant: at most `MOST_ROWS` rows are made, so that a library of any size opens at once; the rest is found by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import DataTable

from assistant.core.records import FileRecord
from assistant.tui.actions import bindings
from assistant.tui.widgets.foreign import cell
from assistant.tui.words import REASONS

MOST_ROWS = 200
_SIGNS = {"indexed": ("\u2713", "green"), "quarantined": ("\u2717", "bold red"), "pending": ("\u2026", "dim")}
_FIXED = 2 + 5 + 8 + 26 + 12  # the other columns and the padding of all


class FileTable(DataTable[Text]):
    """Rows are keyed by path."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("files")]

    class AskAbout(Message):
        """The next question is about this file."""

        def __init__(self, path: str) -> None:
            super().__init__()
            self.path = path

    def __init__(self) -> None:
        super().__init__(id="files", cursor_type="row", zebra_stripes=False)

    def show_files(self, files: Sequence[FileRecord], width: int) -> None:
        """Show `files` in the order given, in a table `width` cells wide."""
        wide = width >= 76
        cursor = self.cursor_row
        self.clear(columns=True)
        self.add_column(Text(""), width=1)
        self.add_column(Text("File"), width=max(12, width - _FIXED if wide else width - 22))
        if wide:
            self.add_column(Text("Pages"), width=5)
            self.add_column(Text("Passages"), width=8)
        self.add_column(Text(""), width=26 if wide else 14)
        for file in files[:MOST_ROWS]:
            sign, style = _SIGNS[file.state]
            counts = [number_cell(file.pages), number_cell(file.chunks)] if wide else []
            self.add_row(cell(sign, style), cell(inside_root(file)), *counts, cell(remark(file), "dim"), key=file.path)
        self.move_cursor(row=min(cursor, max(0, self.row_count - 1)))

    @property
    def chosen_path(self) -> str:
        """The path under the cursor, or ""."""
        if not self.row_count:
            return ""
        return str(self.coordinate_to_cell_key(self.cursor_coordinate).row_key.value)

    def action_ask_about(self) -> None:
        if path := self.chosen_path:
            self.post_message(self.AskAbout(path))


def number_cell(number: int) -> Text:
    """A count, right-aligned; nothing for none."""
    return Text(f"{number:,}" if number else "", justify="right")


def remark(file: FileRecord) -> str:
    """What is to be said of a file in a few words."""
    if file.state == "quarantined":
        return REASONS.get(file.reason, file.reason)
    if file.pages_without_text:
        return f"{len(file.pages_without_text)} of {file.pages} pages without text"
    return "waits" if file.state == "pending" else ""


def inside_root(file: FileRecord) -> str:
    """The path below the indexed folder, which tells files of the same name apart."""
    path = PurePath(file.path)
    return str(path.relative_to(file.root)) if path.is_relative_to(file.root) and file.path != file.root else file.path
