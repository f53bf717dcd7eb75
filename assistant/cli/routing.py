"""A command line without a command: a question, a path, or a word that was mistyped.

Invariant: what looks like a mistake is never asked; the error says what was probably meant.
"""

from __future__ import annotations

import difflib
import os
import re
import shlex
from collections.abc import Collection, Sequence
from pathlib import Path

import click

from assistant.domain.errors import UsageError
from assistant.text.clean import one_line

ASK = "ask"
# Commands inside a group, which are often called without it.
INSIDE = {
    "pull": "models", "use": "models", "discover": "models",
    "set": "config", "get": "config", "unset": "config", "unlock": "vault", "lock": "vault", "explain": "policy",
}  # fmt: skip
_NEAR = 0.75  # how alike a word is to the command that it is taken for
_SHORT = 2  # words that are more likely a command with an argument than a question
_PATH = re.compile(r"(?:~|\.{1,2})?[/\\]")


def with_command(arguments: Sequence[str], group: click.Group, commands: Collection[str]) -> list[str]:
    """`arguments`, with `ask` in front of a question that names no command. Raises UsageError for a mistake."""
    found = list(arguments)
    at = _first_word(found, group)
    if at is None or found[at] in commands:
        return found
    word = found[at]
    if word.startswith("-") and len(word) > 1 and word != "--":
        if not _is_option_of_ask(word):
            return found  # the group says that there is no such option
    elif word not in ("-", "--"):
        _require_question([part for part in found[at:] if not part.startswith("-")], commands)
    return [*found[:at], ASK, *found[at:]]


def _first_word(arguments: Sequence[str], group: click.Group) -> int | None:
    """Where the first argument stands that is no option of `group`."""
    options = {name: parameter for parameter in group.params for name in parameter.opts}
    at = 0
    while at < len(arguments):
        name, equals, _ = arguments[at].partition("=")
        if name in ("-h", "--help", "--version"):
            return None
        option = options.get(name)
        if not isinstance(option, click.Option):
            return at
        at += 1 if option.is_flag or equals else 2
    return None


def _is_option_of_ask(word: str) -> bool:
    from assistant.cli.ask.command import command

    return word.partition("=")[0] in {name for parameter in command.params for name in parameter.opts}


def _require_question(words: Sequence[str], commands: Collection[str]) -> None:
    """Raises UsageError where `words` are rather a path, or a command that was mistyped."""
    first, rest = words[0], list(words[1:])
    if not re.search(r"\s", first):
        _require_no_path(first, rest)
    if " " in first.strip() or first.rstrip().endswith("?"):
        return
    shown = one_line(first, 40)
    near = difflib.get_close_matches(first, commands, n=1, cutoff=_NEAR)
    asked = f"If it is a question: assistant ask {shlex.join(words)}"
    if near and len(words) <= _SHORT:
        meant = shlex.join([near[0], *rest])
        raise UsageError(f"There is no command {shown!r}.", f"Did you mean: assistant {meant}\n  {asked}")
    if first in INSIDE and len(words) <= _SHORT:
        meant = shlex.join([INSIDE[first], first, *rest])
        raise UsageError(f"There is no command {shown!r}.", f"Did you mean: assistant {meant}\n  {asked}")
    if not rest:
        raise UsageError(f"There is no command {shown!r}.", f"{asked}\n  The commands: assistant --help")


def _require_no_path(first: str, rest: Sequence[str]) -> None:
    written, shown = _PATH.match(first) is not None, shlex.quote(one_line(first))
    exists = os.path.lexists(Path(first).expanduser())
    if exists and (written or not rest or Path(first).suffix):
        question = " ".join(shlex.quote(part) for part in rest) or '"..."'
        hint = f"Ask about it: assistant ask --in {shown} {question}\n  Read it first: assistant index {shown}"
        raise UsageError(f"{one_line(first)!r} is a path, and no question.", hint)
    if written and not rest:
        raise UsageError(f"There is no {one_line(first)!r}.", "A question is written in words; the commands: --help")
