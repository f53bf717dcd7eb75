"""A small library of made-up files, read, cut and searched by the product's own parts; only its vectors are drawn by
chance, and the generator and the gate are scripted."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.answer.ask import Answering
from assistant.answer.cite import MatchingCiter
from assistant.answer.compose import PromptComposer
from assistant.answer.extractive import ExtractiveGenerator
from assistant.answer.retrieve.hybrid import HybridRetriever
from assistant.answer.turn import AnswerParts
from assistant.domain.events import AnswerEvent, Finished, Routed
from assistant.domain.ports.guard import Gate
from assistant.domain.records.answers import Answer, LibrarySummary
from assistant.domain.records.documents import Identity
from assistant.domain.records.files import SourceFile
from assistant.domain.records.passages import Evidence, Passage, Turn
from assistant.domain.records.program import ProgramFacts
from assistant.domain.records.verdicts import PolicyInfo
from assistant.domain.scope import Scope
from assistant.domain.stop import StopSignal
from assistant.ingest.chunk.structure import StructureChunker
from assistant.store.ledger.database import Database
from assistant.store.library import SqliteLibrary
from tests.generate.scripted import ScriptedGenerator
from tests.guard.scripted import ScriptedGate
from tests.ingest.parse.direct import DirectParser
from tests.properties.following.embedder import DIMENSION, HashEmbedder


class _NeverSure(HybridRetriever):
    """Finds as the product does; whether that answers is not what these tests are about: lookup always refuses."""

    def judge(self, question: str, passages: Sequence[Passage]) -> Evidence:
        return Evidence(sufficient=False, score=0.0, threshold=1.0)


class Archive:
    """`files`: name -> text; a name with a folder is fine. `unread`: name -> the reason why it could not be read."""

    def __init__(self, folder: Path, files: Mapping[str, str], unread: Mapping[str, str] | None = None) -> None:
        self.root = folder / "papers"
        self.embedder = HashEmbedder()
        self.database = Database(folder / "ledger.sqlite3")
        self.library = SqliteLibrary(self.database, Identity("hash", DIMENSION))
        self.library.adopt_identity()
        self.retriever = _NeverSure(self.library, self.embedder)
        self.gate: Gate = ScriptedGate({})
        self.generator: Any = ExtractiveGenerator(self.retriever.reader)
        for name, text in files.items():
            self._store(name, text)
        for name, reason in (unread or {}).items():
            self.library.quarantine(self._source(name, ""), reason, "")

    def path(self, name: str) -> str:
        return str(self.root / name)

    def says(self, *pieces: str) -> ScriptedGenerator:
        """From here on a language model answers, with `pieces`."""
        self.generator = model = ScriptedGenerator(pieces)
        model.window_tokens = 100_000
        return model

    def ask(
        self,
        question: str,
        history: Sequence[tuple[str, str, str]] = (),
        *,
        scope: Scope = Scope(),
        task: str = "",
        stop: StopSignal | None = None,
    ) -> tuple[Answer, list[AnswerEvent]]:
        """The answer and all events; `history` holds (question, answer, task)."""
        turns = [Turn(*turn) for turn in history]
        journey = Answering(self.parts())
        events = list(journey.ask(question, turns, scope, stop or StopSignal(), task))
        last = events[-1]
        assert isinstance(last, Finished)
        return last.answer, events

    def parts(self) -> AnswerParts:
        generator = self.generator
        return AnswerParts(
            library=self.library, retriever=self.retriever, reader=self.retriever.reader, embedder=self.embedder,
            composer=PromptComposer("Be brief.", 1_000, 50, generator.count_tokens), generator=generator,
            citer=MatchingCiter(), gate=self.gate, max_passages=5, facts=self.facts,
        )  # fmt: skip

    def facts(self) -> ProgramFacts:
        files, passages, unread = self.library.counts()
        policy = PolicyInfo("family", "0" * 64, "For a family's papers.", 12)
        summary = LibrarySummary(files, passages, unread, self.generator.name, "mini@1/mean", policy, sealed=True)
        return ProgramFacts("1.2", summary, "/data/library", "/data/models", "/data/policies", "/data/config.toml")

    def _store(self, name: str, text: str) -> None:
        source = self._source(name, text)
        source.path.parent.mkdir(parents=True, exist_ok=True)
        source.path.write_text(text, "utf-8")
        document = DirectParser().parse(source)
        drafts = list(StructureChunker(self.embedder).chunk(document, document.title or source.path.stem))
        vectors = self.embedder.embed_passages([draft.text for draft in drafts])
        self.library.store(source, document, drafts, vectors)

    def _source(self, name: str, text: str) -> SourceFile:
        path, content = self.root / name, hashlib.sha256(f"{text or name}".encode()).hexdigest()
        return SourceFile(path, self.root, len(text), 0, 1, int(content[:8], 16), content)


def tasks_of(events: Sequence[AnswerEvent]) -> list[str]:
    """The kinds of answers that were tried, in order."""
    return [event.task for event in events if isinstance(event, Routed)]
