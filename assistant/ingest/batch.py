"""Parsed files that are embedded together and stored one by one.

Invariant: what fails because of one file keeps that file alone out, listed with its reason. What refuses every file (a
full disk, a locked ledger, a missing model) is an AssistantError and ends the run.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from assistant.domain.errors import ParseFailure
from assistant.domain.events import FileIndexed, FileQuarantined, IndexEvent, Progress
from assistant.domain.ports.embed import Embedder, Vectors
from assistant.domain.ports.store import Archive
from assistant.domain.records.documents import ChunkDraft, ParsedDocument
from assistant.domain.records.files import SourceFile
from assistant.domain.stop import StopSignal
from assistant.ingest.one_file import one_file

_SLICE_CHUNKS = 256  # chunks of a long file that are embedded between two checks of `stop`


@dataclass(frozen=True, slots=True)
class Parsed:
    """A parsed file in the current batch, not yet embedded."""

    file: SourceFile
    document: ParsedDocument
    drafts: tuple[ChunkDraft, ...]
    started: float

    @property
    def texts(self) -> list[str]:
        """What is embedded, a text a chunk."""
        return [f"{draft.header}\n{draft.text}" for draft in self.drafts]


@dataclass(slots=True)
class Counts:
    """The figures of one run."""

    total: int
    started: float
    indexed: int = 0
    quarantined: int = 0
    moved: int = 0
    forgotten: int = 0
    chunks: int = 0
    embedded: int = 0  # chunks, including those of files that are not stored yet
    read: set[str] = field(default_factory=set)  # SHA-256 of the contents that were stored

    @property
    def done(self) -> int:
        return self.indexed + self.quarantined

    def progress(self) -> Progress:
        elapsed = max(1e-6, time.monotonic() - self.started)
        eta = elapsed / self.done * (self.total - self.done) if self.done else 0.0
        return Progress(self.done, self.total, self.embedded, self.embedded / elapsed, eta)


def quarantine(archive: Archive, file: SourceFile, failure: ParseFailure, counts: Counts) -> FileQuarantined:
    """List `file` with the reason why it is not in the library. If even that fails, the event alone tells of it."""
    try:
        with one_file("not_stored", "It cannot be listed"):
            archive.quarantine(file, failure.reason, str(failure))
    except ParseFailure as unlisted:
        failure = unlisted
    counts.quarantined += 1
    return FileQuarantined(str(file.path), failure.reason, str(failure))


def store_batch(
    batch: Sequence[Parsed], archive: Archive, embedder: Embedder, counts: Counts, stop: StopSignal, *, reread: bool
) -> Iterator[IndexEvent]:
    """Embed the batch as one, or each file by itself if that fails; then store each file."""
    if not batch:
        return
    try:
        with one_file("not_stored", "It cannot be embedded"):
            vectors = yield from _embed([text for parsed in batch for text in parsed.texts], embedder, counts, stop)
    except ParseFailure as failure:
        if len(batch) > 1:
            for parsed in batch:
                yield from store_batch([parsed], archive, embedder, counts, stop, reread=reread)
        else:
            yield quarantine(archive, batch[0].file, failure, counts)
            yield counts.progress()
        return
    if vectors is None:
        return
    start = 0
    for parsed in batch:
        part = vectors[start : start + len(parsed.drafts)]
        start += len(parsed.drafts)
        yield _store(parsed, part, archive, counts, reread=reread)
        yield counts.progress()
    archive.settle()


def _embed(
    texts: Sequence[str], embedder: Embedder, counts: Counts, stop: StopSignal
) -> Generator[IndexEvent, None, Vectors | None]:
    """The vectors of `texts`, shape (len(texts), dimension); None if the run was stopped meanwhile."""
    embedded: list[Vectors] = []
    for start in range(0, len(texts), _SLICE_CHUNKS):
        if start and stop.stopped:
            return None
        embedded.append(embedder.embed_passages(texts[start : start + _SLICE_CHUNKS]))
        counts.embedded += len(embedded[-1])
        if len(texts) > _SLICE_CHUNKS:
            yield counts.progress()
    return np.concatenate(embedded)


def _store(parsed: Parsed, vectors: Vectors, archive: Archive, counts: Counts, *, reread: bool) -> IndexEvent:
    try:
        with one_file("not_stored", "The library cannot take it"):
            archive.store(parsed.file, parsed.document, parsed.drafts, vectors, reread=reread)
    except ParseFailure as failure:
        return quarantine(archive, parsed.file, failure, counts)
    counts.read.add(parsed.file.sha256)
    counts.indexed += 1
    counts.chunks += len(parsed.drafts)
    return FileIndexed(
        str(parsed.file.path),
        len(parsed.document.pages),
        len(parsed.drafts),
        time.monotonic() - parsed.started,
        parsed.document.pages_without_text,
        parsed.document.notes,
    )
