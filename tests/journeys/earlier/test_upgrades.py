"""Another version of a reader: the files of its kind are read again, and every file answers all the time."""

from __future__ import annotations

import importlib.metadata
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from assistant.app.local import LocalAssistant
from assistant.domain.errors import ParseFailure
from assistant.domain.events import FileIndexed, FileQuarantined, TextRenewed
from assistant.domain.ports.embed import Vectors
from assistant.domain.ports.guard import Gate
from assistant.domain.records.documents import ParsedDocument
from assistant.domain.records.files import SourceFile
from assistant.domain.scope import Scope
from assistant.domain.stop import StopSignal
from assistant.ingest.prepare import Preparation, maker
from assistant.ingest.reread import Rereading
from assistant.ingest.run import Indexing
from assistant.store.building import adopt
from assistant.store.earlier_texts import LedgerEarlierTexts
from assistant.store.ledger.schema import m011_made_by
from assistant.store.library import SqliteLibrary
from tests.counting import count_embedded
from tests.guard.policies import gate_from
from tests.ingest.parse.direct import DirectParser
from tests.journeys.conftest import ask, index
from tests.properties.following.embedder import HashEmbedder
from tests.properties.following.parts import (
    CHUNKER,
    EMBEDDER,
    GATE,
    IDENTITY,
    MAX_FILE_BYTES,
    PARSER,
    SCANNER,
    killed,
    opened,
)
from tests.store.libraries import make_older

BIRDS = ("heron", "plover", "siskin", "wagtail")
AS_TEXT = {".csv": "assistant.ingest.parse.plain.text"}  # a reader that makes another text of the same tables
NO_HERONS = """
detectors:
  herons: {type: phrases, words: ["heron,5"]}
rules:
  - {id: no-herons, category: custom, stages: [ingest], detector: herons, action: block}
"""


class Newer(DirectParser):
    """A release with another reader for tables; it remembers what it read, and fails as it is told."""

    def __init__(self, failing: dict[str, ParseFailure] | None = None, others: dict[str, str] = AS_TEXT) -> None:
        super().__init__(MAX_FILE_BYTES, others=others)
        self.failing = failing or {}
        self.read: list[str] = []

    def parse(self, file: SourceFile, *, password: str | None = None, stop: StopSignal | None = None) -> ParsedDocument:
        self.read.append(file.path.name)
        if file.path.name in self.failing:
            raise self.failing[file.path.name]
        return super().parse(file, password=password, stop=stop)


class Counting(HashEmbedder):
    """Counts the texts it embeds."""

    embedded = 0

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded += len(texts)
        return super().embed_passages(texts)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Notes and tables about four birds, each of which a word finds."""
    made = tmp_path / "files"
    made.mkdir()
    for bird in BIRDS:
        (made / f"{bird}.md").write_text(f"The {bird} was seen at the weir.\n")
        (made / f"{bird}.csv").write_text(f"bird,count\n{bird},{len(bird)}\nrook,2\n")
    return made


@pytest.fixture
def library(root: Path, tmp_path: Path) -> Iterator[SqliteLibrary]:
    with opened(tmp_path / "library") as made:
        run(made, root)
        yield made


def run(library: SqliteLibrary, root: Path, parser: DirectParser = PARSER) -> None:
    list(Indexing(SCANNER, parser, CHUNKER, EMBEDDER, library, GATE).run([root], StopSignal()))


def earlier(library: SqliteLibrary, parser: DirectParser) -> LedgerEarlierTexts:
    return LedgerEarlierTexts(library.database, maker(parser, CHUNKER))


def rereading(
    library: SqliteLibrary, parser: DirectParser, embedder: HashEmbedder = EMBEDDER, gate: Gate = GATE
) -> Iterator[TextRenewed | FileQuarantined]:
    preparation = Preparation(parser, CHUNKER, gate, 20.0)
    return Rereading(earlier(library, parser), library, preparation, embedder).run(StopSignal())


def found(library: SqliteLibrary, bird: str) -> list[str]:
    """The files that the name of a bird finds."""
    chunks = library.chunks([chunk for chunk, _ in library.search_keywords(bird, 10, Scope())])
    return sorted({Path(chunk.path).name for chunk in chunks.values()})


def answers(library: SqliteLibrary) -> bool:
    """Whether each bird is found in both its files, and each passage is nearest to its own text."""
    rows = library.database.rows("SELECT id, header, text FROM chunk_text")
    nearest = [library.search_vectors(EMBEDDER.embed_question(f"{row[1]}\n{row[2]}"), 1, Scope()) for row in rows]
    return (
        all(found(library, bird) == [f"{bird}.csv", f"{bird}.md"] for bird in BIRDS)
        and [hits[0][0] for hits in nearest] == [row[0] for row in rows]
        and library.take_out_damaged() == 0
    )


def texts(library: SqliteLibrary) -> dict[str, str]:
    """File to its text."""
    return {Path(file.path).name: library.page_text(file.path, 1) for file in library.files()}


def test_only_files_of_the_changed_kind_are_read_and_all_answer_meanwhile(library: SqliteLibrary, root: Path) -> None:
    before, newer = texts(library), Newer()
    documents = library.database.rows("SELECT path, document_id FROM files ORDER BY path")
    for done, event in enumerate(rereading(library, newer)):
        assert event == TextRenewed(str(root / f"{BIRDS[done]}.csv"), done, len(BIRDS))
        assert answers(library)
    assert newer.read == [f"{bird}.csv" for bird in BIRDS]
    assert answers(library)
    after = texts(library)
    assert {name for name in before if before[name] != after[name]} == set(newer.read)
    assert after["heron.csv"].startswith("bird,count\nheron,5")
    assert library.database.rows("SELECT path, document_id FROM files ORDER BY path") == documents
    newer.read.clear()
    assert list(rereading(library, newer)) == []
    run(library, root, newer)  # nor does a scan read anything
    assert newer.read == []


def test_a_release_that_reads_the_same_embeds_nothing(library: SqliteLibrary) -> None:
    same, embedder = Newer(others={".csv": "assistant.ingest.parse.plain.delimited"}), Counting()
    assert len(list(rereading(library, same, embedder))) == len(BIRDS)
    assert embedder.embedded == 0 and earlier(library, same).count() == 0
    assert library.database.number("SELECT count(*) FROM tables") == len(BIRDS)


@pytest.mark.parametrize("statements", [30, 75, 150, 260])
def test_killed_in_the_middle_it_goes_on(root: Path, tmp_path: Path, statements: int) -> None:
    with opened(tmp_path / "library") as library:
        run(library, root)

    def work(library: SqliteLibrary) -> None:
        list(rereading(library, Newer()))

    assert killed(tmp_path / "library", work, statements)
    with opened(tmp_path / "library") as library:
        assert answers(library)
        newer = Newer()
        left = earlier(library, newer).count()
        list(rereading(library, newer))
        assert answers(library)
        assert len(newer.read) == left and earlier(library, newer).count() == 0


def test_what_cannot_be_read_any_more_keeps_its_text_and_says_so(library: SqliteLibrary, root: Path) -> None:
    before = texts(library)
    damaged, away = ParseFailure("damaged", "It is damaged."), ParseFailure("unreadable", "It is not there any more.")
    newer = Newer({"heron.csv": damaged, "siskin.csv": away})
    kept = [event for event in rereading(library, newer) if isinstance(event, TextRenewed) and event.kept]
    assert [Path(event.path).name for event in kept] == ["heron.csv"]
    assert answers(library)
    assert {name for name in ("heron.csv", "siskin.csv") if texts(library)[name] == before[name]} == {*newer.failing}
    file = library.file(str(root / "heron.csv"))
    assert file is not None and file.state == "indexed"
    assert "earlier text" in file.message and "It is damaged." in file.message
    newer = Newer()
    assert len(list(rereading(library, newer))) == 1 and newer.read == ["siskin.csv"]  # the other one was tried
    repaired = Newer(others=AS_TEXT | {".csv": "assistant.ingest.parse.lined.listing"})
    list(rereading(library, repaired))
    file = library.file(str(root / "heron.csv"))
    assert file is not None and file.message == ""


def test_what_the_policy_keeps_out_of_the_new_text_does_not_stay(
    library: SqliteLibrary, root: Path, tmp_path: Path
) -> None:
    (root / "copy.csv").write_bytes((root / "heron.csv").read_bytes())
    run(library, root)
    strict = gate_from(tmp_path, NO_HERONS)
    out = [event for event in rereading(library, Newer(), gate=strict) if isinstance(event, FileQuarantined)]
    assert {(Path(event.path).name, event.reason) for event in out} == {("copy.csv", "policy"), ("heron.csv", "policy")}
    assert found(library, "heron") == ["heron.md"]


def test_a_copy_that_is_away_does_not_hinder_the_other(library: SqliteLibrary, root: Path) -> None:
    (root / "copy.csv").write_bytes((root / "heron.csv").read_bytes())
    run(library, root)
    (root / "copy.csv").unlink()
    list(rereading(library, Newer()))
    assert texts(library)["heron.csv"].startswith("bird,count")


def test_files_that_the_earlier_reader_refused_are_tried_again(root: Path, tmp_path: Path) -> None:
    damaged = ParseFailure("damaged", "It is damaged.")
    failing = Newer({"heron.csv": damaged, "heron.md": damaged}, others={})
    with opened(tmp_path / "library") as library:
        run(library, root, failing)
        assert library.counts()[2] == 2
        failing.read.clear()
        run(library, root, failing)
        newer = Newer(failing.failing)
        run(library, root, newer)
        assert (failing.read, newer.read) == ([], ["heron.csv"])


def test_a_library_of_an_earlier_version_is_not_read_again(root: Path, tmp_path: Path) -> None:
    """The one version that was kept for all of it becomes that of each document, and keys stay what they were."""
    home, parser = tmp_path / "library", f"{PARSER.versions['.csv']}, pypdf 1.0, pypdfium2 1.0"
    (root / "rook.eml").write_text("Subject: rook\n\nA rook was seen.\n")
    with opened(home) as library:
        adopt(library.database, IDENTITY)
        with library.database.transaction() as connection:
            connection.execute(
                "UPDATE meta SET value = ? WHERE key = 'keys_of'", (f"{parser}|{CHUNKER.version}|{EMBEDDER.identity}",)
            )
        run(library, root)
    make_older(home / "ledger.sqlite3", m011_made_by)
    old = f"{repr(IDENTITY)[:-1]}, chunker={CHUNKER.version!r}, parser={parser!r})"
    with closing(sqlite3.connect(home / "ledger.sqlite3")) as ledger, ledger:
        ledger.execute("UPDATE meta SET value = ? WHERE key = 'identity'", (old,))
        ledger.execute("DELETE FROM meta WHERE key = 'keys_of'")
    with opened(home) as library:
        unread, embedder = Newer(others={}), Counting()
        (root / "copy.md").write_bytes((root / "heron.md").read_bytes())
        list(Indexing(SCANNER, unread, CHUNKER, embedder, library, GATE).run([root], StopSignal()))
        assert (unread.read, embedder.embedded, library.recorded_identity()) == ([], 0, repr(IDENTITY))
        list(rereading(library, unread))
        assert unread.read == ["rook.eml"]  # its attachments would be read by another pypdf


def test_another_release_of_pypdf_concerns_pdfs_alone(
    assistant: LocalAssistant, sample_docs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    pdf = sample_docs / "health" / "gym_membership.pdf"
    shutil.copy(pdf, papers)
    (papers / "barrel.md").write_text("The rain barrel is emptied in the last week of October.\n")
    index(assistant, papers)
    assert assistant.summary().banner == ""
    installed = importlib.metadata.version
    monkeypatch.setattr("importlib.metadata.version", lambda name: "99.1" if name == "pypdf" else installed(name))
    assert assistant.summary().banner.startswith("Because a reader has changed, 1 file will be")
    embedded = count_embedded(assistant)
    events = index(assistant, papers)
    assert [event for event in events if isinstance(event, TextRenewed)] == [TextRenewed(str(papers / pdf.name), 0, 1)]
    assert not [event for event in events if isinstance(event, FileIndexed)]
    assert embedded.texts == 0  # it reads the same: no passage is made anew
    assert assistant.summary().banner == ""
    answer, _ = ask(assistant, "When is the rain barrel emptied?")
    assert "October" in answer.text
