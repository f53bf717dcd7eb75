"""Text in a code that a language model reads as easily as plain text: base64, percent signs, entities, rot13, reversed.

Invariant: what comes back is plain text with the span of the original that it was made of. Nothing is decoded twice.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import html
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import unquote

import regex

from assistant.domain.records.documents import Span
from assistant.guard.matching.required import Holds

_LEAST_CHARS: Final = 20
_BASE64: Final = regex.compile(rf"(?<![\w+/=-])[A-Za-z0-9+/]{{{_LEAST_CHARS},4000}}+={{0,2}}")
_PERCENT: Final = regex.compile(r"(?<![^\s\"'(<=:/])[^\s%]{0,40}+(?:%[0-9A-Fa-f]{2}[^\s%]{0,40}+){2,200}+")
_ENTITY: Final = regex.compile(r"&#(?:\d{2,6}|[xX][0-9A-Fa-f]{2,5});")
# Words of an order to an assistant in rot13 and written backwards: only a line with one of them is decoded.
_TELLING: Final = (
    *(
        "instruct",
        "prompt",
        "ignore",
        "rules",
        "system",
        "password",
        "forget",
        "anweisung",
        "regeln",
        "passw",
        "vergiss",
    ),
    *("consigne", "oublie", "contrase", "instrucc", "olvida", "istruzion", "wachtw", "opdracht"),
)
_ROTATED: Final = frozenset(codecs.encode(word, "rot13") for word in _TELLING)
_BACKWARDS: Final = frozenset(word[::-1] for word in _TELLING)
_LINE: Final = regex.compile(r"[^\n]{1,4000}")
_LEAST_LETTERS: Final = 0.7  # of what is decoded, letters and blanks


def decoded(text: str, holds: Holds) -> Iterator[tuple[Span, str]]:
    """(span of `text`, what it says) for each piece in a code; `holds` looks words up in the folded text."""
    for run in _BASE64.finditer(text):
        if plain := _from_base64(run[0]):
            yield run.span(), plain
    if "%" in text:
        for run in _PERCENT.finditer(text):
            yield run.span(), unquote(run[0].replace("+", " "), errors="replace")
    if "&#" in text:
        for line in _LINE.finditer(text):
            if _ENTITY.search(line[0]):
                yield line.span(), html.unescape(line[0])
    if holds.meets((_ROTATED,)):
        yield from _lines(text, _ROTATED, lambda line: codecs.encode(line, "rot13"))
    if holds.meets((_BACKWARDS,)):
        yield from _lines(text, _BACKWARDS, lambda line: line[::-1])


def _lines(text: str, words: frozenset[str], read: Callable[[str], str]) -> Iterator[tuple[Span, str]]:
    for line in _LINE.finditer(text):
        if any(word in line[0].lower() for word in words):
            yield line.span(), read(line[0])


def _from_base64(run: str) -> str:
    """What it says, or nothing where that is no text."""
    try:
        plain = base64.b64decode(run + "=" * (-len(run) % 4), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    letters = sum(sign.isalpha() or sign == " " for sign in plain)
    return plain if " " in plain and letters >= _LEAST_LETTERS * len(plain) else ""
