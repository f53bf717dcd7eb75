"""Comparing disk and library: nothing is read twice, nothing is mistaken for deleted."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain.records.files import FileRecord, ScanPlan, SourceFile
from assistant.ingest.scan import changes
from assistant.ingest.scan.hash import Unsettled, with_hash
from assistant.ingest.scan.ignore import Rules
from assistant.ingest.scan.scanner import DiskScanner
from tests.ingest.scan.conftest import Tree, library

SCANNER = DiskScanner(Rules(reads=lambda path: path.suffix == ".txt"))


def short(plan: ScanPlan) -> dict[str, object]:
    """The plan by file names, without what is empty."""
    full = {
        "new": [file.path.name for file in plan.new],
        "changed": [file.path.name for file in plan.changed],
        "moved": [(Path(old).name, file.path.name) for old, file in plan.moved],
        "gone": [Path(path).name for path in plan.gone],
        "unchanged": plan.unchanged,
        "unreadable": [(file.path.name, reason) for file, reason, _ in plan.unreadable],
        "missing": [Path(root).name for root in plan.missing_roots],
    }
    return {key: value for key, value in full.items() if value}


def touch(path: Path, seconds: float) -> None:
    status = path.stat()
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + int(seconds * 1e9)))


def seen(path: Path, root: Path) -> SourceFile:
    """A file as the walk gives it."""
    status = path.stat()
    return SourceFile(path, root, status.st_size, status.st_mtime_ns, status.st_dev, status.st_ino)


@pytest.fixture
def indexed(tree: Tree) -> tuple[Path, list[FileRecord]]:
    """A tree of three files, all in the library."""
    root = tree({"a.txt": "one", "b.txt": "two", "sub/c.txt": "three"})
    return root, library(SCANNER.plan([root], []))


def test_everything_is_new_at_first_and_hashed(tree: Tree) -> None:
    root = tree({"a.txt": "one"})
    plan = SCANNER.plan([root], [])
    assert short(plan) == {"new": ["a.txt"]}
    assert plan.new[0].sha256 == "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"


def test_unchanged_files_are_not_opened(
    indexed: tuple[Path, list[FileRecord]], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, known = indexed
    monkeypatch.setattr(changes, "with_hash", None)
    assert short(SCANNER.plan([root], known)) == {"unchanged": 3}


def test_each_change_has_its_place(indexed: tuple[Path, list[FileRecord]]) -> None:
    root, known = indexed
    (root / "a.txt").write_text("one more")
    touch(root / "b.txt", 5)
    (root / "sub" / "c.txt").unlink()
    (root / "d.txt").write_text("four")
    plan = SCANNER.plan([root], known)
    assert short(plan) == {"new": ["d.txt"], "changed": ["a.txt", "b.txt"], "gone": ["c.txt"]}
    assert short(SCANNER.plan([root], library(plan, known))) == {"unchanged": 3}


def test_force_takes_every_file_as_changed(indexed: tuple[Path, list[FileRecord]]) -> None:
    root, known = indexed
    assert short(SCANNER.plan([root], known, force=True)) == {"changed": ["a.txt", "b.txt", "c.txt"]}


def test_pending_files_are_taken_again(indexed: tuple[Path, list[FileRecord]]) -> None:
    root, known = indexed
    known[0] = replace(known[0], state="pending")
    assert short(SCANNER.plan([root], known)) == {"changed": [Path(known[0].path).name], "unchanged": 2}


def test_an_atomic_save_is_a_change_even_with_the_old_time(indexed: tuple[Path, list[FileRecord]]) -> None:
    root, known = indexed
    status = (root / "a.txt").stat()
    (root / "new.tmp").write_text("ONE")
    (root / "new.tmp").rename(root / "a.txt")
    os.utime(root / "a.txt", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert short(SCANNER.plan([root], known)) == {"changed": ["a.txt"], "unchanged": 2}


def test_moves_of_files_and_folders_are_moves(indexed: tuple[Path, list[FileRecord]]) -> None:
    root, known = indexed
    (root / "sub").rename(root / "renamed")
    (root / "a.txt").rename(root / "A.txt")
    plan = SCANNER.plan([root], known)
    assert short(plan) == {"moved": [("a.txt", "A.txt"), ("c.txt", "c.txt")], "unchanged": 1}
    assert short(SCANNER.plan([root], library(plan, known))) == {"unchanged": 3}


def test_among_equal_files_the_inode_decides_then_the_name(tree: Tree) -> None:
    root = tree({"x/a.txt": "same", "x/b.txt": "same", "x/c.txt": "same"})
    known = library(SCANNER.plan([root], []))
    (root / "y").mkdir()
    (root / "x/b.txt").rename(root / "y/renamed.txt")
    (root / "y/c.txt").write_text("same")
    (root / "x/c.txt").unlink()
    (root / "x/a.txt").unlink()
    plan = SCANNER.plan([root], known)
    assert short(plan) == {"moved": [("c.txt", "c.txt"), ("b.txt", "renamed.txt")], "gone": ["a.txt"]}


def test_a_copy_is_new_and_a_quarantined_file_does_not_move(indexed: tuple[Path, list[FileRecord]]) -> None:
    root, known = indexed
    (root / "copy.txt").write_text("one")
    assert short(SCANNER.plan([root], known)) == {"new": ["copy.txt"], "unchanged": 3}
    (root / "copy.txt").unlink()
    known = [replace(one, state="quarantined", reason="damaged") for one in known]
    (root / "a.txt").rename(root / "z.txt")
    assert short(SCANNER.plan([root], known)) == {"new": ["z.txt"], "gone": ["a.txt"], "unchanged": 2}


def test_files_of_other_roots_are_left_alone(tree: Tree) -> None:
    root = tree({"one/a.txt": "a", "two/b.txt": "b"})
    known = library(SCANNER.plan([root / "one", root / "two"], []))
    (root / "one/a.txt").unlink()
    (root / "two/b.txt").unlink()
    assert short(SCANNER.plan([root / "one"], known)) == {"gone": ["a.txt"]}


def test_a_root_whose_rules_leave_a_file_out_does_not_purge_another_roots_file(tree: Tree) -> None:
    root = tree({".gitignore": "inner\n", "a.txt": "a", "inner/b.txt": "b"})
    known = library(SCANNER.plan([root, root / "inner"], []))
    assert len(known) == 2
    assert short(SCANNER.plan([root], known)) == {"unchanged": 1}
    (root / "inner/b.txt").unlink()
    assert short(SCANNER.plan([root], known)) == {"gone": ["b.txt"], "unchanged": 1}


def test_a_file_that_is_ignored_from_now_on_goes(indexed: tuple[Path, list[FileRecord]]) -> None:
    root, known = indexed
    (root / ".gitignore").write_text("b.txt\n")
    assert short(SCANNER.plan([root], known)) == {"gone": ["b.txt"], "unchanged": 2}


def test_a_vanished_root_keeps_its_files(indexed: tuple[Path, list[FileRecord]]) -> None:
    root, known = indexed
    root.rename(root.with_name("away"))
    assert short(SCANNER.plan([root], known)) == {"missing": ["root"]}


def test_an_emptied_mount_point_keeps_its_files(indexed: tuple[Path, list[FileRecord]]) -> None:
    root, known = indexed
    for path in (root / "a.txt", root / "b.txt", root / "sub/c.txt"):
        path.unlink()
    assert short(SCANNER.plan([root], known)) == {"gone": ["a.txt", "b.txt", "c.txt"]}
    elsewhere = [replace(one, device=one.device + 1) for one in known]
    assert short(SCANNER.plan([root], elsewhere)) == {"missing": ["root"]}


def test_a_mount_inside_a_root_keeps_its_files(indexed: tuple[Path, list[FileRecord]]) -> None:
    root, known = indexed
    (root / "sub/c.txt").unlink()
    known = [replace(one, device=one.device + ("/sub/" in one.path)) for one in known]
    assert short(SCANNER.plan([root], known)) == {"missing": ["sub"], "unchanged": 2}


def test_renumbered_devices_are_no_missing_mounts(indexed: tuple[Path, list[FileRecord]]) -> None:
    root, known = indexed
    (root / "a.txt").unlink()
    known = [replace(one, device=one.device + 7) for one in known]
    assert short(SCANNER.plan([root], known)) == {"gone": ["a.txt"], "unchanged": 2}


def test_files_in_a_folder_that_cannot_be_listed_are_kept(
    indexed: tuple[Path, list[FileRecord]], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, known = indexed
    scandir = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("sub"):
            raise OSError(5, "Input/output error")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert short(SCANNER.plan([root], known)) == {"unchanged": 2}


def test_forbidden_files_are_listed_once_and_read_when_they_may_be(
    indexed: tuple[Path, list[FileRecord]], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, known = indexed
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "a.txt")
    plan = SCANNER.plan([root], known)
    assert short(plan) == {"unreadable": [("a.txt", "unreadable")], "unchanged": 2}
    known = library(plan, known)
    assert short(SCANNER.plan([root], known)) == {"unchanged": 3}
    monkeypatch.undo()
    assert short(SCANNER.plan([root], known)) == {"changed": ["a.txt"], "unchanged": 2}


def test_files_over_the_limit_are_listed_and_come_back_when_it_is_raised(tree: Tree) -> None:
    root = tree({"a.txt": "x" * 100})
    small = DiskScanner(Rules(max_file_bytes=50))
    plan = small.plan([root], [])
    assert short(plan) == {"unreadable": [("a.txt", "too_large")]} and "limit" in plan.unreadable[0][2]
    known = library(plan)
    assert short(small.plan([root], known)) == {"unchanged": 1}
    assert short(SCANNER.plan([root], known)) == {"changed": ["a.txt"]}


def test_a_sparse_file_of_ten_terabytes_costs_nothing(tree: Tree) -> None:
    root = tree({"a.txt": ""})
    os.truncate(root / "a.txt", 10 * 2**40)
    begun = time.process_time()
    assert short(SCANNER.plan([root], [])) == {"unreadable": [("a.txt", "too_large")]}
    assert time.process_time() - begun < 1


def test_names_that_are_not_unicode_are_listed_in_words(tree: Tree) -> None:
    root = tree({})
    (root / os.fsdecode(b"bad\xff.txt")).write_text("x")
    plan = SCANNER.plan([root], [])
    assert short(plan) == {"unreadable": [("bad\\xff.txt", "unreadable")]}
    str(plan.unreadable[0][0].path).encode()
    assert short(SCANNER.plan([root], library(plan))) == {"unchanged": 1}


def test_a_file_that_is_being_written_is_left_for_the_next_scan(
    indexed: tuple[Path, list[FileRecord]], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, known = indexed
    (root / "a.txt").write_text("more")
    (root / "new.txt").write_text("new")

    def unsettled(file: object) -> object:
        raise Unsettled

    monkeypatch.setattr(changes, "with_hash", unsettled)
    plan = SCANNER.plan([root], known)
    assert short(plan) == {"unchanged": 2} and plan.skipped == 2


def test_a_file_that_grows_while_it_is_hashed_is_unsettled(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree({"a.txt": "one"})
    file = seen(root / "a.txt", root)
    fstat, calls = os.fstat, []

    def growing(descriptor: int) -> os.stat_result:
        calls.append(descriptor)
        if len(calls) == 3:  # after opening and before reading, then after reading
            with (root / "a.txt").open("a") as stream:
                stream.write("more")
        return fstat(descriptor)

    monkeypatch.setattr(os, "fstat", growing)
    with pytest.raises(Unsettled):
        with_hash(file)


@pytest.mark.promise("P9")
def test_a_file_replaced_by_a_link_between_scan_and_hash_is_not_read(tree: Tree, tmp_path: Path) -> None:
    root = tree({"a.txt": "one"})
    file = seen(root / "a.txt", root)
    (tmp_path / "secret").write_text("secret")
    (root / "a.txt").unlink()
    (root / "a.txt").symlink_to(tmp_path / "secret")
    with pytest.raises(OSError, match="symbolic links"):
        with_hash(file)


def test_hard_links_are_two_files(tree: Tree) -> None:
    root = tree({"a.txt": "one"})
    (root / "b.txt").hardlink_to(root / "a.txt")
    plan = SCANNER.plan([root], [])
    assert short(plan) == {"new": ["a.txt", "b.txt"]}
    known = library(plan)
    (root / "a.txt").unlink()
    assert short(SCANNER.plan([root], known)) == {"gone": ["a.txt"], "unchanged": 1}


def test_an_unchanged_tree_is_planned_fast(tree: Tree) -> None:
    """A tenth of the promise (20,000 files in 3 s, see the benchmark), with room for slow machines."""
    root = tree({f"folder{number // 500}/file {number}.txt": str(number) for number in range(2_000)})
    known = library(SCANNER.plan([root], []))
    begun = time.process_time()
    assert short(SCANNER.plan([root], known)) == {"unchanged": 2_000}
    assert time.process_time() - begun < 0.6


def test_a_file_of_another_kind_is_read_anew(tree: Tree) -> None:
    """Another reader may make another text of the same bytes."""
    root = tree({"a.txt": "# same", "b.MD": "# other"})
    scanner = DiskScanner(Rules())
    before = library(scanner.plan([root], []))
    (root / "a.txt").rename(root / "a.html")
    (root / "b.MD").rename(root / "c.md")
    assert short(scanner.plan([root], before)) == {"new": ["a.html"], "moved": [("b.MD", "c.md")], "gone": ["a.txt"]}


def test_what_is_left_out_is_counted_by_its_reason_and_its_kind(tree: Tree) -> None:
    root = tree({"a.txt": "one", "b.XLSX": "", "c.xlsx": "", "none": "", ".hidden.txt": ""})
    (root / "link.txt").symlink_to(root / "a.txt")
    plan = DiskScanner(Rules(reads=lambda path: path.suffix == ".txt")).plan([root], [])
    assert (plan.skipped, plan.skipped_as[0]) == (5, (".xlsx", 2))
    assert dict(plan.skipped_as) == {".xlsx": 2, "kind": 1, "hidden": 1, "link": 1}
