"""German compounds: "Wohnungsübergabe" is "Wohnung" and "Übergabe".

Invariant: the parts, with at most one linking piece between two of them, are the whole word.
"""

from __future__ import annotations

from collections.abc import Callable

_LINKS = ("", "s", "es", "n", "en", "er", "e")
_LEAST = 3  # letters of a part
_LEAST_LAST = 4  # of the last part, which may have an ending
_MOST = 3  # parts
_LONGEST = 40  # letters of a word that is tried


def split_compound(word: str, known: Callable[[str], bool], parts: int = _MOST) -> tuple[str, ...]:
    """The known words that `word` (in lower case) is made of, with the longest last part; empty if it is none."""
    if parts < 2 or not _LEAST + _LEAST_LAST <= len(word) <= _LONGEST:
        return ()
    for at in range(_LEAST, len(word) - _LEAST_LAST + 1):
        head, last = word[:at], word[at:]
        if not known(last):
            continue
        first = _without_link(head, known)
        if first:
            return (first, last)
        more = split_compound(head, known, parts - 1)
        if more:
            return (*more, last)
    return ()


def _without_link(head: str, known: Callable[[str], bool]) -> str:
    """`head` as a known word, with or without a linking piece at its end, or ""."""
    for link in _LINKS:
        rest = head[: len(head) - len(link)] if head.endswith(link) else ""
        if len(rest) >= _LEAST and known(rest):
            return rest
    return ""
