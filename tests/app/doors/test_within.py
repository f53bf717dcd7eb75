"""A library of which only some folders can be seen: nothing else of it is found, counted, named or quoted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.app.doors.within import LibraryWithin, narrowed
from assistant.domain.scope import Scope
from tests.answer.archive import Archive
from tests.app.doors.library import OpenDoor

FILES = {
    "open/lease.md": "# Lease\n\nThe rent of the flat is 640 euros a month.",
    "open/deeper/garage.md": "The rent of the garage is 60 euros a month.",
    "open/copy.md": "This text lies in two folders and speaks of marmalade.",
    "closed/copy.md": "This text lies in two folders and speaks of marmalade.",
    "closed/diary.md": "The rent of the secret hut is 9 euros; Quillfeather knows it.",
    "opening/hours.md": "The rent office opens at nine, says Brindlewick.",
    "closed/prices.csv": "thing,price\nhut,9\nboat,12\n",
    "open/prices.csv": "thing,price\nflat,640\ngarage,60\n",
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    made = Archive(tmp_path_factory.mktemp("within"), FILES)
    yield made
    made.library.close()


@pytest.fixture
def door(archive: Archive) -> Iterator[OpenDoor]:
    opened = OpenDoor(archive, ["open"])
    yield opened
    opened.close()


@pytest.fixture
def library(door: OpenDoor) -> LibraryWithin:
    found = door.gateway.parts.library
    assert isinstance(found, LibraryWithin)
    return found


def names(paths: object) -> list[str]:
    assert isinstance(paths, list | set)
    return sorted("/".join(Path(path).parts[-2:]) for path in paths)


def test_files_outside_are_not_there(library: LibraryWithin, archive: Archive) -> None:
    inside = ["deeper/garage.md", "open/copy.md", "open/lease.md", "open/prices.csv"]
    assert names([file.path for file in library.files()]) == inside
    assert library.file(archive.path("open/lease.md")) is not None
    for outside in ("closed/diary.md", "opening/hours.md"):
        path = archive.path(outside)
        assert library.file(path) is None
        assert library.document(path) == []
        assert library.within([path], Scope()) == library.within([path], Scope(paths=(path,))) == set()
        with pytest.raises(KeyError):
            library.page_text(path, 1)
    assert library.counts()[0] == 4
    assert names([table.path for table in library.tables(Scope())]) == ["open/prices.csv"]


@pytest.mark.parametrize(
    "scope",
    [
        Scope(),
        Scope(suffixes=(".md", ".csv")),
        Scope(folders=("/",)),
        Scope(modified_after_ns=1),
        Scope(paths=("closed/diary.md", "open/lease.md")),
        Scope(folders=("closed", "open")),
        Scope(folders=("closed",)),
        Scope(paths=("open/../closed/diary.md",)),
        Scope(folders=("open/../closed",)),
    ],
    ids=str,
)
def test_no_scope_widens_what_is_seen(library: LibraryWithin, archive: Archive, scope: Scope) -> None:
    asked = Scope(
        tuple(map(archive.path, scope.paths)),
        tuple(folder if folder == "/" else archive.path(folder) for folder in scope.folders),
        scope.suffixes,
        scope.modified_after_ns,
    )
    ids = [one for one, _ in library.search_keywords("rent marmalade hut price", 50, asked)]
    ids += [one for one, _ in library.search_vectors(archive.embedder.embed_question("rent"), 50, asked)]
    found = {path for chunk in library.chunks(ids).values() for path in (chunk.path, *chunk.also_at)}
    found |= {file.path for file in library.files_within(asked)} | {table.path for table in library.tables(asked)}
    assert not [path for path in found if "/closed/" in path or "/opening/" in path]


def test_passages_by_their_number_are_there_inside_alone(library: LibraryWithin, archive: Archive) -> None:
    outside = archive.library.document(archive.path("closed/diary.md"))
    assert library.chunks([chunk.id for chunk in outside]) == {}
    assert library.neighbours(outside[0], 1, 1) == []


def test_a_copy_is_known_by_its_name_inside(library: LibraryWithin, archive: Archive) -> None:
    everywhere = archive.library.document(archive.path("open/copy.md"))
    assert everywhere[0].also_at
    for chunk in (*library.document(archive.path("open/copy.md")), *library.chunks([everywhere[0].id]).values()):
        assert (names([chunk.path]), chunk.also_at, chunk.header) == (["open/copy.md"], (), "")


def test_words_are_counted_inside(library: LibraryWithin, archive: Archive) -> None:
    """Else a question for a word would tell whether it stands anywhere in the other folders."""
    assert archive.library.document_frequency("Quillfeather") == 1
    assert library.document_frequency("Quillfeather") == library.document_frequency("Brindlewick") == 0
    assert library.document_frequency("marmalade") == 1
    assert "quillfeath" in archive.library.terms("qui")
    assert library.terms("qui") == library.terms("brind") == {}
    assert library.terms("marm") == {"marmalad": 1}
    assert library.count_chunks() < archive.library.count_chunks()


def test_without_a_folder_there_is_nothing(door: OpenDoor, library: LibraryWithin, archive: Archive) -> None:
    door.folders.clear()
    assert library.files() == [] and library.count_chunks() == 0
    assert library.search_keywords("rent", 9, Scope()) == []
    assert library.search_keywords("rent", 9, Scope(paths=(archive.path("open/lease.md"),))) == []


def test_scopes_are_narrowed_folder_by_folder() -> None:
    folders = ("/home/ann/work", "/home/ann/tax")
    assert narrowed(Scope(), folders).folders == folders
    assert narrowed(Scope(folders=("/home/ann",)), folders).folders == folders
    assert narrowed(Scope(folders=("/home/ann/work/a",)), folders).folders == ("/home/ann/work/a",)
    assert narrowed(Scope(paths=("/home/ann/workshop/a.md",)), folders).paths == ("",)
    assert narrowed(Scope(("/home/ann/tax/a.md",), ("/home/ann/workshop",)), folders) == Scope(("/home/ann/tax/a.md",))
    assert narrowed(Scope(suffixes=(".pdf",)), folders) == Scope(folders=folders, suffixes=(".pdf",))
