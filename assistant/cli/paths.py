"""`assistant paths`: where everything lies."""

from __future__ import annotations

from dataclasses import asdict

import click

from assistant.cli.output import json_option, print_json
from assistant.config.paths import find_paths, shipped_policies


@click.command()
@json_option
def command(as_json: bool) -> None:
    """Print every place this program reads or writes."""
    places = {name: str(place) for name, place in asdict(find_paths()).items()}
    places["shipped_policies"] = str(shipped_policies())
    if as_json:
        print_json(places)
        return
    for name, place in places.items():
        click.echo(f"{name:<18}{place}")
