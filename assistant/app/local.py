"""The Assistant port on this machine: the journeys, built out of the parts.

Invariant: one run writes at a time, and a run that a person asked for goes before a run of the watch.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.app.models.languages import embedder_advice
from assistant.app.models.renewing import Renewing
from assistant.app.offered.suggest import suggest
from assistant.app.parts import Parts, upkeep_of
from assistant.app.passing import page_that_passes, passages_that_pass
from assistant.app.tasks import list_tasks
from assistant.config.paths import Paths
from assistant.config.schema import Config
from assistant.domain.asked import Asked
from assistant.domain.errors import (
    AssistantError,
    LibraryBusy,
    LibraryReadOnly,
    ModelMissing,
    NothingFound,
    RebuildNeeded,
)
from assistant.domain.events import AnswerEvent, Finished, IndexEvent, IndexingFinished, WatchEvent
from assistant.domain.records.answers import LibrarySummary
from assistant.domain.records.files import FileRecord
from assistant.domain.records.passages import Passage, Turn
from assistant.domain.records.program import EmbedderAdvice, TaskInfo
from assistant.domain.records.receipts import Receipt
from assistant.domain.records.verdicts import PolicyInfo
from assistant.domain.scope import Scope
from assistant.domain.stop import StopSignal

if TYPE_CHECKING:
    from assistant.app.ports.assistant import Watch
    from assistant.domain.ports.chats import Chats
    from assistant.domain.ports.guard import Consent
    from assistant.ingest.run import Indexing
    from assistant.store.ledger.owner import Owner
    from assistant.store.upkeep import Upkeep

NO_MODEL = "none: run assistant models pull starter"
NO_ANSWERER = "none"
EXTRACTIVE = "extractive"
_LOCK_POLL_S = 0.2  # a run that waits for the write lock checks its stop signal this often
_OTHER_OWNER = LibraryBusy("The library is open in another process; this one only reads.", "Close the other one.")


class LocalAssistant:
    """The Assistant port on this machine. Without an `owner` it only reads, and a write raises `refusal`."""

    def __init__(
        self, config: Config, paths: Paths, owner: Owner | None, refusal: AssistantError = _OTHER_OWNER
    ) -> None:
        self.parts = Parts(config, paths, writable=owner is not None)
        self._renewing = Renewing(self.parts)
        self._paths = paths
        self._owner = owner
        self._refusal = refusal
        self._writing = threading.Lock()  # the write lock: held by a run or by `upkeep`
        self._background: StopSignal | None = None  # stops the watch's run; any other run does so
        self._watches: list[Watch] = []
        self._parser_is_old = False  # its limits were changed since it was started
        self._asked = Asked()

    def summary(self) -> LibrarySummary:
        from assistant.sandbox.lockdown import is_sealed

        policy = self.parts.gate.policy  # first: this may reload the policy files, which the banner reports
        try:
            files, passages, quarantined = self.parts.library.counts()
            embedder, banner = self.parts.embedder.identity, self._banner()
        except ModelMissing as error:
            files, passages, quarantined, embedder, banner = 0, 0, 0, NO_MODEL, str(error)
        except NothingFound as error:
            files, passages, quarantined, embedder, banner = 0, 0, 0, self._embedder_name(), str(error)
        generator, trouble = (NO_MODEL, "") if embedder == NO_MODEL else self._answers_by()
        return LibrarySummary(
            files=files,
            passages=passages,
            quarantined=quarantined,
            generator=generator,
            embedder=embedder,
            policy=policy,
            sealed=is_sealed(),
            read_only=self._owner is None,
            leaves_to=server.shown if (server := self.parts.server()) is not None and server.leaves_machine else "",
            banner=trouble or banner,
        )

    def _embedder_name(self) -> str:
        with suppress(ModelMissing):
            return self.parts.embedder.identity
        return NO_MODEL

    def _answers_by(self) -> tuple[str, str]:
        """The generator's name, and why it is not the one of the settings, or "". A wrong setting hides no file."""
        try:
            return self.parts.generator.name, self.parts.model_trouble
        except NothingFound:  # the extractive generator needs the library
            return EXTRACTIVE, self.parts.model_trouble
        except ModelMissing as error:
            return NO_ANSWERER, str(error)

    def _banner(self) -> str:
        if self.parts.policies.error is not None:
            return f"The policy files as they are now are not used. {self.parts.policies.error}"
        if trouble := self.parts.trouble or self.parts.library.trouble:
            return trouble
        if isinstance(self._refusal, LibraryReadOnly):
            return str(self._refusal)
        opening = "The vector index is being opened; exact search answers meanwhile."
        if self.parts.is_index_opening:
            return opening
        return self.parts.library.waiting() or self._renewing.waiting()

    def files(self) -> list[FileRecord]:
        with suppress(NothingFound, ModelMissing):  # the summary says which
            return self.parts.library.files()
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
        """Run what a person asked for, once no other run writes."""
        self._require_owner()
        with self._write_lock(stop) as acquired:
            if not acquired:
                yield IndexingFinished(0, 0, 0, 0, 0, 0, 0.0, cancelled=True)
                return
            for event in run(self._indexing()):
                if isinstance(event, IndexingFinished):
                    yield from self._renewing.renew(stop)
                yield event
            self._finish_index()

    def _indexing(self) -> Indexing:
        from assistant.app.journeys import indexing_of

        if self._parser_is_old:
            self._parser_is_old = False
            self.parts.drop("parser")
        return indexing_of(self.parts, self._asked)

    @contextmanager
    def _write_lock(self, stop: StopSignal | None = None, *, background: bool = False) -> Iterator[bool]:
        """Hold the write lock in the block; yields False if `stop` was set first. Stops a run in the background."""
        acquired = False
        while not acquired and not (stop is not None and stop.stopped):
            running = self._background
            if running is not None and not background:
                running.stop()
            acquired = self._writing.acquire(timeout=_LOCK_POLL_S)
        try:
            if acquired and background:
                self._background = stop
            yield acquired
        finally:
            if acquired:
                self._background = None
                self._writing.release()

    def watch(self, roots: Sequence[Path], tell: Callable[[WatchEvent], None]) -> Watch:
        from assistant.ingest.watch import Watching

        self._require_owner()
        watch = Watching(
            roots,
            self.parts.hints,
            self.reconcile,
            self._on_idle,
            tell,
            outdated=self.parts.needs_judging,
            warn=self._watch_warning,
            renew=self._renew,
        )
        self._watches.append(watch)
        return watch

    def reconcile(self, roots: Sequence[Path], paths: Collection[Path], stop: StopSignal) -> Iterator[IndexEvent]:
        with self._write_lock(stop, background=True) as acquired:
            if acquired:
                yield from self._indexing().run(roots, stop, paths=paths)

    def _renew(self, stop: StopSignal) -> Iterator[IndexEvent]:
        """What can wait until no change has come for a while."""
        with self._write_lock(stop, background=True) as acquired:
            if acquired:
                yield from self._renewing.renew(stop)

    def _watch_warning(self) -> str:
        displaced = self.parts.library.database.displaced
        return str(displaced) if displaced is not None else self.policy_trouble()

    def _on_idle(self) -> None:
        """Called when no change has come for a while: completes the vector index and drops deleted content."""
        with self._write_lock():
            self._finish_index()

    @contextmanager
    def upkeep(self) -> Iterator[Upkeep]:
        """Forgets files and rebuilds the index. If the library is not open, no model is loaded. Raises LibraryBusy."""
        self._require_owner()
        with self._write_lock(), upkeep_of(self.parts, self._paths) as upkeep:
            yield upkeep

    def _require_owner(self) -> None:
        if self._owner is None:
            raise self._refusal

    def _finish_index(self) -> None:
        """Add to the vector index what came while it was being opened, and drop what was deleted."""
        self.parts.wait_for_index()
        self.parts.library.finish()
        self._keep_audit_head()
        self.parts.trouble = ""

    def _keep_audit_head(self) -> None:
        from assistant.app.audit import keep_head

        with suppress(AssistantError, OSError):  # told by: assistant audit verify
            keep_head(self._paths, self.parts.library.database)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        scope: Scope = Scope(),
        stop: StopSignal | None = None,
        consent: Consent | None = None,
        task: str = "",
    ) -> Iterator[AnswerEvent]:
        from assistant.answer.ask import Answering
        from assistant.app.journeys import answer_parts

        self._asked.note(question, scope)
        with self._renewing.asking():
            self.parts.library.require_same_identity()
            parts = answer_parts(self.parts, self._paths, self.summary, consent)
            for event in Answering(parts).ask(question, history, scope, stop or StopSignal(), task):
                told = isinstance(event, Finished) and self.damage()
                yield Finished(replace(event.answer, damage=told)) if isinstance(event, Finished) and told else event

    def suggest(self, count: int, seed: int, stop: StopSignal) -> Iterator[str]:
        with self._renewing.asking():
            yield from suggest(self.parts, self._paths, self.summary, count, seed, stop)

    def embedder_advice(self) -> EmbedderAdvice | None:
        return embedder_advice(self.parts)

    def prepare(self, when: Literal["open", "typing"]) -> None:
        from assistant.app.journeys import preload

        preload(self.parts, when)

    def tasks(self) -> tuple[TaskInfo, ...]:
        return list_tasks()

    def use_policy(self, name: str) -> PolicyInfo:
        from assistant.config.file import write_setting

        gate = self.parts.policies.switch(name)
        write_setting(self._paths.config_file, "guard.policy", name)
        return gate.policy

    def policy_trouble(self) -> str:
        return error.located if (error := self.parts.policies.error) is not None else ""

    def use_config(self, config: Config) -> None:
        before = self.parts.config
        if config.embedding != before.embedding:
            raise RebuildNeeded("Another embedding model needs the library to be opened again.", "Start the app again.")
        if config.guard.policy != self.parts.policies.name:
            self.parts.policies.switch(config.guard.policy)
        self.parts.config = config
        if (config.answers, config.retrieval) != (before.answers, before.retrieval):
            self.parts.drop("generator", "composer", "retriever")
        self._parser_is_old = self._parser_is_old or config.library != before.library

    def look_for_models(self) -> None:
        self.parts.drop("generator")
        self._parser_is_old = True  # the models that recognise scans may have come

    def forget(self, paths: Sequence[Path], tell: Callable[[str], None]) -> Receipt:
        try:
            with self.upkeep() as upkeep:
                return upkeep.forget(paths, tell)
        finally:
            # The language model's engine holds what it read of the conversation: with it that is gone as well.
            self.parts.drop("composer", "generator")

    def search(self, text: str, k: int, scope: Scope = Scope()) -> list[Passage]:
        with self._renewing.asking():
            self.parts.library.require_same_identity()
            return passages_that_pass(self.parts.gate, self.parts.retriever.retrieve(text, k=k, scope=scope), text)

    def damage(self) -> str:
        """Which files were left out because their stored text is not as it was written, with the remedy; or ""."""
        return self.parts.library.damage()

    def page_text(self, path: str, page: int | None) -> str:
        try:
            text = self.parts.library.page_text(path, page or 1)
        except KeyError:
            raise NothingFound(f"{path!r} is no longer in the library.", "Index its folder again.") from None
        return page_that_passes(self.parts.gate, text, path)

    def check_log(self, text: str, path: str = "") -> str:
        return self.parts.gate.check("log", text, path=path).text

    @property
    def chats(self) -> Chats:
        from assistant.store.chats_table import ChatsTable

        return ChatsTable(self.parts.library.database, self.check_log)

    def timings(self) -> Mapping[str, float]:
        return self.parts.timings()

    def close(self) -> None:
        if self._watches and self.parts.is_library_open:
            self.parts.wait_for_index()
            self.parts.library.close_index()  # ends an index build that a watch may wait for
        for watch in self._watches:
            watch.stop()
        if self._owner is not None and self.parts.is_library_open:
            self._keep_audit_head()
        self.parts.close()
        if self._owner is not None:
            self._owner.release()
