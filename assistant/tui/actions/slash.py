"""A line that begins with /: which action is meant, and with what.

Invariant: what stands behind the command is passed on as it is and never parsed as an action.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.domain.errors import UsageError
from assistant.text.clean import one_line
from assistant.tui.actions.registry import ACTIONS, by_slash

if TYPE_CHECKING:
    from assistant.tui.actions.action import Action

_COMMAND = re.compile(r"/(?![^\s/]*[/.\\])\S*(?:\s|$)")


_MOST_DIGITS = 9  # Python refuses to read a number of more than 4,300


@dataclass(frozen=True, slots=True)
class Command:
    """An action and the arguments of its method."""

    action: Action
    arguments: tuple[object, ...] = ()


def read_command(line: str) -> Command:
    """The command of `line` (without the slash). Raises UsageError naming what is wrong with it."""
    word, _, rest = line.strip().partition(" ")
    argument = rest.strip()
    action = by_slash(word)
    if action is None:
        raise UsageError(f"There is no command /{one_line(word, 40)}.", _instead(word))
    if action.numbered:
        if not argument.isdecimal() or len(argument) > _MOST_DIGITS:
            raise UsageError(f"/{word} needs a number.", f"Write /{word} 1.")
        return Command(action, (int(argument),))
    if argument and not action.argument:
        raise UsageError(f"/{word} takes nothing behind it.", f"Write /{word} alone.")
    return Command(action, (argument,) if argument else ())


def _instead(word: str) -> str:
    """Where the thing is that was meant, or the command that was."""
    import difflib  # both only for a command that is none, after the first frame

    from assistant.tui.actions.places import found_by

    if (found := found_by(word)) is not None:
        keys = f"{found.opener.first_key}, then {found.action.first_key}"
        return f"\u201c{found.action.palette}\u201d is {found.place}: {keys}."
    like = difflib.get_close_matches(word, [action.slash for action in ACTIONS if action.slash], n=1)
    return f"Did you mean /{like[0]}?" if like else "/ alone lists them all."


def is_command(text: str) -> bool:
    """Whether `text` is meant as a command: it begins with / and a word. A path ("/home/ada/x.pdf") is no word."""
    return _COMMAND.match(text) is not None
