"""Renamed files: the line in front of their passages, the keywords and the vectors follow the new name.

Invariant: nothing is parsed, and a passage keeps its span. A document that several files share keeps its line as long
as one of them is called so.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from assistant.domain.errors import ParseFailure
from assistant.domain.events import NamesRenewed
from assistant.domain.ports.chunk import Chunker
from assistant.domain.ports.embed import Embedder
from assistant.domain.ports.store import Names
from assistant.domain.records.documents import NamedDocument
from assistant.domain.records.files import SourceFile
from assistant.domain.stop import Stopped, StopSignal
from assistant.ingest.one_file import one_file
from assistant.ingest.title import title_of

_SLICE_CHUNKS = 64  # that are embedded between two checks of `stop`


def renew_names(names: Names, chunker: Chunker, embedder: Embedder, stop: StopSignal) -> Iterator[NamesRenewed]:
    """Bring up to date what still holds an old name. What is not done when `stop` is set is done the next time."""
    noted = names.noted()
    settled: list[int] = []
    for done, number in enumerate(noted):
        if stop.stopped:
            break
        document = names.read(number)
        headers = _new_headers(document, chunker) if document is not None else None
        if document is None or headers is None:
            settled.append(number)
            continue
        yield NamesRenewed(str(document.files[0][0]), done, len(noted))
        try:
            with one_file("not_stored", "The new name cannot be stored"):
                _rewrite(document, headers, names, embedder, stop)
        except Stopped:
            break
        except ParseFailure:
            settled.append(number)  # the old line stays: the passages are found all the same
    if settled:
        names.settle(settled)


def _new_headers(document: NamedDocument, chunker: Chunker) -> list[str] | None:
    """The headers under the name of the first file; None if the present ones are those of any file."""
    titles = [title_of(SourceFile(path, root, 0, 0), document.title) for path, root in document.files]
    for title in dict.fromkeys(titles):
        if all(draft.header in chunker.headers(draft, title) for draft in document.drafts):
            return None
    return [chunker.headers(draft, titles[0])[1] for draft in document.drafts]


def _rewrite(document: NamedDocument, headers: list[str], names: Names, embedder: Embedder, stop: StopSignal) -> None:
    texts = [f"{header}\n{draft.text}" for header, draft in zip(headers, document.drafts, strict=True)]
    vectors = []
    for start in range(0, len(texts), _SLICE_CHUNKS):
        if stop.stopped:
            raise Stopped
        vectors.append(embedder.embed_passages(texts[start : start + _SLICE_CHUNKS]))
    names.rewrite(document.id, headers, np.concatenate(vectors))
