"""Another embedding model: the former vectors answer until each passage has a new one, and nothing mixes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from assistant.domain.ports.embed import Vectors
from assistant.domain.scope import Scope
from assistant.domain.stop import StopSignal
from assistant.ingest.reembed import embed_whole, make_vectors
from assistant.ingest.renew import renew_names
from assistant.ingest.run import Indexing
from assistant.store.building import aim
from assistant.store.forget.traces import collect
from assistant.store.library import SqliteLibrary
from assistant.store.names import LedgerNames
from assistant.store.next_vectors import LedgerNextVectors
from tests.properties.following.embedder import HashEmbedder
from tests.properties.following.parts import (
    CHUNKER,
    EMBEDDER,
    GATE,
    IDENTITY,
    PARSER,
    SCANNER,
    killed,
    opened,
    reconcile,
)
from tests.properties.following.tree import Tree

OTHER = HashEmbedder("another")
THEIRS = replace(IDENTITY, embedder=OTHER.identity)


@dataclass
class Counting(HashEmbedder):
    """Counts the texts it embeds."""

    embedded: int = 0

    def __post_init__(self) -> None:
        super().__init__("another")

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded += len(texts)
        return super().embed_passages(texts)


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    made = Tree(tmp_path / "disk")
    for number in range(6):
        made.write(made.place(0, f"folder {number % 3}", f"{number}.md"), "long")
    return made


@pytest.fixture
def library(tree: Tree, tmp_path: Path) -> Iterator[SqliteLibrary]:
    with opened(tmp_path / "library") as made:
        reconcile(made, tree.roots)
        aim(made.database, THEIRS)
        yield made


def new_vectors(library: SqliteLibrary) -> LedgerNextVectors:
    return LedgerNextVectors(library.database, THEIRS)


def go_on(library: SqliteLibrary, embedder: HashEmbedder = OTHER, events: int = -1) -> None:
    """Make vectors; with `events` the work is stopped after so many of them."""
    stop = StopSignal()
    for number, _ in enumerate(make_vectors(new_vectors(library), embedder, stop), start=1):
        if number == events:
            stop.stop()


def finds(library: SqliteLibrary, embedder: HashEmbedder) -> bool:
    """Whether each passage is the nearest one to its own text, with its exact vector."""
    rows = library.database.rows("SELECT id, header, text FROM chunk_text")
    for row in rows:
        [(found, cosine)] = library.search_vectors(embedder.embed_question(f"{row[1]}\n{row[2]}"), 1, Scope())
        if found != row[0] or cosine < 0.9999:
            return False
    return bool(rows)


def change(library: SqliteLibrary) -> None:
    assert new_vectors(library).replace()
    library.take_vectors_of(THEIRS)


def test_the_former_vectors_answer_until_all_are_there(library: SqliteLibrary, tree: Tree) -> None:
    go_on(library, events=1)
    made, passages = new_vectors(library).counts()
    assert 0 < made < passages
    assert f"{made} of {passages} passages" in library.waiting()
    assert not new_vectors(library).replace()
    assert finds(library, EMBEDDER)
    go_on(library)
    assert finds(library, EMBEDDER)
    change(library)
    assert finds(library, OTHER)
    assert library.waiting() == ""
    assert not library.adopt_identity()  # nothing is read again
    assert library.take_out_damaged() == 0


def test_a_known_file_is_still_known(library: SqliteLibrary, tree: Tree) -> None:
    go_on(library)
    change(library)
    known = next(path for path in tree.files())
    copy = known.with_name("copy.md")
    copy.write_bytes(known.read_bytes())
    embedder = Counting()
    journey = Indexing(SCANNER, PARSER, CHUNKER, embedder, library, GATE)
    list(journey.run(tree.roots, StopSignal()))
    assert (library.counts()[0], embedder.embedded) == (7, 0)
    tree.write(tree.place(0, "folder 0", "new.md"), "long")
    list(journey.run(tree.roots, StopSignal()))
    assert embedder.embedded > 0
    assert finds(library, OTHER)


@pytest.mark.parametrize("statements", [8, 21, 34, 47])
def test_killed_in_the_middle_it_goes_on(tree: Tree, tmp_path: Path, statements: int) -> None:
    with opened(tmp_path / "library") as library:
        reconcile(library, tree.roots)

    def work(library: SqliteLibrary) -> None:
        aim(library.database, THEIRS)
        go_on(library)
        new_vectors(library).replace()

    killed(tmp_path / "library", work, statements)
    with opened(tmp_path / "library") as library:
        if library.recorded_identity() == repr(THEIRS):
            library.take_vectors_of(THEIRS)
        else:
            assert finds(library, EMBEDDER)
            aim(library.database, THEIRS)
            before, passages = new_vectors(library).counts()
            embedder = Counting()
            go_on(library, embedder)
            assert embedder.embedded == passages - before
            change(library)
        assert finds(library, OTHER)
        assert library.take_out_damaged() == 0


def test_what_is_forgotten_goes_from_both(library: SqliteLibrary) -> None:
    go_on(library)
    path = library.files()[0].path
    documents = [int(row[0]) for row in library.database.rows("SELECT document_id FROM files WHERE path = ?", [path])]
    chunks = library.document(path)
    assert len(collect(library.database, documents, [path]).vectors) == 2 * len(chunks)
    library.forget(path)
    made, passages = new_vectors(library).counts()
    assert made == passages > 0
    change(library)
    assert finds(library, OTHER)
    with pytest.raises(KeyError):
        library.vectors([chunks[0].id])


def test_what_is_renamed_is_embedded_with_its_new_name(library: SqliteLibrary, tree: Tree) -> None:
    go_on(library)
    file = next(path for path in tree.files())
    file.rename(file.with_name("saffron.md"))
    reconcile(library, tree.roots)
    list(renew_names(LedgerNames(library.database), CHUNKER, EMBEDDER, StopSignal()))
    made, passages = new_vectors(library).counts()
    assert made < passages
    assert not new_vectors(library).replace()
    go_on(library)
    change(library)
    assert finds(library, OTHER)


def test_a_vector_that_was_altered_meanwhile_is_made_again(library: SqliteLibrary) -> None:
    go_on(library)
    with library.database.transaction() as connection:
        connection.execute(
            "UPDATE next_vectors SET vector = zeroblob(64) WHERE chunk_id = (SELECT min(id) FROM chunks)"
        )
    assert not new_vectors(library).replace()
    go_on(library)
    change(library)
    assert finds(library, OTHER)


def test_vectors_begun_for_a_third_model_are_not_used(library: SqliteLibrary) -> None:
    go_on(library)
    aim(library.database, replace(IDENTITY, embedder="a third"))
    assert new_vectors(library).counts()[0] == 0
    aim(library.database, None)
    assert library.waiting() == ""
    go_on(library, events=1)
    assert library.database.number("SELECT count(*) FROM next_vectors") > 0
    aim(library.database, THEIRS)
    assert library.database.number("SELECT count(*) FROM next_vectors") == 0


def test_a_passage_longer_than_the_window_is_embedded_whole() -> None:
    """Cut at a space, so that each word counts; "short" keeps its exact vector."""
    seen: list[str] = []

    class Seeing(HashEmbedder):
        def embed_passages(self, texts: Sequence[str]) -> Vectors:
            seen.extend(texts)
            return super().embed_passages(texts)

    long = " ".join(f"word{number}" for number in range(130))
    vectors = embed_whole(["short", long, "other"], Seeing())
    assert len(seen) == 5
    assert " ".join(part.strip() for part in seen[1:-1]) == long
    assert all(len(Seeing().token_spans(part)) <= 64 for part in seen)
    assert np.array_equal(vectors[0], Seeing().embed_question("short"))
    assert np.array_equal(vectors[2], Seeing().embed_question("other"))
    assert np.linalg.norm(vectors[1]) == pytest.approx(1.0)
