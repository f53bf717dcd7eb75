"""Prepared files that are embedded together and stored one by one.

Invariant: what fails because of one file keeps that file alone out, listed with its reason. What refuses every file (a
full disk, a locked ledger, a missing model) is an AssistantError and ends the run.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from assistant.domain.errors import ParseFailure
from assistant.domain.events import FileIndexed, FileQuarantined, IndexEvent, Progress
from assistant.domain.ports.embed import Embedder, Vectors
from assistant.domain.ports.store import Archive
from assistant.domain.records.files import SourceFile
from assistant.domain.stop import Stopped, StopSignal
from assistant.ingest.budget import embedding_budget
from assistant.ingest.one_file import one_file
from assistant.ingest.prepare import Prepared

_SLICE_CHUNKS = 16  # chunks that are embedded between two looks at `stop`: less than half a second
_SHORT_CHUNKS = 64  # of a longer batch, that is of a longer file, the progress is told
_LEAST_WORK, _MOST_WORK = 10_000, 1_000_000  # bytes


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
    work: float = 0.0  # of all files that are read, see `work_of`
    worked: float = 0.0  # of those that are done
    pictures: int = 0  # that show no text
    waiting: dict[SourceFile, int] = field(default_factory=dict)  # scans that wait for all others, with their pages
    recognised: int = 0  # pages of scans that are done
    recognising: bool = False

    @property
    def done(self) -> int:
        return self.indexed + self.quarantined + self.pictures

    def begin_reading(self, files: Iterable[SourceFile]) -> None:
        """The scan is over, `files` are read: the time that is left is estimated from here on."""
        self.started, self.work = time.monotonic(), sum(map(work_of, files))

    def wait(self, file: SourceFile, pages: int) -> None:
        """`file` is a scan: it is recognised when all others are read."""
        self.waiting[file] = max(1, pages)
        self.work -= work_of(file)

    def begin_recognising(self) -> None:
        """All files are read but those that wait: the time is that of their pages from here on."""
        self.started, self.recognising = time.monotonic(), True

    def recognise(self, file: SourceFile) -> None:
        """The scan `file` is done, whatever came of it."""
        self.recognised += self.waiting.pop(file, 0)

    def progress(self) -> Progress:
        """By the size of the files and not their number: the small ones are often done first. Scans go by pages."""
        elapsed = max(1e-6, time.monotonic() - self.started)
        if self.recognising:
            eta = elapsed / self.recognised * sum(self.waiting.values()) if self.recognised else 0.0
        else:
            eta = elapsed / self.worked * max(0.0, self.work - self.worked) if self.worked else 0.0
        rate = self.embedded / elapsed
        return Progress(self.done, self.total, self.embedded, rate, eta, len(self.waiting), self.recognising)


def work_of(file: SourceFile) -> float:
    """How much work a file is, against others: by its size, but opening one takes time too, and large ones are mostly
    pictures."""
    return _LEAST_WORK + min(file.size_bytes, _MOST_WORK)


def quarantine(archive: Archive, file: SourceFile, failure: ParseFailure, counts: Counts) -> FileQuarantined:
    """List `file` with the reason why it is not in the library. If even that fails, the event alone tells of it."""
    try:
        with one_file("not_stored", "It cannot be listed"):
            archive.quarantine(file, failure.reason, str(failure))
    except ParseFailure as unlisted:
        failure = unlisted
    if failure.reason == "picture":
        counts.pictures += 1
    else:
        counts.quarantined += 1
    counts.worked += work_of(file)
    return FileQuarantined(str(file.path), failure.reason, str(failure))


def store_batch(
    batch: Sequence[Prepared],
    archive: Archive,
    embedder: Embedder,
    counts: Counts,
    stop: StopSignal,
    timeout_s: float,
    *,
    reread: bool,
) -> Iterator[IndexEvent]:
    """Embed the batch as one and store each file; `timeout_s` is the time limit of a file.

    If the batch takes too long, its longest file is left out; if it fails otherwise, each file is tried by itself. When
    `stop` is set, the files that are embedded whole by then are stored.
    """
    if not batch:
        return
    try:
        with one_file("not_stored", "It cannot be embedded"):
            vectors = yield from _embed(batch, embedder, counts, stop, timeout_s)
    except Stopped:
        return
    except ParseFailure as failure:
        failed, others = _blame(batch, failure)
        for part in others:
            yield from store_batch(part, archive, embedder, counts, stop, timeout_s, reread=reread)
        if failed is not None:
            yield quarantine(archive, failed.file, failure, counts)
            yield counts.progress()
        return
    start = 0
    for prepared in batch:
        if start + len(prepared.drafts) > len(vectors):
            return  # stopped in the middle of it
        part_of = vectors[start : start + len(prepared.drafts)]
        start += len(prepared.drafts)
        yield _store(prepared, part_of, archive, counts, reread=reread)
        yield counts.progress()
    archive.settle()


def _blame(batch: Sequence[Prepared], failure: ParseFailure) -> tuple[Prepared | None, list[Sequence[Prepared]]]:
    """The file that a failure of the batch belongs to, None if that is not known, and what is tried again."""
    if len(batch) == 1:
        return batch[0], []
    if failure.reason != "limit":
        return None, [[prepared] for prepared in batch]
    longest = max(batch, key=lambda prepared: len(prepared.drafts))  # the others are short
    return longest, [[prepared for prepared in batch if prepared is not longest]]


def _embed(
    batch: Sequence[Prepared], embedder: Embedder, counts: Counts, stop: StopSignal, timeout_s: float
) -> Generator[IndexEvent, None, Vectors]:
    """The vectors of the chunks of `batch`, shape (chunks, dimension), in order: of all, or of the first ones if `stop`
    was set. Raises ParseFailure when the budget is spent, and Stopped."""
    texts = [text for prepared in batch for text in prepared.texts]
    budget = embedding_budget(stop, timeout_s, sum(map(len, texts)))
    embedded: list[Vectors] = []
    for start in range(0, len(texts), _SLICE_CHUNKS):
        if start and stop.stopped:
            break
        if start:
            budget.check()
        embedded.append(embedder.embed_passages(texts[start : start + _SLICE_CHUNKS]))
        counts.embedded += len(embedded[-1])
        if len(texts) > _SHORT_CHUNKS:
            yield counts.progress()
    return np.concatenate(embedded)


def _store(prepared: Prepared, vectors: Vectors, archive: Archive, counts: Counts, *, reread: bool) -> IndexEvent:
    try:
        with one_file("not_stored", "The library cannot take it"):
            archive.store(prepared.file, prepared.document, prepared.drafts, vectors, reread=reread)
    except ParseFailure as failure:
        return quarantine(archive, prepared.file, failure, counts)
    counts.read.add(prepared.file.sha256)
    counts.indexed += 1
    counts.worked += work_of(prepared.file)
    counts.chunks += len(prepared.drafts)
    return FileIndexed(
        str(prepared.file.path),
        len(prepared.document.pages),
        len(prepared.drafts),
        time.monotonic() - prepared.started,
        prepared.document.pages_without_text,
        prepared.document.notes,
    )
