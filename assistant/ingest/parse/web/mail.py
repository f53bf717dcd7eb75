"""E-mails and web archives: the main headers, the text, and the names of the attachments.

Invariant: attachments are named and never opened; a message inside a message is read in the same way.
"""

from __future__ import annotations

import email
import email.errors
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage, Message
from typing import cast

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.plain.text import blocks_of, decode, read_bytes
from assistant.ingest.parse.source import Source
from assistant.ingest.parse.web.html import add_html, decode_html
from assistant.text.clean import one_line

_HEADERS = ("Subject", "From", "To", "Cc", "Date")
_MAX_HEADER_CHARS = 1_000
_MAX_PARTS = 500
_MAX_NAMED = 20


def read(source: Source) -> Iterator[ParsedPage]:
    """One page: the headers as its first block, then the plain text, or the HTML where there is no plain text."""
    message = email.message_from_bytes(read_bytes(source), policy=email.policy.default)
    builder = PageBuilder()
    attached: list[str] = []
    _add_message(message, builder, attached, archive=source.suffix in (".mht", ".mhtml"))
    source.title = _header(message, "Subject")
    if attached:
        named = ", ".join(attached[:_MAX_NAMED]) + (" \u2026" if len(attached) > _MAX_NAMED else "")
        builder.add("paragraph", f"Attachments: {named}")
        source.note(f"{len(attached)} attachment{'s' if len(attached) > 1 else ''} not read.")
    for note in builder.notes:
        source.note(note)
    yield builder.build()


def _add_message(message: EmailMessage, builder: PageBuilder, attached: list[str], archive: bool) -> None:
    lines = [f"{name}: {value}" for name in _HEADERS if (value := _header(message, name))]
    if lines and not archive:
        builder.add("paragraph", "\n".join(lines))
    plain: list[str] = []
    pages: list[str] = []
    inner: list[EmailMessage] = []
    for part in _leaves(message):
        name = one_line(str(part.get_filename() or ""), 200)
        kind = part.get_content_type()
        shown = part.get_content_disposition() != "attachment"
        if kind == "message/rfc822":
            inner.extend(cast("list[EmailMessage]", part.get_payload()))
        elif kind.startswith("multipart/") or (kind == "text/plain" and shown):  # a multipart without parts is text
            plain.append(_text(part))
        elif kind == "text/html" and shown:
            pages.append(_text(part))
        elif name and not archive:
            attached.append(name)
    if any(text.strip() for text in plain) and not archive:
        for text in plain:
            for block in blocks_of(text.replace("\r\n", "\n")):
                builder.add(block.kind, text.replace("\r\n", "\n")[block.start : block.end])
    else:
        for page in pages[: 1 if archive else None]:
            add_html(page, builder)
    for nested in inner:
        _add_message(nested, builder, attached, archive)


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts with content, in order; a message inside is a single part."""
    waiting: list[EmailMessage] = [message]
    for _ in range(_MAX_PARTS):
        if not waiting:
            return
        part = waiting.pop(0)
        payload = part.get_payload()
        if part.is_multipart() and part.get_content_type() != "message/rfc822":
            waiting[:0] = cast("list[EmailMessage]", payload)
        else:
            yield part


def _header(message: Message, name: str) -> str:
    """A header as one line; "" if it is missing or cannot be decoded."""
    try:
        return one_line(str(message.get(name, "")), _MAX_HEADER_CHARS)
    except (email.errors.MessageError, ValueError, TypeError, LookupError, IndexError, AttributeError):
        return ""


def _text(part: EmailMessage) -> str:
    """The text in the part's own charset; if that is missing or wrong, decoded like a file. "" if it is not text."""
    payload = _bytes(part)
    charset = part.get_content_charset("us-ascii")
    if charset != "us-ascii":
        try:
            return payload.decode(charset, "replace")
        except (LookupError, ValueError):
            pass
    try:
        return decode_html(payload) if part.get_content_type() == "text/html" else decode(payload)
    except ParseFailure:
        return ""


def _bytes(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
