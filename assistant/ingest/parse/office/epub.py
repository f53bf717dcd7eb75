"""Electronic books: the chapters of the spine, in order.

Invariant: only members of the archive are read.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.office.zipped import Archive, attribute
from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.source import Source
from assistant.ingest.parse.web.html import add_html, decode_html
from assistant.text.clean import one_line


def read(source: Source) -> Iterator[ParsedPage]:
    """One page: a book's pages depend on the screen it is read on. Raises ParseFailure."""
    archive = Archive(source)
    container = archive.xml("META-INF/container.xml")
    rootfile = container.find(".//{*}rootfile") if container is not None else None
    name = attribute(rootfile, "full-path") if rootfile is not None else ""
    package = archive.xml(name) if name else None
    if package is None:
        raise ParseFailure("damaged", "It holds no book.", "Check that the file has the right ending.")
    if "META-INF/rights.xml" in archive.names:
        raise ParseFailure("needs_password", "It is locked by its seller (DRM).", "Use a copy without DRM.")
    title = package.find(".//{*}title")
    source.title = one_line(title.text or "") if title is not None else ""
    files = {attribute(item, "id"): attribute(item, "href") for item in package.iter("{*}item")}
    builder = PageBuilder()
    for reference in package.iter("{*}itemref"):
        href = files.get(attribute(reference, "idref"), "")
        member = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(href)))
        add_html(decode_html(archive.read(member)), builder, is_book=True)
        if builder.length > source.limits.max_chars:
            break
    for note in builder.notes:
        source.note(note)
    yield builder.build()
