"""`assistant paths`: the program's folders and files."""

from __future__ import annotations

from dataclasses import asdict

import click

from assistant.cli.output import json_option, print_json
from assistant.config.paths import find_paths, shipped_policies


@click.command()
@json_option
def command(as_json: bool) -> None:
    """Print every place this program reads or writes."""
    paths = {name: str(path) for name, path in asdict(find_paths()).items()}
    paths["shipped_policies"] = str(shipped_policies())
    if as_json:
        print_json(paths)
        return
    for name, path in paths.items():
        click.echo(f"{name:<18}{path}")
