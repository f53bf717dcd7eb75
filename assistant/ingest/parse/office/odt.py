"""OpenDocument text: headings, paragraphs, numbered lists, tables, notes, comments, forms.

Invariant: deleted text in the file's change record is not read.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.marks.remark import pictures_note
from assistant.ingest.parse.office.opendocument.blocks import Blocks
from assistant.ingest.parse.office.opendocument.package import content_of, open_package, title_of
from assistant.ingest.parse.source import Source


def read(source: Source) -> Iterator[ParsedPage]:
    """One page. Raises ParseFailure."""
    archive = open_package(source)
    content, body = content_of(archive, "text", "text document")
    source.title = title_of(archive, content)
    text = Blocks(archive, content)
    text.blocks(body)
    for note in (*text.builder.notes, *pictures_note(text.pictures)):
        source.note(note)
    yield text.builder.build()
