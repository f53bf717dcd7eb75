"""Cells of tables over files: a file's paths, a quote, and the receipt under the table.

Invariant: a cell is one line of cleaned text; between its quotation marks stands an unbroken piece of the passage.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from assistant.answer.documents.find import relative_path
from assistant.answer.documents.stock import Document, Stock
from assistant.answer.documents.words import PHRASES, say
from assistant.domain.records.documents import Span
from assistant.domain.records.files import FileRecord
from assistant.text.asked_language import Language
from assistant.text.clean import one_line

MAX_QUOTE_CHARS = 240  # about two lines of a table
_MAX_PATH_CHARS = 160
_MOST_NAMED = 10  # files that could not be read
_MARKER = re.compile(r"\[\d{1,3}\]")
_LEAST_QUOTE_CHARS = 4  # a shorter text is no quote to the citer
# A quotation mark in a file name would end the quote that the citer looks for; a bracket would look like a citation.
_QUOTE_MARKS = '"\u201c\u201d\u201e\u00ab\u00bb'
_SAFE = str.maketrans(dict.fromkeys(_QUOTE_MARKS, "'") | {"[": "(", "]": ")"})


def safe_name(text: str, max_chars: int = _MAX_PATH_CHARS) -> str:
    """A file name or path as a cell shows it."""
    return one_line(text, max_chars).translate(_SAFE)


def file_cell(document: Document) -> str:
    """The paths of a document below their folders, each once."""
    return ", ".join(dict.fromkeys(safe_name(relative_path(record)) for record in document.copies))


def short_name(document: Document) -> str:
    return safe_name(PurePath(document.path).name)


def quote_cell(text: str, number: int) -> str:
    """`text` in quotation marks, then its citation; "" where there is too little to quote.

    Of a text with marks like a citation's the longest piece between them: they would be taken for ours.
    """
    text = max(_MARKER.split(text), key=len)
    quote = " ".join(text.split()).strip('"\u201c\u201d\u201e\u00ab\u00bb ')
    return f"\u201c{quote}\u201d [{number}]" if len(quote) >= _LEAST_QUOTE_CHARS else ""


def piece_around(text: str, sentence: Span, place: Span) -> Span:
    """The sentence, or where it is long a piece of whole words of it around `place`; both are spans of `text`."""
    start, end = sentence
    if end - start <= MAX_QUOTE_CHARS:
        return sentence
    room = (MAX_QUOTE_CHARS - (place[1] - place[0])) // 2
    first = max(start, min(place[0] - room, end - MAX_QUOTE_CHARS))
    last = min(end, first + MAX_QUOTE_CHARS)
    if first > start:
        space = text.find(" ", first, place[0] + 1)
        first = space + 1 if space >= 0 else first
    if last < end:
        space = text.rfind(" ", place[1], last)
        last = space if space > first else last
    return first, last


def receipt_lines(stock: Stock, language: Language, *, with_names: bool = True) -> list[str]:
    """What became of the files, in words: the same numbers as `Stock.coverage`."""
    coverage = stock.coverage()
    looked = coverage.matched + coverage.unmatched + coverage.kept_out - len(stock.barred)
    lines = [say("looked", language, count=looked, total=coverage.in_scope)]
    if stock.unread and not with_names:
        lines.append(say("unread_count", language, count=len(stock.unread)))
    elif stock.unread:
        named = ", ".join(f"{_short(record)}: {_why(record, language)}" for record in stock.unread[:_MOST_NAMED])
        more = len(stock.unread) - _MOST_NAMED
        if more > 0:
            named += f", {say('and_more', language, count=more)}"
        lines.append(say("unread", language, count=len(stock.unread), names=named))
    if coverage.kept_out:
        lines.append(say("kept_out", language, count=coverage.kept_out))
    if coverage.left:
        lines.append(say("left", language, count=coverage.left))
    return lines


def joined_names(names: Sequence[str], joiner: str) -> str:
    """ "a, b and c"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {joiner} {names[-1]}"


def _short(record: FileRecord) -> str:
    return safe_name(relative_path(record), 80)


def _why(record: FileRecord, language: Language) -> str:
    reason = record.reason if record.state == "quarantined" and record.reason in PHRASES else "pending"
    return say(reason, language)
