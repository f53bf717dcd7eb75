"""A value that is typed or chosen: a setting's, or a password that is never shown.

Invariant: what is typed is validated before the dialog closes, and a password is handed on and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from assistant.config.file import read_typed
from assistant.config.setting import Setting
from assistant.domain.errors import ConfigError
from assistant.text.clean import one_line
from assistant.tui.dialogs.dialog import Dialog
from assistant.tui.widgets.foreign import safe

if TYPE_CHECKING:
    from assistant.chat.pieces import Piece


_THEME = "app.theme"


class SettingDialog(Dialog):
    """One setting: a list where only some values are possible, else a field. A theme is shown while it is chosen."""

    def __init__(self, setting: Setting, then: Callable[[str], None]) -> None:
        super().__init__(f"Change {one_line(setting.key, 60)}", about(setting))
        self._setting = setting
        self._then = then
        self._before = ""  # the theme, as long as another is only looked at

    def fields(self) -> ComposeResult:
        setting = self._setting
        if setting.kind == "choice":
            yield OptionList(*(Option(safe(choice)) for choice in setting.choices), id="choices", compact=True)
        else:
            yield Input(one_line(typed(setting)), id="value", compact=True)

    def on_mount(self) -> None:
        for choices in self.query(OptionList):
            value = str(self._setting.value)
            choices.highlighted = self._setting.choices.index(value) if value in self._setting.choices else 0
        self.query_one("#choices, #value").focus()

    @on(OptionList.OptionHighlighted)
    def _look(self, event: OptionList.OptionHighlighted) -> None:
        if self._setting.key == _THEME and event.option_index < len(self._setting.choices):
            self._before = self._before or self.app.theme
            self.app.theme = self._setting.choices[event.option_index]

    def action_close_dialog(self) -> None:
        if self._before:
            self.app.theme = self._before
        super().action_close_dialog()

    @on(Input.Submitted)
    @on(OptionList.OptionSelected)
    def action_confirm(self) -> None:
        if self._setting.kind == "choice":
            at = self.query_one(OptionList).highlighted
            text = self._setting.choices[at or 0]
        else:
            text = self.query_one(Input).value
        try:
            read_typed(self._setting, text)
        except ConfigError as error:
            self.refuse(f"{error.message} {error.hint}")
            return
        self.dismiss()
        self._then(text)


class PasswordDialog(Dialog):
    """A password, typed unseen."""

    def __init__(self, title: str, pieces: Sequence[Piece], then: Callable[[str], None]) -> None:
        super().__init__(title, pieces)
        self._then = then

    def fields(self) -> ComposeResult:
        yield Input(password=True, id="value", compact=True, placeholder="password")

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def action_confirm(self) -> None:
        field = self.query_one(Input)
        text = field.value
        if not text:
            self.refuse("Type the password, or press esc.")
            return
        field.clear()
        self.dismiss()
        self._then(text)


def typed(setting: Setting) -> str:
    """The value as a person would type it."""
    if setting.value is None:
        return ""
    if setting.kind == "text":
        return str(setting.value)
    if isinstance(setting.value, list | tuple) and not any("," in str(item) for item in setting.value):
        return ", ".join(map(str, setting.value))
    return setting.shown


def about(setting: Setting) -> list[Piece]:
    """What the setting means and what it may be."""
    pieces: list[Piece] = [one_line(setting.meaning)]
    expected = {"list": "several, with commas between them", "table": "a table as TOML writes it"}.get(setting.kind, "")
    if setting.bounds:
        expected = f"a number, {setting.bounds}"
    if expected:
        pieces.append((f"\nWrite {expected}.", "dim"))
    default = Setting(setting.key, setting.default, "", "").shown
    pieces.append((f"\nDefault: {default}", "dim"))
    return pieces
