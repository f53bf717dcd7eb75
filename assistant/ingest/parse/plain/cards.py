"""Calendars and address books: a line for each event or person, with the fields that people ask for.

Invariant: fields that are not listed here, such as pictures and keys, are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.plain.text import decode, read_bytes
from assistant.ingest.parse.source import Source

_FOLD = re.compile(r"\r?\n[ \t]")
_FIELDS = {
    "SUMMARY": "Event",
    "FN": "Name",
    "DTSTART": "Start",
    "DTEND": "End",
    "DUE": "Due",
    "RRULE": "Repeats",
    "LOCATION": "Place",
    "ORG": "Organisation",
    "TITLE": "Role",
    "TEL": "Telephone",
    "EMAIL": "E-mail",
    "ADR": "Address",
    "BDAY": "Birthday",
    "URL": "Web",
    "DESCRIPTION": "Description",
    "NOTE": "Note",
}
_WHEN = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?")


def read(source: Source) -> Iterator[ParsedPage]:
    """One page, a block for each entry. Raises ParseFailure for binary content."""
    builder = PageBuilder()
    entry: list[str] = []
    for line in _FOLD.sub("", decode(read_bytes(source))).splitlines():
        name, _, value = line.partition(":")
        name = name.split(";")[0].rpartition(".")[2].upper()
        if name == "END" and value.strip().upper() in ("VEVENT", "VTODO", "VJOURNAL", "VCARD"):
            builder.add("table_row", "; ".join(entry))
            entry = []
        elif name == "BEGIN":
            entry = [] if value.strip().upper() != "VALARM" else entry
        elif name in _FIELDS and value.strip(" ;"):
            entry.append(f"{_FIELDS[name]}: {_plain(value)}")
    yield builder.build()


def _plain(value: str) -> str:
    """A value without its escapes; a date in readable form."""
    when = _WHEN.fullmatch(value.strip())
    if when:
        year, month, day, hour, minute, utc = when.groups()
        return f"{year}-{month}-{day}" + (f" {hour}:{minute}" if hour else "") + (" UTC" if utc else "")
    text = re.sub(r"\\[nN]", " ", value).replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
    return ", ".join(part.strip() for part in re.split(r"(?<!\\);", text) if part.strip())
