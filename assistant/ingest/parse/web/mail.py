"""E-mails and web archives: the main headers, the text, and the names of the attachments.

Invariant: attachments are named and never opened; a message inside a message is read in the same way; a part that is
neither read nor named as an attachment is noted.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from email.message import EmailMessage

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.page import PageBuilder, deceptive_marks
from assistant.ingest.parse.plain.decoding import decode, decode_as
from assistant.ingest.parse.plain.text import blocks_of, read_bytes
from assistant.ingest.parse.registry import read_pages, readers
from assistant.ingest.parse.source import Source
from assistant.ingest.parse.web.enriched import plain_of
from assistant.ingest.parse.web.html import add_html, decode_html
from assistant.ingest.parse.web.mail_headers import decoded, header, read_message
from assistant.ingest.parse.web.mail_parts import (
    ENCRYPTED,
    READ_AS,
    chosen,
    inner_message,
    is_apart,
    is_signature,
    parts_of,
)
from assistant.text.clean import one_line

_HEADERS = ("Subject", "From", "To", "Cc", "Date")
_MAX_HEADER_CHARS = 1_000
_MAX_PARTS = 500
_MAX_DEPTH = 30
_MAX_NAMED = 20
_NEXT_MESSAGE = re.compile(r"^From \S+.*\d{4}\s*$", re.MULTILINE)  # in a mailbox
_MAX_LEFTOVER_CHARS = 500  # of a next message: a first line without its message is often left behind


def read(source: Source) -> Iterator[ParsedPage]:
    """One page: the headers as its first block, then the parts in order."""
    message = read_message(read_bytes(source))
    mail = Mail(source)
    if source.suffix in (".mht", ".mhtml"):
        mail.add_archive(message)
    else:
        mail.add_message(message, 0)
    source.title = subject(message)
    yield mail.build()
    note_left_out(source, mail.attached, mail.unread)


def subject(message: EmailMessage) -> str:
    """What a message is about, on one line; "" if it does not say so."""
    return one_line(header(message, "Subject"), _MAX_HEADER_CHARS)


def note_left_out(source: Source, attached: Sequence[str], unread: Sequence[str]) -> None:
    """Note how many attachments, and which other parts, were not read."""
    if attached:
        source.note(f"{len(attached)} attachment{'s' if len(attached) > 1 else ''} not read.")
    if unread:
        kinds = ", ".join(list(dict.fromkeys(unread))[:_MAX_NAMED])
        source.note(f"{len(unread)} part{'s' if len(unread) > 1 else ''} not read: {kinds}.")


class Mail:
    """The page of one message, and what of its parts was not read: `attached` (names), `unread` (names or types)."""

    def __init__(self, source: Source, number: int = 1, heading: str = "") -> None:
        """`number` of its page; `heading` stands above it where there are several."""
        self._source = source
        self._builder = PageBuilder(number)
        self._builder.add("heading", heading, 1)
        self.attached: list[str] = []
        self.unread: list[str] = []
        self._parts_left = _MAX_PARTS
        self._seen: set[bytes] = set()

    def build(self) -> ParsedPage:
        if self.attached:
            named = ", ".join(self.attached[:_MAX_NAMED]) + (" \u2026" if len(self.attached) > _MAX_NAMED else "")
            self._builder.add("paragraph", f"Attachments: {named}")
        for note in self._builder.notes:
            self._source.note(note)
        return self._builder.build()

    def add_archive(self, message: EmailMessage) -> None:
        """The page of a web archive: the first part that is HTML, else its text."""
        leaves = [part for part in message.walk() if not part.is_multipart()]
        pages = [part for part in leaves if part.get_content_type() == "text/html"]
        for part in pages[:1] or leaves[:1]:
            self._leaf(part)

    def add_message(self, message: EmailMessage, depth: int) -> None:
        self.add_text([(name, header(message, name)) for name in _HEADERS], message, depth)

    def add_text(self, values: Sequence[tuple[str, str]], message: EmailMessage, depth: int) -> None:
        """The headers that are given, and what is in `message`."""
        self._builder.mark(*(mark for _, value in values for mark in deceptive_marks(value)))
        lines = [f"{name}: {line}" for name, value in values if (line := one_line(value, _MAX_HEADER_CHARS))]
        if lines:
            self._builder.add("paragraph", "\n".join(lines))
        self._part(message, depth)

    def _part(self, part: EmailMessage, depth: int) -> None:
        """Read a part with all that is in it."""
        self._parts_left -= 1
        if self._parts_left < 0 or depth > _MAX_DEPTH:
            self._source.note(f"Only the first {_MAX_PARTS} parts, up to {_MAX_DEPTH} deep, were read.")
            return
        kind = part.get_content_type()
        if kind in ENCRYPTED:
            self._source.note("Its text is encrypted, or packed into a signature, and cannot be read.")
        elif (inner := inner_message(part)) is not None:
            self.add_message(inner, depth + 1)
        elif kind == "message/delivery-status":
            for status in parts_of(part):
                self._plain("\n".join(f"{name}: {decoded(str(value))}" for name, value in status.raw_items()))
        elif part.is_multipart():
            self._several(part, kind, depth)
        else:
            self._leaf(part)

    def _several(self, part: EmailMessage, kind: str, depth: int) -> None:
        inside = parts_of(part)
        read, others = chosen(inside, self._visible) if kind == "multipart/alternative" else (inside, [])
        for child in read:
            self._part(child, depth + 1)
        for child in others:  # the same text in another form: only what is attached to it is new
            for leaf in child.walk():
                if is_apart(leaf):
                    self._leaf(leaf)
        if part.epilogue:  # where list servers append their footers
            footer, *left_over = _NEXT_MESSAGE.split(decoded(part.epilogue), maxsplit=1)
            self._plain(footer)
            if left_over and len(left_over[0]) > _MAX_LEFTOVER_CHARS:
                self._source.note("Only the first of several mails was read.")

    def _leaf(self, part: EmailMessage) -> None:
        kind = part.get_content_type()
        name = one_line(decoded(str(part.get_filename() or "")), 200)
        suffix = READ_AS.get(kind)
        if part.get_content_disposition() == "attachment" and name and suffix != ".ics":
            self.attached.append(name)
        elif kind == "text/html":
            add_html(self._text(part), self._builder)
        elif kind in ("text/enriched", "text/richtext"):
            self._plain(plain_of(self._text(part)))
        elif suffix:
            self._other_format(part, suffix, name or kind)
        elif kind.startswith(("text/", "multipart/")):  # a multipart without parts is text
            self._plain(self._text(part))
        elif name:
            self.attached.append(name)
        elif not is_signature(kind):
            self.unread.append(kind)

    def _other_format(self, part: EmailMessage, suffix: str, name: str) -> None:
        """Read a part as a file of that suffix is read. An invitation often comes twice, in the text and attached."""
        payload = _bytes(part)
        if payload in self._seen:
            return
        self._seen.add(payload)
        data = payload if suffix == ".rtf" else self._text(part).encode("utf-8", "replace")
        inside = Source(io.BytesIO(data), suffix, len(data), self._source.limits, started=self._source.started)
        try:
            for page in read_pages(inside, readers()):
                self._builder.add_page(page)
        except ParseFailure:
            self.unread.append(name)
        for note in inside.notes:
            self._source.note(note)

    def _plain(self, text: str) -> None:
        lines = text.replace("\r\n", "\n")
        for block in blocks_of(lines):
            self._builder.add(block.kind, lines[block.start : block.end])

    def _visible(self, part: EmailMessage) -> str:
        """What a part says, without its formatting."""
        if part.get_content_type() != "text/html":
            return self._text(part)
        scratch = PageBuilder()
        add_html(self._text(part), scratch)
        return scratch.build().text

    def _text(self, part: EmailMessage) -> str:
        """The text in the part's own charset; if that is missing or wrong, as a file's. "" if it is not text."""
        payload, charset = _bytes(part), part.get_content_charset("us-ascii")
        note = self._source.note
        try:
            if charset != "us-ascii":
                return decode_as(payload, charset, note)
            return decode_html(payload, note) if part.get_content_type() == "text/html" else decode(payload, note)
        except ParseFailure:
            self.unread.append(part.get_content_type())
            return ""


def _bytes(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
