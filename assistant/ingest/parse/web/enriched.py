"""Enriched text (RFC 1896, and its elder RFC 1341) as some mail programs write it. Invariant: no word is lost."""

from __future__ import annotations

import re

_PARAMETERS = re.compile(r"<param>[^<]{0,300}</param>", re.IGNORECASE)
_NEWLINES = re.compile(r"(?:\r?\n)+")
_LINE = re.compile(r"<(?:nl|np|paragraph|/paragraph)>", re.IGNORECASE)
_COMMAND = re.compile(r"<(?!<)/?[A-Za-z][A-Za-z0-9-]{0,59}>")
_LESS = re.compile(r"<<|<lt>", re.IGNORECASE)


def plain_of(text: str) -> str:
    """The text without its commands. A single line break is a space, n of them are n - 1."""
    text = _NEWLINES.sub(lambda run: "\n" * (run.group().count("\n") - 1) or " ", _PARAMETERS.sub("", text))
    pieces = _LESS.split(text)
    return "<".join(_COMMAND.sub("", _LINE.sub("\n", piece)) for piece in pieces)
