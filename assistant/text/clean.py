"""Makes text from files and models safe to store and to show.

Invariant: `clean(clean(x)) == clean(x)`, and its result holds no control character but tab and newline, no bidi
override, no invisible tag and no lone surrogate, so that neither a terminal nor a reader can be deceived by it.
`json_text` holds none of them either, and loses none. JSON that others wrote is read or is a ValueError.
"""

from __future__ import annotations

import json
import re
from typing import Any

from assistant.text.invisible import (
    JOINED_EMOJI,
    JOINED_LETTER,
    JOINER,
    LINE_BREAK,
    MUSIC,
    NON_CHARACTER,
    SURROGATE,
    UNSEEN,
    any_of,
)

_NOT_ASCII = re.compile(r"[^\n\x20-\x7e]")
_UNSEEN = re.compile(any_of(*UNSEEN))
_LONE_SURROGATE = re.compile(any_of(SURROGATE))
_LINE_BREAK = re.compile(LINE_BREAK)
# Joiners and variation selectors of the basic plane are left: they carry meaning in scripts and emoji.
_UNWANTED = re.compile(any_of(*UNSEEN, MUSIC, NON_CHARACTER, SURROGATE))
_PIECE_CHARS = 100_000  # that are searched at once: a few milliseconds
# A joiner that joins nothing only hides text. The joiner comes first in the pattern, because few characters are one.
_STRAY_JOINER = re.compile(f"{any_of(JOINER)}(?<!{any_of(JOINED_LETTER, JOINED_EMOJI)}.)", re.DOTALL)
_BREAKING = r"\r\x0b\x0c\x85\u2028\u2029"
_TOUCHED = re.compile(any_of(_BREAKING, *UNSEEN, MUSIC, NON_CHARACTER, SURROGATE, JOINER))
_PLAIN_BYTES = bytes((*b"\t\n", *range(0x20, 0x7F)))


def clean(text: str) -> str:
    """Return `text` with every character removed that is unsafe to show; line breaks become newlines."""
    if text.isascii():  # most texts, which bytes tell in a tenth of the time
        if not text.encode().translate(None, _PLAIN_BYTES):
            return text
    elif _TOUCHED.search(text) is None:
        return text
    return _STRAY_JOINER.sub("", _UNWANTED.sub("", _LINE_BREAK.sub("\n", text)))


def is_clean(text: str) -> bool:
    """Whether `clean` would leave `text` as it is. Looks at piece after piece, so that other threads get their turn."""
    return not any(
        unsafe.search(text, at, at + _PIECE_CHARS)
        for at in range(0, len(text), _PIECE_CHARS)
        for unsafe in (_UNWANTED, _LINE_BREAK, _STRAY_JOINER)
    )


def encodable(text: str) -> str:
    """`text` with each lone surrogate, which no tokenizer accepts, replaced by a single character: spans stay right."""
    return _LONE_SURROGATE.sub("\ufffd", text)


def storable(text: str) -> str:
    r"""`text` as the ledger can keep it: bytes of a name that are not Unicode as `\xff`, without other half letters."""
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:
        return encodable(text)


def one_line(text: str, max_chars: int = 0) -> str:
    """`text` on a single line (for a file name, a title), cut with an ellipsis at `max_chars` if > 0."""
    line = " ".join(clean(text).split())
    if max_chars and len(line) > max_chars:
        return line[: max_chars - 1].rstrip() + "\u2026"
    return line


def json_text(value: object, *, indent: int | None = None) -> str:
    r"""`value` as JSON for a terminal, a pipe or a file; on one line unless `indent` is given.

    Characters that `clean` removes stand as `\uXXXX`, so that the same value is read from it; letters of any script
    stay readable. Raises TypeError or ValueError as `json.dumps` does.
    """
    return _NOT_ASCII.sub(_escape, json.dumps(value, ensure_ascii=False, indent=indent))


def read_json_value(data: bytes | str) -> Any:
    """The value in `data`. Raises ValueError; text that is nested too deeply for the interpreter counts as no JSON.

    A number may be infinite (1e999) or no number (NaN), as Python's own reader has it.
    """
    try:
        return json.loads(data)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def read_json_object(data: bytes | str) -> dict[str, Any]:
    """The object in `data`, {} if it holds another value or none."""
    try:
        value = read_json_value(data)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _escape(match: re.Match[str]) -> str:
    letter = match[0]
    if letter.isprintable() and not _UNSEEN.match(letter):
        return letter
    return json.dumps(letter)[1:-1] if letter != "\x7f" else r"\u007f"
