"""The question before something that cannot be undone.

Invariant: where nobody can be asked and nobody has said yes in advance, nothing is done.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import click

from assistant.domain.errors import UsageError
from assistant.text.clean import clean


def yes_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--yes` to a command that takes `yes`."""
    return click.option("-y", "--yes", is_flag=True, help="Do not ask before what cannot be undone.")(command)


def require_asking(what: str, *, yes: bool) -> None:
    """Raises UsageError if `what` ("Forgetting files") needs a yes that nobody can give."""
    if not yes and not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(f"{what} cannot be undone, and there is no terminal to ask.", "Say so in advance: --yes")


def require_yes(question: str, *, yes: bool) -> None:
    """Ask, unless `yes` says it in advance. Ends the command with exit code 1 where the answer is no."""
    if yes or click.confirm(clean(question), default=False, err=True):
        return
    click.echo("Nothing was changed.", err=True)
    raise click.exceptions.Exit(1)
