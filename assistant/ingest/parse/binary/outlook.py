"""Messages of Outlook (.msg): who wrote what to whom and when, read as a mail is, and the names of the attachments.

Invariant: attachments are named and never opened, as those of a mail.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.binary.container import stream_of
from assistant.ingest.parse.binary.packed_rtf import unpacked
from assistant.ingest.parse.source import Source
from assistant.ingest.parse.web.mail import Mail, note_left_out
from assistant.ingest.parse.web.mail_headers import read_message
from assistant.text.clean import one_line

_SUBJECT, _SENDER, _SENDER_ADDRESS, _SENDER_SMTP, _TO, _COPY = "0037", "0C1A", "0C1F", "5D01", "0E04", "0E03"
_PLAIN, _HTML, _RTF = "1000", "1013", "1009"
_LONG_NAME, _NAME, _SHOWN_NAME = "3707", "3704", "3001"
_SENT, _DELIVERED = 0x0039, 0x0E06
_CODE_PAGES = (0x3FFD, 0x3FDE)  # of the message, of its body
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_HEADER_BYTES, _ENTRY_BYTES = 32, 16
_MOST_ATTACHMENTS = 500
_MAX_LINE = 1_000


def read_mail(source: Source, container: Any) -> Iterator[ParsedPage]:
    """One page: the headers as its first block, then the text."""
    message = _Message(container)
    subject = message.text(_SUBJECT)
    headers = [
        ("Subject", subject),
        ("From", _sender(message)),
        ("To", message.text(_TO)),
        ("Cc", message.text(_COPY)),
        ("Date", message.date()),
    ]
    mail = Mail(source)
    mail.add_text(headers, read_message(_body(message, source).as_bytes()), 0)
    mail.attached += message.attached()
    source.title = one_line(subject, _MAX_LINE)
    yield mail.build()
    note_left_out(source, mail.attached, mail.unread)


def _sender(message: _Message) -> str:
    name = message.text(_SENDER)
    address = message.text(_SENDER_SMTP) or message.text(_SENDER_ADDRESS)
    if "@" not in address or address in name:
        return name
    return f"{name} <{address}>" if name else address


def _body(message: _Message, source: Source) -> EmailMessage:
    """The text in the forms that the message has; packed rich text only where there is no other."""
    body = EmailMessage()
    plain, html = message.text(_PLAIN).replace("\r\n", "\n"), message.html()
    packed = message.binary(_RTF)
    if plain.strip() or not (html or packed):
        body.set_content(plain)
        if html:
            body.add_alternative(html, subtype="html")
    elif html:
        body.set_content(html, subtype="html")
    else:
        body.set_content(unpacked(packed, source.limits.max_unpacked_bytes), "application", "rtf")
    return body


class _Message:
    """The properties of a message: each a stream that is named for its number and its type."""

    def __init__(self, container: Any) -> None:
        self._container = container
        self._numbers = self._fixed(stream_of(container, "__properties_version1.0"))
        page = next((self._numbers[key] & 0xFFFF_FFFF for key in _CODE_PAGES if key in self._numbers), 1252)
        self._encoding = "utf-8" if page == 65001 else f"cp{page}"

    @staticmethod
    def _fixed(entries: bytes) -> dict[int, int]:
        """The properties that need no stream of their own, as numbers."""
        found: dict[int, int] = {}
        for at in range(_HEADER_BYTES, len(entries) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
            _, key, _, value = struct.unpack_from("<HHIQ", entries, at)
            found.setdefault(key, value)
        return found

    def binary(self, key: str, folder: str = "") -> bytes:
        return stream_of(self._container, f"{folder}__substg1.0_{key}0102")

    def text(self, key: str, folder: str = "") -> str:
        """A text that is no text is replaced sign by sign."""
        wide = stream_of(self._container, f"{folder}__substg1.0_{key}001F")
        if wide:
            return _storable(wide.decode("utf-16-le", "replace"))
        return self._decoded(stream_of(self._container, f"{folder}__substg1.0_{key}001E"))

    def html(self) -> str:
        return self._decoded(self.binary(_HTML)) or self.text(_HTML)

    def date(self) -> str:
        """When it was sent, or else delivered, as a mail's header says it; "" if it does not say so."""
        ticks = self._numbers.get(_SENT) or self._numbers.get(_DELIVERED) or 0
        try:
            return format_datetime(_EPOCH + timedelta(microseconds=ticks // 10)) if ticks else ""
        except (OverflowError, ValueError):
            return ""

    def attached(self) -> list[str]:
        """The names of the attachments."""
        folders = {entry[0] for entry in self._container.listdir() if entry[0].startswith("__attach_version1.0_")}
        return [
            next((one_line(name, 200) for key in keys if (name := self.text(key, f"{folder}/")).strip()), "unnamed")
            for folder in sorted(folders)[:_MOST_ATTACHMENTS]
            for keys in [(_LONG_NAME, _NAME, _SHOWN_NAME)]
        ]

    def _decoded(self, data: bytes) -> str:
        try:
            return _storable(data.decode(self._encoding, "replace"))
        except LookupError:
            return _storable(data.decode("cp1252", "replace"))


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").rstrip("\0")
