"""Scans and pictures from the folder to the library: after all text, once, and also when their models come later."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from fpdf import FPDF
from PIL import Image

from assistant.domain.events import FileIndexed, FileQuarantined, FileSeen, IndexEvent, IndexingFinished, Progress
from assistant.domain.records.documents import Identity, recognised_percent
from assistant.domain.stop import StopSignal
from assistant.ingest.parse.process.pool import ParserProcess
from assistant.ingest.parse.scans.lane import WithScans, open_lane
from assistant.ingest.run import Indexing
from assistant.ingest.scan.ignore import Rules
from assistant.ingest.scan.scanner import DiskScanner
from assistant.store.ledger.database import Database
from assistant.store.library import SqliteLibrary
from tests.ingest.parse.scans.graphs import draw_line, write_graphs
from tests.properties.following.parts import CHUNKER, EMBEDDER, GATE

MOST_BYTES = 10_000_000
IDENTITY = Identity(EMBEDDER.identity, EMBEDDER.dimension)


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WithScans]:
    graphs = write_graphs(tmp_path_factory.mktemp("models") / "graphs")
    parser = WithScans(ParserProcess(MOST_BYTES), open_lane(graphs, MOST_BYTES), "small 1")
    yield parser
    parser.close()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[SqliteLibrary]:
    opened = SqliteLibrary(Database(tmp_path / "ledger.sqlite3"), IDENTITY, None)
    opened.prepare()
    yield opened
    opened.close()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """What people keep: notes, scans, photos, and a picture that is none any more."""
    made = tmp_path / "files"
    made.mkdir()
    (made / "z note.txt").write_text("The heron stands in the pond.")
    (made / "mixed.pdf").write_bytes(pdf("The boat is moored at the quay.", sheet("ba ab ab bb ba"), ""))
    (made / "scan.pdf").write_bytes(pdf(sheet("ab ba aab bb aa"), sheet("bb bb ab a ab")))
    sheet("a ab abb b ba").save(made / "letter.png")
    Image.new("RGB", (640, 480), (90, 160, 220)).save(made / "holiday.png")
    (made / "damaged.jpg").write_bytes(b"\xff\xd8\xff\xe0 and no more")
    return made


def sheet(line: str) -> Image.Image:
    picture = Image.new("RGB", (1280, 640), "white")
    draw_line(picture, 40, 120, line, height=30)
    return picture


def pdf(*pages: str | Image.Image) -> bytes:
    made = FPDF(unit="pt", format=(460.8, 230.4))
    made.set_font("Helvetica", size=12)
    for page in pages:
        made.add_page()
        if isinstance(page, str):
            made.text(20, 40, page)
        else:
            buffer = io.BytesIO()
            page.save(buffer, "PNG")
            made.image(buffer, 0, 0, 460.8, 230.4)
    return bytes(made.output())


def journey(library: SqliteLibrary, parser: ParserProcess | WithScans) -> Indexing:
    scanner = DiskScanner(Rules(max_file_bytes=MOST_BYTES, reads=parser.reads))
    quick = parser.quick if isinstance(parser, WithScans) else None
    return Indexing(scanner, parser, CHUNKER, EMBEDDER, library, GATE, quick=quick)


def run(library: SqliteLibrary, root: Path, parser: ParserProcess | WithScans) -> list[IndexEvent]:
    return list(journey(library, parser).run([root], StopSignal()))


def ended(events: list[IndexEvent]) -> tuple[int, int, int, int]:
    """Indexed, quarantined, unchanged, pictures without text."""
    last = events[-1]
    assert isinstance(last, IndexingFinished)
    assert not last.cancelled
    return last.indexed, last.quarantined, last.unchanged, last.pictures


def texts(library: SqliteLibrary, path: Path) -> list[str]:
    return [" ".join(page.text.split()) for page in library.pages(str(path))]


def test_text_comes_first_and_scans_after_it_once(library: SqliteLibrary, root: Path, scans: WithScans) -> None:
    events = run(library, root, scans)
    assert ended(events) == (4, 1, 0, 1)
    assert texts(library, root / "scan.pdf") == ["ab ba aab bb aa", "bb bb ab a ab"]
    assert texts(library, root / "mixed.pdf") == ["The boat is moored at the quay.", "ba ab ab bb ba", ""]
    record = library.file(str(root / "mixed.pdf"))
    assert record is not None
    assert record.pages_without_text == ()  # it was looked at
    assert record.notes[-1] == "No text was recognised on page 3."
    assert texts(library, root / "letter.png") == ["a ab abb b ba"]
    stored = [Path(event.path).name for event in events if isinstance(event, FileIndexed)]
    assert stored[0] == "z note.txt"
    told = [event for event in events if isinstance(event, Progress) and event.recognising]
    assert next(event.scans for event in told if event.eta_s == 0) == 5
    assert told[-1].eta_s > 0
    reasons = {Path(event.path).name: event.reason for event in events if isinstance(event, FileQuarantined)}
    assert reasons == {"damaged.jpg": "damaged", "holiday.png": "picture"}
    marks = [
        [recognised_percent(page.marks) for page in library.pages(str(root / name))]
        for name in ("mixed.pdf", "letter.png")
    ]
    assert marks[0][0] == 0
    assert all(80 < sure < 100 for sure in (marks[0][1], *marks[1]))
    assert library.counts() == (4, 6, 1)
    again = run(library, root, scans)
    assert ended(again) == (0, 0, 6, 0)
    assert not [event for event in again if isinstance(event, FileSeen)]


def test_what_was_refused_is_read_when_the_models_come(library: SqliteLibrary, root: Path, scans: WithScans) -> None:
    parser = ParserProcess(MOST_BYTES)
    try:
        assert ended(run(library, root, parser)) == (2, 1, 0, 0)
    finally:
        parser.close()
    record = library.file(str(root / "mixed.pdf"))
    assert record is not None
    assert record.pages_without_text == (2, 3)
    assert ended(run(library, root, scans)) == (3, 1, 2, 1)
    assert texts(library, root / "mixed.pdf")[1] == "ba ab ab bb ba"
    assert texts(library, root / "scan.pdf")[0] == "ab ba aab bb aa"
    assert ended(run(library, root, scans)) == (0, 0, 6, 0)


def test_a_run_that_is_stopped_or_hurried_goes_on_where_it_was(
    library: SqliteLibrary, root: Path, scans: WithScans
) -> None:
    for hurried in (True, False):
        stop = StopSignal()
        for event in journey(library, scans).run([root], stop):
            if isinstance(event, Progress) and event.recognising:
                stop.hurry()
            if not hurried and isinstance(event, FileSeen):
                stop.stop()
        assert isinstance(event, IndexingFinished)
        assert event.cancelled
        assert texts(library, root / "z note.txt") == ["The heron stands in the pond."]
    done = [record for record in library.files() if record.path != str(root / "z note.txt")]
    assert len(done) == 1
    assert ended(run(library, root, scans))[2] == 2
    assert len(library.files()) == 6


def test_forgotten_is_forgotten_and_a_picture_that_changes_is_read_anew(
    library: SqliteLibrary, root: Path, scans: WithScans
) -> None:
    run(library, root, scans)
    (root / "scan.pdf").unlink()
    sheet("bbb bb aa ab b").save(root / "letter.png")
    run(library, root, scans)
    assert library.file(str(root / "scan.pdf")) is None
    assert texts(library, root / "letter.png") == ["bbb bb aa ab b"]
    left = library.database.rows("SELECT text FROM pages ORDER BY text")
    assert not [row for row in left if "bb bb ab a ab" in row[0] or "a ab abb" in row[0]]
