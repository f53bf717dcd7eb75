"""What kind of file some bytes without a name are, by how they begin.

Invariant: a guess decides only which sealed reader reads them; every reader refuses what is none of its own.
"""

from __future__ import annotations

import re

_BEGINNINGS = ((b"%PDF-", ".pdf"), (rb"{\rtf", ".rtf"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc"))
_IN_AN_ARCHIVE = (
    (b"word/document.xml", ".docx"),
    (b"xl/workbook.xml", ".xlsx"),
    (b"ppt/presentation.xml", ".pptx"),
    (b"application/epub+zip", ".epub"),
    (b"application/vnd.oasis.opendocument.text", ".odt"),
)
_HTML = re.compile(rb"\s*<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_MAIL = re.compile(rb"(?:[A-Za-z-]+: .*\r?\n(?:[ \t].*\r?\n)*){3,}\r?\n")
_OF_MAIL = re.compile(rb"^(?:From|Subject): ", re.MULTILINE | re.IGNORECASE)
_HEADING = re.compile(rb"^#{1,6} +\S", re.MULTILINE)
_LOOKED_AT = 65_536  # bytes
_LINES, _LEAST_LINES = 20, 3


def kind_of(data: bytes) -> str:
    """The ending of the kind of file that `data` is: ".pdf", ".csv", ...; ".txt" if nothing says more."""
    head = data[:_LOOKED_AT]
    for beginning, suffix in _BEGINNINGS:
        if head.startswith(beginning):
            return suffix
    if head.startswith(b"PK\x03\x04"):
        return next((suffix for name, suffix in _IN_AN_ARCHIVE if name in data), ".docx")
    if _HTML.match(head):
        return ".html"
    if (match := _MAIL.match(head)) and _OF_MAIL.search(match[0]):
        return ".eml"
    if _HEADING.search(head):
        return ".md"
    return _table(head) or ".txt"


def _table(head: bytes) -> str:
    """ ".csv" or ".tsv" if every one of the first lines has as many separators as the first; else ""."""
    lines = [line for line in head.splitlines() if line.strip()][:_LINES]
    if len(lines) < _LEAST_LINES:
        return ""
    for separator, suffix in ((b"\t", ".tsv"), (b";", ".csv"), (b",", ".csv")):
        counts = {re.sub(rb'"[^"]*"', b"", line).count(separator) for line in lines}
        if len(counts) == 1 and counts != {0}:
            return suffix
    return ""
