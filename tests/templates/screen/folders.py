"""Folders: where the files of the library lie."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from assistant.tui.actions.registry import bindings
from assistant.tui.screens.view import View
from assistant.tui.widgets.foreign import ForeignText
from assistant.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from assistant.tui.actions.action import Area


class FoldersScreen(View):
    """A line for each folder, the fullest first."""

    AREA: ClassVar[Area] = "sheet"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("sheet")]

    def compose(self) -> ComposeResult:
        files = self.assistant_app.session.library.files
        folders = Counter(str(PurePath(file.path).parent) for file in files)
        yield ForeignText((" Folders", "bold $primary"), classes="title")
        with VerticalScroll(classes="page"):
            yield ForeignText(*(f"{count:>6}  {folder}\n" for folder, count in folders.most_common()))
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(".page").focus()

    def action_close_sheet(self) -> None:
        self.dismiss()
