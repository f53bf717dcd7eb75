"""The whole program as its faces see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from assistant.domain.events import AnswerEvent, IndexEvent, WatchEvent
from assistant.domain.ports.chats import Chats
from assistant.domain.ports.guard import Consent
from assistant.domain.records.answers import LibrarySummary
from assistant.domain.records.files import FileRecord
from assistant.domain.records.passages import Passage, Turn
from assistant.domain.records.program import EmbedderAdvice, TaskInfo
from assistant.domain.records.receipts import Receipt
from assistant.domain.records.verdicts import PolicyInfo
from assistant.domain.records.watching import WatchState
from assistant.domain.scope import Scope
from assistant.domain.stop import StopSignal

if TYPE_CHECKING:
    from assistant.config.schema import Config


class Watch(Protocol):
    """Keeps the library equal to the disk below some roots, from threads of its own, until it is stopped."""

    def start(self) -> None:
        """Begin with a full scan; returns at once."""
        ...

    def cover(self, roots: Sequence[Path]) -> None:
        """Watch `roots` from now on; a new root is scanned as a whole."""
        ...

    def pause(self) -> None:
        """Stop after the file that is being read; nothing is scanned until `resume`."""
        ...

    def resume(self) -> None:
        """Go on, with a full scan."""
        ...

    def state(self) -> WatchState: ...

    def stop(self) -> None:
        """End for good, after the file that is being read; finished work is kept."""
        ...


class Assistant(Protocol):
    """The whole program as its faces (command line, terminal app) see it."""

    def summary(self) -> LibrarySummary: ...

    def files(self) -> list[FileRecord]: ...

    def index(
        self, roots: Sequence[Path], stop: StopSignal, *, force: bool = False, passwords: Sequence[str] = ()
    ) -> Iterator[IndexEvent]:
        """Make the library equal the disk below `roots`; PDFs that need a password are tried with `passwords`."""
        ...

    def reread(self, paths: Sequence[Path], stop: StopSignal) -> Iterator[IndexEvent]:
        """Read the known files at and below `paths` anew, changed or not. Raises LibraryBusy."""
        ...

    def unlock(self, path: str, password: str, stop: StopSignal) -> Iterator[IndexEvent]:
        """Read the file at `path`, listed as needs_password, with its password, which is kept nowhere.

        Ends with FileIndexed, or FileQuarantined (needs_password again: it is wrong), and IndexingFinished, as
        indexing does. Raises NothingFound where the file is gone, LibraryBusy if this assistant only reads.
        """
        ...

    def watch(self, roots: Sequence[Path], tell: Callable[[WatchEvent], None]) -> Watch:
        """A watch to start; `tell` is called from its thread. Raises LibraryBusy if this assistant only reads."""
        ...

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
        """One turn. A rule with the action `ask` calls `consent`; without it the answer is no.

        `task` names the kind of question; with "" the program chooses. Raises UsageError for an unknown task.
        """
        ...

    def suggest(self, count: int, seed: int, stop: StopSignal) -> Iterator[str]:
        """At most `count` questions made from the library, each answered well just now from the file that it is about.

        Each takes as long as a question: quotes alone answer, no language model is asked and nothing is kept. The same
        library and `seed` give the same questions. Ends early once `stop` is set. Raises what `ask` raises.
        """
        ...

    def embedder_advice(self) -> EmbedderAdvice | None:
        """Another embedding model that would find more in the languages of the library, if there is one."""
        ...

    def prepare(self, when: Literal["open", "typing"]) -> None:
        """Load the language model and let it read its rules, if the settings want that now. Takes seconds; quiet."""
        ...

    def tasks(self) -> tuple[TaskInfo, ...]:
        """The kinds of questions that `ask` takes as `task`."""
        ...

    def search(self, text: str, k: int, scope: Scope = Scope()) -> list[Passage]:
        """The passages that `text` finds, best first, as the guard's `retrieval` stage lets them pass.

        What it keeps out of answers is not among them.
        """
        ...

    def page_text(self, path: str, page: int | None) -> str:
        """The cleaned text of an indexed page, as the guard's `retrieval` stage lets it be shown.

        Raises NothingFound if the file is gone, StoppedByPolicy if a rule keeps all of the page out of answers.
        """
        ...

    def check_log(self, text: str, path: str = "") -> str:
        """`text` as the guard's `log` stage lets it into history, export, clipboard or a command's output.

        `path` is the file that the text is from, for rules about folders, or "".
        """
        ...

    @property
    def chats(self) -> Chats:
        """The conversations that are kept. Raises what opening the library raises."""
        ...

    def use_policy(self, name: str) -> PolicyInfo:
        """Make `name` the active policy from the next turn on, if its own tests pass, and write the setting.

        Raises PolicyError and changes nothing.
        """
        ...

    def policy_trouble(self) -> str:
        """Why the present policy files are not in use, with file and line; "" if they are in use."""
        ...

    def use_config(self, config: Config) -> None:
        """Use `config` from the next turn and the next run on.

        Call it between two turns. Raises RebuildNeeded for another embedding model: the assistant must be opened again.
        """
        ...

    def look_for_models(self) -> None:
        """Models came or went: choose again, at the next turn, which of them answers. Call it between two turns."""
        ...

    def forget(self, paths: Sequence[Path], tell: Callable[[str], None]) -> Receipt:
        """Remove the files at and below `paths` from everything that is kept, and look for what may be left.

        The language model is unloaded, with what it had read of them; the next question or `prepare` loads it again.
        `tell` gets a line for each step. Raises LibraryBusy, NothingFound.
        """
        ...

    def timings(self) -> Mapping[str, float]:
        """Milliseconds spent on opening each part."""
        ...

    def close(self) -> None: ...
