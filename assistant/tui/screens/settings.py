"""All settings of the schema, each with its value and its origin. They can be changed here and in the file.

Invariant: the values shown are read from the file and the defaults, never from what was typed.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from assistant.tui.actions.registry import bindings
from assistant.tui.dialogs.value import SettingDialog
from assistant.tui.screens.sheet import Row, Sheet, SheetScreen

if TYPE_CHECKING:
    from assistant.config.setting import Setting
    from assistant.tui.actions.action import Area

_AT_NEXT_INDEXING = ("library.",)
_AT_NEXT_START = ("app.keymap", "app.keys")


class SettingsScreen(SheetScreen):
    """enter changes, backspace goes back to the default; each change holds at once."""

    HEADING: ClassVar[str] = "Settings"
    AREA: ClassVar[Area] = "settings"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("settings")]

    def read(self) -> Sheet:
        file = self.overview.settings_file
        rows = tuple(_row(setting) for setting in self.overview.settings())
        head = (("Written in ", ""), (file, "bold"), (" (by hand too). Values of your own are bold.", ""))
        return Sheet(head, (("Setting", 30), ("Value", 0), ("From", 10)), rows)

    def _setting(self) -> Setting | None:
        return next((setting for setting in self.overview.settings() if setting.key == self.chosen), None)

    def action_change_setting(self) -> None:
        self.assistant_app.runner.in_background(self._setting, self._ask, "view")

    def _ask(self, setting: Setting | None) -> None:
        if setting is None or not self.is_current:
            return
        if setting.kind == "switch":
            self._change(setting.key, "false" if setting.value else "true")
        else:
            self.app.push_screen(SettingDialog(setting, partial(self._change, setting.key)))

    def action_reset_setting(self) -> None:
        self._change(self.chosen, None)

    def _change(self, key: str, text: str | None) -> None:
        self.assistant_app.settings.change(key, text, partial(self._changed, key))

    def _changed(self, key: str) -> None:
        told = "holds from the next indexing on" if key.startswith(_AT_NEXT_INDEXING) else "holds from now on"
        told = "holds from the next start on" if key.startswith(_AT_NEXT_START) else told
        self.app.notify(f"{key} is changed and {told}.")
        if self.is_open:
            self.reread()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("change_setting", "reset_setting"):
            return self.assistant_app.changing.is_possible and bool(self.chosen)
        return True


def _row(setting: Setting) -> Row:
    own = setting.origin != "default"
    detail = (
        (setting.key, "bold $accent"),
        f" = {setting.shown}  (from {setting.origin})\n{setting.meaning}",
        (f"  {setting.bounds}" if setting.bounds else "", "dim"),
        (f"\nOne of: {', '.join(setting.choices)}" if setting.choices else "", "dim"),
    )
    return Row((setting.key, setting.shown, setting.origin), detail, "bold" if own else "", setting.key)
