"""The settings that the app's first frame shows, read without the schema of all settings.

Importing the schema's library takes longer than the first frame may take. Invariant: nothing is checked here; errors in
the file are reported when the library is opened, which checks the whole file (`config/schema.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from assistant.config.paths import MAX_SETTINGS_BYTES
from assistant.disk.opening import read_small


def read_appearance(file: Path) -> tuple[str, Mapping[str, str]]:
    """The theme and the keys by action id, as `file` has them; a value that is missing or not text is left out."""
    import tomllib

    try:
        app = tomllib.loads(read_small(file, MAX_SETTINGS_BYTES).decode("utf-8")).get("app")
    except (OSError, ValueError, RecursionError):  # ValueError: neither UTF-8 nor TOML
        return "", {}
    if not isinstance(app, dict):
        return "", {}
    theme, keys = app.get("theme"), app.get("keys")
    written = keys.items() if isinstance(keys, dict) else ()
    return theme if isinstance(theme, str) else "", {name: key for name, key in written if isinstance(key, str)}
