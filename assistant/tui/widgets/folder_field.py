"""A field for a folder: its label, its path completed by tab, and below it what would be read there.

Invariant: nothing is read before the person presses enter; what is wrong is said in the field's own line, and goes as
soon as it is right.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalGroup
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input

from assistant.chat.words import duration, left_out_phrase, size
from assistant.domain.errors import AssistantError
from assistant.text.clean import one_line
from assistant.text.quantity import count
from assistant.tui.ports import app_of
from assistant.tui.widgets.folder_suggester import FolderSuggester, folders_like
from assistant.tui.widgets.foreign import ForeignText

if TYPE_CHECKING:
    from assistant.app.ports.overview import FolderPreview, Overview
    from assistant.chat.pieces import Piece

_TYPING_PAUSE_S = 0.25
_MOST_KINDS = 8
_MOST_FOLDERS = 6
# Measured on the sample archive (71 files, 525 passages) on two slow cores: 66 s.
_S_A_FILE = 0.93


class FolderInput(Input):
    """tab completes, as in a shell; where there is nothing to complete it moves the focus."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", "complete", show=False, priority=True)]

    def __init__(self, value: str, id: str, placeholder: str) -> None:
        super().__init__(value, placeholder=placeholder, id=id, compact=True, suggester=FolderSuggester())

    def action_complete(self) -> None:
        self.call_later(self._complete)  # after the letters that were typed before and wait in the field's queue

    def _complete(self) -> None:
        names = folders_like(self.value)
        whole = _beginning_of(names)
        if len(names) == 1:
            whole = whole.rstrip(os.sep) + os.sep
        if len(whole) > len(self.value):
            self.value = whole
            self.cursor_position = len(whole)
        elif not names:
            self.screen.focus_next()


class FolderField(VerticalGroup):
    """Posts `Chosen` with a folder that is there."""

    class Chosen(Message):
        """The person wants this folder (absolute) to be read."""

        def __init__(self, folder: Path) -> None:
            super().__init__()
            self.folder = folder

    def __init__(self, value: str, id: str) -> None:
        super().__init__(id=id, classes="folder-field")
        self._value = value
        self._looking: Timer | None = None

    def compose(self) -> ComposeResult:
        yield ForeignText(
            ("Folder to read  ", "bold"), ("tab completes, enter reads it", "dim"), classes="folder-label"
        )
        yield FolderInput(self._value, "folder-path", "such as ~/Documents")
        yield ForeignText(classes="folder-preview")

    def begin(self) -> None:
        """Take the focus and show what the path holds."""
        self.query_one(Input).focus()
        self._look()

    def confirm(self) -> None:
        """As enter in the field."""
        self._confirmed()

    # ---------------------------------------------------------------- while it is typed

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._looking is not None:
            self._looking.stop()
        self._looking = self.set_timer(_TYPING_PAUSE_S, self._look)

    def _look(self) -> None:
        port, folder = app_of(self), self._folder()
        if folder is None or port.overview is None:
            self._say()
        elif not folder.is_dir() and (fitting := folders_like(self.query_one(Input).value)):
            names = [one_line(Path(name).name, 30) for name in fitting[:_MOST_FOLDERS]]
            more = ["\u2026"] if len(fitting) > _MOST_FOLDERS else []
            self._say((f"  {', '.join([*names, *more])}", "dim"))
        else:
            self._say(("  \u2026 looking", "dim"))
            work = partial(_preview, port.overview, folder)
            port.runner.in_background(work, partial(self._show, folder), "preview")

    def _folder(self) -> Path | None:
        typed = self.query_one(Input).value.strip()
        try:
            return Path(typed).expanduser() if typed else None
        except RuntimeError:  # "~nobody"
            return Path(typed)

    def _show(self, folder: Path, preview: FolderPreview | str) -> None:
        if self.is_attached and self.app.is_running and self.query(Input) and folder == self._folder():
            self._say(*preview_text(preview))

    def _say(self, *pieces: Piece) -> None:
        line = self.query_one(".folder-preview", ForeignText)
        line.display = bool(pieces)
        line.show(*pieces)
        self.keep_in_sight()

    def keep_in_sight(self) -> None:
        """Where the window is low, what stands above may push it out of sight."""
        if self.has_focus_within:
            self.call_after_refresh(self.scroll_visible, animate=False)

    # ---------------------------------------------------------------- when it is confirmed

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._confirmed()

    def _confirmed(self) -> None:
        folder = self._folder()
        if folder is None or not folder.exists():
            if self._looking is not None:  # what was typed before must not take the answer away
                self._looking.stop()
            typed = one_line(self.query_one(Input).value.strip(), 80)
            told = f"There is no folder {typed!r}. Write the whole path, or complete it with tab."
            self._say(("  \u2717 ", "bold $error"), told if typed else "Write the path of a folder.")
        else:
            self.post_message(self.Chosen(folder.resolve()))


def _beginning_of(names: Sequence[str]) -> str:
    """What all `names` begin with."""
    first, last = min(names, default=""), max(names, default="")
    same = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), None)
    return first[: min(len(first), len(last))] if same is None else first[:same]


def _preview(overview: Overview, folder: Path) -> FolderPreview | str:
    try:
        return overview.preview(folder)
    except AssistantError as error:
        return str(error)


def preview_text(preview: FolderPreview | str) -> list[Piece]:
    """How many files of which kinds would be read, how long that takes, and what would not."""
    if isinstance(preview, str):
        return [("  \u2717 ", "bold $error"), preview]
    total = sum(preview.readable.values())
    least = "" if preview.complete else "at least "
    if not total:
        return [("  - nothing here can be read", "bold $warning"), *_left_out(preview)]
    taken = f"roughly {duration(max(5.0, total * _S_A_FILE))}"
    return [
        ("  \u2713 ", "bold $success"),
        (f"{least}{count(total, 'file')}", "bold"),
        f", {size(preview.size_bytes)}, would be read in {taken}",
        ("\n    " + _kinds(dict(preview.readable)), "dim"),
        *_left_out(preview),
    ]


def _left_out(preview: FolderPreview) -> list[Piece]:
    told = left_out_phrase(preview.left_out, _MOST_KINDS)
    return [("\n  - left out: ", "bold"), (told, "dim")] if told else []


def _kinds(counts: dict[str, int]) -> str:
    shown = list(counts.items())[:_MOST_KINDS]
    more = f", {len(counts) - _MOST_KINDS} other kinds" if len(counts) > _MOST_KINDS else ""
    return ", ".join(f"{number:,} {one_line(kind, 30) or 'without ending'}" for kind, number in shown) + more
