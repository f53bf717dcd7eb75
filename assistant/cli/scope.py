"""The options that limit a question to some files."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from assistant.chat.limits import make_scope
from assistant.cli.completion.names import complete_indexed


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
