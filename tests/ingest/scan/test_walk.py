"""P9: what a walk takes, what it leaves, and that it never leaves its roots."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from assistant.domain.records.files import SourceFile
from assistant.ingest.scan.ignore import Patterns, Rules, is_costly
from assistant.ingest.scan.roots import find_roots
from assistant.ingest.scan.walk import MAX_DEPTH, Skipped, walk
from tests.ingest.scan.conftest import Tree, names, skipped


def test_files_come_in_order_with_what_the_system_knows(tree: Tree) -> None:
    root = tree({"b.txt": "two", "a/z.txt": "z", "a/c.txt": "c", "empty/": ""})
    found = [one for one in walk([root], Rules()) if isinstance(one, SourceFile)]
    assert [str(one.path.relative_to(root)) for one in found] == ["b.txt", "a/c.txt", "a/z.txt"]
    status = (root / "b.txt").stat()
    assert (found[0].size_bytes, found[0].mtime_ns, found[0].inode) == (3, status.st_mtime_ns, status.st_ino)
    assert found[0].root == root and found[0].sha256 == ""


def test_ignore_files_nest_and_the_nearest_decides(tree: Tree) -> None:
    root = tree(
        {
            ".gitignore": "*.log\n/private/\nbuild\n# comment\n",
            "a.log": "", "keep.txt": "", "private/x.txt": "", "deep/private/y.txt": "", "deep/build/z.txt": "",
            "deep/.gitignore": "!important.log\n*.txt\n",
            "deep/important.log": "", "deep/other.log": "", "deep/note.txt": "",
            "deep/.assistantignore": "!note.txt\n",
        }
    )  # fmt: skip
    assert names(root) == ["deep/important.log", "deep/note.txt", "keep.txt"]
    assert skipped(root)["private"] == "ignored" and skipped(root)["deep/private/y.txt"] == "ignored"


def test_the_users_own_patterns_decide_first(tree: Tree) -> None:
    root = tree({".gitignore": "*.log\n", "a.log": "", "b.txt": "", ".notes/c.txt": "", "node_modules/d.txt": ""})
    assert names(root, Rules(ignore=("b.txt", "!a.log", "!.notes/", "!node_modules/"))) == [
        ".notes/c.txt",
        "a.log",
        "node_modules/d.txt",
    ]


def test_hidden_system_and_temporary_files_stay_out(tree: Tree) -> None:
    root = tree(
        {
            "a.txt": "", ".hidden": "", ".git/config": "", "node_modules/m/readme.md": "", "__pycache__/x.txt": "",
            "env/pyvenv.cfg": "", "env/lib/notes.txt": "", "Thumbs.db": "", "~$letter.docx": "", "draft.txt~": "",
            "load.crdownload": "", "Photo.app/readme.txt": "", "cache/x.txt": "",
            "cache/CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n",
            "own/library/ledger.txt": "",
        }
    )  # fmt: skip
    assert names(root, Rules(leave_out=(root / "own" / "library",))) == ["a.txt"]
    assert ".hidden" in names(root, Rules(hidden=True))
    assert "node_modules/m/readme.md" not in names(root, Rules(hidden=True))


def test_kinds_that_nobody_reads_are_counted(tree: Tree) -> None:
    root = tree({"a.txt": "", "b.exe": ""})
    rules = Rules(reads=lambda path: path.suffix == ".txt")
    assert names(root, rules) == ["a.txt"] and skipped(root, rules) == {"b.exe": "kind"}


@pytest.mark.promise("P9")
def test_links_are_not_followed_and_what_lies_inside_is_read_once(tree: Tree, tmp_path: Path) -> None:
    root = tree({"a.txt": "a", "sub/b.txt": "b"})
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_text("x")
    (root / "to_outside").symlink_to(tmp_path / "outside")
    (root / "to_file").symlink_to(tmp_path / "outside" / "secret.txt")
    (root / "to_inside.txt").symlink_to("a.txt")
    (root / "to_sub").symlink_to("sub")
    (root / "loop").symlink_to(".")
    (root / "dangling").symlink_to("nowhere")
    (root / "etc").symlink_to("/etc")
    (root / "zero").symlink_to("/dev/zero")
    assert names(root) == ["a.txt", "sub/b.txt"]
    assert set(skipped(root).values()) == {"link"}


def test_a_linked_ignore_file_is_not_read(tree: Tree, tmp_path: Path) -> None:
    root = tree({"a.txt": ""})
    (tmp_path / "patterns").write_text("*\n")
    (root / ".gitignore").symlink_to(tmp_path / "patterns")
    assert names(root) == ["a.txt"]


@pytest.mark.promise("P9")
def test_special_files_are_skipped_without_being_opened(tree: Tree) -> None:
    root = tree({"a.txt": "a"})
    os.mkfifo(root / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        before = Path.cwd()
        os.chdir(root)  # the path of a socket is short
        server.bind("socket.txt")
        os.chdir(before)
        assert skipped(root) == {"pipe.txt": "special", "socket.txt": "special"}


def test_odd_names_are_found(tree: Tree) -> None:
    root = tree({"new\nline.txt": "", "\x1b[31m.txt": "", "x" * 251 + ".txt": "", "café.txt": "", "cafe\u0301.txt": ""})
    (root / os.fsdecode(b"bad\xff.txt")).write_text("")
    assert len(names(root)) == 6


def test_depth_has_an_end(tree: Tree) -> None:
    root = tree({"/".join(["d"] * MAX_DEPTH) + "/a.txt": "", "/".join(["d"] * (MAX_DEPTH + 1)) + "/b.txt": ""})
    assert [name[-5:] for name in names(root)] == ["a.txt"]
    assert "too_deep" in skipped(root).values()


def test_a_root_inside_a_root_is_walked_once_and_as_its_own(tree: Tree) -> None:
    root = tree({"a.txt": "", "inner/b.txt": "", ".secret/c.txt": ""})
    roots = find_roots([root, root / "inner", root / ".secret", root / "inner" / ".." / "inner", root / "a.txt"])
    found = [one for one in walk(roots.present, Rules()) if isinstance(one, SourceFile)]
    assert sorted((one.path.name, one.root.name) for one in found) == [
        ("a.txt", "a.txt"),
        ("b.txt", "inner"),
        ("c.txt", ".secret"),
    ]


def test_a_file_can_be_a_root_whatever_the_rules_say(tree: Tree) -> None:
    root = tree({".hidden.txt": "x"})
    found = list(walk([root / ".hidden.txt"], Rules(ignore=("*",))))
    assert [one.path.name for one in found] == [".hidden.txt"]


def test_missing_roots_are_told_from_empty_ones(tree: Tree) -> None:
    root = tree({"empty/": ""})
    roots = find_roots([root / "empty", root / "gone"])
    assert (roots.present, roots.missing) == ((root / "empty",), (root / "gone",))


def test_an_unreadable_folder_is_reported(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree({"a.txt": "", "closed/b.txt": ""})
    scandir = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert names(root) == ["a.txt"] and skipped(root) == {"closed": "unreadable"}


@pytest.mark.parametrize("pattern", ["*a*a*a*a*b", "**/*a*/**/*b*/**/*c*/**", "x" * 2000])
def test_patterns_that_could_hang_the_scan_are_dropped(pattern: str) -> None:
    assert is_costly(pattern) and not Patterns([pattern]) and Patterns([pattern]).dropped == 1


def test_the_costliest_pattern_that_is_kept_is_quick() -> None:
    import time

    patterns = Patterns(["*a*a*b"])
    begun = time.process_time()
    assert patterns.decide("a" * 255) is None
    assert time.process_time() - begun < 1


def test_skipped_says_what_is_a_folder(tree: Tree) -> None:
    root = tree({".git/x": "", ".hidden": ""})
    found = {one.path.name: one.is_folder for one in walk([root], Rules()) if isinstance(one, Skipped)}
    assert found == {".git": True, ".hidden": False}
