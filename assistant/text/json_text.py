r"""JSON as text for terminals, pipes and files.

Invariant: the text holds no character that a terminal or a reader could be deceived by (they stand as `\uXXXX`), and
parses back to the same value; letters of any script stay readable.
"""

from __future__ import annotations

import json
import re

from assistant.text.invisible import UNSEEN, any_of

_NOT_ASCII = re.compile(r"[^\n\x20-\x7e]")
_UNSEEN = re.compile(any_of(*UNSEEN))


def json_text(value: object, *, indent: int | None = None) -> str:
    """`value` as JSON; on one line unless `indent` is given. Raises TypeError or ValueError as `json.dumps` does."""
    return _NOT_ASCII.sub(_escape, json.dumps(value, ensure_ascii=False, indent=indent))


def _escape(match: re.Match[str]) -> str:
    letter = match[0]
    if letter.isprintable() and not _UNSEEN.match(letter):
        return letter
    return json.dumps(letter)[1:-1] if letter != "\x7f" else r"\u007f"
