"""Mailboxes (mbox): each message as a page, read as a mail of its own.

Invariant: a line that begins with "From " inside a message, which is written as ">From ", ends none.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.plain.text import read_bytes
from assistant.ingest.parse.source import Source
from assistant.ingest.parse.web.mail import read as read_mail

_BEGINNING = re.compile(rb"^From \S+.*\d{4}[^\n]*\n", re.MULTILINE)
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def read(source: Source) -> Iterator[ParsedPage]:
    """One page a message, in the order of the file."""
    source.paged = True
    data = read_bytes(source)
    beginnings = list(_BEGINNING.finditer(data))
    ends = [*(match.start() for match in beginnings[1:]), len(data)]
    messages = [data[match.end() : end] for match, end in zip(beginnings, ends, strict=True)] if beginnings else [data]
    for number, message in enumerate(messages, start=1):
        stream = io.BytesIO(_QUOTED.sub(rb"\1", message))
        for page in read_mail(replace(source, stream=stream, suffix=".eml", size_bytes=len(message))):
            yield replace(page, number=number)
