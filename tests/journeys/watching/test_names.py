"""A renamed file is found by its new name once no change has come for a while; what changes goes before scans."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import pytest

from assistant.app.local import LocalAssistant
from assistant.domain.events import IndexEvent, IndexingFinished, NamesRenewed, RootMissing, WatchEvent
from assistant.domain.ports.scan import ChangeHints
from assistant.domain.stop import StopSignal
from assistant.ingest.scan.watch import Watcher
from assistant.ingest.watch import OnDirty, Watching
from tests.journeys.watching.watched import QUICK
from tests.waiting import until


def test_the_name_is_renewed_in_the_background(library: LocalAssistant, root: Path) -> None:
    events: list[WatchEvent] = []

    def hints(roots: Sequence[Path], hear: OnDirty) -> ChangeHints:
        return Watcher(roots, hear, timing=QUICK)

    watch = Watching(
        [root], hints, library.reconcile, lambda: None, events.append, renew=library._renew, rest_s=0.3, retry_s=0.3
    )
    watch.start()
    try:
        until(lambda: watch.state().activity == "idle", "the first look")
        (root / "lease.md").rename(root / "contract.md")
        until(lambda: any(isinstance(event, NamesRenewed) for event in events), "the new name")
        path = str(root / "contract.md")
        until(lambda: [one.header.startswith("contract") for one in library.parts.library.document(path)] == [True])
    finally:
        watch.stop()


@pytest.mark.parametrize("told", [True, False], ids=["after it was told", "before it was told"])
def test_a_folder_that_is_back_before_the_run_ends_is_looked_at_again(tmp_path: Path, told: bool) -> None:
    """It was missing when the run looked; nothing else tells that it is there."""
    drive = tmp_path / "drive"
    root = tmp_path if told else drive
    runs: list[int] = []

    def reconcile(roots: Sequence[Path], paths: Collection[Path], stop: StopSignal) -> Iterator[IndexEvent]:
        runs.append(1)
        if not drive.exists():
            if told:
                yield RootMissing(str(drive))
            drive.mkdir()
            if not told:
                yield RootMissing(str(drive))
        yield IndexingFinished(0, 0, 0, 0, 0, 0, 0.0, cancelled=False)

    def hints(roots: Sequence[Path], hear: OnDirty) -> ChangeHints:
        return Watcher(roots, lambda paths: None if len(runs) else hear(paths), timing=QUICK)  # deaf after the first

    watch = Watching([root], hints, reconcile, lambda: None, lambda event: None, rest_s=0.3, retry_s=0.3)
    watch.start()
    try:
        until(lambda: len(runs) > 1, "a second look")
    finally:
        watch.stop()


def test_a_change_hurries_the_run_that_recognises_scans_and_both_are_done(tmp_path: Path) -> None:
    runs: list[frozenset[Path]] = []
    hurried: list[bool] = []

    def reconcile(roots: Sequence[Path], paths: Collection[Path], stop: StopSignal) -> Iterator[IndexEvent]:
        runs.append(frozenset(paths))
        if len(runs) == 1:
            (tmp_path / "note.txt").write_text("new")
            until(lambda: stop.hurried, "the run is hurried")
            hurried.append(True)
        yield IndexingFinished(0, 0, 0, 0, 0, 0, 0.0, cancelled=len(runs) == 1)  # scans were left

    def hints(roots: Sequence[Path], hear: OnDirty) -> ChangeHints:
        return Watcher(roots, hear, timing=QUICK)

    watch = Watching([tmp_path], hints, reconcile, lambda: None, lambda event: None, rest_s=0.3, retry_s=0.3)
    watch.start()
    try:
        until(lambda: len(runs) > 1, "a second look")
    finally:
        watch.stop()
    assert hurried
    assert runs[1] == frozenset()  # all folders: the scans are among what is looked at again
