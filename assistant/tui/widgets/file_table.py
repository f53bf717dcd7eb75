"""The library as a table: sign, name, pages, passages, remark; folders stand above what is in them.

Invariant: at most `MOST_ROWS` rows are made, so that a library of any size opens at once; the rest is found by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.binding import BindingType
from textual.message import Message

from assistant.chat.words import REASONS
from assistant.text.pages import page_word
from assistant.text.quantity import count
from assistant.tui.actions.registry import bindings
from assistant.tui.widgets.foreign import cell
from assistant.tui.widgets.row_table import RowTable

if TYPE_CHECKING:
    from assistant.domain.records.files import FileRecord
    from assistant.tui.state.outline import Line

MOST_ROWS = 200
_SIGNS = {"indexed": ("\u2713", "green"), "quarantined": ("\u2717", "bold red"), "pending": ("\u2026", "dim")}
_PICTURE = ("\u00b7", "dim")  # one without text
_FIXED = 2 + 5 + 8 + 26 + 12  # the other columns and the padding of all


class FileTable(RowTable):
    """Rows are keyed by path."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("files")]

    class AskAbout(Message):
        """The next question is about this file or folder."""

        def __init__(self, path: str) -> None:
            super().__init__()
            self.path = path

    class Folded(Message):
        """This folder is to be opened or closed."""

        def __init__(self, path: str) -> None:
            super().__init__()
            self.path = path

    def __init__(self) -> None:
        super().__init__(id="files")
        self._lines: dict[str, Line] = {}

    def show_lines(self, lines: Sequence[Line], width: int) -> None:
        """Show `lines` in the order given, in a table `width` cells wide; the cursor stays on its path."""
        wide = width >= 76
        row, path = self.cursor_row, self.chosen_key
        shown = lines[:MOST_ROWS]
        self._lines = {line.path: line for line in shown}
        self.clear(columns=True)
        self.add_column(Text(""), width=1)
        told = 26 if wide else 24 if width >= 60 else 14
        self.add_column(Text("File"), width=max(12, width - _FIXED if wide else width - told - 8))
        if wide:
            self.add_column(Text("Pages"), width=5)
            self.add_column(Text("Passages"), width=8)
        self.add_column(Text(""), width=told)
        for line in shown:
            self.add_row(*_cells(line, wide), key=line.path)
        same = next((number for number, line in enumerate(shown) if line.path == path), row)
        self.move_cursor(row=min(same, max(0, self.row_count - 1)))

    @property
    def chosen(self) -> Line | None:
        """The line under the cursor."""
        return self._lines.get(self.chosen_key)

    def action_ask_about(self) -> None:
        if path := self.chosen_key:
            self.post_message(self.AskAbout(path))

    def action_fold(self) -> None:
        if path := self.chosen_key:
            self.post_message(self.Folded(path))


def _cells(line: Line, wide: bool) -> list[Text]:
    indent = "  " * line.depth
    if line.file is None:
        sign, name = "\u25be" if line.open else "\u25b8", f"{indent}{line.name.rstrip('/')}/"
        counts = [number_cell(0), number_cell(line.passages)] if wide else []
        problems = f", {line.bad:,} with {'a problem' if line.bad == 1 else 'problems'}" if line.bad else ""
        told = count(line.files, "file") + problems
        return [cell(sign, "bold"), cell(name, "bold"), *counts, cell(told, "dim")]
    sign, style = _PICTURE if line.file.reason == "picture" else _SIGNS[line.file.state]
    counts = [number_cell(line.file.pages), number_cell(line.file.chunks)] if wide else []
    return [cell(sign, style), cell(indent + line.name), *counts, cell(remark(line.file), "dim")]


def number_cell(number: int) -> Text:
    """A count, right-aligned; nothing for none."""
    return Text(f"{number:,}" if number else "", justify="right")


def remark(file: FileRecord) -> str:
    """What is to be said of a file in a few words."""
    if file.state == "quarantined":
        return REASONS.get(file.reason, file.reason)
    if file.pages_without_text:
        return f"{len(file.pages_without_text)} of {count(file.pages, page_word(file.path))} without text"
    return "waits" if file.state == "pending" else ""
