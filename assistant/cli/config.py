"""`assistant config`: the settings, where each comes from, and how to change one.

Invariant: a value is checked before it is written, and what the person wrote around it in the file stays.
"""

from __future__ import annotations

import click

from assistant.cli.completion.names import complete_settings, complete_values
from assistant.cli.output import json_option, print_json, print_table, say
from assistant.config.paths import find_paths
from assistant.config.setting import Setting
from assistant.text.clean import clean

_key = click.argument("key", shell_complete=complete_settings)


@click.group(name="config")
def command() -> None:
    """Show and change the settings."""


def tell_wrong_settings() -> None:
    """Say which values of the settings file are not used, a line each."""
    paths = find_paths()
    if not paths.config_file.is_file():  # the usual case: nothing is imported
        return
    from assistant.config.schema import read_config

    for value in read_config(paths.config_file)[1]:
        say(f"! {clean(value.said)}")


@command.command()
@json_option
def show(as_json: bool) -> None:
    """Print every setting with its value, its origin and what it means."""
    from assistant.app.overview import LocalOverview

    overview = LocalOverview(find_paths())
    settings, wrong = overview.settings(), overview.wrong_settings()
    if as_json:
        print_json(
            {
                "file": overview.settings_file,
                "settings": [setting.as_json() for setting in settings],
                "wrong": [{"key": value.key, "reason": value.reason} for value in wrong],
            }
        )
        return
    print_table(
        ("setting", "value", "from", "meaning"),
        [(setting.key, setting.shown, setting.origin, _meaning(setting)) for setting in settings],
    )
    for value in wrong:
        say(f"! {clean(value.said)}")


def _meaning(setting: Setting) -> str:
    if setting.kind == "choice" and setting.key != "app.theme":  # too many for a line: config set names them
        return f"{setting.meaning} One of {', '.join(setting.choices)}."
    return f"{setting.meaning} {setting.bounds.capitalize()}." if setting.bounds else setting.meaning


@command.command()
@_key
@json_option
def get(key: str, as_json: bool) -> None:
    """Print the value of the setting KEY, as the settings file writes it."""
    setting = _default_of(key) or _read(key)
    if as_json:
        print_json({"key": setting.key, "value": setting.value, "origin": setting.origin})
    else:
        click.echo(str(setting.value) if isinstance(setting.value, str) else setting.shown)


def _default_of(key: str) -> Setting | None:
    """The setting `key` where the settings file surely does not hold it; nothing heavy is imported."""
    from assistant.config.outline import untouched

    known = untouched(key, find_paths())
    if known is None:
        return None
    default = list(known.default) if isinstance(known.default, tuple) else known.default
    return Setting(key, default, "default", known.meaning)


def _read(key: str) -> Setting:
    from assistant.app.overview import LocalOverview
    from assistant.config.file import require_known

    require_known(key)
    return next(setting for setting in LocalOverview(find_paths()).settings() if setting.key == key)


@command.command(name="set", context_settings={"ignore_unknown_options": True})  # -1 is a value
@_key
@click.argument("value", shell_complete=complete_values)
@json_option
def set_(key: str, value: str, as_json: bool) -> None:
    """Set KEY to VALUE, if it may be that. A list is written with commas, or as TOML.

    A policy is taken only if its own tests pass, a model only if it is on this machine.
    """
    from assistant.app.changes import LocalChanges

    LocalChanges(find_paths()).set(key, value)
    _tell(key, as_json)


@command.command()
@_key
@json_option
def unset(key: str, as_json: bool) -> None:
    """Take KEY out of the settings file, so that its default holds."""
    from assistant.app.changes import LocalChanges

    LocalChanges(find_paths()).reset(key)
    _tell(key, as_json)


def _tell(key: str, as_json: bool) -> None:
    setting = _read(key)
    if as_json:
        print_json({"key": key, "value": setting.value, "origin": setting.origin})
    else:
        click.echo(f"{key} = {setting.shown}")


@command.command()
@json_option
def path(as_json: bool) -> None:
    """Print the path of the settings file (it need not exist)."""
    file = str(find_paths().config_file)
    if as_json:
        print_json({"file": file})
    else:
        click.echo(file)
