"""A door to a library of made-up files: real ledger, search, answers and rules; vectors are drawn by chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from assistant.answer.retrieve.hybrid import HybridRetriever
from assistant.app.doors.answers import Answers
from assistant.app.doors.gates import BothGates
from assistant.app.doors.gateway import Gateway
from assistant.app.doors.outlet import Budget, Outlet
from assistant.app.doors.parts import PartsWithin
from assistant.app.doors.within import LibraryWithin
from assistant.config.paths import Paths, find_paths
from assistant.config.schema import Config
from assistant.domain.ports.embed import Embedder
from assistant.domain.ports.guard import Gate
from assistant.domain.ports.tables import TableQueries
from assistant.domain.records.documents import Identity
from assistant.domain.records.passages import Evidence, Passage
from assistant.store.ledger.database import Database
from assistant.store.library import SqliteLibrary
from tests.answer.archive import Archive
from tests.guard.scripted import ScriptedGate
from tests.properties.following.embedder import DIMENSION

LET_ALL = ScriptedGate({})


class AlwaysSure(HybridRetriever):
    """Finds as the product does, and answers from whatever it finds."""

    def judge(self, question: str, passages: Sequence[Passage]) -> Evidence:
        return Evidence(sufficient=True, score=1.0, threshold=0.0)


class DoorParts(PartsWithin):
    """The parts of the product over an archive's ledger; quotations answer, and no table is computed from."""

    def __init__(self, archive: Archive, folders: list[str], gates: tuple[Gate, Gate], paths: Paths) -> None:
        config = Config.model_validate({"answers": {"generator": "extractive"}})
        super().__init__(config, paths, lambda: folders)
        self._archive = archive
        self._gates = gates

    @property
    def embedder(self) -> Embedder:
        return self._archive.embedder

    @property
    def gate(self) -> Gate:
        return BothGates(*self._gates)

    def _open_library(self) -> SqliteLibrary:
        ledger = Database(self._archive.database.file, read_only=True)
        return LibraryWithin(ledger, Identity("hash", DIMENSION), self._folders)

    @property
    def retriever(self) -> HybridRetriever:
        return self._part("retriever", lambda: AlwaysSure(self.library, self.embedder))

    @property
    def queries(self) -> TableQueries:
        return cast("TableQueries", None)


class OpenDoor:
    """A gateway with its answers over `archive`. `folders`, below its root, may be changed while it is open."""

    def __init__(
        self,
        archive: Archive,
        folders: Sequence[str],
        gates: tuple[Gate, Gate] = (LET_ALL, LET_ALL),
        budget: Budget | None = None,
    ) -> None:
        self.folders = [archive.path(folder) for folder in folders]
        paths = find_paths({"ASSISTANT_HOME": str(archive.root.parent / "home")})
        parts = DoorParts(archive, self.folders, gates, paths)
        self.budget = budget or Budget(100_000, 10_000_000)
        self.gateway = Gateway(parts, Outlet(lambda: parts.gate, self.budget), lambda: self.folders)
        self.answers = Answers(self.gateway, paths)

    def close(self) -> None:
        self.gateway.close()


def archive_of(folder: Path, files: Mapping[str, str]) -> Archive:
    return Archive(folder, files)
