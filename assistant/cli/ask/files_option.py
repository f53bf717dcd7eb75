"""`--files A B ... -- QUESTION`: files that are asked instead of the library.

Invariant: a word is taken for a file only between `--files` and the next option or `--`, and has to be one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from assistant.domain.errors import UsageError
from assistant.text.clean import one_line

_OPTION = "--files"


class WithFiles(click.Command):
    """A command whose `--files` takes all words up to the next option or `--`, as a shell's pattern gives them."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, spread(args))


def files_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--files FILE...` to a command of the class `WithFiles` that takes `files`."""
    return click.option(
        _OPTION,
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="FILE...",
        help="Ask these files, all up to -- or the next option, instead of the library; nothing is kept.",
    )(command)


def spread(arguments: Sequence[str]) -> list[str]:
    """`arguments`, with `--files A B` as `--files=A --files=B`."""
    found: list[str] = []
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if word == "--":
            return [*found, word, *rest]
        if word != _OPTION:
            found.append(word)
            continue
        named = []
        while rest and not rest[0].startswith("-"):
            named.append(f"{_OPTION}={rest.pop(0)}")
        found += named or [word]  # click says that it needs a file
    return found


def require_files(files: Sequence[Path], has_question: bool) -> tuple[Path, ...]:
    """The files by their real paths. Raises UsageError for one that is none."""
    found = []
    for file in files:
        shown = repr(one_line(str(file), 80))
        real = file.expanduser().resolve()
        if real.is_dir():
            raise UsageError(f"{shown} is a folder.", "Read it into the library: assistant index, then ask --in it.")
        if not real.is_file():
            hint = "" if has_question else 'Write -- in front of the question: assistant ask --files FILE... -- "..."'
            raise UsageError(f"There is no file {shown}.", hint)
        found.append(real)
    return tuple(dict.fromkeys(found))
