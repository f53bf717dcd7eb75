"""The options that limit a question to some files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from assistant.core.errors import UsageError
from assistant.core.records import Scope


def scope_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--in PATH` and `--type SUFFIX` to a command."""
    command = click.option("--type", "types", multiple=True, metavar="SUFFIX", help="Only files like .pdf.")(command)
    return click.option("--in", "places", multiple=True, metavar="PATH", help="Only this file or folder.")(command)


def make_scope(places: tuple[str, ...], types: tuple[str, ...]) -> Scope:
    """The scope of the options. Raises UsageError for a place that does not exist."""
    paths: list[str] = []
    folders: list[str] = []
    for place in places:
        absolute = Path(place).expanduser().resolve()
        if not absolute.exists():
            raise UsageError(f"There is no {place!r}.", "Give a file or folder that is in the library.")
        (folders if absolute.is_dir() else paths).append(str(absolute))
    suffixes = tuple(one.lower() if one.startswith(".") else f".{one.lower()}" for one in types)
    return Scope(paths=tuple(paths), folders=tuple(folders), suffixes=suffixes)
