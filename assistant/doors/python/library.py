"""A library, asked from Python. A sealed process of our own reads it and answers; this one only talks to that.

Invariant: nothing of the files is read, and no model is loaded, in the process of the caller, whose own sockets and
files stay as they are; what it is given has passed the same rules as on the command line.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from os import PathLike, fspath
from pathlib import Path
from types import TracebackType
from typing import Any, TypedDict, Unpack

from assistant.domain.errors import NothingFound, StoppedByPolicy, UsageError
from assistant.doors.python.program import Message, Program
from assistant.doors.python.reading import read, read_event
from assistant.doors.python.records import Answer, Event, Finished, Passage, Question

AnyPath = str | PathLike[str]
Consent = Callable[[Question], bool]


class Limits(TypedDict, total=False):
    """Which files are asked; all of them without any. The same forms as `--in`, `--type`, `--since` and `--before`."""

    paths: Sequence[AnyPath]  # files and folders
    types: Sequence[str]  # endings of names, such as ".pdf"
    since: str  # "2024", "2024-03-01", "30d", ...
    before: str


def open_library(home: AnyPath | None = None, *, passphrase: str | None = None) -> Library:
    """The library of this user, or the one below `home` (as `ASSISTANT_HOME` says it); `passphrase` opens a vault.

    Raises AssistantError for settings or a vault that keep it from being opened. Close it, or use it with `with`.
    """
    return Library(Program(None if home is None else Path(fspath(home)).expanduser().absolute(), passphrase))


class Library:
    """Made by `open_library`. One call at a time; `stop` may come from any thread."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._lock = threading.Lock()
        self._number = 0  # of the last request
        self._is_open = False  # that request is not at its end

    # ------------------------------------------------------------ answers

    def ask(
        self, question: str, *, task: str = "", consent: Consent | None = None, **limits: Unpack[Limits]
    ) -> Iterator[Event]:
        """The events of an answer; the last one is `Finished`. `task` names the kind of question, "" lets the program
        choose. A rule that asks calls `consent`; without it the answer is no.

        Whoever leaves the iteration before its end ends the answer.
        """
        wanted = {"do": "ask", "question": question, "task": task, "asks": consent is not None, **_written(limits)}
        for message in self._request(wanted, consent):
            event = read_event(message) if "event" in message else None
            if event is not None:
                yield event

    def summarise(self, what: str, *, consent: Consent | None = None, **limits: Unpack[Limits]) -> Answer:
        """The most telling sentences of the document, or on the subject, that `what` names."""
        return self._answer(f"Summarise {what}", "summary", consent, limits)

    def survey(self, words: str, *, consent: Consent | None = None, **limits: Unpack[Limits]) -> Answer:
        """Every file that mentions `words`: `table` lists them with a quote each, `coverage` is the receipt."""
        named = " ".join(words.replace('"', " ").split())
        return self._answer(f'Which files mention "{named}"?', "survey", consent, limits)

    def table(self, question: str, *, consent: Consent | None = None, **limits: Unpack[Limits]) -> Answer:
        """A number or a list computed from the rows of tables, with its `sql`. Raises NothingFound where no table
        answers."""
        answer = self._answer(question, "table", consent, limits)
        if answer.task != "table":
            raise NothingFound("No table in the files answers this.", "library.ask tries other ways.")
        return answer

    def search(self, text: str, *, limit: int = 10, **limits: Unpack[Limits]) -> list[Passage]:
        """The passages that `text` finds, best first."""
        wanted = {"do": "search", "text": text, "limit": limit, **_written(limits)}
        found = [message for message in self._request(wanted, None) if "passages" in message]
        return [read(Passage, one) for message in found for one in message["passages"]]

    def _answer(self, question: str, task: str, consent: Consent | None, limits: Limits) -> Answer:
        """The answer at its end. Raises StoppedByPolicy, NothingFound."""
        answer: Answer | None = None
        for event in self.ask(question, task=task, consent=consent, **limits):
            if isinstance(event, Finished):
                answer = event.answer
        if answer is None or answer.refused:
            raise NothingFound(answer.text if answer is not None else "It was stopped.")
        if answer.blocked:
            raise StoppedByPolicy(answer.text or "Stopped by the policy.")
        return answer

    # ------------------------------------------------------------ requests

    def _request(self, wanted: Message, consent: Consent | None) -> Iterator[Message]:
        """What comes for a request, until its end. One that was left before its end is ended first."""
        if not self._lock.acquire(blocking=False):
            raise UsageError("The library is being asked.", "End that iteration first, or open the library once more.")
        try:
            self._number += 1
            one = self._number
            self._program.send({"id": one, **wanted})
            self._is_open = True
            yield from self._until_end(one, consent)
        finally:
            self._end()
            self._lock.release()

    def _until_end(self, one: int, consent: Consent | None) -> Iterator[Message]:
        while self._is_open:
            message = self._program.receive()
            if message.get("id") != one:
                continue
            if "question" in message:
                asked = read(Question, message["question"])
                self._program.send({"do": "consent", "yes": consent is not None and consent(asked) is True})
            elif "error" in message:
                self._is_open = False
                raise self._program.error(message)
            elif "end" in message:
                self._is_open = False
            else:
                yield message

    def _end(self) -> None:
        """End what was left open, and drop what still comes of it."""
        if self._is_open and self._program.is_running:
            self.stop()
            for _ in self._until_end_quietly():
                pass

    def _until_end_quietly(self) -> Iterator[Message]:
        try:
            yield from self._until_end(self._number, None)
        except Exception:  # noqa: BLE001 - how an answer failed that nobody waits for
            self._is_open = False

    def stop(self) -> None:
        """End the answer that is being given, if any: `Finished` comes with what there was."""
        if self._program.is_running:
            self._program.send({"do": "stop", "id": self._number})

    # ------------------------------------------------------------ the end

    def close(self) -> None:
        """End the process, and all that it has loaded with it."""
        self._is_open = False
        self._program.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _written(limits: Limits) -> dict[str, Any]:
    """Limits as they are sent; paths are those of the caller's folder."""
    paths = [str(Path(fspath(path)).expanduser().absolute()) for path in limits.get("paths", ())]
    return {**limits, "paths": paths, "types": list(limits.get("types", ()))}
