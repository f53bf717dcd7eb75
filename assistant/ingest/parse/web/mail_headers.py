"""Headers of mails: encoded words and raw bytes, in any charset, as one line.

Invariant: a header that nobody can decode is shown as it stands, and never raises.
"""

from __future__ import annotations

import base64
import binascii
import email.errors
import email.policy
import functools
import quopri
import re
from email.message import EmailMessage, Message
from itertools import groupby
from typing import Any, cast

from assistant.domain.errors import ParseFailure
from assistant.ingest.parse.plain.decoding import decode, decode_as

_FOLD = re.compile(r"\r?\n(?=[ \t])")
_WORD = re.compile(r"=\?([^?*\s]+)(?:\*[^?\s]*)?\?([bBqQ])\?([^?]*)\?=")
# The white space between two encoded words belongs to neither.
_WORDS = re.compile(rf"{_WORD.pattern}(?:\s+{_WORD.pattern})*")
_LOST = "\ufffd"
_UNDECODED = (_LOST, "=?", *map(chr, range(0xDC80, 0xDD00)))  # what the email package leaves of an unknown charset
_MAX_RAW_CHARS = 10_000


@functools.lru_cache(maxsize=256)
def _parsed(name: str, value: str) -> Any:
    return email.policy.default.header_fetch_parse(name, value)


class _ParsedOnce(email.policy.EmailPolicy):
    """The standard rules. A part's type is asked for many times, and the email package parses its header each time."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        return _parsed(name, value)


_POLICY: Any = _ParsedOnce()


def read_message(data: bytes) -> EmailMessage:
    """The message of a file or of a part that holds one. Headers that were parsed for another are forgotten."""
    _parsed.cache_clear()
    return cast("EmailMessage", email.message_from_bytes(data, policy=_POLICY))


def header(message: Message, name: str) -> str:
    """The first header of that name, decoded and not yet cleaned; "" if there is none."""
    raw = str(next((value for key, value in message.raw_items() if key.lower() == name.lower()), ""))
    try:
        value = str(message.get(name, ""))
    except (email.errors.MessageError, ValueError, TypeError, LookupError, IndexError, AttributeError):
        value = _LOST
    return decoded(raw) if not raw.isascii() or any(sign in value for sign in _UNDECODED) else value


def decoded(raw: str) -> str:
    """A header's value, or a name in it, as the email package hands it over: bytes outside ASCII are surrogates."""
    value = _FOLD.sub("", raw[:_MAX_RAW_CHARS])
    if not value.isascii():
        value = _text(value.encode("utf-8", "surrogateescape"), "")
    return _WORDS.sub(lambda run: _joined(run.group()), value)


def _joined(run: str) -> str:
    """Encoded words beside each other. The bytes of one charset are joined first: a character may be cut in two."""
    words = [match.groups() for match in _WORD.finditer(run)]
    grouped = groupby(words, key=lambda word: word[0].lower())
    return "".join(_text(b"".join(_bytes(*word[1:]) for word in group), charset) for charset, group in grouped)


def _bytes(encoding: str, value: str) -> bytes:
    raw = value.encode("utf-8", "replace")
    if encoding in "qQ":
        return quopri.decodestring(raw, header=True)
    try:
        return base64.b64decode(raw + b"=" * (-len(raw) % 4))
    except binascii.Error:
        return raw


def _text(data: bytes, charset: str) -> str:
    try:
        return decode_as(data, charset) if charset else decode(data)
    except ParseFailure:
        return ""
