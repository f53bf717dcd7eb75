"""`--task NAME`: the kinds of answers that there are, read when they are needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from assistant.cli.completion.names import complete_tasks


class _TaskName(click.ParamType[str]):
    """A name of the registry; its help names all of them."""

    name = "NAME"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value and value not in (names := _names()):  # the names are imported for a value alone
            self.fail(f"{str(value)!r} is none of: {', '.join(names)}.", param, ctx)
        return str(value)


class _TaskOption(click.Option):
    """An option whose help is made when it is read: the answering parts are not imported for other commands."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        from assistant.app.tasks import list_tasks
        from assistant.chat.told.ways import ways_of

        described = "; ".join(f"{way.task} ({way.shape})" for way in ways_of(list_tasks()))
        self.help = f"The kind of answer, where the program's choice is not yours: {described}."
        return super().get_help_record(ctx)


def _names() -> list[str]:
    from assistant.app.tasks import list_tasks

    return [task.name for task in list_tasks()]


def task_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--task NAME` to a command that takes a `task`, "" for the program's choice."""
    return click.option(
        "--task", cls=_TaskOption, type=_TaskName(), default="", metavar="NAME", shell_complete=complete_tasks
    )(command)
