"""Journey 1: files on disk -> scan -> parse -> chunk -> embed -> store.

Invariant: a file is indexed when its whole document is stored, in one transaction; a file that cannot be read is
quarantined with its reason, and the run continues. No scan is recognised before all other files are read.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.domain.asked import Asked
from assistant.domain.errors import NothingFound, ParseFailure
from assistant.domain.events import (
    FileForgotten,
    FileIndexed,
    FileMoved,
    FileQuarantined,
    FileSeen,
    IndexEvent,
    IndexingFinished,
    RootMissing,
    ScanFinished,
)
from assistant.domain.ports.chunk import Chunker
from assistant.domain.ports.embed import Embedder
from assistant.domain.ports.guard import Gate
from assistant.domain.ports.parse import Parser, QuickParser, TakesLonger
from assistant.domain.ports.scan import Scanner
from assistant.domain.ports.store import Archive
from assistant.domain.records.files import FileRecord, ScanPlan, SourceFile
from assistant.domain.stop import Stopped, StopSignal
from assistant.ingest.batch import Counts, quarantine, store_batch
from assistant.ingest.budget import reading_budget
from assistant.ingest.judge import judge_library, judge_page
from assistant.ingest.one_file import one_file
from assistant.ingest.order import ReadingOrder
from assistant.ingest.prepare import Preparation, Prepared
from assistant.ingest.tables import read_missing_tables

_BATCH_CHUNKS = 64  # chunks of several small files are embedded together, for full batches of similar length
_BATCH_ROWS = 100  # files that leave the library in one transaction


@dataclass(frozen=True, slots=True)
class Indexing:
    """The parts of the journey; `run` makes the library match the disk below some roots."""

    scanner: Scanner
    parser: Parser
    chunker: Chunker
    embedder: Embedder
    archive: Archive
    gate: Gate
    file_timeout_s: float = 20.0  # what one file may take; see `budget`
    quick: QuickParser | None = None  # what `parser` reads at once; None: all
    asked: Asked = field(default_factory=Asked)  # what persons ask while files are read

    def run(
        self,
        roots: Sequence[Path],
        stop: StopSignal,
        *,
        force: bool = False,
        paths: Collection[Path] = (),
        passwords: Sequence[str] = (),
    ) -> Iterator[IndexEvent]:
        """Compare disk and library, and update the library. With `paths`, only they are compared.

        When `stop` is set the run ends early and keeps all finished files. With `passwords`, files that need a password
        are read again: each password is tried, and none is stored.
        """
        started = time.monotonic()
        read_again = self.archive.adopt_identity()
        if not paths:
            self.archive.take_out_damaged()
            self.archive.reconsider(self.parser.bounds, self.gate.policy.ingest_hash, self.parser.versions)
        plan = self._plan(roots, force, paths, bool(passwords))
        yield from self._execute(plan, stop, started, force, passwords, read_again, tables=not paths)

    def unlock(self, path: str, password: str, stop: StopSignal) -> Iterator[IndexEvent]:
        """Read a known locked file again, with its password. Raises NothingFound if there is no such file."""
        started = time.monotonic()
        record = self.archive.file(path)
        plan = self.scanner.plan([Path(path)], [_as_unread(record)] if record is not None else [])
        if record is None or plan.missing_roots or plan.gone:
            raise NothingFound(f"There is no locked file at {path!r}.", "See: assistant status")
        changed = tuple(replace(file, root=Path(record.root)) for file in plan.changed)
        yield from self._execute(replace(plan, changed=changed), stop, started, False, (password,))

    def reread(self, paths: Sequence[Path], stop: StopSignal) -> Iterator[IndexEvent]:
        """Read the known files at and below `paths` again, changed or not; each file keeps its root."""
        started = time.monotonic()
        read_again = self.archive.adopt_identity()
        known = {record.path: record for record in self.archive.files()}
        plan = self.scanner.plan(paths, list(known.values()), force=True)
        changed = tuple(replace(file, root=Path(known[str(file.path)].root)) for file in plan.changed)
        # New, moved and deleted files are left to a scan of the roots, which knows all rules of the roots.
        plan = replace(plan, new=(), changed=changed, moved=(), gone=())
        yield from self._execute(plan, stop, started, True, (), read_again)

    def _execute(
        self,
        plan: ScanPlan,
        stop: StopSignal,
        started: float,
        force: bool,
        passwords: Sequence[str],
        read_again: bool = False,
        tables: bool = False,
    ) -> Iterator[IndexEvent]:
        yield from (RootMissing(root) for root in plan.missing_roots)
        yield ScanFinished(
            len(plan.new),
            len(plan.changed),
            len(plan.moved),
            len(plan.gone),
            plan.unchanged,
            plan.skipped,
            plan.skipped_as,
            read_again,
        )
        plan = self._move(plan) if plan.moved else plan
        counts = Counts(total=len(plan.new) + len(plan.changed) + len(plan.unreadable), started=started)
        yield from self._apply_moves_and_deletions(plan, counts, stop)
        yield from self._judge(counts, stop)
        counts.begin_reading([*plan.changed, *plan.new])
        yield from self._read_all([*plan.changed, *plan.new], counts, stop, force, passwords)
        if tables:
            yield from read_missing_tables(self.archive, self.parser, stop)
        yield from self._recognise(counts, stop, force, passwords, incomplete=tables)
        self.archive.settle()
        yield IndexingFinished(
            indexed=counts.indexed,
            quarantined=counts.quarantined,
            moved=counts.moved,
            forgotten=counts.forgotten,
            unchanged=plan.unchanged,
            chunks=counts.chunks,
            seconds=time.monotonic() - started,
            cancelled=stop.stopped or bool(counts.waiting),
            pictures=counts.pictures,
        )

    def _plan(self, roots: Sequence[Path], force: bool, paths: Collection[Path], unlock: bool) -> ScanPlan:
        """The plan for `paths`, or for all roots if a file is missing there: it may have moved to another folder."""
        known = [_as_unread(record) if unlock else record for record in self.archive.known(paths)]
        plan = self.scanner.plan(roots, known, force=force, paths=paths)
        if plan.is_partial:
            plan = self.scanner.plan(roots, self.archive.known(), force=force)
        return plan

    def _apply_moves_and_deletions(self, plan: ScanPlan, counts: Counts, stop: StopSignal) -> Iterator[IndexEvent]:
        """Update the library for files that need no reading: unchanged, moved, deleted, or refused by the system."""
        self.archive.note_all(plan.noted)
        for old_path, file in plan.moved:
            counts.moved += 1
            yield FileMoved(old_path, str(file.path))
        for start in range(0, len(plan.gone), _BATCH_ROWS):
            if stop.stopped:
                return
            paths = plan.gone[start : start + _BATCH_ROWS]
            self.archive.forget_all(paths)
            counts.forgotten += len(paths)
            yield from (FileForgotten(path) for path in paths)
        for file, reason, message in plan.unreadable:
            yield quarantine(self.archive, file, ParseFailure(reason, message), counts)

    def _move(self, plan: ScanPlan) -> ScanPlan:
        """Store the moves of `plan`, all as one change. If that fails, the moved files are new ones."""
        try:
            with one_file("not_stored", "The moves cannot be stored"):
                self.archive.move_all(plan.moved)
        except ParseFailure:
            paths = {str(file.path) for _, file in plan.moved}
            gone = (old for old, _ in plan.moved if old not in paths)
            new = (file for _, file in plan.moved)
            return replace(plan, new=(*plan.new, *new), moved=(), gone=(*plan.gone, *gone))
        return plan

    def _judge(self, counts: Counts, stop: StopSignal) -> Iterator[IndexEvent]:
        """Judge the files that are in the library already, if the policy has changed."""
        for event in judge_library(self.archive, self.gate, stop, self.file_timeout_s):
            counts.quarantined += isinstance(event, FileQuarantined)
            yield event

    def _recognise(
        self, counts: Counts, stop: StopSignal, force: bool, passwords: Sequence[str], *, incomplete: bool
    ) -> Iterator[IndexEvent]:
        """Read what takes long, file by file, until something else waits; with `incomplete`, then the files in the
        library with pages that were not looked at."""
        if self.quick is None or stop.stopped:
            return
        scans = list(counts.waiting)
        partly = self.archive.files_without_pages(self.quick.completed) if incomplete else []
        for record in partly:
            counts.wait(record.as_scanned(), len(record.pages_without_text))
        counts.total += len(partly)
        counts.begin_recognising()
        for file in list(counts.waiting):
            if stop.stopped or (stop.hurried and counts.recognised):
                return
            yield counts.progress()
            if file in scans:
                yield from self._read_all([file], counts, stop, force, passwords, self.parser)
            else:
                yield from self._complete(file, counts, stop)
            if not stop.stopped:
                counts.recognise(file)

    def _complete(self, file: SourceFile, counts: Counts, stop: StopSignal) -> Iterator[IndexEvent]:
        """Read a file of the library again, for its pages that were not looked at. It stays as it is if that fails."""
        preparation = Preparation(self.parser, self.chunker, self.gate, self.file_timeout_s)
        yield FileSeen(str(file.path))
        try:
            with one_file("crashed", "It cannot be divided into passages"):
                prepared = preparation.prepare(file, (), stop)
        except Stopped:
            return
        except ParseFailure as failure:
            if failure.reason == "policy":
                yield quarantine(self.archive, file, failure, counts)
            return
        yield from self._store([prepared], counts, stop, reread=True)

    def _read_all(
        self,
        files: Sequence[SourceFile],
        counts: Counts,
        stop: StopSignal,
        force: bool,
        passwords: Sequence[str],
        parser: Parser | QuickParser | None = None,
    ) -> Iterator[IndexEvent]:
        batch: list[Prepared] = []
        parser = parser or self.quick or self.parser
        preparation = Preparation(parser, self.chunker, self.gate, self.file_timeout_s)
        was_asked_about = False
        for file, asked_about in ReadingOrder(files, self.asked):
            if stop.stopped:
                break
            if was_asked_about and not asked_about:  # somebody waits for them
                yield from self._store(batch, counts, stop, force)
                batch = []
            was_asked_about = asked_about
            yield FileSeen(str(file.path))
            if any(prepared.file.sha256 == file.sha256 for prepared in batch):
                yield from self._store(batch, counts, stop, force)  # then this copy only needs a row
                batch = []
            try:
                with one_file("not_stored", "The library cannot take it"):
                    known = self._reuse_content(file, counts, force, stop)
                if known is not None:
                    yield known
                    continue
                with one_file("crashed", "It cannot be divided into passages"):
                    batch.append(preparation.prepare(file, passwords, stop))
            except Stopped:
                break
            except TakesLonger as longer:
                counts.wait(file, longer.pages)
                yield counts.progress()
                continue
            except ParseFailure as failure:
                yield quarantine(self.archive, file, failure, counts)
                yield counts.progress()
                continue
            if sum(len(prepared.drafts) for prepared in batch) >= _BATCH_CHUNKS:
                yield from self._store(batch, counts, stop, force)
                batch = []
        yield from self._store(batch, counts, stop, force)

    def _store(self, batch: Sequence[Prepared], counts: Counts, stop: StopSignal, reread: bool) -> Iterator[IndexEvent]:
        return store_batch(batch, self.archive, self.embedder, counts, stop, self.file_timeout_s, reread=reread)

    def _reuse_content(self, file: SourceFile, counts: Counts, force: bool, stop: StopSignal) -> IndexEvent | None:
        """Add a row for a file whose content the library has already, without reading it; None if it must be read.

        Raises Stopped, and ParseFailure if a rule or the file's budget keeps this copy out.
        """
        if force and file.sha256 not in counts.read:
            return None
        before = self.archive.file(str(file.path))
        if before is not None and before.sha256 == file.sha256 and before.state == "indexed":
            self.archive.touch(file)
        else:
            # Its content was judged in another folder; a rule may name this folder.
            pages = self.archive.copied_pages(file)
            budget = reading_budget(stop, self.file_timeout_s, sum(len(page.text) for page in pages))
            for page in pages:
                judge_page(self.gate, page.text, str(file.path), budget)
            if not pages or not self.archive.link(file):
                return None
        after = self.archive.file(str(file.path))
        counts.indexed += 1
        return FileIndexed(str(file.path), after.pages if after else 0, after.chunks if after else 0, 0.0)


def _as_unread(record: FileRecord) -> FileRecord:
    """`record`, but a file that needs a password is pending again, as if it had never been read."""
    return replace(record, state="pending", reason="") if record.reason == "needs_password" else record
