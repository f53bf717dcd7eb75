"""Text that was saved in UTF-8 twice, "GrÃ¼ÃŸe" for "Grüße": a program took its UTF-8 for Windows-1252 in between.

Invariant: the text is put right only where all that is outside ASCII in it turns into other letters.
"""

from __future__ import annotations

import re

_SIGNS = re.compile("[\u00c2\u00c3][\u0080-\u00bf\u0152-\u017e\u02c6\u02dc\u2013-\u203a\u20ac\u2122]|\u00e2\u20ac")
_FIRST = ("\u00c2", "\u00c3", "\u00e2\u20ac")  # one of them stands in every sign
_MAX_CHARS = 5_000_000


def put_right(text: str) -> str:
    """`text` as it was before it was encoded a second time, or as it is."""
    if not any(first in text for first in _FIRST) or _SIGNS.search(text) is None or len(text) > _MAX_CHARS:
        return text
    try:
        return "\n".join(line if line.isascii() else _bytes(line).decode("utf-8") for line in text.split("\n"))
    except UnicodeError:
        return text


def _bytes(line: str) -> bytes:
    """The bytes that the letters stand for in Windows-1252; bytes that it has no letter for stand for themselves."""
    return b"".join(letter.encode("latin-1" if letter < "\u0100" else "cp1252") for letter in line)
