"""What a parser process says, read by the program: a reader that was taken over may say anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict

from assistant.domain.records.documents import Block, ParsedPage
from assistant.domain.records.tables import ParsedTable, TableRow
from assistant.ingest.parse.document import make_document
from assistant.ingest.parse.process.protocol import Done, Failed, Ready, Table, decode, encode
from assistant.text.clean import is_clean
from tests.fuzz.engine.target import Target


def _seeds() -> Iterable[bytes]:
    table = ParsedTable("Costs", ("What", "Price"), (TableRow(1, 0, 4, ("Rope", "5")),), False, True)
    blocks = Block("table_row", 0, 4, 0), Block("paragraph", 4, 13, 0)
    yield encode(ParsedPage(1, "Rope and more", blocks, ("hidden_text",)))
    yield encode(Table(table))
    yield encode(Done("Title", True, ("Only the first 3 pages were read.",)))
    yield encode(Failed("damaged", "It is damaged.", ""))
    yield encode(Ready(True, ("memory",), ("files", "calls")))


def _run(data: bytes) -> None:
    message = decode(data)
    assert all(len(str(number)) < 12 for number in _leaves(asdict(message)) if isinstance(number, int))
    assert all(is_clean(text) for text in _leaves(asdict(message)) if isinstance(text, str))
    if isinstance(message, ParsedPage):
        make_document("t", True, [message], [])
    if isinstance(message, Done):
        make_document(message.title, message.paged, [], message.notes)
    assert decode(encode(message)) == message


def _leaves(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, list | tuple):
        for inner in value:
            yield from _leaves(inner)
    else:
        yield value


# What `Worker._listen` takes for nonsense.
TARGETS = (Target("protocol", _seeds, _run, (ValueError, TypeError, RecursionError)),)
