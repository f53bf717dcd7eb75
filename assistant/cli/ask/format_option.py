"""`--format NAME` and `--json`: how what a command prints is written for another program."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal

import click

from assistant.domain.errors import UsageError

Format = Literal["", "markdown", "json", "csv"]  # "": for a person


def format_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--format NAME`, and `--json` as its short form, to a command that takes a `form`."""

    @wraps(command)
    def formed(*args: Any, form: str | None, as_json: bool, **others: Any) -> Any:
        if as_json and form not in (None, "json"):
            raise UsageError(f"--json and --format {form} exclude each other.", "Give one of them.")
        return command(*args, form="json" if as_json else form or "", **others)

    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text."),
        click.option(
            "--format", "form", type=click.Choice(["markdown", "json", "csv"]),
            help="Print it for another program: text with its sources, JSON, or the table.",
        ),
    ):  # fmt: skip
        formed = option(formed)
    return formed
