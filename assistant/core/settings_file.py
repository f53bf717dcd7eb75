"""Changes single settings in the settings file, for commands and views that offer it.

Invariant: comments, order and every other value stay as the person wrote them, and a file that would not load is never
written.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import ValidationError

from assistant.core.config import Config, known_keys, load_config
from assistant.core.errors import ConfigError
from assistant.core.files import private_folder, write_durably

SettingValue = str | int | float | bool


def write_setting(file: Path, key: str, value: SettingValue) -> Config:
    """Set `section.name` in `file` (made if absent, mode 0600) and return the settings as they are now.

    Raises ConfigError for an unknown key, a value out of range, or a file that was broken before.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    load_config(file)
    if key not in known_keys():
        raise ConfigError(f"There is no setting {key!r}.", "Run: assistant config show")
    section, name = key.split(".")
    try:
        document = tomlkit.parse(file.read_text("utf-8") if file.exists() else "")
        if section not in document:
            document[section] = tomlkit.table()
        document[section][name] = value  # a table: the schema knows no value at the top
        text = tomlkit.dumps(document)
        config = Config.model_validate(tomllib.loads(text))
    except (TOMLKitError, TypeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{key!r} cannot be changed in {str(file)!r}.", "Change it by hand.") from error
    except ValidationError as error:
        reason = error.errors(include_url=False, include_input=False)[0]["msg"]
        raise ConfigError(f"Setting {key!r}: {reason}.", "Run: assistant config show") from None
    private_folder(file.parent)
    write_durably(file, text.encode())
    return config
