"""Builds both journeys from the settings: the only file that names implementations.

Invariant: a part is opened when it is first needed, once, and importing this file loads none of them.
"""

from __future__ import annotations

import os
import secrets
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from assistant.core.config import Config, load_config
from assistant.core.errors import (
    AssistantError,
    LibraryBusy,
    LibraryReadOnly,
    ModelMissing,
    NothingFound,
    RebuildNeeded,
)
from assistant.core.events import AnswerEvent, IndexEvent, IndexingFinished, WatchEvent
from assistant.core.paths import Paths, find_paths
from assistant.core.records import FileRecord, Identity, LibrarySummary, Passage, PolicyInfo, Receipt, Scope, Turn
from assistant.core.stop import StopSignal

if TYPE_CHECKING:
    from assistant.core.chats import Chats
    from assistant.core.ports import (
        Assistant,
        ChangeHints,
        Chunker,
        Citer,
        Composer,
        Consent,
        Embedder,
        Gate,
        Generator,
        Parser,
        Scanner,
        Watch,
    )
    from assistant.core.server_address import ServerAddress
    from assistant.evaluation.retrieval import RetrievalParts
    from assistant.generate.choose import ModelFacts
    from assistant.guard.reload import PolicyKeeper
    from assistant.indexing import Indexing
    from assistant.retrieve.hybrid import HybridRetriever
    from assistant.store.library import SqliteLibrary
    from assistant.store.owner import Owner
    from assistant.store.upkeep import Upkeep

_Part = TypeVar("_Part")
SERVER_KEY = "ASSISTANT_SERVER_KEY"  # a secret for a server that wants one; settings files are no place for it
NO_MODEL = "none: run assistant models pull starter"
QUOTING = "extractive"
_TURN_S = 0.2  # between two looks whether a run that waits for its turn was stopped


_BESIDE = LibraryBusy("The library is open in another process; this one only reads.", "Close the other one.")


class LocalAssistant:
    """The Assistant port on this machine. With an `owner` it may write; without, it reads, `because` of something."""

    def __init__(self, config: Config, paths: Paths, owner: Owner | None, because: AssistantError = _BESIDE) -> None:
        self._config = config
        self._paths = paths
        self._owner = owner
        self._because = because
        self._parts: dict[str, Any] = {}
        self._timings: dict[str, float] = {}
        self._lock = threading.RLock()
        self._preparing: threading.Thread | None = None
        self._writing = threading.Lock()  # one run, or one forgetting, at a time
        self._background: StopSignal | None = None  # of the watch's run, which gives way to what a person asks for
        self._watches: list[Watch] = []
        self._trouble = ""
        self._parser_is_old = False  # its limits were changed since it was started
        self._canary = secrets.token_hex(8)  # planted in the system prompt; an answer that holds it leaks

    # ------------------------------------------------------------ parts

    def _part(self, name: str, make: Callable[[], _Part]) -> _Part:
        with self._lock:
            if name not in self._parts:
                started = time.monotonic()
                self._parts[name] = make()
                self._timings[name] = (time.monotonic() - started) * 1000
            part: _Part = self._parts[name]
            return part

    @property
    def _embedder(self) -> Embedder:
        from assistant.embed.choose import open_embedder
        from assistant.models.installed import find

        def make() -> Embedder:
            settings = self._config.embedding
            folder = Path(settings.model)
            if not folder.is_absolute():
                folder = find(self._paths.models, "embedding", settings.model).folder
            return open_embedder(folder, settings.threads)

        return self._part("embedder", make)

    @property
    def _scanner(self) -> Scanner:
        from assistant.scan.ignore import Rules
        from assistant.scan.scanner import DiskScanner

        settings = self._config.library
        rules = Rules(
            ignore=settings.ignore,
            hidden=settings.hidden,
            max_file_bytes=settings.max_file_mb * 1_000_000,
            leave_out=self._own_places,
            reads=self._parser.reads,
        )
        return DiskScanner(rules)

    @property
    def _own_places(self) -> tuple[Path, ...]:
        paths = self._paths
        return paths.library, paths.models, paths.policies, paths.logs, paths.state

    @property
    def _parser(self) -> Parser:
        from assistant.parse.pool import ParserProcess

        settings = self._config.library
        return self._part(
            "parser",
            lambda: ParserProcess(max_file_bytes=settings.max_file_mb * 1_000_000, timeout_s=settings.parse_timeout_s),
        )

    @property
    def _chunker(self) -> Chunker:
        from assistant.chunk.structure import StructureChunker

        return self._part("chunker", lambda: StructureChunker(self._embedder))

    @property
    def policies(self) -> PolicyKeeper:
        """The policy in use: reload, switch, and why a changed file is not used. Raises PolicyError."""
        return self._part("policies", self._open_policies)

    def _open_policies(self) -> PolicyKeeper:
        from assistant.generate.prompt import system_prompt
        from assistant.guard.models import Secret
        from assistant.safeguards import open_keeper

        secret = Secret(system_prompt(self._canary), self._canary)
        return open_keeper(self._config.guard.policy, self._paths, lambda: self._embedder, secret)

    def use_policy(self, name: str) -> PolicyInfo:
        from assistant.core.settings_file import write_setting

        gate = self.policies.switch(name)
        write_setting(self._paths.config_file, "guard.policy", name)
        return gate.policy

    @property
    def _gate(self) -> Gate:
        """The gate for what begins now: files that changed are read again first."""
        keeper = self.policies
        keeper.poll()
        return keeper.gate

    @property
    def _library(self) -> SqliteLibrary:
        return self._part("library", self._open_library)

    def _open_library(self) -> SqliteLibrary:
        from assistant.store.database import Database
        from assistant.store.generations import Generations
        from assistant.store.library import SqliteLibrary, ledger_exists

        if self._owner is None and not ledger_exists(self._paths.ledger):
            raise NothingFound("Nothing is indexed yet.", "Run: assistant index FOLDER")
        embedder = self._embedder
        identity = Identity(embedder.identity, embedder.dimension, self._chunker.version, self._parser.version)
        database = Database(self._paths.ledger, read_only=self._owner is None)
        if self._owner is None:
            return SqliteLibrary(database, identity)
        generations = Generations(self._paths.index, database, embedder.dimension)
        library = SqliteLibrary(database, identity, generations)
        # Opening Chroma takes seconds; until it is open, exact search answers and the queue keeps what it must learn.
        self._preparing = threading.Thread(target=self._prepare, args=(library,), name="vector-index", daemon=True)
        self._preparing.start()
        return library

    def _prepare(self, library: SqliteLibrary) -> None:
        try:
            library.prepare()
        except AssistantError as error:
            self._trouble = f"The vector index is not available, exact search answers. {error.message}"

    @property
    def _retriever(self) -> HybridRetriever:
        from assistant.retrieve.hybrid import HybridRetriever

        settings = self._config
        return self._part(
            "retriever",
            lambda: HybridRetriever(
                self._library, self._embedder, settings.retrieval, settings.answers.evidence_threshold
            ),
        )

    @property
    def _generator(self) -> Generator:
        return self._part("generator", self._open_generator)

    def _open_generator(self) -> Generator:
        from assistant.generate.choose import open_generator
        from assistant.generate.extractive import ExtractiveGenerator

        settings = self._config.answers
        if settings.generator == "server":
            return self._open_server()
        return open_generator(
            settings.generator,
            self._language_model(),
            extractive=lambda: ExtractiveGenerator(self._retriever.reader),
            threads=settings.threads,
            window_tokens=settings.window_tokens,
        )

    def _server(self) -> ServerAddress | None:
        """The server of the settings, if one answers. Raises ConfigError."""
        from assistant.core.server_address import parse_server

        settings = self._config.answers
        return parse_server(settings.server_url, settings.server_host) if settings.generator == "server" else None

    def _open_server(self) -> Generator:
        from assistant.generate.server import ServerGenerator
        from assistant.privacy.relay import connector

        settings, address = self._config.answers, self._server()
        assert address is not None
        return ServerGenerator(
            address,
            connector(address),
            model=settings.server_model,
            api_key=os.environ.get(SERVER_KEY, ""),
            window_tokens=settings.window_tokens,
        )

    def _language_model(self) -> ModelFacts | None:
        """The model of the settings, else the best of those that are installed."""
        from assistant.generate.choose import auto_runtimes, look_at, runtime_of
        from assistant.models.checked import ensure_verified
        from assistant.models.hardware import best, read_hardware
        from assistant.models.installed import find, list_installed

        wanted = self._config.answers.model
        if wanted and Path(wanted).is_absolute():
            return look_at(Path(wanted))
        if wanted:
            chosen = find(self._paths.models, "language", wanted)
            ensure_verified(chosen, self._paths.state)
            return look_at(chosen.main, chosen.name, chosen.window_tokens)
        runtimes = auto_runtimes()
        installed = [model for model in list_installed(self._paths.models) if model.role == "language"]
        usable = [model for model in installed if runtime_of(model.main) in runtimes] or installed
        if not usable:
            return None
        chosen = best(usable, read_hardware())
        ensure_verified(chosen, self._paths.state)
        return look_at(chosen.main, chosen.name, chosen.window_tokens)

    @property
    def _composer(self) -> Composer:
        from assistant.generate.prompt import system_prompt
        from assistant.retrieve.context import PromptComposer

        generator, settings = self._generator, self._config
        return PromptComposer(
            system=system_prompt(self._canary),
            context_tokens=settings.retrieval.context_tokens,
            max_answer_tokens=settings.answers.max_answer_tokens,
            count_tokens=generator.count_tokens,
        )

    @property
    def _citer(self) -> Citer:
        from assistant.generate.citing import MatchingCiter

        return MatchingCiter()

    # ------------------------------------------------------------ the port

    def summary(self) -> LibrarySummary:
        from assistant.privacy.lockdown import is_sealed

        policy = self._gate.policy  # first: looking may change what the banner says of the policy files
        try:
            files, passages, quarantined = self._library.counts()
            generator, embedder, banner = self._generator.name, self._embedder.identity, self._banner()
        except ModelMissing as error:
            files, passages, quarantined, generator, embedder = 0, 0, 0, NO_MODEL, NO_MODEL
            banner = str(error)
        except NothingFound as error:
            files, passages, quarantined = 0, 0, 0
            generator, embedder, banner = *self._who_would_answer(), str(error)
        return LibrarySummary(
            files=files,
            passages=passages,
            quarantined=quarantined,
            generator=generator,
            embedder=embedder,
            policy=policy,
            sealed=is_sealed(),
            read_only=self._owner is None,
            leaves_to=server.shown if (server := self._server()) is not None and server.leaves_machine else "",
            banner=banner,
        )

    def _who_would_answer(self) -> tuple[str, str]:
        """Generator and embedder where there is no library yet; the quoting generator cannot be opened without one."""
        try:
            embedder = self._embedder.identity
            return self._generator.name, embedder
        except NothingFound:
            return QUOTING, embedder
        except ModelMissing:
            return NO_MODEL, NO_MODEL

    def _banner(self) -> str:
        if self.policies.error is not None:
            return f"The policy files as they are now are not used. {self.policies.error}"
        trouble = self._trouble or self._library.trouble
        if not trouble and isinstance(self._because, LibraryReadOnly):
            return str(self._because)
        if not trouble and self._preparing is not None and self._preparing.is_alive():
            return "The vector index is being opened; exact search answers meanwhile."
        return trouble or self._library.waiting()

    def files(self) -> list[FileRecord]:
        try:
            return self._library.files()
        except (NothingFound, ModelMissing):  # the summary says which
            return []

    def index(
        self, roots: Sequence[Path], stop: StopSignal, *, force: bool = False, passwords: Sequence[str] = ()
    ) -> Iterator[IndexEvent]:
        yield from self._write(lambda journey: journey.run(roots, stop, force=force, passwords=passwords), stop)

    def unlock(self, path: str, password: str, stop: StopSignal) -> Iterator[IndexEvent]:
        yield from self._write(lambda journey: journey.unlock(path, password, stop), stop)

    def reread(self, paths: Sequence[Path], stop: StopSignal) -> Iterator[IndexEvent]:
        yield from self._write(lambda journey: journey.reread(paths, stop), stop)

    def _write(self, run: Callable[[Indexing], Iterator[IndexEvent]], stop: StopSignal) -> Iterator[IndexEvent]:
        """A run that a person asked for, once nothing else writes."""
        self._require_owner()
        with self._alone(stop) as begun:
            if begun:
                yield from run(self._indexing())
                self._finish_index(self._library)
            else:
                yield IndexingFinished(0, 0, 0, 0, 0, 0, 0.0, cancelled=True)

    def _indexing(self) -> Indexing:
        from assistant.indexing import Indexing

        if self._parser_is_old:
            self._parser_is_old = False
            self._drop("parser")
        return Indexing(
            scanner=self._scanner,
            parser=self._parser,
            chunker=self._chunker,
            embedder=self._embedder,
            archive=self._library,
            gate=self._gate,
        )

    @contextmanager
    def _alone(self, stop: StopSignal | None = None, *, background: bool = False) -> Iterator[bool]:
        """Waits until nothing else writes; False if `stop` was set meanwhile. What is in the background gives way."""
        begun = False
        while not begun and not (stop is not None and stop.stopped):
            giving_way = self._background
            if giving_way is not None and not background:
                giving_way.stop()
            begun = self._writing.acquire(timeout=_TURN_S)
        try:
            if begun and background:
                self._background = stop
            yield begun
        finally:
            if begun:
                self._background = None
                self._writing.release()

    def watch(self, roots: Sequence[Path], tell: Callable[[WatchEvent], None]) -> Watch:
        from assistant.watching import Watching

        self._require_owner()
        watch = Watching(roots, self._hints, self.reconcile, self._rest, tell)
        self._watches.append(watch)
        return watch

    def _hints(self, roots: Sequence[Path], hear: Callable[[frozenset[Path]], None]) -> ChangeHints:
        from assistant.scan.watch import Timing, Watcher

        settings = self._config.library
        return Watcher(
            roots,
            hear,
            sentinel_folder=self._paths.state / "watch",
            leave_out=self._own_places,
            timing=Timing(sweep_s=settings.sweep_minutes * 60.0),
            poll=settings.poll,
        )

    def reconcile(self, roots: Sequence[Path], places: Collection[Path], stop: StopSignal) -> Iterator[IndexEvent]:
        with self._alone(stop, background=True) as begun:
            if begun:
                yield from self._indexing().run(roots, stop, places=places)

    def _rest(self) -> None:
        """Nothing has changed for a while: what was removed leaves the files, and the vector index catches up."""
        with self._alone():
            self._finish_index(self._library)

    @contextmanager
    def upkeep(self) -> Iterator[Upkeep]:
        """Forgetting and rebuilding: on the open library, or without opening any model. Raises LibraryBusy."""
        from assistant.store.library import ledger_exists
        from assistant.store.upkeep import Upkeep, open_upkeep

        self._require_owner()
        places = (self._paths.library, self._paths.state, self._paths.logs)
        with self._alone():
            if "library" in self._parts:
                self._wait_for_index()
                if self._library.generations is not None:
                    yield Upkeep(self._library.database, self._library.generations, places, (self._paths.models,))
                return
            if not ledger_exists(self._paths.ledger):
                raise NothingFound("Nothing is indexed yet.", "Run: assistant index FOLDER")
            opened = open_upkeep(self._paths.ledger, self._paths.index, places, (self._paths.models,))
            try:
                yield opened
            finally:
                opened.close()

    def _require_owner(self) -> None:
        if self._owner is None:
            raise self._because

    def _finish_index(self, library: SqliteLibrary) -> None:
        """Let the vector index learn what it missed while it was being opened, and drop what was deleted."""
        self._wait_for_index()
        library.finish()
        self._trouble = ""

    def _wait_for_index(self) -> None:
        if self._preparing is not None:
            self._preparing.join()

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        scope: Scope = Scope(),
        stop: StopSignal | None = None,
        consent: Consent | None = None,
    ) -> Iterator[AnswerEvent]:
        from assistant.answering import Answering

        self._library.require_same_identity()
        journey = Answering(
            library=self._library,
            retriever=self._retriever,
            composer=self._composer,
            generator=self._generator,
            citer=self._citer,
            gate=self._gate,
            max_passages=self._config.retrieval.passages,
            consent=consent,
        )
        yield from journey.ask(question, history, scope, stop or StopSignal())

    def policy_trouble(self) -> str:
        error = self.policies.error
        if error is None:
            return ""
        place = ":".join(part for part in (error.file, str(error.line or "")) if part)
        return f"{place}  {error}".strip()

    def take_over(self, config: Config) -> None:
        before = self._config
        if config.embedding != before.embedding:
            raise RebuildNeeded("Another embedding model needs the library to be opened again.", "Start the app again.")
        if config.guard.policy != self.policies.name:
            self.policies.switch(config.guard.policy)
        with self._lock:
            self._config = config
            if (config.answers, config.retrieval) != (before.answers, before.retrieval):
                self._drop("generator", "retriever")
            self._parser_is_old = self._parser_is_old or config.library != before.library

    def _drop(self, *names: str) -> None:
        """Close parts, which are opened anew when they are needed next."""
        for name in names:
            part = self._parts.pop(name, None)
            if part is not None and hasattr(part, "close"):
                part.close()

    def forget(self, paths: Sequence[Path], tell: Callable[[str], None]) -> Receipt:
        with self.upkeep() as upkeep:
            return upkeep.forget(paths, tell)

    def search(self, text: str, k: int, scope: Scope = Scope()) -> list[Passage]:
        self._library.require_same_identity()
        return self._retriever.retrieve(text, k=k, scope=scope)

    def page_text(self, path: str, page: int | None) -> str:
        try:
            return self._library.page_text(path, page or 1)
        except KeyError:
            raise NothingFound(f"{path!r} is no longer in the library.", "Index its folder again.") from None

    def check_log(self, text: str, path: str = "") -> str:
        return self._gate.check("log", text, path=path).text

    @property
    def chats(self) -> Chats:
        from assistant.store.chats_table import ChatsTable

        return ChatsTable(self._library.database, self.check_log)

    def retrieval_parts(self) -> RetrievalParts:
        """What an evaluation of retrieval needs."""
        from assistant.evaluation.retrieval import RetrievalParts

        self._library.adopt_identity()
        return RetrievalParts(self._library, self._chunker, self._embedder, self._retriever)

    def timings(self) -> Mapping[str, float]:
        return dict(self._timings)

    def close(self) -> None:
        if self._watches and "library" in self._parts:
            self._wait_for_index()
            self._library.close_index()  # ends a build that a watch waits for
        for watch in self._watches:
            watch.stop()
        with self._lock:
            self._wait_for_index()
            for name in ("generator", "parser", "library"):
                if name in self._parts:
                    self._parts[name].close()
            self._parts.clear()
            if self._owner is not None:
                self._owner.release()


def open_assistant(config: Config, paths: Paths, *, owner: bool) -> LocalAssistant:
    """An assistant on the library of `paths`. With `owner` it may index; raises LibraryBusy if another one does."""
    from assistant.store.owner import Owner

    return LocalAssistant(config, paths, Owner(paths.lock) if owner else None)


def open_or_read(config: Config, paths: Paths) -> LocalAssistant:
    """The owner of the library if it is free and can be written, else a reader that says why."""
    try:
        return open_assistant(config, paths, owner=True)
    except (LibraryBusy, LibraryReadOnly) as error:
        return LocalAssistant(config, paths, None, error)


@contextmanager
def open_assistant_here(*, owner: bool = False) -> Iterator[LocalAssistant]:
    """The assistant of this user's own settings and places, for one command."""
    paths = find_paths()
    assistant = open_assistant(load_config(paths.config_file), paths, owner=owner)
    try:
        yield assistant
    finally:
        assistant.close()


@contextmanager
def retrieval_parts_here(place: Path) -> Iterator[RetrievalParts]:
    """The product's own parts over an empty library below `place`, for measuring."""
    paths = find_paths()
    apart = replace(find_paths({"ASSISTANT_HOME": str(place)}), models=paths.models, policies=paths.policies)
    assistant = open_assistant(load_config(paths.config_file), apart, owner=True)
    try:
        yield assistant.retrieval_parts()
    finally:
        assistant.close()


def app_opener() -> Callable[[], Assistant]:
    """What the app calls once its first frame is drawn: the owner if the library is free, else a reader.

    It reads the settings each time it is called; what is wrong in them is told here, before there is an app.
    """
    paths = find_paths()
    load_config(paths.config_file)

    def opener() -> Assistant:
        return open_or_read(load_config(paths.config_file), paths)

    return opener


def known_roots(assistant: Assistant) -> list[Path]:
    """The folders that were indexed before, and those of the settings."""
    configured = load_config(find_paths().config_file).library.folders
    recorded = {Path(file.root) for file in assistant.files()}
    return sorted(recorded | {Path(folder).expanduser() for folder in configured})
