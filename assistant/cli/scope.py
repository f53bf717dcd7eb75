"""The options that limit a question to some files."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from assistant.chat.periods import read_period
from assistant.cli.completion.names import complete_indexed
from assistant.domain.errors import UsageError
from assistant.domain.scope import Scope


def scope_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--in PATH`, `--type SUFFIX`, `--since DATE` and `--before DATE` to a command that takes a `scope`."""

    @wraps(command)
    def scoped(
        *args: Any, inside: tuple[str, ...], types: tuple[str, ...], since: str, before: str, **others: Any
    ) -> Any:
        return command(*args, scope=make_scope(inside, types, since, before), **others)

    for option in (
        click.option("--before", metavar="DATE", default="", help="Only files last changed before 2025, 2024-03, ..."),
        click.option("--since", metavar="DATE", default="", help="Only files changed since 2024, 2024-03-01, 30d, ..."),
        click.option("--type", "types", multiple=True, metavar="SUFFIX", help="Only files like .pdf."),
        click.option(
            "--in",
            "inside",
            multiple=True,
            metavar="PATH",
            shell_complete=complete_indexed,
            help="Only this file or folder.",
        ),
    ):
        scoped = option(scoped)
    return scoped


def make_scope(inside: tuple[str, ...], types: tuple[str, ...], since: str, before: str) -> Scope:
    """The scope of the options. Raises UsageError for a path that does not exist or a text that is no date."""
    paths: list[str] = []
    folders: list[str] = []
    for path in inside:
        absolute = Path(path).expanduser().resolve()
        if not absolute.exists():
            raise UsageError(f"There is no {path!r}.", "Give a file or folder that is in the library.")
        (folders if absolute.is_dir() else paths).append(str(absolute))
    suffixes = tuple(suffix.lower() if suffix.startswith(".") else f".{suffix.lower()}" for suffix in types)
    after_ns = read_period(since)[0] if since else 0
    before_ns = read_period(before)[0] if before else 0
    return Scope(tuple(paths), tuple(folders), suffixes, after_ns, before_ns)
