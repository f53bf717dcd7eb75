"""What the person wants to see: colours, and how much is told.

Invariant: a pipe gets no colour unless it was asked for, NO_COLOR is obeyed, and what is data or a warning is told
however quiet the person wants it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Literal

import click

Style = Literal["", "strong", "quiet", "good", "bad", "warning", "place"]

_STYLES: dict[str, dict[str, Any]] = {
    "strong": {"bold": True},
    "quiet": {"dim": True},
    "good": {"fg": "green"},
    "bad": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow"},
    "place": {"fg": "cyan"},
}


@dataclass(slots=True)
class Look:
    """`color` is None for "where it goes to a terminal". `told` is -1 with --quiet, 1 with --verbose.

    `aside` takes a line that is written over out of the way while another line is printed on standard error.
    """

    color: bool | None = None
    told: int = 0
    aside: Callable[[], AbstractContextManager[object]] = nullcontext

    @property
    def is_quiet(self) -> bool:
        return self.told < 0

    @property
    def is_verbose(self) -> bool:
        return self.told > 0


LOOK = Look()  # of this process, which runs one command


def begin() -> None:
    """The look before any option was read."""
    LOOK.color, LOOK.told, LOOK.aside = None, 0, nullcontext


def is_coloured(*, err: bool = False) -> bool:
    """Whether standard output, or standard error, gets colours."""
    if LOOK.color is not None:
        return LOOK.color
    return not os.environ.get("NO_COLOR") and is_live(err=err)


def is_live(*, err: bool = True) -> bool:
    """Whether it is a terminal on which a line can be written over."""
    return (sys.stderr if err else sys.stdout).isatty() and os.environ.get("TERM") != "dumb"


def styled(text: str, style: Style, *, err: bool = False) -> str:
    """`text`, which is clean, in `style` where there are colours."""
    return click.style(text, **_STYLES[style]) if style and text and is_coloured(err=err) else text


def echo(text: str, style: Style = "", *, err: bool = False) -> None:
    """Print a line, which is clean or has clean parts that were `styled`."""
    with LOOK.aside() if err else nullcontext():
        click.echo(styled(text, style, err=err), err=err, color=is_coloured(err=err))


def _set_color(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value is not None:
        LOOK.color = {"always": True, "never": False, "auto": None}[value]


def _set_told(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value:
        LOOK.told = 1 if parameter.name == "verbose" else -1


def look_options(*, hidden: bool = False) -> list[click.Option]:
    """`--verbose`, `--quiet` and `--color`, which every command takes; they set LOOK."""
    return [
        click.Option(
            ["-v", "--verbose"],
            is_flag=True,
            expose_value=False,
            hidden=hidden,
            callback=_set_told,
            help="Tell on standard error what is done, how long it takes, and with which models.",
        ),
        click.Option(
            ["-q", "--quiet"],
            is_flag=True,
            expose_value=False,
            hidden=hidden,
            callback=_set_told,
            help="Tell nothing on standard error but warnings and errors.",
        ),
        click.Option(
            ["--color"],
            type=click.Choice(["auto", "always", "never"]),
            expose_value=False,
            hidden=hidden,
            callback=_set_color,
            help="Colours: on a terminal (auto, which obeys NO_COLOR), always, never.",
        ),
    ]


def give_look(command: click.Command) -> None:
    """Let `command` and all commands in it take the look's options too."""
    if not any("--color" in parameter.opts for parameter in command.params):
        command.params.extend(look_options(hidden=True))
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            give_look(inner)
