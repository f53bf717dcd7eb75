"""A renamed file: its passages are found by the new name and no longer by the old one, without being read again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.domain.errors import ParseFailure
from assistant.domain.events import FileMoved, IndexEvent, NamesRenewed
from assistant.domain.ports.embed import Vectors
from assistant.domain.records.documents import ParsedDocument
from assistant.domain.records.files import SourceFile
from assistant.domain.scope import Scope
from assistant.domain.stop import StopSignal
from assistant.ingest.renew import renew_names
from assistant.ingest.run import Indexing
from assistant.store.library import SqliteLibrary
from assistant.store.names import LedgerNames
from tests.ingest.parse.direct import DirectParser
from tests.properties.following.embedder import HashEmbedder
from tests.properties.following.parts import CHUNKER, EMBEDDER, GATE, MAX_FILE_BYTES, PARSER, SCANNER, opened

LONG = "# Notice\n\n" + " ".join(f"The tenant gives notice number {number} in writing." for number in range(60))


class Unread(DirectParser):
    """Must not be asked."""

    def parse(self, file: SourceFile, *, password: str | None = None, stop: StopSignal | None = None) -> ParsedDocument:
        raise ParseFailure("damaged", f"{file.path} is read")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    (made / "home").mkdir(parents=True)
    (made / "tulip.md").write_text("The heron stands in the pond.")
    (made / "home" / "daisy.md").write_text(LONG)
    return made


@pytest.fixture
def library(tmp_path: Path, root: Path) -> Iterator[SqliteLibrary]:
    with opened(tmp_path / "library") as made:
        run(made, root, PARSER)
        assert renew(made) == []  # what was just read has the names that it has
        yield made


def run(library: SqliteLibrary, root: Path, parser: DirectParser | None = None) -> list[IndexEvent]:
    journey = Indexing(SCANNER, parser or Unread(MAX_FILE_BYTES), CHUNKER, EMBEDDER, library, GATE)
    return list(journey.run([root], StopSignal()))


def renew(library: SqliteLibrary, embedder: HashEmbedder = EMBEDDER, stop: StopSignal | None = None) -> list[str]:
    """The names of the files whose passages got another line."""
    events = renew_names(LedgerNames(library.database), CHUNKER, embedder, stop or StopSignal())
    return [Path(event.path).name for event in events]


def found(library: SqliteLibrary, word: str) -> list[str]:
    """The names of the files that a word finds, in the order of their paths."""
    chunks = library.chunks([chunk for chunk, _ in library.search_keywords(word, 100, Scope())]).values()
    return sorted({Path(chunk.path).name for chunk in chunks})


def check_vectors(library: SqliteLibrary) -> None:
    for record in library.files():
        for chunk in library.document(record.path):
            (vector,) = library.vectors([chunk.id])
            assert np.array_equal(vector, EMBEDDER.embed_question(f"{chunk.header}\n{chunk.text}"))
            (best, _), *_ = library.search_vectors(vector, 1, Scope())
            assert best == chunk.id
    assert library.database.keywords_are_sound()


def test_a_renamed_file_is_found_by_its_new_name(library: SqliteLibrary, root: Path) -> None:
    (root / "tulip.md").rename(root / "crocus.md")
    assert any(isinstance(event, FileMoved) for event in run(library, root))
    assert renew(library) == ["crocus.md"]
    assert (found(library, "crocus"), found(library, "tulip")) == (["crocus.md"], [])
    assert [chunk.header for chunk in library.document(str(root / "crocus.md"))] == ["crocus"]
    check_vectors(library)
    assert renew(library) == []


def test_a_renamed_folder_and_a_long_document(library: SqliteLibrary, root: Path) -> None:
    before = library.document(str(root / "home" / "daisy.md"))
    assert len(before) > 3
    (root / "home").rename(root / "the quite long name of the folder of a tenant who writes long names")
    run(library, root)
    assert renew(library) == ["daisy.md"]
    (record,) = [file for file in library.files() if file.path.endswith("daisy.md")]
    after = library.document(record.path)
    assert [(one.id, one.start, one.end, one.text) for one in after] == [
        (one.id, one.start, one.end, one.text) for one in before
    ]
    assert found(library, "home") == [] and found(library, "quite") == ["daisy.md"]
    for chunk in after:
        assert len(EMBEDDER.token_spans(f"{chunk.header}\n{chunk.text}")) <= EMBEDDER.max_tokens
    check_vectors(library)


def test_exchanged_names(library: SqliteLibrary, root: Path) -> None:
    for old, new in (("tulip.md", "t"), ("home/daisy.md", "tulip.md"), ("t", "home/daisy.md")):
        (root / old).rename(root / new)
    run(library, root)
    assert sorted(renew(library)) == ["daisy.md", "tulip.md"]
    assert "heron" in library.page_text(str(root / "home" / "daisy.md"), 1)
    assert found(library, "daisy") == ["daisy.md"] and found(library, "tulip") == ["tulip.md"]
    check_vectors(library)


def test_a_copy_that_stays_keeps_its_name_and_one_that_goes_takes_it_along(library: SqliteLibrary, root: Path) -> None:
    shutil.copy(root / "tulip.md", root / "crocus.md")
    run(library, root)
    assert renew(library) == []
    assert found(library, "tulip") == ["crocus.md"]  # one document: the first path is shown
    (root / "tulip.md").unlink()
    run(library, root)
    assert renew(library) == ["crocus.md"]
    assert found(library, "tulip") == [] and found(library, "crocus") == ["crocus.md"]


def test_a_forgotten_copy_takes_its_name_along(library: SqliteLibrary, root: Path) -> None:
    shutil.copy(root / "tulip.md", root / "crocus.md")
    run(library, root)
    library.forget(str(root / "tulip.md"))
    assert renew(library) == ["crocus.md"] and found(library, "tulip") == []


def test_a_renewal_that_was_stopped_goes_on(library: SqliteLibrary, root: Path) -> None:
    (root / "tulip.md").rename(root / "crocus.md")
    (root / "home" / "daisy.md").rename(root / "home" / "aster.md")
    run(library, root)
    stop = StopSignal()
    for _ in renew_names(LedgerNames(library.database), CHUNKER, EMBEDDER, stop):
        stop.stop()
    assert [found(library, word) for word in ("crocus", "aster")] == [[], []]
    assert sorted(renew(library)) == ["aster.md", "crocus.md"]
    assert [found(library, word) for word in ("tulip", "daisy")] == [[], []]


class _Picky(HashEmbedder):
    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if any("crocus" in text for text in texts):
            raise ValueError("no such token")
        return super().embed_passages(texts)


def test_a_name_that_cannot_be_embedded_stops_no_other(library: SqliteLibrary, root: Path) -> None:
    (root / "tulip.md").rename(root / "crocus.md")
    (root / "home" / "daisy.md").rename(root / "home" / "aster.md")
    run(library, root)
    renew(library, _Picky())
    assert found(library, "aster") == ["aster.md"] and found(library, "heron") == ["crocus.md"]
    assert renew(library) == []  # it is not tried for ever


def test_a_library_of_an_earlier_program_is_looked_through_once(library: SqliteLibrary, root: Path) -> None:
    (root / "tulip.md").rename(root / "crocus.md")
    run(library, root)
    with library.database.transaction() as connection:
        connection.execute("DELETE FROM meta WHERE key LIKE 'renamed%'")
    assert renew(library) == ["crocus.md"]


def test_the_old_name_is_counted_as_not_yet_wiped(library: SqliteLibrary, root: Path, tmp_path: Path) -> None:
    (root / "tulip.md").rename(root / "crocus.md")
    run(library, root)
    library.finish()
    renew(library)
    library.finish()
    stored = b"".join(file.read_bytes() for file in (tmp_path / "library").rglob("ledger*"))
    assert b"crocus" in stored and b"tulip" not in stored


def test_events_are_counted(library: SqliteLibrary, root: Path) -> None:
    (root / "tulip.md").rename(root / "crocus.md")
    run(library, root)
    events = list(renew_names(LedgerNames(library.database), CHUNKER, EMBEDDER, StopSignal()))
    assert events == [NamesRenewed(str(root / "crocus.md"), 0, 1)]
