"""The messages between the program and a parser process: each line is a JSON object.

Invariant: nothing is unpickled or evaluated; every line has a maximum length; a value from the parser process is used
only after its type was checked.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, get_args

from assistant.domain.records.documents import ParsedPage
from assistant.domain.records.files import QuarantineReason
from assistant.domain.records.tables import ParsedTable
from assistant.ingest.parse.document import checked_page, checked_table
from assistant.ingest.parse.source import MAX_NOTES, Limits
from assistant.text.clean import one_line, read_json_value

MAX_JOB_BYTES = 16_384
_REASONS = get_args(QuarantineReason)


@dataclass(frozen=True, slots=True)
class Job:
    """A file to read. Its descriptor is sent with the message; on Windows `path` and `root` name the file."""

    suffix: str
    size_bytes: int
    limits: Limits
    password: str | None = None
    careful: bool = False
    path: str = ""
    root: str = ""


@dataclass(frozen=True, slots=True)
class Ready:
    """The process is set up. `unenforced`: the limits that the system does not enforce and the parent has to check.

    `held`: the parts of the cage that hold (`sandbox.cage.enter.PARTS`).
    """

    sealed: bool
    unenforced: tuple[str, ...]
    held: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    title: str
    paged: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    reason: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the page that comes next."""

    table: ParsedTable


Message = Ready | Table | ParsedPage | Done | Failed


def encode_job(job: Job) -> bytes:
    return _line(asdict(job))


def decode_job(line: bytes) -> Job:
    values = read_json_value(line)
    return Job(**{**values, "limits": Limits(**values["limits"])})


def encode(message: Message) -> bytes:
    """The line of a message; the tables of a page are messages of their own."""
    match message:
        case ParsedPage():
            blocks = [[block.kind, block.start, block.end, block.level] for block in message.blocks]
            return _line({"page": [message.number, message.text, blocks, list(message.marks)]})
        case Table(table):
            return _line({"table": [table.name, table.header, table.sheet, table.complete, table.rows]})
        case Done():
            return _line({"done": [message.title, message.paged, list(message.notes)]})
        case Failed():
            return _line({"failed": [message.reason, message.message, message.hint]})
        case Ready():
            return _line({"ready": [message.sealed, list(message.unenforced), list(message.held)]})


def decode(line: bytes) -> Message:
    """The message in `line`. Raises ValueError if it is anything else."""
    values = read_json_value(line)
    if not isinstance(values, dict) or len(values) != 1:
        raise ValueError("not a message")
    [(kind, content)] = values.items()
    if not isinstance(content, list):
        raise ValueError("not a message")
    if kind == "page" and len(content) == 4:
        return checked_page(*content)
    if kind == "table" and len(content) == 5:
        return Table(checked_table(*content))
    if kind == "done" and len(content) == 3 and isinstance(content[1], bool):
        return Done(_text(content[0]), content[1], _texts(content[2]))
    if kind == "failed" and len(content) == 3:
        if content[0] not in _REASONS:
            raise ValueError("not a reason")
        return Failed(*(_text(value) for value in content))
    if kind == "ready" and len(content) == 3 and isinstance(content[0], bool):
        return Ready(content[0], _texts(content[1]), _texts(content[2]))
    raise ValueError("not a message")


def _line(values: dict[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > 1_000:
        raise ValueError("not a short text")
    return one_line(value)


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > MAX_NOTES:
        raise ValueError("not a short list")
    return tuple(_text(entry) for entry in value)
