"""The second implementation of the `Assistant` port: it says what a test tells it to say.

Invariant: it holds the contract's order of events, so that a screen that works with it works with the real one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from assistant.config.schema import Config
from assistant.domain.errors import NothingFound, PolicyError, RebuildNeeded
from assistant.domain.events import (
    AnswerEvent,
    Delta,
    FileIndexed,
    FileQuarantined,
    FileSeen,
    Finished,
    IndexEvent,
    IndexingFinished,
    ScanFinished,
    WatchChanged,
    WatchEvent,
)
from assistant.domain.ports.chats import Chats
from assistant.domain.ports.guard import Consent
from assistant.domain.records.answers import Answer, LibrarySummary
from assistant.domain.records.files import FileRecord
from assistant.domain.records.passages import Passage, Turn
from assistant.domain.records.program import EmbedderAdvice, TaskInfo
from assistant.domain.records.receipts import Receipt
from assistant.domain.records.verdicts import PolicyInfo, Verdict
from assistant.domain.records.watching import WatchedRoot, WatchState
from assistant.domain.scope import Scope
from assistant.domain.stop import StopSignal
from assistant.tui.jobs.home import COMING_UP
from tests.tui.doubles.scripted_chats import ScriptedChats
from tests.tui.doubles.scripted_events import (
    FILES,
    LEASE,
    LETTER,
    PAGE,
    PASSAGES,
    answer_events,
    index_events,
)
from tests.waiting import PATIENCE_S


class ScriptedWatch:
    """A watch that does nothing by itself; a test says what it tells."""

    def __init__(self, roots: Sequence[Path], tell: Callable[[WatchEvent], None]) -> None:
        self.roots = tuple(roots)
        self.tell = tell
        self.covered: list[tuple[Path, ...]] = []
        self.activity: Literal["starting", "idle", "updating", "paused", "stopped"] = "stopped"

    def start(self) -> None:
        self.change("idle")

    def cover(self, roots: Sequence[Path]) -> None:
        self.roots = tuple(roots)
        self.covered.append(self.roots)

    def pause(self) -> None:
        self.change("paused")

    def resume(self) -> None:
        self.change("idle")

    def state(self) -> WatchState:
        return WatchState(self.activity, tuple(WatchedRoot(str(root), "events") for root in self.roots))

    def stop(self) -> None:
        self.activity = "stopped"

    def change(self, activity: Literal["starting", "idle", "updating", "paused", "stopped"]) -> None:
        self.activity = activity
        self.tell(WatchChanged(self.state()))


RECEIPT = Receipt(
    files=1,
    passages=31,
    passages_kept=4,
    texts_sought=1_203,
    words_sought=88,
    paths_sought=1,
    vectors_sought=31,
    shared=2,
    places=("/home/ada/.local/share/private-assistant/library", "/home/ada/.local/state/private-assistant"),
    files_searched=14,
    bytes_searched=48_213_000,
    out_of_reach=("the files themselves, where they are still on the disk", "snapshots and backups"),
    seconds=2.4,
)


TASKS = (
    TaskInfo("lookup", "Answers from a few passages."),
    TaskInfo("survey", "Lists files."),
    TaskInfo("each", "Asks every file."),
    TaskInfo("rhyme", "Answers in verse."),  # a kind that has no words of its own
)


class ScriptedAssistant:
    """Every answer is `events`; `pause` is called before each event, in the worker's thread."""

    def __init__(self) -> None:
        self.events: Callable[[str], Sequence[AnswerEvent]] = lambda question: answer_events()
        self.indexing: Sequence[IndexEvent] = index_events()
        self.listed: tuple[FileRecord, ...] = FILES
        self.pages: dict[tuple[str, int | None], str] = {
            (LEASE, 7): PAGE,
            (LETTER, None): PAGE,
            (LEASE, 8): "Page eight.",
        }
        self.policy = PolicyInfo("standard", "9f2c1ab7", "Balanced defaults for private documents", 14)
        self.sealed = True
        self.banner = ""
        self.generator = "extractive"
        self.pause: Callable[[], None] = lambda: None
        self.release = threading.Event()  # a test that holds events back sets it to go on
        self.asked: list[tuple[str, tuple[Turn, ...], Scope]] = []
        self.tasks_asked: list[str] = []
        self.logged: list[str] = []
        self.prepared: list[str] = []
        self.consents: Sequence[tuple[Verdict, str]] = ()  # what rules ask in each turn, of which file
        self.suggested: Sequence[str] = ()
        self.advice: EmbedderAdvice | None = None
        self.coming_up: Sequence[AnswerEvent] = ()
        self.answers: list[bool] = []  # what the person said to it
        self.indexed: list[tuple[tuple[Path, ...], bool]] = []
        self.unlocked: list[tuple[str, str]] = []
        self.password = "figs"  # of every locked file
        self.stops: list[StopSignal] = []
        self.trouble = ""  # of the policy files
        self.tested: list[str] = []
        self.taken_over: list[Config] = []
        self.reread_paths: list[tuple[Path, ...]] = []
        self.forgotten: list[tuple[Path, ...]] = []
        self.receipt = RECEIPT
        self.kept = ScriptedChats(lambda text: self.check_log(text))
        self.watches: list[ScriptedWatch] = []
        self.looked_for_models = 0
        self.closed = False

    @property
    def chats(self) -> Chats:
        return self.kept

    def hold(self) -> None:
        """A pause until `release` is set."""
        self.release.wait(PATIENCE_S)

    def summary(self) -> LibrarySummary:
        good = [file for file in self.listed if file.state == "indexed"]
        return LibrarySummary(
            len(good), sum(file.chunks for file in good), len(self.listed) - len(good), self.generator, "minilm",
            self.policy, self.sealed, read_only=self.kept.read_only, banner=self.banner,
        )  # fmt: skip

    def files(self) -> list[FileRecord]:
        return list(self.listed)

    def index(
        self, roots: Sequence[Path], stop: StopSignal, *, force: bool = False, passwords: Sequence[str] = ()
    ) -> Iterator[IndexEvent]:
        self.indexed.append((tuple(roots), force))
        for event in self.indexing:
            self.pause()
            if stop.stopped:
                yield IndexingFinished(0, 0, 0, 0, 0, 0, 0.1, cancelled=True)
                return
            yield event

    def reread(self, paths: Sequence[Path], stop: StopSignal) -> Iterator[IndexEvent]:
        self.reread_paths.append(tuple(paths))
        yield from self.indexing

    def unlock(self, path: str, password: str, stop: StopSignal) -> Iterator[IndexEvent]:
        self.unlocked.append((path, password))
        right = password == self.password
        yield ScanFinished(0, 1, 0, 0, 0)
        yield FileSeen(path)
        yield (
            FileIndexed(path, 2, 5, 0.1) if right else FileQuarantined(path, "needs_password", "The password is wrong.")
        )
        yield IndexingFinished(int(right), int(not right), 0, 0, 0, 5 * right, 0.2)

    def watch(self, roots: Sequence[Path], tell: Callable[[WatchEvent], None]) -> ScriptedWatch:
        self.watches.append(ScriptedWatch(roots, tell))
        return self.watches[-1]

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
        if question == COMING_UP:  # the view at home asks it by itself
            yield from self.coming_up
            return
        signal = stop or StopSignal()
        self.stops.append(signal)
        self.asked.append((question, tuple(history), scope))
        self.tasks_asked.append(task)
        said = ""
        for verdict, path in self.consents:
            self.answers.append(consent is not None and consent(verdict, path))
        for event in self.events(question):
            self.pause()
            if signal.stopped:
                yield Finished(Answer(said, False, self.generator, interrupted=True))
                return
            said += event.text if isinstance(event, Delta) else ""
            yield event

    def suggest(self, count: int, seed: int, stop: StopSignal) -> Iterator[str]:
        yield from self.suggested[:count]

    def embedder_advice(self) -> EmbedderAdvice | None:
        return self.advice

    def prepare(self, when: Literal["open", "typing"]) -> None:
        self.prepared.append(when)

    def tasks(self) -> tuple[TaskInfo, ...]:
        return TASKS

    def search(self, text: str, k: int, scope: Scope = Scope()) -> list[Passage]:
        return list(PASSAGES[:k])

    def page_text(self, path: str, page: int | None) -> str:
        try:
            return self.pages[(path, page)]
        except KeyError:
            raise NothingFound("This page is not in the library.") from None

    def check_log(self, text: str, path: str = "") -> str:
        self.logged.append(text)
        return text

    def use_policy(self, name: str) -> PolicyInfo:
        self.tested.append(name)
        if name == "mine":
            raise PolicyError("mine.yaml, line 4: unknown key 'actoin'.", "Did you mean 'action'?")
        self.policy = PolicyInfo(name, "9f2c1ab7", "", 3)
        return self.policy

    def policy_trouble(self) -> str:
        return self.trouble

    def use_config(self, config: Config) -> None:
        if config.embedding.model:
            raise RebuildNeeded("Another embedding model needs the library to be opened again.", "Start the app again.")
        self.taken_over.append(config)
        self.generator = config.answers.model or self.generator

    def look_for_models(self) -> None:
        self.looked_for_models += 1

    def forget(self, paths: Sequence[Path], tell: Callable[[str], None]) -> Receipt:
        self.forgotten.append(tuple(paths))
        tell("Rewriting the ledger.")
        self.pause()
        gone = [file for file in self.listed if any(Path(file.path).is_relative_to(path) for path in paths)]
        self.listed = tuple(file for file in self.listed if file not in gone)
        return replace(
            self.receipt,
            files=len(gone),
            passages=sum(file.chunks for file in gone),
            on_disk=tuple(file.path for file in gone),
        )

    def timings(self) -> Mapping[str, float]:
        return {"ledger": 3.0}

    def close(self) -> None:
        self.closed = True


def slowly(seconds: float) -> Callable[[], None]:
    """A pause of so many seconds before each event."""
    return lambda: time.sleep(seconds)
