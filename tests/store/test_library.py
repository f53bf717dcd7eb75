"""The ledger: what indexing writes is what retrieval reads."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain.errors import RebuildNeeded
from assistant.domain.records.documents import Identity
from assistant.domain.scope import Scope
from assistant.store.ledger.database import Database
from assistant.store.library import SqliteLibrary
from tests.store.conftest import DIMENSION, IDENTITY, document, source, unit_vectors
from tests.store.libraries import open_library

LEASE = ("The rent is due on the first day.", "Two months' notice is required in writing.")


def put(library: SqliteLibrary, path: str, *pages: str, content: str = "", seed: int = 0) -> None:
    parsed, drafts = document(*pages)
    library.store(source(path, content), parsed, drafts, unit_vectors(len(drafts), seed))


def test_a_stored_document_is_found_by_keyword_with_its_page_and_text(library: SqliteLibrary) -> None:
    put(library, "/archive/lease.pdf", *LEASE)
    (hit, score), *_ = library.search_keywords("notices", 5, Scope())
    chunk = library.chunks([hit])[hit]
    assert (chunk.path, chunk.page, chunk.text) == ("/archive/lease.pdf", 2, LEASE[1])
    assert score > 0


def test_vectors_come_back_as_they_were_put(library: SqliteLibrary) -> None:
    put(library, "/archive/lease.pdf", *LEASE)
    vectors = unit_vectors(2)
    (hit, cosine), *_ = library.search_vectors(vectors[1], 2, Scope())
    assert library.chunks([hit])[hit].page == 2
    assert cosine == pytest.approx(1.0, abs=1e-6)
    assert (library.vectors([hit])[0] == vectors[1]).all()
    with pytest.raises(KeyError):
        library.vectors([1])


def test_a_copy_shares_the_document_and_names_both_paths(library: SqliteLibrary) -> None:
    put(library, "/archive/b.pdf", *LEASE, content="same")
    assert library.link(source("/archive/a.pdf", "same"))
    assert library.count_chunks() == 2
    chunk = next(iter(library.chunks(hit for hit, _ in library.search_keywords("rent", 1, Scope())).values()))
    assert (chunk.path, chunk.also_at) == ("/archive/a.pdf", ("/archive/b.pdf",))
    library.forget("/archive/a.pdf")
    assert library.count_chunks() == 2
    library.forget("/archive/b.pdf")
    assert library.count_chunks() == 0
    assert library.search_keywords("rent", 5, Scope()) == []


def test_a_changed_file_replaces_its_document_whole(library: SqliteLibrary) -> None:
    put(library, "/archive/lease.pdf", *LEASE, content="one")
    put(library, "/archive/lease.pdf", "The deposit is returned.", content="two", seed=1)
    assert library.search_keywords("notice", 5, Scope()) == []
    assert len(library.search_keywords("deposit", 5, Scope())) == 1
    assert [record.chunks for record in library.files()] == [1]


def test_of_a_document_the_beginning_can_be_read_alone(library: SqliteLibrary) -> None:
    put(library, "/archive/lease.pdf", *LEASE, content="one")
    whole = library.document("/archive/lease.pdf")
    assert [len(library.document("/archive/lease.pdf", first=first)) for first in (0, 1, 99)] == [0, 1, len(whole)]
    assert library.document("/archive/lease.pdf", first=1) == whole[:1]


def test_a_move_changes_the_path_and_nothing_else(library: SqliteLibrary) -> None:
    put(library, "/archive/lease.pdf", *LEASE, content="one")
    before = [hit for hit, _ in library.search_keywords("rent", 5, Scope())]
    library.move("/archive/lease.pdf", source("/archive/home/lease.pdf", "one"))
    after = library.search_keywords("rent", 5, Scope())
    assert [hit for hit, _ in after] == before
    assert library.chunks(before)[before[0]].path == "/archive/home/lease.pdf"


def test_a_noted_file_keeps_its_state_and_document(library: SqliteLibrary) -> None:
    put(library, "/archive/a.txt", "alpha", seed=1)
    library.note_all([replace(source("/archive/a.txt"), changed_ns=7, hashed_at=8)])
    (known,) = library.known()
    assert (known.changed_ns, known.hashed_at, known.state) == (7, 8, "indexed")
    assert library.file("/archive/a.txt") == replace(known, pages=1, chunks=1)
    assert known.as_scanned().changed_ns == 7


def test_quarantine_keeps_the_reason_and_drops_the_old_text(library: SqliteLibrary) -> None:
    put(library, "/archive/lease.pdf", *LEASE, content="one")
    library.quarantine(source("/archive/lease.pdf", "two"), "damaged", "The PDF is damaged.")
    (record,) = library.files()
    assert (record.state, record.reason, record.chunks) == ("quarantined", "damaged", 0)
    assert library.count_chunks() == 0
    assert library.counts() == (0, 0, 1)


def test_a_scope_filters_inside_the_search(library: SqliteLibrary) -> None:
    put(library, "/archive/home/lease.pdf", "Notice in writing.")
    put(library, "/archive/office/contract.docx", "Notice in writing.", seed=1)
    put(library, "/archive/offices/plan.docx", "Notice in writing.", seed=2)
    for scope in (
        Scope(folders=("/archive/office",)),
        Scope(paths=("/archive/office/contract.docx",)),
        Scope(suffixes=(".docx",), folders=("/archive/office/",)),
    ):
        for hits in (
            library.search_keywords("notice", 5, scope),
            library.search_vectors(unit_vectors(1)[0], 5, scope),
        ):
            assert [library.chunks([hit])[hit].path for hit, _ in hits] == ["/archive/office/contract.docx"]
    assert library.search_vectors(unit_vectors(1)[0], 5, Scope(suffixes=(".eml",))) == []


@pytest.mark.parametrize("half", ["\ud800", "\udcff", "a\udfffb"])
def test_half_a_letter_in_a_question_or_a_scope_finds_nothing(library: SqliteLibrary, half: str) -> None:
    """A terminal hands over bytes that are no letters, JSON escapes of half ones."""
    put(library, "/archive/a.pdf", "Notice in writing.")
    assert library.terms(half) == {} and library.document_frequency(half) == 0
    for scope in (Scope(paths=(half,)), Scope(folders=(half,)), Scope(suffixes=(half,))):
        assert library.search_keywords(f"{half} notice", 5, scope) == []
        assert library.search_vectors(unit_vectors(1)[0], 5, scope) == []


def test_a_scope_names_a_file_as_its_disk_does(library: SqliteLibrary) -> None:
    """The name is not Unicode; the ledger keeps it with its bytes as escapes."""
    put(library, "/archive/caf\\xe9/a.pdf", "Notice in writing.")
    for scope in (Scope(folders=("/archive/caf\udce9",)), Scope(paths=("/archive/caf\udce9/a.pdf",))):
        assert len(library.search_keywords("notice", 5, scope)) == 1


@pytest.mark.parametrize(
    "query",
    [
        '"',
        "NEAR(a b)",
        "notice AND",
        "a* -b",
        "x:y",
        "'; DROP TABLE files; --",
        "",
        "   ",
        "通知",
        "end-of-life",
        "(",
        "^a",
    ],
)
def test_any_string_is_a_valid_query(library: SqliteLibrary, query: str) -> None:
    put(library, "/archive/lease.pdf", *LEASE)
    library.search_keywords(query, 5, Scope())
    library.document_frequency(query)
    library.terms(query)


def test_the_terms_of_the_index_are_those_that_the_library_holds_at_the_moment(library: SqliteLibrary) -> None:
    assert library.terms("n") == {}
    put(library, "/archive/lease.pdf", *LEASE)
    found = library.terms("n")
    assert "notic" in found
    assert all(term.startswith("n") and count == library.document_frequency(term) for term, count in found.items())
    library.forget_all(["/archive/lease.pdf"])
    assert library.terms("n") == {}


def test_a_library_that_is_only_read_gives_its_terms(library: SqliteLibrary) -> None:
    put(library, "/archive/lease.pdf", *LEASE)
    reading = Database(library.database.file, read_only=True)
    try:
        assert SqliteLibrary(reading, library.identity).terms("n") == library.terms("n")
    finally:
        reading.close()


def test_neighbours_stay_on_the_page(library: SqliteLibrary) -> None:
    put(library, "/archive/lease.pdf", *LEASE)
    (hit, _), *_ = library.search_keywords("notice", 1, Scope())
    chunk = library.chunks([hit])[hit]
    assert [one.page for one in library.neighbours(chunk, 1, 1)] == [2]


def test_page_text_is_exact_and_an_unknown_page_is_an_error(library: SqliteLibrary) -> None:
    put(library, "/archive/lease.pdf", *LEASE)
    assert library.page_text("/archive/lease.pdf", 2) == LEASE[1]
    with pytest.raises(KeyError):
        library.page_text("/archive/lease.pdf", 3)


def test_another_embedder_is_refused_and_then_rebuilt_never_mixed(library: SqliteLibrary) -> None:
    put(library, "/archive/lease.pdf", *LEASE)
    other = SqliteLibrary(library.database, Identity("another", DIMENSION))
    with pytest.raises(RebuildNeeded):
        other.search_vectors(unit_vectors(1)[0], 1, Scope())
    assert other.adopt_identity()
    assert other.count_chunks() == 0
    assert [record.state for record in other.files()] == ["pending"]


def test_a_crash_inside_a_transaction_leaves_nothing(library: SqliteLibrary) -> None:
    parsed, drafts = document(*LEASE)
    with pytest.raises(ValueError, match="2 chunks, 1 vectors"):
        library.store(source("/archive/lease.pdf"), parsed, drafts, unit_vectors(1))
    assert library.files() == []
    assert library.count_chunks() == 0


def test_a_second_reader_sees_what_the_owner_commits(library: SqliteLibrary) -> None:
    reader = SqliteLibrary(Database(library.database.file, read_only=True), IDENTITY)
    assert reader.search_vectors(unit_vectors(1)[0], 1, Scope()) == []
    put(library, "/archive/lease.pdf", *LEASE)
    assert len(reader.search_vectors(unit_vectors(1)[0], 5, Scope())) == 2
    reader.database.close()


def test_a_scope_of_dates_reaches_both_searches_and_names_the_copy_that_is_in_it(library: SqliteLibrary) -> None:
    put(library, "/archive/old.pdf", LEASE[0], content="same")
    put(library, "/archive/other.pdf", "The rent of the garage.", seed=1)
    assert library.link(source("/archive/new.pdf", "same", mtime_ns=50))
    late, early = Scope(modified_after_ns=50), Scope(modified_before_ns=50)
    for scope, paths in ((late, {"/archive/new.pdf"}), (early, {"/archive/old.pdf", "/archive/other.pdf"})):
        found = {hit for hit, _ in library.search_keywords("rent", 5, scope)}
        assert found == {hit for hit, _ in library.search_vectors(unit_vectors(1)[0], 5, scope)}
        assert len(found) == len(paths)
        every = {one for chunk in library.chunks(found).values() for one in (chunk.path, *chunk.also_at)}
        assert library.within(every, scope) == paths
    assert library.within(["/archive/old.pdf", "/nowhere"], Scope()) == {"/archive/old.pdf"}
    assert library.within(["/a/x.PDF", "/archive/old.pdf"], Scope(suffixes=(".PDF",))) == {"/archive/old.pdf"}
    assert library.within(["/archive/old.pdf"], Scope(folders=("/arch",))) == set()


def test_the_same_bytes_under_another_suffix_are_another_document(library: SqliteLibrary) -> None:
    parsed, drafts = document("<p>text</p>")
    library.store(source("/archive/a.txt", "same"), parsed, drafts, unit_vectors(1))
    assert not library.link(source("/archive/a.html", "same"))
    assert library.link(source("/archive/b.TXT", "same"))


def test_what_is_known_below_a_folder_whose_name_is_not_unicode(library: SqliteLibrary) -> None:
    folder = os.fsdecode(b"/archive/bad\xff")
    library.quarantine(source("/archive/bad\\xff/a.txt"), "unreadable", "Its name is not valid Unicode.")
    library.quarantine(source("/archive/b.txt"), "damaged", "It is damaged.")
    assert [one.path for one in library.known([Path(folder, "a.txt")])] == ["/archive/bad\\xff/a.txt"]


def test_a_damaged_ledger_is_said_at_start(tmp_path: Path) -> None:
    opened = open_library(tmp_path / "library")
    assert opened.trouble == ""
    for number in range(40):
        put(opened, f"/archive/{number}.txt", f"Page {number}. " * 80)
    opened.close()
    file = tmp_path / "library" / "ledger.sqlite3"
    content = bytearray(file.read_bytes())
    place = content.find(b"Page 7. Page 7.") // 4096 * 4096  # a leaf, found by what is in it; its head is overwritten
    content[place : place + 200] = bytes(200)
    file.write_bytes(content)
    again = open_library(tmp_path / "library")
    assert "ledger is damaged" in again.trouble
    again.close()
