"""Runs a reader as a parser process does, and checks what it would send as the program checks it."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import get_args

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import ParsedPage
from assistant.domain.records.files import QuarantineReason
from assistant.ingest.parse.document import with_tables
from assistant.ingest.parse.process.protocol import Done, Failed, Message, Table, decode, encode
from assistant.ingest.parse.registry import read_pages, readers
from assistant.ingest.parse.source import Limits, Source
from assistant.text.clean import is_clean
from tests.fuzz.engine.findings import place_of

PDF_S = 3.0
_LIMITS = Limits(max_pages=200, max_chars=2_000_000, max_unpacked_bytes=16 << 20, timeout_s=PDF_S)
_REASONS = get_args(QuarantineReason)


def reader(suffix: str, *, careful: bool = False, modules: Mapping[str, str] | None = None) -> Callable[[bytes], None]:
    """A run that reads bytes as a file with this suffix; `modules` (suffix to reader) replaces the usual readers."""

    def run(data: bytes) -> None:
        source = Source(io.BytesIO(data), suffix, len(data), _LIMITS, None, careful)
        try:
            for page in read_pages(source, modules or readers()):
                _arrives(page)
        except ParseFailure as failure:
            _is_classified(failure)
            _same(Failed(failure.reason, failure.message, failure.hint))
        else:
            _same(Done(source.title, source.paged, tuple(source.notes)))

    return run


def _arrives(page: ParsedPage) -> None:
    """The page is the same behind the pipe, where everything about it is checked."""
    for table in page.tables:
        _same(Table(table))
    plain = replace(page, tables=())
    _same(plain)
    assert with_tables(plain, page.tables) == page


def _same(message: Message) -> None:
    assert decode(encode(message)) == message


def _is_classified(failure: ParseFailure) -> None:
    """What a reader of ours did not foresee is no damage of the file: the error goes on to the fuzzer.

    An error that a library raises says that the file is not what the library expects.
    """
    assert failure.reason in _REASONS, failure.reason
    assert is_clean(failure.message) and is_clean(failure.hint)
    cause = failure.__context__
    if failure.reason == "damaged" and isinstance(cause, Exception) and _is_raised_by_us(cause):
        raise cause


def _is_raised_by_us(error: Exception) -> bool:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and bool(place_of(trace)) and not isinstance(error, ParseFailure)
