"""The settings: every one from the schema, with its value and where it comes from."""

from __future__ import annotations

from typing import ClassVar

from assistant.tui.screens.sheet import Row, Sheet, SheetScreen


class SettingsScreen(SheetScreen):
    """Read-only: a setting is changed in its file, which is named."""

    HEADING: ClassVar[str] = "Settings"

    def read(self) -> Sheet:
        file = self.overview.settings_file
        rows = tuple(
            Row(
                (setting.key, setting.shown, setting.origin),
                (
                    (setting.key, "bold $accent"),
                    f" = {setting.shown}  (from {setting.origin})\n{setting.meaning}\n",
                    (_written(setting.key, setting.shown), "dim"),
                ),
                "bold" if setting.origin != "default" else "",
            )
            for setting in self.overview.settings()
        )
        head = (("Settings are read from ", ""), (file, "bold"), ("; they hold from the next start on.", ""))
        return Sheet(head, (("Setting", 30), ("Value", 0), ("From", 10)), rows)


def _written(key: str, value: str) -> str:
    section, _, name = key.partition(".")
    return f"In the file: [{section}] {name} = {value}"
