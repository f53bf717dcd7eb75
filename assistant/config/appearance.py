"""The settings that the app's first frame shows, read without the schema of all settings.

Importing the schema's library takes longer than the first frame may take. Invariant: nothing is checked here; errors in
the file are reported when the library is opened, which checks the whole file (`config/schema.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from assistant.config.paths import MAX_SETTINGS_BYTES
from assistant.disk.opening import read_small

LOCK_MINUTES, MOST_LOCK_MINUTES = 15, 1440  # without a key
# Ours, then those that come with the terminal library; "" is the first.
THEMES = (
    "", "assistant-dark", "assistant-light", "assistant-contrast",
    "ansi-dark", "ansi-light", "atom-one-dark", "atom-one-light", "catppuccin-frappe", "catppuccin-latte",
    "catppuccin-macchiato", "catppuccin-mocha", "dracula", "flexoki", "gruvbox", "monokai", "nord", "rose-pine",
    "rose-pine-dawn", "rose-pine-moon", "solarized-dark", "solarized-light", "textual-dark", "textual-light",
    "tokyo-night",
)  # fmt: skip


def read_appearance(file: Path) -> tuple[str, Mapping[str, str]]:
    """The theme and the keys by action id, as `file` has them; what is missing or cannot be is left out."""
    app = _read_section(file)
    theme, keys = app.get("theme"), app.get("keys")
    written = keys.items() if isinstance(keys, dict) else ()
    return theme if isinstance(theme, str) and theme in THEMES else "", {
        name: key for name, key in written if isinstance(key, str)
    }


def read_lock_minutes(file: Path) -> int:
    """After how many minutes without a key a vault is locked; 0 for never. A wrong value is the default."""
    minutes = _read_section(file).get("lock_minutes", LOCK_MINUTES)
    return minutes if isinstance(minutes, int) and 0 <= minutes <= MOST_LOCK_MINUTES else LOCK_MINUTES


def _read_section(file: Path) -> Mapping[str, object]:
    import tomllib

    try:
        app = tomllib.loads(read_small(file, MAX_SETTINGS_BYTES).decode("utf-8")).get("app")
    except (OSError, ValueError, RecursionError):  # ValueError: neither UTF-8 nor TOML
        return {}
    return app if isinstance(app, dict) else {}
