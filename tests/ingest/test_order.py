"""What a person asks about while files are read is read first."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.domain.asked import Asked
from assistant.domain.events import FileIndexed, FileSeen
from assistant.domain.records.files import SourceFile
from assistant.domain.scope import Scope
from assistant.domain.stop import StopSignal
from assistant.ingest.order import ReadingOrder, about
from assistant.ingest.run import Indexing
from tests.properties.following.parts import CHUNKER, EMBEDDER, GATE, PARSER, SCANNER, opened

ROOT = Path("/papers/lease folder")  # the root's own words are those of every file
NAMES = ("a.txt", "b/payslip_2024.pdf", "b/payslip_2025.pdf", "Mietvertrag.docx", "the_lease.pdf", "z.txt")
FILES = tuple(SourceFile(ROOT / name, ROOT, 1, 1) for name in NAMES)


def names(files: list[SourceFile]) -> list[str]:
    return [file.path.name for file in files]


@pytest.mark.parametrize(
    ("question", "scope", "first"),
    [
        ("How much notice do the leases ask for?", Scope(), ["the_lease.pdf"]),
        ("What do the payslips of 2025 say?", Scope(), ["payslip_2025.pdf", "payslip_2024.pdf"]),
        ("Wann endet der Vertrag?", Scope(), ["Mietvertrag.docx"]),
        ("Is a cat allowed?", Scope(), []),
        ("Is the lease long?", Scope(paths=(str(ROOT / "z.txt"),)), ["z.txt", "the_lease.pdf"]),
        ("Is it long?", Scope(folders=(str(ROOT / "b"),)), ["payslip_2024.pdf", "payslip_2025.pdf"]),
        ("Is it long?", Scope(suffixes=(".docx",)), ["Mietvertrag.docx"]),
    ],
)
def test_files_that_a_question_names_come_first(question: str, scope: Scope, first: list[str]) -> None:
    assert names(about(question, scope, FILES)) == first


def test_a_question_between_two_files_changes_the_order_of_the_rest_and_each_comes_once() -> None:
    asked, came = Asked(), list[tuple[str, bool]]()
    for file, asked_about in ReadingOrder(FILES, asked):
        came.append((file.path.name, asked_about))
        if len(came) == 1:
            asked.note("And the lease?", Scope())
    assert came[:3] == [("a.txt", False), ("the_lease.pdf", True), ("payslip_2024.pdf", False)]
    assert sorted(name for name, _ in came) == sorted(names(list(FILES)))


def test_a_file_that_is_asked_about_is_in_the_library_before_the_next_is_begun(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for name in ("a-heron", "b-otter", "c-lease", "d-pike"):
        (folder / f"{name}.md").write_text(f"The {name[2:]} is told of here, in a sentence of its own.")
    asked, events = Asked(), list[tuple[str, str]]()
    with opened(tmp_path / "home") as library:
        journey = Indexing(SCANNER, PARSER, CHUNKER, EMBEDDER, library, GATE, asked=asked)
        for event in journey.run([folder], StopSignal()):
            if isinstance(event, FileSeen | FileIndexed):
                events.append((type(event).__name__, Path(event.path).stem))
                asked.newest = asked.newest or ("How long is the lease?", Scope())
    assert [name for kind, name in events if kind == "FileSeen"] == ["a-heron", "c-lease", "b-otter", "d-pike"]
    assert events.index(("FileIndexed", "c-lease")) < events.index(("FileIndexed", "b-otter"))
    assert events[2:4] == [("FileIndexed", "a-heron"), ("FileIndexed", "c-lease")]
