"""Opens each part from the settings: which implementation stands behind each port.

`policies.py` opens the guard's models; `models/choice.py` finds the models that the settings name.
Invariant: a part is opened when it is first needed, once, and importing this file loads none of them.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from assistant.app.models.choice import chosen_language_model
from assistant.app.models.embedders import Embedders, aim_library, identity_of, open_embedders, trust_of
from assistant.config.paths import Paths
from assistant.config.schema import Config
from assistant.domain.errors import AssistantError, ModelMissing, NothingFound

if TYPE_CHECKING:
    from assistant.answer.retrieve.hybrid import HybridRetriever
    from assistant.config.server_address import ServerAddress
    from assistant.domain.ports.chunk import Chunker
    from assistant.domain.ports.embed import Embedder
    from assistant.domain.ports.generate import Citer, Composer, Generator
    from assistant.domain.ports.guard import Gate
    from assistant.domain.ports.parse import Parser
    from assistant.domain.ports.read import SpanReader
    from assistant.domain.ports.scan import ChangeHints, Scanner
    from assistant.domain.ports.tables import TableQueries
    from assistant.domain.records.documents import Identity
    from assistant.generate.choose import ModelFacts
    from assistant.guard.engine.reload import PolicyKeeper
    from assistant.store.ledger.database import Database
    from assistant.store.library import SqliteLibrary
    from assistant.store.upkeep import Upkeep

_Part = TypeVar("_Part")


def require_library(paths: Paths) -> None:
    """Raises NothingFound where nothing was ever indexed."""
    from assistant.store.ledger.database import ledger_exists

    if not ledger_exists(paths.ledger):
        raise NothingFound("Nothing is indexed yet.", "Run: assistant index FOLDER")


class Parts:
    """The parts of one assistant. A part that `drop` has closed is opened with the present settings at its next use.

    With `writable` the library is opened to write, and its vector index in the background.
    """

    def __init__(self, config: Config, paths: Paths, *, writable: bool) -> None:
        self.config = config
        self.trouble = ""  # why the vector index does not answer
        self.model_trouble = ""  # why quotations answer instead of the language model of the settings
        self.paths = paths
        self._writable = writable
        self._opened: dict[str, Any] = {}
        self._timings: dict[str, float] = {}
        self._lock = threading.RLock()
        self._preparing: threading.Thread | None = None
        self._canary = secrets.token_hex(8)  # planted in the system prompt; an answer that holds it leaks

    @property
    def is_library_open(self) -> bool:
        return "library" in self._opened

    @property
    def is_index_opening(self) -> bool:
        return self._preparing is not None and self._preparing.is_alive() and not self.paths.has_vault

    def timings(self) -> Mapping[str, float]:
        """Milliseconds that each part took to open."""
        return dict(self._timings)

    def _part(self, name: str, make: Callable[[], _Part]) -> _Part:
        with self._lock:
            if name not in self._opened:
                started = time.monotonic()
                self._opened[name] = make()
                self._timings[name] = (time.monotonic() - started) * 1000
            part: _Part = self._opened[name]
            return part

    @property
    def embedders(self) -> Embedders:
        return self._part("embedders", lambda: open_embedders(self.config.embedding, self.paths))

    @property
    def embedder(self) -> Embedder:
        return self.embedders.answering

    def answer_with(self, embedder: Embedder, identity: Identity) -> None:
        """The library's vectors are those of `embedder` by now: all parts that embed do it with this one."""
        with self._lock:
            self._opened["embedders"] = Embedders(embedder)
            self.drop("chunker", "retriever", "composer", "generator")
            self.library.take_vectors_of(identity)

    @property
    def scanner(self) -> Scanner:
        from assistant.app.overview import scan_rules
        from assistant.ingest.scan.scanner import DiskScanner

        settings = self.config.library
        return DiskScanner(scan_rules(settings, self.paths, self.parser.reads), settings.rehash_mb * 1_000_000)

    @property
    def parser(self) -> Parser:
        from assistant.app.models.reading import open_parser

        return self._part("parser", lambda: open_parser(self.config.library, self.paths))

    @property
    def chunker(self) -> Chunker:
        from assistant.ingest.chunk.structure import StructureChunker

        return self._part("chunker", lambda: StructureChunker(self.embedder))

    @property
    def policies(self) -> PolicyKeeper:
        """The policy in use: reload, switch, and why a changed file is not used. Raises PolicyError."""
        return self._part("policies", self._open_policies)

    def _open_policies(self) -> PolicyKeeper:
        from assistant.app.policies import open_keeper
        from assistant.guard.detectors.models import Secret

        secret = Secret(self.rules, self._canary)
        return open_keeper(self.config.guard, self.paths, lambda: self.embedder, secret)

    @property
    def gate(self) -> Gate:
        """The gate for a turn or run that begins now; policy files that have changed are read again first."""
        keeper = self.policies
        keeper.poll()
        return keeper.gate

    @property
    def library(self) -> SqliteLibrary:
        return self._part("library", self._open_library)

    def _open_library(self) -> SqliteLibrary:
        from assistant.store.ledger.database import Database
        from assistant.store.ledger.upgrade import bring_up_to_date
        from assistant.store.library import SqliteLibrary
        from assistant.store.upkeep import index_of

        if not self._writable:
            require_library(self.paths)
            bring_up_to_date(self.paths.ledger, self.paths.lock)
        embedder = self.embedder
        identity = identity_of(embedder)
        database = Database(self.paths.ledger, read_only=not self._writable)
        if not self._writable:
            return self._reading(database, identity)
        generations = index_of(database, self.paths.index, embedder.dimension)
        library = SqliteLibrary(database, identity, generations)
        aim_library(library, self.embedders)
        # Opening Chroma takes seconds. Until then exact search answers, and the queue keeps what the index lacks.
        self._preparing = threading.Thread(target=self._prepare, args=(library,), name="vector-index", daemon=True)
        self._preparing.start()
        return library

    def _reading(self, database: Database, identity: Identity) -> SqliteLibrary:
        from assistant.store.library import SqliteLibrary

        return SqliteLibrary(database, identity)

    def _prepare(self, library: SqliteLibrary) -> None:
        try:
            library.prepare()
        except AssistantError as error:
            self.trouble = f"The vector index is not available, exact search answers. {error.message}"

    @property
    def retriever(self) -> HybridRetriever:
        from assistant.answer.retrieve.hybrid import HybridRetriever

        settings = self.config
        return self._part(
            "retriever",
            lambda: HybridRetriever(
                self.library,
                self.embedder,
                settings.retrieval,
                settings.answers.evidence_threshold,
                self._open_span_reader(),
                trust_of(self.embedder),
            ),
        )

    def _open_span_reader(self) -> SpanReader | None:
        """None if its base model is not installed: sentences are then chosen without it."""
        from assistant.answer.reader.span_onnx import OnnxSpanReader
        from assistant.app.models.starters import make_starter_reader
        from assistant.ingest.embed.onnx import default_threads

        try:
            folder = make_starter_reader(self.paths.models)
        except ModelMissing:
            return None
        return OnnxSpanReader(folder, self.config.embedding.threads or default_threads())

    @property
    def generator(self) -> Generator:
        return self._part("generator", self._open_generator)

    def _open_generator(self) -> Generator:
        from assistant.answer.extractive import ExtractiveGenerator
        from assistant.generate.choose import open_generator

        return open_generator(
            self.config.answers,
            self._language_model,
            extractive=lambda: ExtractiveGenerator(self.retriever.reader),
        )

    def server(self) -> ServerAddress | None:
        """The server that the settings name; None if no server answers. Raises ConfigError."""
        from assistant.config.server_address import named_server

        return named_server(self.config.answers)

    def _language_model(self) -> ModelFacts | None:
        """The language model that answers. One that is gone or damaged does not answer; with `auto` quotations do."""
        from assistant.generate.choose import is_adequate

        self.model_trouble, settings = "", self.config.answers
        try:
            model = chosen_language_model(settings, self.paths)
        except ModelMissing as error:
            if settings.generator != "auto":
                raise
            self.model_trouble = f"Quotations answer. {error}"
            return None
        if model is not None and settings.model and settings.generator == "auto" and not is_adequate(model):
            reason = f"{settings.model!r} is small and reads poorly. It answers after: assistant models use"
            self.model_trouble = f"Quotations answer. {reason} {settings.model}"
        return model

    @property
    def rules(self) -> str:
        """The text that every prompt begins with."""
        from assistant.generate.prompt import system_prompt

        return system_prompt(self._canary)

    @property
    def composer(self) -> Composer:
        from assistant.answer.compose import PromptComposer
        from assistant.generate.prompt import fits

        settings = self.config
        return self._part(
            "composer",
            lambda: PromptComposer(
                system=self.rules,
                context_tokens=settings.retrieval.context_tokens,
                max_answer_tokens=settings.answers.max_answer_tokens,
                count_tokens=lambda text: self.generator.count_tokens(text),
                fits=lambda prompt: fits(prompt, self.generator.window_tokens, self.generator.count_tokens),
            ),
        )

    @property
    def citer(self) -> Citer:
        from assistant.answer.cite import MatchingCiter

        return MatchingCiter()

    @property
    def queries(self) -> TableQueries:
        from assistant.answer.tables.engine.process import SealedQueries

        return self._part("queries", SealedQueries)

    def needs_judging(self) -> bool:
        """Whether another policy than the active policy judged the files of the library, or stored text has changed."""
        return self.library.judged_by() != self.gate.policy.ingest_hash or bool(self.library.damage())

    def hints(self, roots: Sequence[Path], on_change: Callable[[frozenset[Path]], None]) -> ChangeHints:
        from assistant.ingest.scan.watch import Timing, Watcher

        settings = self.config.library
        return Watcher(
            roots,
            on_change,
            sentinel_folder=self.paths.state / "watch",
            leave_out=self.paths.own_folders,
            timing=Timing(sweep_s=settings.sweep_minutes * 60.0),
            poll=settings.poll,
        )

    def drop(self, *names: str) -> None:
        """Close parts; each is opened again at its next use."""
        for name in names:
            with self._lock:
                part = self._opened.pop(name, None)
            if part is not None and hasattr(part, "close"):
                part.close()

    def wait_for_index(self) -> None:
        """Wait until the vector index is open or has failed to open."""
        if self._preparing is not None:
            self._preparing.join()

    def close(self) -> None:
        with self._lock:
            self.wait_for_index()
            self.drop("generator", "parser", "library", "queries")
            self._opened.clear()


@contextmanager
def upkeep_of(parts: Parts, paths: Paths) -> Iterator[Upkeep]:
    """Upkeep of the open library; if it is not open, no model is loaded. Raises NothingFound where there is none."""
    from assistant.store.upkeep import Upkeep, open_upkeep

    folders = (paths.library, paths.state, paths.logs)
    if parts.is_library_open:
        parts.wait_for_index()
        if parts.library.generations is not None:
            yield Upkeep(parts.library.database, parts.library.generations, folders, (paths.models,))
        return
    require_library(paths)
    opened = open_upkeep(paths.ledger, paths.index, folders, (paths.models,))
    try:
        yield opened
    finally:
        opened.close()
