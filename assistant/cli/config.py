"""`assistant config`: every setting, its value and where it comes from."""

from __future__ import annotations

import click

from assistant.cli.output import json_option, print_json, print_table
from assistant.config.paths import find_paths


@click.group(name="config")
def command() -> None:
    """Show the settings and where each comes from."""


@command.command()
@json_option
def show(as_json: bool) -> None:
    """Print every setting with its value, its origin and what it means."""
    from assistant.app.overview import LocalOverview

    overview = LocalOverview(find_paths())
    settings = overview.settings()
    if as_json:
        print_json({"file": overview.settings_file, "settings": [setting.as_json() for setting in settings]})
        return
    print_table(
        ("setting", "value", "from", "meaning"),
        [(setting.key, setting.shown, setting.origin, setting.meaning) for setting in settings],
    )


@command.command()
def path() -> None:
    """Print the path of the settings file (it need not exist)."""
    click.echo(str(find_paths().config_file))
