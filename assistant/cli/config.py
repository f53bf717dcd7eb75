"""`assistant config`: every setting, its value and where it comes from."""

from __future__ import annotations

import tomllib

import click

from assistant.cli.output import json_option, print_json, print_table
from assistant.config.paths import find_paths
from assistant.config.schema import describe, load_config


@click.group(name="config")
def command() -> None:
    """Show the settings and where each comes from."""


@command.command()
@json_option
def show(as_json: bool) -> None:
    """Print every setting with its value, its origin and what it means."""
    file = find_paths().config_file
    config = load_config(file)
    written = tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
    settings = describe(config, written)
    if as_json:
        print_json({"file": str(file), "settings": [setting.as_json() for setting in settings]})
        return
    print_table(
        ("setting", "value", "from", "meaning"), [(one.key, one.shown, one.origin, one.meaning) for one in settings]
    )


@command.command()
def path() -> None:
    """Print the path of the settings file (it need not exist)."""
    click.echo(str(find_paths().config_file))
