"""Files rewritten in place with their old size and time, and file systems that do not keep their times."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.disk.change_time import change_time_ns
from assistant.domain.records.files import FileRecord, ScanPlan, SourceFile
from assistant.ingest.scan import changes
from assistant.ingest.scan.hash import with_hash
from assistant.ingest.scan.ignore import Rules
from assistant.ingest.scan.scanner import DiskScanner
from assistant.ingest.scan.settled import Snapshots
from tests.ingest.scan.conftest import Tree, library
from tests.ingest.scan.reports import Start
from tests.waiting import until

RULES = Rules(reads=lambda path: path.suffix == ".txt")
SCANNER = DiskScanner(RULES)
DAY_S = 24 * 3600


def rewrite(path: Path, text: str) -> None:
    """Other content in place, then the old time: size, time and inode stay."""
    before = path.stat()
    assert len(text) == before.st_size
    until(lambda: _clock_has_moved(path))
    with path.open("r+") as stream:
        stream.write(text)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = path.stat()
    assert (before.st_size, before.st_mtime_ns, before.st_ino) == (after.st_size, after.st_mtime_ns, after.st_ino)


def _clock_has_moved(path: Path) -> bool:
    """The file system's clock ticks every few milliseconds: two changes in one tick have the same time."""
    probe = path.with_name(".probe")
    probe.touch()
    moved = change_time_ns(probe.stat()) > change_time_ns(path.stat())
    probe.unlink()
    return moved


def short(plan: ScanPlan) -> tuple[list[str], int, list[str]]:
    """The changed files, the number of unchanged ones, and the noted ones."""
    return [file.path.name for file in plan.changed], plan.unchanged, sorted(file.path.name for file in plan.noted)


def counting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are hashed from now on."""
    hashed: list[str] = []

    def noted(file: SourceFile) -> SourceFile:
        hashed.append(file.path.name)
        return with_hash(file)

    monkeypatch.setattr(changes, "with_hash", noted)
    return hashed


def as_before(records: list[FileRecord]) -> list[FileRecord]:
    """The records of a library that knew neither field."""
    return [replace(record, changed_ns=0, hashed_at=0) for record in records]


def hashed_long_ago(records: list[FileRecord]) -> list[FileRecord]:
    """Each file a day later than the one before, by name; the first is the oldest."""
    oldest = int(time.time()) - 90 * DAY_S
    return [replace(record, hashed_at=oldest + number * DAY_S) for number, record in enumerate(records)]


@pytest.mark.parametrize(("old", "new"), [("500", "900"), ("yes", "no "), ("x" * 70_000, "y" * 70_000)])
def test_a_file_rewritten_in_place_with_its_size_and_time_has_changed(tree: Tree, old: str, new: str) -> None:
    root = tree({"a.txt": old, "b.txt": "two"})
    known = library(SCANNER.plan([root], []))
    rewrite(root / "a.txt", new)
    plan = SCANNER.plan([root], known)
    assert short(plan) == (["a.txt"], 1, [])
    assert plan.changed[0].sha256 != known[0].sha256
    assert short(SCANNER.plan([root], library(plan, known))) == ([], 2, [])


def test_a_look_at_one_path_sees_it_too(tree: Tree) -> None:
    root = tree({"a.txt": "500", "b.txt": "two"})
    known = library(SCANNER.plan([root], []))
    rewrite(root / "a.txt", "900")
    assert short(SCANNER.plan([root], known, paths=[root / "a.txt"]))[0] == ["a.txt"]


def test_other_permissions_or_links_are_no_change_and_are_hashed_once(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tree({"a.txt": "one", "b.txt": "two", "c.txt": "three"})
    known = library(SCANNER.plan([root], []))
    until(lambda: _clock_has_moved(root / "c.txt"))
    (root / "a.txt").chmod(0o600)
    (root / "again").hardlink_to(root / "b.txt")
    hashed = counting(monkeypatch)
    plan = SCANNER.plan([root], known)
    assert short(plan) == ([], 3, ["a.txt", "b.txt"]) and hashed == ["a.txt", "b.txt"]
    assert short(SCANNER.plan([root], library(plan, known))) == ([], 3, [])
    assert hashed == ["a.txt", "b.txt"]


def test_a_quarantined_file_is_not_parsed_again_for_other_permissions(tree: Tree) -> None:
    root = tree({"a.txt": "one"})
    known = [replace(one, state="quarantined", reason="damaged") for one in library(SCANNER.plan([root], []))]
    until(lambda: _clock_has_moved(root / "a.txt"))
    (root / "a.txt").chmod(0o600)
    assert short(SCANNER.plan([root], known)) == ([], 1, ["a.txt"])


def test_an_older_library_is_not_hashed_as_a_whole_and_then_sees_such_a_change(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tree({"a.txt": "500", "b.txt": "two"})
    known = as_before(library(SCANNER.plan([root], [])))
    hashed = counting(monkeypatch)
    plan = DiskScanner(RULES, rehash_bytes=1_000_000).plan([root], known)
    assert short(plan) == ([], 2, ["a.txt", "b.txt"]) and hashed == []
    known = library(plan, known)
    rewrite(root / "a.txt", "900")
    assert short(SCANNER.plan([root], known)) == (["a.txt"], 1, [])


def test_where_the_change_of_status_says_nothing_the_hashes_find_it(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.ingest.scan.walk.change_time_ns", lambda status: 0)
    monkeypatch.setattr("assistant.ingest.scan.hash.change_time_ns", lambda status: 0)
    root = tree({"a.txt": "500", "b.txt": "two"})
    known = library(SCANNER.plan([root], []))
    rewrite(root / "a.txt", "900")
    sweeping = DiskScanner(RULES, rehash_bytes=1_000_000)
    assert short(SCANNER.plan([root], known)) == ([], 2, [])
    assert short(sweeping.plan([root], known)) == ([], 2, [])  # hashed a moment ago
    plan = sweeping.plan([root], hashed_long_ago(known))
    assert short(plan) == (["a.txt"], 1, ["b.txt"])
    assert short(sweeping.plan([root], library(plan, known))) == ([], 2, [])


def test_each_look_hashes_a_bounded_part_and_in_turn_all(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree({f"{name}.txt": name * 100_000 for name in "abcde"})
    known = hashed_long_ago(library(SCANNER.plan([root], [])))
    sweeping = DiskScanner(RULES, rehash_bytes=200_000)
    hashed = counting(monkeypatch)
    for expected in ("ab", "abcd", "abcde", "abcde"):
        plan = sweeping.plan([root], known)
        known = library(plan, known)
        assert "".join(name[0] for name in hashed) == expected
    # A large file does not hold up the others, and a look at one path hashes nothing else.
    known = hashed_long_ago(known)
    hashed.clear()
    assert short(DiskScanner(RULES, rehash_bytes=1).plan([root], known))[2] == ["a.txt"]
    assert short(sweeping.plan([root], known, paths=[root / "b.txt"]))[2] == [] and hashed == ["a.txt"]


def test_a_file_that_cannot_be_hashed_in_its_turn_stays(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree({"a.txt": "one"})
    known = hashed_long_ago(library(SCANNER.plan([root], [])))

    def refused(file: SourceFile) -> SourceFile:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(changes, "with_hash", refused)
    assert short(DiskScanner(RULES, rehash_bytes=1_000).plan([root], known)) == ([], 1, [])


def test_a_clock_that_was_ahead_does_not_end_the_sweep(tree: Tree) -> None:
    root = tree({"a.txt": "one"})
    known = [replace(one, hashed_at=int(time.time()) + 900 * DAY_S) for one in library(SCANNER.plan([root], []))]
    assert short(DiskScanner(RULES, rehash_bytes=1_000).plan([root], known)) == ([], 1, ["a.txt"])


def test_polling_reports_a_file_rewritten_with_its_size_and_time(tree: Tree, start: Start) -> None:
    root = tree({"a.txt": "500"})
    _, reports = start(root, poll=True)
    texts = ["900", "500"]

    def is_reported() -> bool:
        rewrite(root / "a.txt", texts[0])  # nobody knows when polling has seen it for the first time
        texts.reverse()
        time.sleep(0.4)
        return any(root / "a.txt" in batch for batch in reports.batches)

    until(is_reported)


def test_a_file_is_not_settled_while_it_is_rewritten_with_its_size_and_time(tmp_path: Path) -> None:
    snapshots, file = Snapshots(1.0), tmp_path / "a.txt"
    file.write_text("one")
    snapshots.record(file, 0.0)
    rewrite(file, "two")
    assert not snapshots.is_settled(file, 1.5)
    assert snapshots.is_settled(file, 2.5)
