"""Whatever damages the index, no answer changes: it is noticed, and the ledger makes it again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.domain.errors import AssistantError
from assistant.domain.ports.store import VectorIndex
from assistant.domain.scope import Scope
from assistant.store.index import generations as generations_module
from assistant.store.index.builder import Builder
from assistant.store.index.generations import Generations, open_chroma
from assistant.store.library import SqliteLibrary
from tests.store.conftest import DIMENSION, IDENTITY, unit_vectors
from tests.store.index.indexed import (
    CHROMA_FILES,
    agrees,
    fails,
    generations_of,
    index_folder,
    index_of,
    opened,
)

pytestmark = pytest.mark.slow  # together more than twenty seconds


def damage_flip(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :] if content else b"x"


DAMAGES: dict[str, Callable[[bytes], bytes | None]] = {
    "flip": damage_flip,
    "zero": lambda content: bytes(len(content)) if any(content) else b"x",
    "truncate": lambda content: content[: len(content) // 2],
    "lengthen": lambda content: content + b"\0",
    "remove": lambda content: None,
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", [*CHROMA_FILES, "chroma.sqlite3.sealed"])
def test_a_damaged_file_is_noticed_before_chroma_reads_it(library: SqliteLibrary, name: str, damage: str) -> None:
    library.close_index()
    index = index_folder(library)
    (victim,) = index.rglob(name)
    content = DAMAGES[damage](victim.read_bytes())
    victim.unlink() if content is None else victim.write_bytes(content)
    read: list[Path] = []

    def watch(folder: Path) -> VectorIndex:
        read.append(folder)
        return open_chroma(folder)

    generations = Generations(index, library.database, DIMENSION, watch, fails(library.database))
    generations.open()
    assert read == []
    assert "could not be built" in generations.trouble
    alone = SqliteLibrary(library.database, IDENTITY, generations)
    assert len(alone.search_vectors(unit_vectors(1)[0], 20, Scope())) == 10
    generations.close()


@pytest.mark.promise("P4")
@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", [*CHROMA_FILES, "chroma.sqlite3"])
def test_damage_while_the_index_is_open_does_not_change_an_answer(
    library: SqliteLibrary, name: str, damage: str
) -> None:
    """Right after the opening, before the first question; the failed query of a damaged database is made good."""
    generations = generations_of(library)
    generations._make_builder = fails(library.database)
    (victim,) = index_folder(library).rglob(name)
    content = DAMAGES[damage](victim.read_bytes())
    victim.unlink() if content is None else victim.write_bytes(content)
    exact = SqliteLibrary(library.database, IDENTITY)
    for seed in range(5):
        question = unit_vectors(1, seed=200 + seed)[0]
        found = [one for one, _ in library.search_vectors(question, 4, Scope())]
        assert found == [one for one, _ in exact.search_vectors(question, 4, Scope())]
    generations._join()
    assert (generations.index is None) == ("xact search answers" in library.trouble)


@pytest.mark.control("P4")
def test_without_the_seal_a_damaged_index_would_answer(library: SqliteLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    library.close_index()
    (victim,) = index_folder(library).rglob("data_level0.bin")
    victim.write_bytes(DAMAGES["zero"](victim.read_bytes()) or b"")
    monkeypatch.setattr(generations_module, "restore", lambda *_: True)
    again = opened(library.database)
    assert not agrees(again)
    again.close_index()


def test_an_index_that_finds_less_than_it_holds_is_not_believed(library: SqliteLibrary) -> None:
    class Short:
        def query(self, vector: object, k: int) -> list[tuple[int, float]]:
            return [(1, 0.9)]

        def close(self) -> None: ...

    index_of(library).close()
    generations_of(library)._index = Short()  # type: ignore[assignment]
    assert generations_of(library).search(unit_vectors(1)[0], 3) is None
    assert len(library.search_vectors(unit_vectors(1)[0], 3, Scope())) == 3


def test_while_a_damaged_index_is_made_again_the_status_says_so_and_nothing_is_missing(
    library: SqliteLibrary,
) -> None:
    library.close_index()
    (victim,) = index_folder(library).rglob("data_level0.bin")
    victim.write_bytes(damage_flip(victim.read_bytes()))
    met: list[tuple[str, int]] = []

    class Watched(Builder):
        def run(self, *arguments: Any) -> Any:
            met.append((again.trouble, len(again.search_vectors(unit_vectors(1)[0], 20, Scope()))))
            return super().run(*arguments)

    generations = Generations(
        index_folder(library), library.database, DIMENSION, make_builder=lambda: Watched(library.database.file)
    )
    again = SqliteLibrary(library.database, IDENTITY, generations)
    assert again.prepare() == ""
    ((said, answers),) = met
    assert said.startswith("The vector index was damaged.")
    assert answers == 10
    assert agrees(again)
    again.close_index()


@pytest.mark.promise("P4")
def test_a_damaged_index_is_rebuilt(library: SqliteLibrary) -> None:
    library.close_index()
    for name in CHROMA_FILES:
        (victim,) = (index_folder(library)).rglob(name)
        victim.write_bytes(damage_flip(victim.read_bytes()))
    again = opened(library.database)
    assert generations_of(again).trouble == ""
    assert agrees(again)
    again.close_index()


@pytest.mark.promise("P4")
def test_a_lost_index_folder_is_made_from_the_ledger(library: SqliteLibrary) -> None:
    library.close_index()
    shutil.rmtree(index_folder(library))
    again = opened(library.database)
    assert agrees(again)
    again.close_index()


def test_an_index_that_fails_a_query_is_replaced_and_exact_search_answers(library: SqliteLibrary) -> None:
    class Failing:
        def query(self, vector: object, k: int) -> list[tuple[int, float]]:
            raise AssistantError("damaged on the disk while it was open")

        def close(self) -> None: ...

    generations = generations_of(library)
    index_of(library).close()
    generations._index = Failing()  # type: ignore[assignment]
    assert len(library.search_vectors(unit_vectors(1)[0], 3, Scope())) == 3
    generations._join()
    assert generations.trouble == ""
    assert index_of(library).count() == 10
    assert agrees(library)
