"""Mailboxes (mbox): a page for each message, read as a mail is read; its number is the place.

Invariant: one message is in memory at a time, and one that cannot be read leaves the others as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.source import Source
from assistant.ingest.parse.web.mail import Mail, note_left_out, subject
from assistant.ingest.parse.web.mail_headers import read_message

# Of the time limit: then reading stops and the pages so far are kept. It comes before the processor time limit.
_STOP_SHARE = 0.6
_BEGIN = re.compile(rb"From (?:\S|[^\r\n]{0,200}\d{4}).{0,300}\r?\n?", re.DOTALL)
_TIME_OF_DAY, _YEAR = re.compile(rb"\d\d:\d\d"), re.compile(rb"\d{4}")
_HEADER = re.compile(
    rb"[!-9;-~]{1,76}:[ \t]|[!-9;-~]{1,76}:\r?\n|>From "
)  # the last: a line that some programs put first
_QUOTED_BEGIN = re.compile(rb"^>(>*From )", re.MULTILINE)  # how a line of the text that begins with "From " is kept
_MAX_MESSAGE_BYTES = 64 * 1024 * 1024
_MAX_LINE_BYTES = 1024 * 1024
_NO_SUBJECT = "(no subject)"
_DAMAGED = ParseFailure(
    "damaged", "It holds no messages: it is no mailbox.", "Check that the file has the right ending."
)


def is_mailbox(start: bytes) -> bool:
    """Whether the first bytes of a file are those of a mailbox: the line between messages, then a header."""
    first, _, rest = start.lstrip(b"\xef\xbb\xbf\r\n").partition(b"\n")
    return _BEGIN.fullmatch(first) is not None and _HEADER.match(rest) is not None


def read(source: Source) -> Iterator[ParsedPage]:
    """The messages in their order; the heading of each is its subject. Raises ParseFailure."""
    source.paged = True
    source.page_word = "message"
    attached: list[str] = []
    unread: list[str] = []
    lost = number = 0
    for number, data in enumerate(_messages(source), 1):
        if number > 1 and source.seconds_left(_STOP_SHARE) < 0:
            source.note(f"Only the first {number - 1:,} messages were read: the time was up.")
            break
        try:
            message = read_message(data)
            mail = Mail(source, number, subject(message) or _NO_SUBJECT)
            mail.add_message(message, 0)
            page = mail.build()
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - the message is to blame; its neighbours are not
            lost += 1
            continue
        attached += mail.attached
        unread += mail.unread
        yield page
    if not number:
        raise _DAMAGED
    note_left_out(source, attached, unread)
    if lost:
        source.note(f"{lost:,} message{'s' if lost > 1 else ''} damaged and not read.")


def _messages(source: Source) -> Iterator[bytes]:
    """The bytes of each message, without the line in front of it.

    A message begins behind a blank line with "From ", and a header follows; some programs write no blank line, but
    then a date stands in the line.
    """
    lines: list[bytes] = []
    size, is_open, is_cut = 0, False, False
    before = b"\n"
    line = _line(source)
    while line:
        after = _line(source)
        if line.startswith(b"From ") and _begins(before, line, after):
            if is_open:
                yield _message(lines)
            lines, size, is_open = [], 0, True
        elif is_open and size + len(line) <= _MAX_MESSAGE_BYTES:
            lines.append(line)
            size += len(line)
        elif is_open and not is_cut:
            is_cut = True
            source.note("Of very long messages only the beginning was read.")
        before, line = line, after
    if is_open:
        yield _message(lines)


def _begins(before: bytes, line: bytes, after: bytes) -> bool:
    has_space = not before.strip(b"\r\n\xef\xbb\xbf")
    return bool(_HEADER.match(after)) and (has_space or _has_date(line))


def _has_date(line: bytes) -> bool:
    """Whether a time of day and a year behind it stand there, as programs write them behind the sender."""
    time_of_day = _TIME_OF_DAY.search(line)
    return time_of_day is not None and _YEAR.search(line, time_of_day.end()) is not None


def _line(source: Source) -> bytes:
    """The next line, b"" at the end. A longer one than any program writes is cut into several."""
    line = source.stream.readline(_MAX_LINE_BYTES)
    return line.removeprefix(b"\xef\xbb\xbf") if line.startswith(b"\xef\xbb\xbfFrom ") else line


def _message(lines: list[bytes]) -> bytes:
    return _QUOTED_BEGIN.sub(rb"\1", b"".join(lines))
