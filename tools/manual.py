"""Writes the manual page from the commands themselves: `python -m tools.manual docs/assistant.1`.

Invariant: the same commands give the same page, on every machine and on every day.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click

from assistant.cli.main import assistant

_VERSION = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))["project"]["version"]
_FILES = (
    ("config.toml", "The settings; `assistant config path` prints where."),
    ("policies/", "Your own policies; `assistant policy list` names all of them."),
    ("library/", "What was read, in one place; `assistant paths` prints it."),
)


def manual() -> str:
    """The page in the macros of man(7)."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    context = click.Context(assistant, info_name="assistant")
    yield '.\\" Written by tools/manual.py from the commands; change those.'
    yield f'.TH ASSISTANT 1 "" "private-assistant {_VERSION}" "Private assistant"'
    first, *rest = _paragraphs(assistant)
    yield from (".SH NAME", f"assistant \\- {_escaped(first.rstrip('.'))}")
    yield from (".SH SYNOPSIS", ".B assistant", ".RI [ OPTIONS ]")
    yield '.RI [ QUESTION " | " COMMAND " [" ARGUMENTS ]...]'
    yield ".SH DESCRIPTION"
    yield from _text([part for part in rest if not part.startswith("Exit codes:")])
    yield ".SH OPTIONS"
    yield from _options(assistant, context)
    yield ".SH COMMANDS"
    for name, command in _commands(assistant, context):
        yield f".SS {_escaped(name)}"
        yield from _text(_paragraphs(command))
        yield from _options(command, click.Context(command, info_name=name, parent=context))
    yield ".SH EXIT STATUS"
    [codes] = [part for part in rest if part.startswith("Exit codes:")]
    for code, meaning in re.findall(r"(\d+) ([^,.]+)", codes):
        yield from (".TP", f".B {code}", _escaped(meaning))
    yield ".SH ENVIRONMENT"
    yield from (".TP", ".B ASSISTANT_HOME", "One folder for all that is read and written.")
    yield from (".TP", ".B NO_COLOR", "No colours.")
    yield ".SH FILES"
    for file, meaning in _FILES:
        yield from (".TP", f".I {_escaped(file)}", _escaped(meaning))


def _commands(group: click.Group, context: click.Context, above: str = "") -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if command.hidden:
            continue
        arguments = " ".join(one.make_metavar(context) for one in command.params if isinstance(one, click.Argument))
        if not isinstance(command, click.Group) or command.invoke_without_command:
            yield f"{above}{name} {arguments}".strip(), command
        if isinstance(command, click.Group):
            yield from _commands(command, context, f"{above}{name} ")


def _paragraphs(command: click.Command) -> list[str]:
    return [" ".join(part.split()) for part in (command.help or "").split("\n\n")]


def _text(paragraphs: list[str]) -> Iterator[str]:
    for paragraph in paragraphs:
        yield from (".PP", _escaped(paragraph))


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for option in command.get_params(context):
        record = option.get_help_record(context) if isinstance(option, click.Option) else None
        if record is None or "--help" in option.opts:
            continue
        yield from (".TP", f".B {_escaped(record[0])}", _escaped(" ".join(record[1].split())))


def _escaped(text: str) -> str:
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("`", "\\(ga")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(manual(), "utf-8")
