"""The Parser port, with worker processes that can be killed without harm.

Invariant: no byte of a foreign file is interpreted in the calling process; a call returns a document or raises
ParseFailure within the time limit, and the next file gets a working parser.
"""

from __future__ import annotations

import os
import queue
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import get_args

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import ParsedDocument, ParsedPage
from assistant.domain.records.files import QuarantineReason, SourceFile
from assistant.domain.records.tables import ParsedTable
from assistant.domain.stop import StopSignal
from assistant.ingest.parse.document import make_document, with_tables
from assistant.ingest.parse.process.opened import nameless, open_source
from assistant.ingest.parse.process.protocol import Done, Failed, Job, Message, Table
from assistant.ingest.parse.process.worker import Worker, WorkerFailed, worker_command
from assistant.ingest.parse.registry import reads, suffixes_with_tables, versions
from assistant.ingest.parse.rows import Room
from assistant.ingest.parse.source import Limits
from assistant.text.clean import one_line
from assistant.text.pages import ending

_MEGABYTE = 1024 * 1024
_HINTS = {
    "limit": "If you trust the file, raise library.parse_timeout_s and index again.",
    "crashed": "The file is left out; the rest of the library is not affected.",
}
_CPU_SHARE = 0.75  # of the time limit: 15 s of 20 s
_RETRY_S = 2.0  # with less time left there is no second attempt
_EXHAUSTED = ("limit", "unreadable")  # reasons after which the process may lack memory or descriptors
_REASONS = get_args(QuarantineReason)


class ParserProcess:
    """Parses in worker processes: started when needed, reused, replaced after `files_per_worker` files."""

    def __init__(
        self,
        max_file_bytes: int = 100 * _MEGABYTE,
        timeout_s: float = 20.0,
        *,
        limits: Limits | None = None,
        memory_bytes: int = 1024 * _MEGABYTE,
        workers: int = 1,
        files_per_worker: int = 100,
        command: Sequence[str] | None = None,
        suffixes: Collection[str] = (),
    ) -> None:
        """`command` and `suffixes` are those of other readers in the worker. Nothing is started yet."""
        self._suffixes = suffixes
        self._max_file_bytes = max_file_bytes
        self._limits = limits or Limits(timeout_s=timeout_s)
        self._memory_bytes = memory_bytes
        self._files_per_worker = files_per_worker
        self._command = list(command or worker_command(memory_bytes, timeout_s * _CPU_SHARE))
        self._slots: queue.LifoQueue[_Slot] = queue.LifoQueue()
        for _ in range(workers):
            self._slots.put(_Slot())

    @property
    def versions(self) -> Mapping[str, str]:
        return versions()

    @property
    def bounds(self) -> str:
        return f"{self._limits}, {self._memory_bytes} bytes"

    def reads(self, path: Path) -> bool:
        return ending(path) in self._suffixes if self._suffixes else reads(path)

    @property
    def suffixes_with_tables(self) -> frozenset[str]:
        return suffixes_with_tables()

    def parse(
        self,
        file: SourceFile,
        *,
        password: str | None = None,
        stop: StopSignal | None = None,
        limits: Limits | None = None,
    ) -> ParsedDocument:
        """See `domain.ports.parse.Parser`. May be called from several threads; each call takes one worker. `limits`:
        those of this file, instead of the parser's."""
        if not self.reads(file.path):
            raise ParseFailure("unsupported", f"Files ending in {file.path.suffix!r} cannot be read.")
        descriptor, size = open_source(file, self._max_file_bytes)
        return self._read_and_close(self._job(file, size, password, limits or self._limits), descriptor, stop)

    def parse_bytes(
        self, data: bytes, suffix: str, stop: StopSignal | None = None, limits: Limits | None = None
    ) -> ParsedDocument:
        """As `parse`, of what is in memory: it is on no disk that keeps it. `suffix` (".txt") says what kind it is."""
        if not self.reads(Path(f"_{suffix}")):
            raise ParseFailure("unsupported", f"Files ending in {suffix!r} cannot be read.")
        job = Job(suffix=suffix, size_bytes=len(data), limits=limits or self._limits, password=None)
        return self._read_and_close(job, nameless(data), stop)

    def _read_and_close(self, job: Job, descriptor: int, stop: StopSignal | None) -> ParsedDocument:
        slot = self._slots.get()
        try:
            return self._read(slot, job, descriptor, stop)
        finally:
            if job.password is not None or (stop is not None and stop.stopped):
                slot.close_worker()  # a process that got a password ends with the file; one that was stopped has ended
            os.close(descriptor)
            self._slots.put(slot)

    def close(self) -> None:
        """End all idle workers; the parser may be used again afterwards."""
        idle: list[_Slot] = []
        while not self._slots.empty():
            idle.append(self._slots.get())
        for slot in idle:
            slot.close_worker()
            self._slots.put(slot)

    def _job(self, file: SourceFile, size_bytes: int, password: str | None, limits: Limits) -> Job:
        by_path = os.name != "posix"
        return Job(
            suffix=ending(file.path),
            size_bytes=size_bytes,
            limits=limits,
            password=password,
            path=str(file.path) if by_path else "",
            root=str(file.root) if by_path else "",
        )

    def _read(self, slot: _Slot, job: Job, descriptor: int, stop: StopSignal | None) -> ParsedDocument:
        """Read one file. After a crash, read a PDF once more in a new process, without native code."""
        left_s = job.limits.timeout_s
        try:
            return self._attempt(slot, job, descriptor, left_s, stop)
        except WorkerFailed as failure:
            slot.worker = None
            left_s -= failure.after_s
            if failure.reason != "crashed" or job.suffix != ".pdf" or left_s <= _RETRY_S:
                raise _as_parse_failure(failure) from None
        try:
            return self._attempt(slot, replace(job, careful=True), descriptor, left_s, stop)
        except WorkerFailed as failure:
            slot.worker = None
            raise _as_parse_failure(failure) from None

    def _attempt(
        self, slot: _Slot, job: Job, descriptor: int, timeout_s: float, stop: StopSignal | None
    ) -> ParsedDocument:
        """Raises WorkerFailed, Stopped, or the ParseFailure that the reader raised."""
        worker = self._worker_of(slot)
        os.lseek(descriptor, 0, os.SEEK_SET)
        gathered = _Gathered(job.limits)
        for message in worker.run(job, descriptor, timeout_s, stop):
            if isinstance(message, Failed):
                reason = message.reason if message.reason in _REASONS else "damaged"
                if reason in _EXHAUSTED:
                    slot.close_worker()
                told = one_line(message.message, 300), one_line(message.hint, 300)
                raise ParseFailure(reason, *told, pages=len(gathered.pages))
            if isinstance(message, Done):
                return make_document(one_line(message.title, 300), message.paged, gathered.pages, message.notes)
            if not gathered.add(message):
                worker.close()
                raise WorkerFailed("crashed", "The parser process answered with nonsense.")
        raise WorkerFailed("crashed", "The parser process ended on it.")

    def _worker_of(self, slot: _Slot) -> Worker:
        if slot.worker is not None and slot.worker.jobs >= self._files_per_worker:
            slot.close_worker()
        if slot.worker is None:
            slot.worker = Worker(self._command, self._memory_bytes, self._limits.max_chars * 6 + _MEGABYTE)
        return slot.worker


@dataclass(slots=True)
class _Gathered:
    """The pages of one file as they arrive, each behind its tables."""

    limits: Limits
    pages: list[ParsedPage] = field(default_factory=list)
    _tables: list[ParsedTable] = field(default_factory=list)
    _room: Room = field(default_factory=Room)
    _chars: int = 0

    def add(self, message: Message) -> bool:
        """False if the message breaks a limit, which no reader does."""
        if isinstance(message, Table):
            self._tables.append(message.table)
            self._room.tables -= 1
            return self._room.tables >= 0 and all(self._room.take(row.cells) for row in message.table.rows)
        if isinstance(message, ParsedPage):
            try:
                self.pages.append(with_tables(message, self._tables))
            except ValueError:
                return False
            self._tables = []
            self._chars += len(message.text)
        return self._chars <= self.limits.max_chars and len(self.pages) <= self.limits.max_pages


@dataclass(slots=True)
class _Slot:
    """Holds a worker: None until a file needs it, and after the worker has failed."""

    worker: Worker | None = None

    def close_worker(self) -> None:
        if self.worker is not None:
            self.worker.close()
            self.worker = None


def _as_parse_failure(failure: WorkerFailed) -> ParseFailure:
    return ParseFailure(failure.reason, failure.message, _HINTS.get(failure.reason, ""))
