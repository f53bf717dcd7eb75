"""What is forgotten is nowhere in our files, and the search for leftovers would notice if it were."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.domain.errors import LibraryBusy
from assistant.domain.records.files import SourceFile
from assistant.domain.records.receipts import Receipt
from assistant.domain.records.tables import ParsedTable, TableRow
from assistant.domain.scope import Scope
from assistant.store.forget import erase, forget
from assistant.store.forget.leftovers import search_in_process
from assistant.store.forget.traces import collect
from assistant.store.ledger.database import Database
from assistant.store.library import SqliteLibrary
from tests.store.conftest import document, source, unit_vectors
from tests.store.libraries import generations_of, open_library, put

SECRET = "/archive/medical/diagnosis.txt"
REFERENCE = "zq7481kpw0392xtr5518"  # as an account number is: one token of the keyword index


def sentences(seed: int, count: int) -> str:
    """Made-up words, different for each seed."""
    draw = random.Random(seed)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(draw.choices(letters, k=draw.randint(3, 12))) for _ in range(count)]
    return " ".join(words)


pytestmark = [
    pytest.mark.slow,  # together more than twenty seconds
    pytest.mark.filterwarnings("ignore:invalid value encountered"),  # bytes of any kind, read as floats
]

PAGES = (
    sentences(1, 400),
    f"{sentences(2, 300)} {REFERENCE} {sentences(3, 100)}",
    "Grüße aus Zürich, 通知書は来週です。",
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template") / "library"
    library = open_library(folder)
    for number in range(30):
        put(library, f"/archive/other/{number}.txt", sentences(100 + number, 300), "The same last page.", seed=number)
        if number == 15:
            put(library, SECRET, *PAGES, seed=1000)
    library.generations.rebuild()  # type: ignore[union-attr]
    library.close()
    return folder


@pytest.fixture
def library(template: Path, tmp_path: Path) -> Iterator[SqliteLibrary]:
    folder = tmp_path / "home" / "library"
    shutil.copytree(template, folder)
    opened = open_library(folder)
    yield opened
    opened.close()


def home_of(library: SqliteLibrary) -> Path:
    return library.database.file.parent.parent


def forget_now(library: SqliteLibrary, *paths: str) -> Receipt:
    return forget.forget(library.database, generations_of(library), paths, [home_of(library)])


def independent_hits(home: Path, pages: tuple[str, ...], vectors: np.ndarray, path: str) -> list[str]:
    """Written without the product's search: every window of every page, every vector, by plain comparison."""
    needles = {page[at : at + 12] for page in pages for at in range(0, len(page) - 12, 31)}
    found: list[str] = []
    for file in (one for one in home.rglob("*") if one.is_file()):
        data = file.read_bytes()
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            found += [f"text in {file.name}" for needle in needles if needle.encode(encoding) in data]
            if path.encode(encoding) in data:
                found.append(f"path in {file.name}")
        for shift in range(4 if len(data) >= 36 else 0):
            floats = np.frombuffer(data, "<f4", (len(data) - shift) // 4, shift)
            for vector in vectors:
                for at in np.flatnonzero(np.abs(floats[: 1 - len(vector)] - vector[0]) < 1e-6):
                    if np.abs(floats[at : at + len(vector)] - vector).max() < 1e-6:
                        found.append(f"vector in {file.name}")
    return found


@pytest.mark.promise("P6")
@pytest.mark.slow
def test_after_forgetting_an_independent_search_finds_nothing(library: SqliteLibrary) -> None:
    vectors = unit_vectors(3, seed=1000)
    library.close()
    before = independent_hits(home_of(library), PAGES, vectors, SECRET)
    assert {hit.split()[0] for hit in before} == {"text", "path", "vector"}
    library = open_library(home_of(library) / "library")
    receipt = forget_now(library, SECRET)
    assert receipt.is_clean, receipt
    assert (receipt.files, receipt.passages, receipt.vectors_sought, receipt.paths_sought) == (1, 3, 3, 1)
    assert receipt.texts_sought > 50
    assert receipt.words_sought > 10
    assert receipt.bytes_searched > 500_000
    assert library.search_keywords(REFERENCE, 5, Scope()) == []
    assert len(library.search_vectors(vectors[0], 100, Scope())) == 60
    assert library.database.is_sound()
    library.close()
    assert independent_hits(home_of(library), PAGES, vectors, SECRET) == []


def test_no_cell_of_a_forgotten_table_is_left(library: SqliteLibrary) -> None:
    path, cells = "/archive/medical/blood values.csv", tuple(sentences(seed, 4) for seed in range(900, 903))
    text = "; ".join(cells)
    parsed, drafts = document(text)
    table = ParsedTable(sentences(910, 4), ("value", sentences(911, 3)), (TableRow(2, 0, len(text), cells),), True)
    parsed = replace(parsed, pages=(replace(parsed.pages[0], tables=(table,)),), tables_version=1)
    library.store(source(path), parsed, drafts, unit_vectors(1, seed=3000))
    needles = (*cells, table.name, table.header[1])
    library.database.checkpoint()
    ledger = library.database.file
    assert all(needle.encode() in ledger.read_bytes() for needle in needles)
    receipt = forget_now(library, path)
    assert receipt.is_clean, receipt
    assert library.tables(Scope()) == []
    library.close()
    assert independent_hits(home_of(library), needles, unit_vectors(1, seed=3000), path) == []


def test_a_cell_that_is_left_is_found(library: SqliteLibrary, tmp_path: Path) -> None:
    path, cell = "/archive/medical/blood values.csv", sentences(920, 6)
    parsed, drafts = document("the page shows other words than the table")
    table = ParsedTable("", ("value",), (TableRow(2, 0, 8, (cell,)),), True)
    parsed = replace(parsed, pages=(replace(parsed.pages[0], tables=(table,)),), tables_version=1)
    library.store(source(path), parsed, drafts, unit_vectors(1, seed=3000))
    document_id = library.database.number("SELECT document_id FROM files WHERE path = ?", (path,))
    sought = collect(library.database, [document_id], [path])
    (tmp_path / "planted").mkdir()
    (tmp_path / "planted" / "cache").write_text(f"... {cell} ...", encoding="utf-8")
    assert {one.kind for one in search_in_process(sought, [tmp_path / "planted"]).found} >= {"text"}


@pytest.mark.control("P6")
@pytest.mark.parametrize(
    "leftover",
    [
        PAGES[0][100:140].encode("utf-8"),
        PAGES[1][1001:1041].encode("utf-16-le"),
        PAGES[1][1001:1041].encode("utf-16-be"),
        SECRET.encode("utf-8"),
        REFERENCE[2:].encode("utf-8"),
        unit_vectors(3, seed=1000)[1].tobytes(),
        (unit_vectors(3, seed=1000)[2] + np.float32(5e-7)).tobytes(),
    ],
    ids=["text", "utf-16-le", "utf-16-be", "path", "word", "vector", "nearly the vector"],
)
def test_each_kind_of_leftover_is_found(library: SqliteLibrary, tmp_path: Path, leftover: bytes) -> None:
    document_id = library.database.number("SELECT document_id FROM files WHERE path = ?", (SECRET,))
    sought = collect(library.database, [document_id], [SECRET])
    noise = random.Random(5).randbytes((1 << 20) - 19)  # across the border of two blocks, and not aligned
    (tmp_path / "noise").mkdir()
    (tmp_path / "noise" / "nothing.bin").write_bytes(noise)
    assert search_in_process(sought, [tmp_path / "noise"]).found == ()
    (tmp_path / "noise" / "planted.bin").write_bytes(noise + leftover + noise[:50])
    found = search_in_process(sought, [tmp_path / "noise"]).found
    assert {Path(one.file).name for one in found} == {"planted.bin"}
    assert all(abs(one.offset - len(noise)) < 40 for one in found)


def test_a_planted_leftover_makes_the_receipt_say_so(library: SqliteLibrary) -> None:
    state = home_of(library) / "state"
    state.mkdir()
    (state / "cache").write_bytes(PAGES[0][100:140].encode())
    receipt = forget_now(library, SECRET)
    assert not receipt.is_clean
    assert {one.file for one in receipt.leftovers} == {str(state / "cache")}
    assert "text" in {one.kind for one in receipt.leftovers}


def without_optimize(database: Database) -> None:
    database.vacuum()
    database.checkpoint()


@pytest.mark.control("P6")
@pytest.mark.parametrize(
    ("step", "instead", "kind"),
    [
        ("forget.forget.wipe", without_optimize, "word"),
        ("forget.forget.wipe", lambda database: None, "word"),
        ("index.generations.Generations.rebuild", lambda self, progress: None, "vector"),
    ],
    ids=["optimize", "wipe", "new index"],
)
def test_a_step_left_out_is_noticed(
    library: SqliteLibrary, step: str, instead: object, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"assistant.store.{step}", instead)
    receipt = forget_now(library, SECRET)
    assert kind in {one.kind for one in receipt.leftovers}


def test_what_another_file_holds_as_well_is_no_leftover(library: SqliteLibrary) -> None:
    shared = "The clause on arbitration is the same in both of these contracts."
    put(library, "/archive/one.txt", f"{shared} {sentences(500, 50)}", seed=2000)
    put(library, "/archive/two.txt", f"{shared} {sentences(501, 50)}", seed=2001)
    receipt = forget_now(library, "/archive/one.txt")
    assert receipt.is_clean, receipt
    assert receipt.shared >= 2
    assert library.search_keywords("arbitration", 5, Scope()) != []


def test_a_copy_keeps_the_text_and_the_receipt_says_so(library: SqliteLibrary) -> None:
    put(library, "/archive/one.txt", sentences(500, 50), seed=2000, content="same")
    assert library.link(source("/archive/copy.txt", "same"))
    receipt = forget_now(library, "/archive/one.txt")
    assert receipt.is_clean, receipt
    assert (receipt.passages, receipt.passages_kept) == (0, 1)
    assert library.file("/archive/copy.txt") is not None


def test_a_file_that_was_never_read_leaves_no_trace_of_its_name(library: SqliteLibrary) -> None:
    unread = "/archive/medical/biopsy of the left kidney.pdf"
    library.quarantine(source(unread, "unread"), "needs_password", "It is protected by a password.")
    receipt = forget_now(library, unread)
    assert receipt.is_clean, receipt
    assert (receipt.files, receipt.passages, receipt.paths_sought) == (1, 0, 1)
    library.close()
    assert independent_hits(home_of(library), (), unit_vectors(0), unread) == []


def test_forgetting_everything_leaves_an_empty_library_that_works(library: SqliteLibrary) -> None:
    everything = [record.path for record in library.files()]
    receipt = forget_now(library, *everything)
    assert receipt.is_clean, receipt
    assert receipt.files == 31
    assert library.files() == []
    assert library.count_chunks() == 0
    assert library.search_keywords("same", 5, Scope()) == []
    assert not list((home_of(library) / "library" / "index").iterdir())
    put(library, "/archive/new.txt", "A new beginning.", seed=1)
    assert len(library.search_keywords("beginning", 5, Scope())) == 1


def test_a_reader_in_another_process_holds_the_wiping_up_and_is_named(library: SqliteLibrary) -> None:
    reader = sqlite3.connect(library.database.file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM files").fetchone()
    library.database.rows("PRAGMA busy_timeout = 50")
    with pytest.raises(LibraryBusy, match="Another process is reading"):
        forget_now(library, SECRET)
    assert erase.is_forgetting(library.database)
    assert library.file(SECRET) is None
    reader.execute("COMMIT")
    reader.close()
    assert library.prepare() == ""
    assert not erase.is_forgetting(library.database)


def test_forgetting_that_was_killed_is_finished_at_the_next_start(library: SqliteLibrary) -> None:
    with library.database.transaction() as connection:
        erase.remove_files(connection, [SECRET])
    library.close()
    again = open_library(home_of(library) / "library")
    again.close()
    vectors = unit_vectors(3, seed=1000)
    assert independent_hits(home_of(library), PAGES, vectors, SECRET) == []


def test_missing_files_are_those_whose_folder_is_there(library: SqliteLibrary, tmp_path: Path) -> None:
    (tmp_path / "root" / "inner").mkdir(parents=True)
    here = tmp_path / "root" / "here.txt"
    here.write_text("here", "utf-8")
    device = here.stat().st_dev
    for path, root, number in (
        (here, tmp_path / "root", device),
        (tmp_path / "root" / "inner" / "gone.txt", tmp_path / "root", device),
        (tmp_path / "root" / "inner" / "unmounted.txt", tmp_path / "root", device + 1),
        (tmp_path / "usb" / "away.txt", tmp_path / "usb", device),
    ):
        parsed, drafts = document(f"Page of {path.name}.")
        library.store(SourceFile(path, root, 1, 1, number, 5, f"sha {path}"), parsed, drafts, unit_vectors(1))
    missing = forget.missing_files(library.database)
    assert [path for path in missing if path.startswith(str(tmp_path))] == [
        str(tmp_path / "root" / "inner" / "gone.txt")
    ]


def test_a_folder_is_chosen_with_all_below_it_and_nothing_beside_it(library: SqliteLibrary) -> None:
    put(library, "/archive/medical-old/x.txt", "Beside the folder.", seed=3)
    assert forget.files_at(library.database, Path("/archive/medical")) == [SECRET]
    assert forget.files_at(library.database, Path(SECRET)) == [SECRET]
    assert forget.files_at(library.database, Path("/archive/nothing")) == []


def test_an_index_run_that_removed_something_leaves_no_text_and_no_vector(library: SqliteLibrary) -> None:
    library.forget(SECRET)
    library.finish()
    library.close()
    assert independent_hits(home_of(library), PAGES, unit_vectors(3, seed=1000), SECRET) == []
