"""What may be meant by the beginning of a word in the prompt: a command after /, a file after @."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.chat.mentions import DATE_WORDS, complete, mention
from assistant.tui.actions.registry import ACTIONS

if TYPE_CHECKING:
    from assistant.chat.told.ways import Way
    from assistant.domain.records.files import FileRecord
    from assistant.tui.actions.action import Action

_OPEN_MENTION = re.compile(r'(?:^|(?<=\s))@(?:"(?P<quoted>[^"\n]*)|(?P<plain>[^\s"]*))$')
# What a person looks for behind a bare slash, before the rest in the order of the help.
_OFTEN = ("search", "library", "open", "quotes", "why", "limit", "new", "history", "export", "help")
_COMMAND = re.compile(r"/(?P<word>[a-z_]*)")


@dataclass(frozen=True, slots=True)
class Offer:
    """One completion: `text` replaces the last `replaces` characters before the cursor."""

    text: str
    meaning: str
    replaces: int


def _meaning(action: Action) -> str:
    return f"{action.palette}: {action.written}" if action.argument else action.palette


def _inserted(name: str) -> str:
    return f"@{name}" if name in DATE_WORDS else f"{mention(name)} "


def offers(before: str, files: Sequence[FileRecord], ways: Sequence[Way] = ()) -> list[Offer]:
    """The completions for the end of `before`, the text up to the cursor; empty if it is complete.

    The kinds of answers come before the commands; a question stands behind them.
    """
    if command := _COMMAND.fullmatch(before):
        word = command["word"]
        asked = [Offer(f"/{way.word} ", way.help, len(before)) for way in ways if way.word.startswith(word)]
        found = sorted(
            (
                action
                for action in ACTIONS
                # Two keys away from a bare slash (up, enter), the app would end by mistake.
                if action.slash and action.slash.startswith(word) and (word or action.slash != "quit")
            ),
            key=lambda action: _OFTEN.index(action.slash) if action.slash in _OFTEN else len(_OFTEN),
        )
        return [
            *asked,
            *(Offer(f"/{one.slash}", _meaning(one), len(before)) for one in found if one.slash != word),
        ]
    if match := _OPEN_MENTION.search(before):
        part = match["quoted"] if match["quoted"] is not None else match["plain"]
        names = complete(part, files)
        return [Offer(_inserted(name), name, len(match[0])) for name in names if name != part]
    return []
