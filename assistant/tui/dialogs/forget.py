"""The question before something is forgotten.

Invariant: it says what goes, what stays, and what would bring it back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from assistant.text.clean import one_line
from assistant.text.quantity import count
from assistant.tui.dialogs.dialog import Dialog
from assistant.tui.widgets.tick import Tick

if TYPE_CHECKING:
    from assistant.chat.pieces import Piece
    from assistant.tui.state.outline import Line


class ForgetDialog(Dialog):
    """`then` gets whether the file or folder is to be kept out from now on."""

    def __init__(self, line: Line, then: Callable[[bool], None]) -> None:
        super().__init__("Forget this?", _question(line))
        self._then = then

    def fields(self) -> ComposeResult:
        yield Tick("keep it out: add it to library.ignore, so that it is not read again", True)

    def on_mount(self) -> None:
        self.query_one(".dialog-text").focus()

    def action_confirm(self) -> None:
        keep_out = self.query_one(Tick).value
        self.dismiss()
        self._then(keep_out)


def _question(line: Line) -> list[Piece]:
    what = "this file" if line.file is not None else f"{count(line.files, 'file')} in this folder"
    passages = line.file.chunks if line.file is not None else line.passages
    return [
        (one_line(line.path, 300), "bold"),
        f"\n\nEverything that was made of {what} goes: {count(passages, 'passage')}, their vectors and words, and the "
        "answers that quote them. Afterwards every byte of the library is searched for what may be left.\n\n",
        "The file itself is not touched. " if line.file is not None else "The files themselves are not touched. ",
        ("While it lies in an indexed folder it would be read again; its name then stands in the settings.", "dim"),
    ]


def ignore_pattern(path: str, root: str) -> str:
    """The .gitignore line that leaves out exactly `path` below `root`; "" for the root itself."""
    if not path.startswith(root.rstrip("/") + "/"):
        return ""
    return "".join(f"\\{letter}" if letter in "\\*?[!# " else letter for letter in path[len(root.rstrip("/")) :])
