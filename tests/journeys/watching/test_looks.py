"""The looks themselves: beside questions, paused, failing, and giving way to what a person asks for."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from assistant.app.local import LocalAssistant
from assistant.domain.errors import AssistantError
from assistant.domain.events import FileIndexed, IndexingFinished, WatchEvent
from assistant.domain.stop import StopSignal
from assistant.ingest.run import Indexing
from tests.journeys.watching.watched import Watched, on_disk
from tests.waiting import PATIENCE_S, until


def test_questions_are_answered_while_files_are_read(library: LocalAssistant, root: Path) -> None:
    with Watched(library, root) as watched:
        for number in range(30):
            (root / f"note {number}.md").write_text(f"# Note {number}\n\n" + f"Chapter {number} of the diary. " * 20)
        answered = 0
        while watched.in_library() != on_disk(root):
            assert watched.finds("nine weeks") == ["lease.md"]
            answered += 1
        assert answered > 0
        watched.follow()


def test_a_pause_looks_at_nothing_and_its_end_at_everything(library: LocalAssistant, root: Path) -> None:
    with Watched(library, root) as watched:
        watched.watch.pause()
        until(lambda: watched.watch.state().activity == "paused")
        (root / "new.md").write_text("Written during the pause.")
        assert not threading.Event().wait(1.0)  # longer than it takes otherwise
        assert str(root / "new.md") not in watched.in_library()
        watched.watch.resume()
        watched.follow(root / "lease.md", root / "soup.md", root / "new.md")


def test_a_look_that_fails_is_told_and_made_again(
    library: LocalAssistant, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = [AssistantError("The disk is full.", "Make room."), RuntimeError("a mistake of ours")]
    run = Indexing.run

    def failing(self: Indexing, *arguments: object, **options: object) -> object:
        if failures:
            raise failures.pop(0)
        return run(self, *arguments, **options)  # type: ignore[arg-type]

    with Watched(library, root) as watched:
        monkeypatch.setattr(Indexing, "run", failing)
        (root / "new.md").write_text("Something new.")
        until(lambda: watched.watch.state().trouble == "The disk is full. Make room.")
        until(lambda: "RuntimeError" in watched.watch.state().trouble)
        watched.follow(root / "lease.md", root / "soup.md", root / "new.md")
        until(lambda: watched.watch.state().trouble == "")


def test_what_a_person_asks_for_goes_before_the_watch(library: LocalAssistant, root: Path, tmp_path: Path) -> None:
    for number in range(100):
        (root / f"note {number}.md").write_text(f"# Note {number}\n\n" + f"Entry {number} of the long diary. " * 3)
    urgent = tmp_path / "urgent"
    urgent.mkdir()
    (urgent / "a.md").write_text("The parcel is at the neighbour's.")
    asked, indexed = threading.Event(), threading.Event()

    def hold(event: WatchEvent) -> None:
        """The first file that is read waits until the person asks, however late this test gets a processor."""
        if isinstance(event, FileIndexed):
            indexed.set()
            asked.wait(PATIENCE_S)

    watched = Watched(library, root, told=hold)
    watched.watch.start()
    try:
        assert indexed.wait(PATIENCE_S)
        asked.set()
        last = list(library.index([urgent], StopSignal()))[-1]
        assert isinstance(last, IndexingFinished) and last.indexed == 1 and not last.cancelled
        first = next(one for one in watched.events if isinstance(one, IndexingFinished))
        assert first.cancelled and first.indexed < 102
        watched.follow()  # and what gave way is taken up again
        assert len(watched.in_library()) == 102
    finally:
        watched.watch.stop()


def test_a_policy_that_cannot_be_asked_for_stops_nothing(library: LocalAssistant, root: Path) -> None:
    asked: list[bool] = []

    def fails() -> bool:
        asked.append(True)
        raise AssistantError("The policy cannot be read.")

    with Watched(library, root, outdated=fails) as watched:
        until(lambda: bool(asked))
        assert watched.watch.state().trouble == ""
        (root / "new.md").write_text("Written after the policy could not be read.")
        watched.follow(root / "lease.md", root / "soup.md", root / "new.md")
