"""What is odd about one file (a time, a number of the file system, a text that cannot be kept) is that file's alone."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.errors import AssistantError
from assistant.domain.events import FileQuarantined, IndexEvent, IndexingFinished
from assistant.domain.ports.embed import Vectors
from assistant.domain.records.documents import ChunkDraft, ParsedDocument
from assistant.domain.records.files import SourceFile
from assistant.domain.stop import StopSignal
from assistant.ingest import batch
from assistant.ingest import run as run_module
from assistant.ingest.run import Indexing
from assistant.store.ledger.checksums.documents import hash_everything
from assistant.store.library import SqliteLibrary
from tests.properties.following.embedder import HashEmbedder
from tests.properties.following.parts import CHUNKER, EMBEDDER, GATE, PARSER, SCANNER, opened

_SECOND = 1_000_000_000
_TIMES = {
    "before 1970": -2_000_000_000 * _SECOND + 123,
    "1601": -11_644_473_600 * _SECOND,
    "the last that fits": 2**63 - 1,
    "2263": 9_246_182_400 * _SECOND,
    "the end of 64 bits": (2**63 - 1) * _SECOND + 999_999_999,
    "the start of 64 bits": -(2**63) * _SECOND,
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    made.mkdir()
    for name in ("ash", "birch", "cedar"):
        (made / f"{name}.md").write_text(f"The {name} stands by the water.")
    return made


def run(library: SqliteLibrary, root: Path, embedder: HashEmbedder = EMBEDDER) -> list[IndexEvent]:
    journey = Indexing(SCANNER, PARSER, CHUNKER, embedder, library, GATE)
    return list(journey.run([root], StopSignal()))


def figures(events: Sequence[IndexEvent]) -> tuple[int, int, int]:
    """(indexed, quarantined, unchanged)"""
    last = events[-1]
    assert isinstance(last, IndexingFinished)
    return last.indexed, last.quarantined, last.unchanged


def states(library: SqliteLibrary) -> dict[str, tuple[str, str]]:
    return {Path(file.path).stem: (file.state, file.reason) for file in library.files()}


@pytest.mark.parametrize("moment", ["before 1970", "1601", "2263"])
def test_a_file_of_any_time_on_disk_is_read_once(tmp_path: Path, root: Path, moment: str) -> None:
    os.utime(root / "birch.md", ns=(_TIMES[moment], _TIMES[moment]))
    with opened(tmp_path / "library") as library:
        assert figures(run(library, root)) == (3, 0, 0)
        assert figures(run(library, root)) == (0, 0, 3)
        before = (root / "birch.md").stat().st_mtime_ns
        os.utime(root / "birch.md", ns=(_TIMES[moment] + _SECOND, _TIMES[moment] + _SECOND))
        if (root / "birch.md").stat().st_mtime_ns != before:  # else the file system has no such times
            assert figures(run(library, root)) == (1, 0, 2)


@pytest.mark.parametrize("time_ns", _TIMES.values(), ids=_TIMES.keys())
def test_the_ledger_keeps_any_time(tmp_path: Path, time_ns: int) -> None:
    file = SourceFile(Path("/archive/a.md"), Path("/archive"), 1, time_ns, 1, 1, "sha")
    with opened(tmp_path / "library") as library:
        library.quarantine(file, "damaged", "It is damaged.")
        library.touch(file)
        library.move("/archive/a.md", replace(file, path=Path("/archive/b.md")))
        (kept,) = library.known()
        assert kept.mtime_ns == file.mtime_ns
        assert time_ns == file.mtime_ns or not -(2**63) <= time_ns < 2**63


@given(
    times=st.tuples(*[st.integers(-(2**63), 2**63 - 1)] * 2),
    numbers=st.tuples(st.integers(-(2**70), 2**130), st.integers(-(2**70), 2**130)),
    size=st.integers(-5, 2**70),
)
def test_a_record_fits_64_bits_and_other_seconds_are_other_times(
    times: tuple[int, int], numbers: tuple[int, int], size: int
) -> None:
    files = [SourceFile(Path("a"), Path("b"), size, time * _SECOND, *numbers) for time in times]
    assert all(-(2**63) <= file.mtime_ns < 2**63 and 0 <= file.size_bytes < 2**63 for file in files)
    assert all(0 <= number < 2**64 for file in files for number in (file.device, file.inode))
    assert replace(files[0]) == files[0]
    if abs(times[0] - times[1]) < 2**31:
        assert (files[0].mtime_ns == files[1].mtime_ns) == (times[0] == times[1])


@pytest.mark.promise("P8")
@pytest.mark.parametrize(
    "error",
    [
        OverflowError("too large"),
        sqlite3.DataError("string or blob too big"),
        UnicodeEncodeError("utf-8", "\ud800", 0, 1, "lone"),
    ],
)
def test_a_file_that_cannot_be_stored_is_listed_and_the_others_are_stored(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    store = SqliteLibrary.store

    def fails_for_one(
        library: SqliteLibrary, file: SourceFile, document: ParsedDocument, drafts: Sequence[ChunkDraft],
        vectors: Vectors, *, reread: bool = False,
    ) -> None:  # fmt: skip
        if file.path.stem == "birch":
            raise error
        store(library, file, document, drafts, vectors, reread=reread)

    monkeypatch.setattr(SqliteLibrary, "store", fails_for_one)
    with opened(tmp_path / "library") as library:
        events = run(library, root)
        assert figures(events) == (2, 1, 0)
        (listed,) = [event for event in events if isinstance(event, FileQuarantined)]
        assert (Path(listed.path).stem, listed.reason) == ("birch", "not_stored")
        assert type(error).__name__ in listed.message and "assistant index --force" in listed.message
        assert states(library) == {
            "ash": ("indexed", ""), "birch": ("quarantined", "not_stored"), "cedar": ("indexed", ""),
        }  # fmt: skip
        assert figures(run(library, root)) == (0, 0, 3)


@pytest.mark.control("P8")
def test_a_failure_that_was_not_one_files_would_stop_the_others(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (batch, run_module):
        monkeypatch.setattr(module, "one_file", lambda *_: nullcontext())
    with opened(tmp_path / "library") as library:
        with pytest.raises(ValueError, match="no such token"):
            run(library, root, _Picky())
        assert states(library) == {}


def test_a_disk_that_refuses_everything_ends_the_run(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise AssistantError("The ledger could not be written.", "Free some space.")

    monkeypatch.setattr(SqliteLibrary, "store", full)
    with opened(tmp_path / "library") as library:
        with pytest.raises(AssistantError, match="could not be written"):
            run(library, root)
        assert states(library) == {}


class _Picky(HashEmbedder):
    """Fails on a text, whatever stands beside it."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if any("birch stands" in text for text in texts):
            raise ValueError("no such token")
        return super().embed_passages(texts)


@pytest.mark.promise("P8")
def test_a_text_that_cannot_be_embedded_keeps_out_its_file_alone(tmp_path: Path, root: Path) -> None:
    with opened(tmp_path / "library") as library:
        assert figures(run(library, root, _Picky())) == (2, 1, 0)
        assert states(library)["birch"] == ("quarantined", "not_stored")


def test_moves_that_cannot_be_stored_are_read_as_new_files(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(library: SqliteLibrary, moves: Sequence[tuple[str, SourceFile]]) -> None:
        raise OverflowError("too large")

    with opened(tmp_path / "library") as library:
        run(library, root)
        (root / "birch.md").rename(root / "oak.md")
        for old, new in (("ash", "t"), ("cedar", "ash"), ("t", "cedar")):
            (root / f"{old}.md").rename(root / f"{new}.md")
        monkeypatch.setattr(SqliteLibrary, "move_all", fails)
        run(library, root)
        assert states(library) == dict.fromkeys(("ash", "cedar", "oak"), ("indexed", ""))
        texts = {Path(file.path).stem: library.page_text(file.path, 1) for file in library.files()}
        assert ["cedar" in texts["ash"], "ash" in texts["cedar"], "birch" in texts["oak"]] == [True] * 3


def test_one_file_that_cannot_even_be_listed_stops_nothing(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OverflowError("too large")

    (root / "birch.md").write_text("")
    monkeypatch.setattr(SqliteLibrary, "quarantine", fails)
    with opened(tmp_path / "library") as library:
        assert figures(run(library, root)) == (2, 1, 0)
        assert sorted(states(library)) == ["ash", "cedar"]


def test_tables_that_cannot_be_stored_stop_no_later_run(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_tables = SqliteLibrary.add_tables

    def fails_for_one(library: SqliteLibrary, path: str, document: ParsedDocument) -> None:
        if document.pages:
            raise OverflowError("too large")
        add_tables(library, path, document)

    (root / "ash.csv").write_text("tree,height\nash,30\n")
    with opened(tmp_path / "library") as library:
        run(library, root)
        with library.database.transaction() as connection:
            connection.execute("UPDATE documents SET tables_version = 0")
            hash_everything(connection)
        monkeypatch.setattr(SqliteLibrary, "add_tables", fails_for_one)
        assert figures(run(library, root)) == (0, 0, 4)
        assert library.files_without_tables([".csv"]) == []


def test_a_file_that_the_rules_cannot_judge_is_kept_out_alone(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = SqliteLibrary.pages

    def fails_for_one(library: SqliteLibrary, path: str) -> object:
        if path.endswith("birch.md"):
            raise ValueError("not a number")
        return pages(library, path)

    with opened(tmp_path / "library") as library:
        run(library, root)
        library.set_judged_by("")
        monkeypatch.setattr(SqliteLibrary, "pages", fails_for_one)
        run(library, root)
        assert states(library)["birch"] == ("quarantined", "policy")
        assert states(library)["ash"] == ("indexed", "")
