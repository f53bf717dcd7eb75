"""Figures whose thousands are grouped: "12,500", "12.500", "12 500" and "12'500" are 12500.

Invariant: a figure is the same however its thousands are grouped; what stands behind its decimal mark stays apart.
"""

from __future__ import annotations

import re

_SEPARATORS = ",.'\u2019 \u00a0\u202f"
# Groups of three behind one to three digits, all with the same separator, and nothing that makes it part of something
# longer (a telephone number, an account, a version).
_GROUPED = re.compile(
    rf"(?<![\w+])(?<![\d+][{_SEPARATORS}/-])[1-9]\d{{0,2}}([{_SEPARATORS}])\d{{3}}(?:\1\d{{3}})*(?![\w])(?!\1\d)(?![ -]\d)"
)
_PLAIN = re.compile(r"\d{4,}")
_APART = re.compile(rf"[{_SEPARATORS}]")


def with_plain_figures(text: str) -> str:
    """`text` with its grouped figures as digits alone: "12,500.50 euros" becomes "12500.50 euros"."""
    return _GROUPED.sub(lambda match: _APART.sub("", match[0]), text)


def plain_figures(text: str) -> frozenset[str]:
    """The grouped figures of `text`, as digits alone."""
    return frozenset(_APART.sub("", match[0]) for match in _GROUPED.finditer(text))


def grouped(figure: str) -> str:
    """The groups of a figure of digits alone, with spaces between them ("1 250 000"); "" where it has but one group."""
    if _PLAIN.fullmatch(figure) is None or figure.startswith("0"):
        return ""
    first = len(figure) % 3
    groups = [figure[:first], *(figure[at : at + 3] for at in range(first, len(figure), 3))]
    return " ".join(filter(None, groups))
