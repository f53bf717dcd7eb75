"""Files whose name leaves open what they are: a text is taken, binary content stays out and is counted so."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.disk.first_bytes import looks_like_text
from assistant.ingest.parse.registry import reads
from assistant.ingest.scan.ignore import Rules
from assistant.ingest.scan.scanner import DiskScanner
from tests.ingest.scan.conftest import Tree, library

SCANNER = DiskScanner(Rules(reads=reads))


@pytest.mark.parametrize(
    "start", [b"all:\n\tcc", "Größe".encode("cp1252"), "Größe".encode("utf-16"), "ключ".encode("cp1251"), b"a" * 5000]
)
def test_texts_in_any_usual_encoding(start: bytes) -> None:
    assert looks_like_text(start)


@pytest.mark.parametrize(
    "start", [b"", b" \n", b"\x7fELF\x02\x01\x01\x00", b"\x89PNG\r\n\x1a\n\0", bytes(range(1, 256))]
)
def test_what_is_no_text(start: bytes) -> None:
    assert not looks_like_text(start)


def test_a_text_without_an_ending_is_read_and_a_program_stays_out(tree: Tree) -> None:
    root = tree({"README": "The key", "Dr. Smith": "a letter", "a.txt": "x", "photo.jpg": "x", "lib.min.js": "x"})
    for name in ("tool", "libboat.so.6", "film.ts", "nothing"):
        (root / name).write_bytes(b"" if name == "nothing" else b"\x7fELF\0\0")
    (root / "boat.ts").write_text("let price = 4.5")
    plan = SCANNER.plan([root], [])
    assert sorted(file.path.name for file in plan.new) == ["Dr. Smith", "README", "a.txt", "boat.ts"]
    assert dict(plan.skipped_as) == {"binary": 4, ".jpg": 1, "system": 1}


def test_what_was_a_text_and_is_none_any_more_leaves_the_library(tree: Tree) -> None:
    root = tree({"notes": "The key"})
    known = library(SCANNER.plan([root], []))
    (root / "notes").write_bytes(b"\x7fELF\0\0 and more")
    plan = SCANNER.plan([root], known)
    assert plan.gone == (str(root / "notes"),)
    assert dict(plan.skipped_as) == {"binary": 1}


def test_an_unchanged_file_is_not_opened(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree({"notes": "The key"})
    known = library(SCANNER.plan([root], []))
    monkeypatch.setattr("assistant.ingest.scan.changes.is_text", lambda path, root: pytest.fail("it was opened"))
    assert SCANNER.plan([root], known).unchanged == 1


def test_a_file_that_a_person_names_is_never_left_out_in_silence(tmp_path: Path) -> None:
    file = tmp_path / "tool"
    file.write_bytes(b"\x7fELF\0\0")
    assert [found.path for found in SCANNER.plan([file], []).new] == [file]
