"""A ledger that is removed or replaced while it is open: nothing counts as stored any more, and it is told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.domain.errors import AssistantError
from assistant.store.library import SqliteLibrary
from tests.store.conftest import document, source, unit_vectors


def store(library: SqliteLibrary, path: str, text: str) -> None:
    parsed, drafts = document(text)
    library.store(source(path, text), parsed, drafts, unit_vectors(len(drafts)))


def _replace(folder: Path) -> None:
    """As a restored backup does it."""
    shutil.copytree(folder, folder.with_name("backup"))
    shutil.rmtree(folder)
    folder.with_name("backup").rename(folder)


def _empty(folder: Path) -> None:
    (folder / "ledger.sqlite3").unlink()
    (folder / "ledger.sqlite3").touch()


WAYS: dict[str, Callable[[Path], object]] = {
    "the folder deleted": shutil.rmtree,
    "the folder moved": lambda folder: folder.rename(folder.with_name("elsewhere")),
    "the ledger deleted": lambda folder: (folder / "ledger.sqlite3").unlink(),
    "another ledger in its place": _replace,
    "an empty file in its place": _empty,
}


@pytest.mark.parametrize("way", WAYS)
def test_nothing_counts_as_stored(library: SqliteLibrary, way: str) -> None:
    store(library, "/archive/a.md", "The ash stands by the water.")
    assert library.trouble == ""
    WAYS[way](library.database.file.parent)
    changes: list[Callable[[], object]] = [
        lambda: store(library, "/archive/b.md", "The birch stands by the water."),
        lambda: library.quarantine(source("/archive/c.md"), "damaged", "It is damaged."),
        lambda: library.touch(source("/archive/a.md")),
        lambda: library.move("/archive/a.md", source("/archive/d.md")),
        lambda: library.forget("/archive/a.md"),
    ]
    for change in changes:
        with pytest.raises(AssistantError, match="removed or replaced") as caught:
            change()
        assert str(library.database.file) in caught.value.message and "assistant index" in caught.value.hint
    assert "removed or replaced" in library.trouble


def test_a_ledger_that_goes_while_a_change_is_stored(library: SqliteLibrary) -> None:
    with pytest.raises(AssistantError, match="removed or replaced"), library.database.transaction() as connection:
        connection.execute("DELETE FROM files")
        shutil.rmtree(library.database.file.parent)


def test_a_ledger_that_stays_is_no_trouble(library: SqliteLibrary) -> None:
    library.database.file.touch()
    library.database.vacuum()
    assert library.database.checkpoint()
    store(library, "/archive/a.md", "The ash stands by the water.")
    assert library.trouble == ""
