"""The assistant over one text that was handed over (standard input) instead of the library.

Invariant: the text goes through the same stages as a file (a sealed reader, the rules of all stages), and is kept
nowhere: reader, ledger and vectors hold it in memory until the answer stands.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.app.local import LocalAssistant
from assistant.app.parts import Parts
from assistant.app.vault.unlocking import require_unlocked
from assistant.config.paths import find_paths
from assistant.config.private import require_private
from assistant.config.schema import load_config
from assistant.domain.errors import StoppedByPolicy, UsageError
from assistant.domain.events import FileQuarantined
from assistant.domain.records.documents import Identity, ParsedDocument
from assistant.domain.records.files import FileRecord, ScanPlan, SourceFile
from assistant.domain.stop import StopSignal
from assistant.ingest.parse.process.pool import ParserProcess
from assistant.ingest.parse.registry import reads
from assistant.ingest.parse.scans.lane import WithScans
from assistant.ingest.run import Indexing
from assistant.store.ledger.memory import MemoryDatabase
from assistant.store.library import SqliteLibrary

NAME = "standard input"


@contextmanager
def open_assistant_on(data: bytes, suffix: str, stop: StopSignal) -> Iterator[LocalAssistant]:
    """The assistant with this user's own settings, whose only file is `data`; `suffix` (".txt") says how to read it.

    Raises UsageError where it cannot be read, StoppedByPolicy where a rule keeps it out, ModelMissing.
    """
    if not reads(Path(f"_{suffix}")):
        raise UsageError(
            f"Files ending in {suffix!r} cannot be read.", "Say another kind with --type, for instance .txt."
        )
    with open_in_memory() as assistant:
        _read(assistant.parts, data, suffix, stop)
        yield assistant


@contextmanager
def open_in_memory() -> Iterator[LocalAssistant]:
    """The assistant with this user's own settings over an empty library that is on no disk."""
    paths = find_paths()
    require_private(paths)
    require_unlocked(paths)
    config = load_config(paths.config_file)
    assistant = LocalAssistant(config, paths, owner=None)
    assistant.parts = _PartsInMemory(config, paths, writable=False)
    try:
        yield assistant
    finally:
        assistant.close()


class _PartsInMemory(Parts):
    """The parts of an assistant whose library is in memory."""

    def _open_library(self) -> SqliteLibrary:
        embedder = self.embedder
        identity = Identity(embedder.identity, embedder.dimension)
        return _LibraryInMemory(MemoryDatabase(), identity)


class _LibraryInMemory(SqliteLibrary):
    """A library that lives for one question."""

    def take_out_damaged(self) -> int:
        """Nothing: no disk can have changed what is in memory."""
        return 0


def _read(parts: Parts, data: bytes, suffix: str, stop: StopSignal) -> None:
    parser = parts.parser
    assert isinstance(parser, ParserProcess | WithScans), "what is in memory is read by the sealed process as well"
    file = SourceFile(Path(NAME), Path(NAME), len(data), 0, sha256=hashlib.sha256(data).hexdigest())
    journey = Indexing(
        scanner=_OneFile(file),
        parser=_Given(parser, data, suffix),
        chunker=parts.chunker,
        embedder=parts.embedder,
        archive=parts.library,
        gate=parts.gate,
        file_timeout_s=parts.config.library.parse_timeout_s,
    )
    for event in journey.run([file.root], stop):
        if isinstance(event, FileQuarantined):
            if event.reason == "policy":
                raise StoppedByPolicy(f"A rule keeps {NAME} out of answers. {event.message}")
            raise UsageError(f"What came on {NAME} cannot be read: {event.message}", "Say its kind: --type .csv")


@dataclass(frozen=True, slots=True)
class _OneFile:
    """The Scanner port over a file that is on no disk."""

    file: SourceFile

    def plan(
        self,
        roots: Sequence[Path],
        known: Sequence[FileRecord],
        *,
        force: bool = False,
        paths: Collection[Path] = (),
    ) -> ScanPlan:
        return ScanPlan(new=(self.file,), changed=(), moved=(), gone=(), unchanged=0)


@dataclass(frozen=True, slots=True)
class _Given:
    """The Parser port over `data`, whatever file is named."""

    parser: ParserProcess | WithScans
    data: bytes
    suffix: str

    @property
    def versions(self) -> Mapping[str, str]:
        return self.parser.versions

    @property
    def bounds(self) -> str:
        return self.parser.bounds

    @property
    def suffixes_with_tables(self) -> frozenset[str]:
        return frozenset()

    def reads(self, path: Path) -> bool:
        return True

    def parse(self, file: SourceFile, *, password: str | None = None, stop: StopSignal | None = None) -> ParsedDocument:
        return self.parser.parse_bytes(self.data, self.suffix, stop)

    def close(self) -> None:
        self.parser.close()
