"""Tables of files that were read before tables were kept: such a file is parsed again, and only its tables are stored.

Invariant: text, chunks and vectors of the library stay as they are, and nothing is embedded.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.domain.errors import ParseFailure
from assistant.domain.events import TablesRead
from assistant.domain.ports.parse import Parser
from assistant.domain.ports.store import Archive
from assistant.domain.records.documents import ParsedDocument
from assistant.domain.records.tables import TABLES_VERSION
from assistant.domain.stop import Stopped, StopSignal
from assistant.ingest.one_file import one_file

# The file may be readable at the next run: it is locked, has changed, or lies on a drive that is away.
_LATER = ("unreadable", "needs_password")


def read_missing_tables(archive: Archive, parser: Parser, stop: StopSignal) -> Iterator[TablesRead]:
    """Read the tables that the library lacks. A file that fails for good counts as a file without tables."""
    waiting = archive.files_without_tables(parser.suffixes_with_tables)
    for done, record in enumerate(waiting):
        if stop.stopped:
            return
        yield TablesRead(record.path, done, len(waiting))
        try:
            with one_file("not_stored", "Its tables cannot be stored"):
                archive.add_tables(record.path, parser.parse(record.as_scanned(), stop=stop))
        except Stopped:
            return
        except ParseFailure as failure:
            if failure.reason not in _LATER:
                archive.add_tables(record.path, ParsedDocument("", False, (), tables_version=TABLES_VERSION))
