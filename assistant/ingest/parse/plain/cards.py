"""Calendars and address books: a line for each event or person, with the fields that people ask for.

Invariant: fields that are not listed here, such as pictures and keys, are left out.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.plain.decoding import decode, decode_as
from assistant.ingest.parse.plain.text import read_text
from assistant.ingest.parse.source import Source

_FOLD = re.compile(r"\r?\n[ \t]")
_QUOTED_PRINTABLE = re.compile(r"^[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE\b", re.IGNORECASE)
_FIELDS = {
    "SUMMARY": "Event",
    "FN": "Name",
    "NICKNAME": "Nickname",
    "DTSTART": "Start",
    "DTEND": "End",
    "DURATION": "Duration",
    "DUE": "Due",
    "RRULE": "Repeats",
    "EXDATE": "Except",
    "RECURRENCE-ID": "Instead of",
    "STATUS": "Status",
    "LOCATION": "Place",
    "ORGANIZER": "Organiser",
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
_ENTRIES = ("VEVENT", "VTODO", "VJOURNAL", "VCARD")
# A name with an optional group before it, parameters whose quoted values may hold any sign, and the value.
_PROPERTY = re.compile(
    r'(?:[\w-]+\.)?(?P<name>[\w-]+)(?P<parameters>(?:;(?:"[^"]*"|[^":])*)?):(?P<value>.*)', re.DOTALL
)
_PARAMETER = re.compile(r';([\w-]+)(?:=("[^"]*"|[^;"]*))?')
_WHEN = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?")
_LAST_WHEN = re.compile(_WHEN.pattern + r"\s*$")  # behind a time zone whose name has a colon and no quotes
_DURATION = re.compile(r"\+?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:\d+S)?)?")
_DURATION_UNITS = ("weeks", "days", "hours", "minutes")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_UNESCAPED_SEMICOLON = re.compile(r"(?<!\\);")


@dataclass(frozen=True, slots=True)
class _Property:
    name: str
    parameters: dict[str, str]
    value: str


@dataclass(slots=True)
class _Entry:
    """The fields of an event or a person so far."""

    fields: list[str] = field(default_factory=list)
    attendees: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    parts_of_name: str = ""  # of a person without a written name

    def add(self, found: _Property) -> None:
        if found.name == "ATTENDEE":
            self.attendees.append(_person(found))
        elif found.name == "N":
            self.parts_of_name = _name(found.value)
        elif found.name in _FIELDS and (value := _readable(found)):
            self.names.add(found.name)
            self.fields.append(f"{_FIELDS[found.name]}: {value}")

    def text(self, is_cancelled: bool) -> str:
        """The entry as a line; `is_cancelled` if the whole calendar is a cancellation."""
        first = [f"Name: {self.parts_of_name}"] if self.parts_of_name and "FN" not in self.names else []
        status = ["Status: cancelled"] if is_cancelled and "STATUS" not in self.names else []
        attendees = [f"Attendees: {', '.join(filter(None, self.attendees))}"] if any(self.attendees) else []
        return "; ".join([*first, *self.fields, *status, *attendees])


def read(source: Source) -> Iterator[ParsedPage]:
    """One page, a block for each entry. Raises ParseFailure for binary content."""
    builder = PageBuilder()
    entry = _Entry()
    inside: list[str] = []  # an alarm or a time zone has fields of the same names
    is_cancelled = False
    for line in _lines(read_text(source)):
        found = _property(line)
        if found is None:
            continue
        kind = found.value.strip().upper()
        if found.name == "BEGIN":
            inside.append(kind)
            entry = _Entry() if kind in _ENTRIES else entry
        elif found.name == "END":
            if kind in _ENTRIES:
                builder.add("table_row", entry.text(is_cancelled))
                entry = _Entry()
            inside = inside[: inside.index(kind)] if kind in inside else inside
        elif found.name == "METHOD":
            is_cancelled = kind == "CANCEL"
        elif inside and inside[-1] in _ENTRIES:
            entry.add(found)
    if entry.names or entry.parts_of_name:
        builder.add("table_row", entry.text(is_cancelled))
        source.note("Its last entry is cut off.")
    yield builder.build()


def _lines(text: str) -> Iterator[str]:
    """The lines as they were before they were folded, in both ways: by a space, and by "=" where quoted-printable."""
    begun = ""
    for line in _FOLD.sub("", text).splitlines():
        whole = begun + line
        begun = ""
        if whole.endswith("=") and _QUOTED_PRINTABLE.match(whole):
            begun = whole[:-1]
        else:
            yield whole
    if begun:
        yield begun


def _property(line: str) -> _Property | None:
    head, colon, value = line.partition(":")
    if not colon:
        return None
    if '"' in head and (match := _PROPERTY.fullmatch(line)) is not None:  # else the quote does not end
        head, value = match["name"] + match["parameters"], match["value"]
    elif '"' in head:
        head = head.partition(";")[0]
    name, has_more, more = head.partition(";")
    name = name.rpartition(".")[2].upper()  # "item1.TEL" stands in a group
    if not has_more:
        return _Property(name, {}, value)
    parameters: dict[str, str] = {}
    for key, said in _PARAMETER.findall(f";{more}"):
        parameters.setdefault(key.upper(), said.strip('"'))
    return _Property(name, parameters, _decoded(value, parameters))


def _decoded(value: str, parameters: dict[str, str]) -> str:
    """A value without its transfer encoding; vCard 2.1 names that with or without a key."""
    encoding = parameters.get("ENCODING", "").upper()
    try:
        if encoding == "QUOTED-PRINTABLE" or "QUOTED-PRINTABLE" in parameters:
            raw = quopri.decodestring(value.encode("utf-8", "replace"))
        elif encoding in ("B", "BASE64") or "BASE64" in parameters:
            raw = base64.b64decode(value)
        else:
            return value
        return decode_as(raw, parameters["CHARSET"]) if "CHARSET" in parameters else decode(raw)
    except (ParseFailure, binascii.Error, ValueError):
        return ""


def _readable(found: _Property) -> str:
    """A value without its escapes; dates, durations and people in readable form."""
    value = found.value.strip()
    if found.name == "ORGANIZER":
        return _person(found)
    if found.name == "STATUS":
        return value.lower().replace("-", " ")
    if found.name == "DURATION" and (match := _DURATION.fullmatch(value.upper())):
        parts = zip(match.groups(), _DURATION_UNITS, strict=True)
        return " ".join(f"{count} {unit if count != '1' else unit[:-1]}" for count, unit in parts if count)
    if found.name == "EXDATE":
        return ", ".join(map(_when, value.split(",")))
    if found.name.startswith("DT") and (last := _LAST_WHEN.search(value)):
        return _when(last.group())
    return _when(value) if _WHEN.fullmatch(value) else _plain(value)


def _when(value: str) -> str:
    match = _WHEN.fullmatch(value.strip())
    if match is None:
        return value
    year, month, day, hour, minute, utc = match.groups()
    return f"{year}-{month}-{day}" + (f" {hour}:{minute}" if hour else "") + (" UTC" if utc else "")


def _person(found: _Property) -> str:
    """ "Ruben Falk (accepted)": the name, else the address, and what the person answered."""
    address = re.sub(r"(?i)^mailto:", "", found.value.strip())
    answer = found.parameters.get("PARTSTAT", "").lower().replace("-", " ")
    name = _plain(found.parameters.get("CN", "")) or address
    return f"{name} ({answer})" if name and answer and answer != "needs action" else name


def _name(value: str) -> str:
    """The name from its parts, which stand as family name, given name, further names, title, suffix."""
    family, given, more, title, suffix = [*_parts(value), "", "", "", "", ""][:5]
    return " ".join(part for part in (title, given, more, family, suffix) if part)


def _plain(value: str) -> str:
    return ", ".join(part for part in _parts(value) if part)


def _parts(value: str) -> list[str]:
    """The parts of a value between its semicolons, each without escapes and spaces around it."""
    if "\\" not in value:
        return [" ".join(part.split()) for part in value.split(";")]
    return [_unescaped(part) for part in _UNESCAPED_SEMICOLON.split(value)]


def _unescaped(value: str) -> str:
    return " ".join(_ESCAPED.sub(lambda match: " " if match[1] in "nN" else match[1], value).split())
