"""Changes single settings in the settings file, for commands and views.

Invariant: comments, order and every other value stay as the person wrote them, and a file that would not load is never
written.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.config import vault_settings
from assistant.config.schema import Config, as_config, known_keys, load_config, read_text
from assistant.config.setting import Setting
from assistant.disk.durable import private_folder, write_durably
from assistant.domain.errors import ConfigError
from assistant.text.clean import one_line
from assistant.vault.shelf import Shelf

SettingValue = str | int | float | bool | Sequence[object] | Mapping[str, object]


def write_setting(file: Path, key: str, value: SettingValue) -> Config:
    """Set `section.name` in `file` (made if absent, mode 0600) and return the settings as they are now.

    Raises ConfigError for an unknown key, a value out of range, or a file that was broken before.
    """
    return _change(file, {key: value}, vault_settings.in_vault(file))


def write_settings(file: Path, values: Mapping[str, SettingValue]) -> Config:
    """As `write_setting` for all of `values`, by `section.name`: all are written, or none."""
    return _change(file, values, vault_settings.in_vault(file))


def reset_setting(file: Path, key: str) -> Config:
    """Take `section.name` out of `file`, so that the default applies. Raises ConfigError like `write_setting`."""
    return _change(file, {key: None}, vault_settings.in_vault(file))


def take_names_out(file: Path) -> None:
    """Take the settings out of `file` that hold names of files, and overwrite the file as it was.

    Raises ConfigError, OSError.
    """
    if not file.is_file() or not any(key.split(".")[1] in read_text(file) for key in vault_settings.KEYS):
        return
    alone = not file.is_symlink() and file.stat().st_nlink == 1  # what else a link leads to is not ours
    before = os.open(file, os.O_WRONLY) if alone else None
    _change(file, dict.fromkeys(vault_settings.KEYS), shelf=None)
    if before is not None:
        vault_settings.overwrite_replaced(before)


def _change(file: Path, values: Mapping[str, SettingValue | None], shelf: Shelf | None) -> Config:
    """Change `values`; those that hold names of files go to `shelf`, if there is one."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    load_config(file)
    kept = vault_settings.kept_on(shelf) if shelf is not None else {}
    keys = ", ".join(map(repr, values))
    for key in values:
        require_known(key)
    try:
        document = tomlkit.parse(read_text(file))
        for key, value in values.items():
            if shelf is not None and key in vault_settings.KEYS:
                kept = {**kept, key: value} if value is not None else {k: v for k, v in kept.items() if k != key}
                continue
            section, name = key.split(".")
            if section not in document:
                if value is None:
                    continue
                document[section] = tomlkit.table()
            # A section is always a table: the schema has no value outside a section.
            if value is None:
                document[section].pop(name, None)
            else:
                document[section][name] = value
        text = tomlkit.dumps(document)
        config, wrong = as_config(file, vault_settings.merged(tomllib.loads(text), kept))
    except (TOMLKitError, TypeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{keys} cannot be changed in {str(file)!r}.", "Change it by hand.") from error
    for refused in wrong:
        if refused.key in values:  # another one was wrong before, and is told by whoever reads the settings
            raise ConfigError(
                f"Setting {refused.key!r} cannot be that: {refused.reason}.", "Run: assistant config show"
            )
    if shelf is not None and kept != vault_settings.kept_on(shelf):
        vault_settings.keep_on(shelf, kept)
    if text != read_text(file):
        private_folder(file.parent)
        write_durably(file, text.encode())
    return config


def require_known(key: str) -> None:
    """Raises ConfigError, with the nearest setting, if there is no setting `key`."""
    if key in known_keys():
        return
    by_name = {known.split(".")[1]: known for known in known_keys()}
    near = difflib.get_close_matches(key, known_keys(), n=1) or [
        by_name[name] for name in difflib.get_close_matches(key.rpartition(".")[2], by_name, n=1)
    ]
    hint = f"Did you mean {near[0]!r}?" if near else "They are listed by: assistant config show"
    raise ConfigError(f"There is no setting {key!r}.", hint)


def read_typed(setting: Setting, text: str) -> SettingValue | None:
    """The value of `text`, as a person typed it for `setting`; None for an empty text that means the default.

    A list may be written as TOML or with commas. Raises ConfigError naming what is expected.
    """
    text = text.strip()
    match setting.kind:
        case "text":
            return text
        case "switch":
            if text.casefold() not in _SWITCHES:
                raise _unreadable(setting, "true or false")
            return _SWITCHES[text.casefold()]
        case "choice":
            if text not in setting.choices and text != setting.default:
                raise not_offered(setting.key, text, setting.choices)
            return text
        case "number":
            return _number(setting, text)
        case "list" if not text.startswith("["):
            return [part.strip() for part in text.split(",") if part.strip()]
    try:
        value: SettingValue = tomllib.loads(f"value = {text}")["value"]
    except (ValueError, KeyError, RecursionError):
        raise _unreadable(setting, "a value as TOML writes it") from None
    return value


_SWITCHES = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def _number(setting: Setting, text: str) -> SettingValue | None:
    if not text and setting.default is None:
        return None
    try:
        return int(text) if isinstance(setting.default, int) or text.lstrip("-").isdecimal() else float(text)
    except ValueError:
        raise _unreadable(setting, f"a number, {setting.bounds}" if setting.bounds else "a number") from None


def _unreadable(setting: Setting, expected: str) -> ConfigError:
    return ConfigError(f"Setting {setting.key!r} cannot be that.", f"Write {expected}.")


def not_offered(key: str, text: str, choices: Sequence[str]) -> ConfigError:
    """The error for a `text` that is none of the `choices`: all of them, and the nearest."""
    near = difflib.get_close_matches(text, choices, n=1)
    meant = f"Did you mean {near[0]!r}? " if near else ""
    return ConfigError(
        f"Setting {key!r} cannot be {one_line(text, 60)!r}.", f"{meant}Write one of {', '.join(choices)}."
    )
