"""What a run tells: every file that was read, and of many moves the first."""

from __future__ import annotations

from assistant.cli.library.narration import Narration
from assistant.domain.events import (
    FileForgotten,
    FileIndexed,
    FileJudged,
    FileMoved,
    FileQuarantined,
    IndexEvent,
    IndexingFinished,
    Progress,
    ScanFinished,
)


def told(narration: Narration, moved: int, gone: int) -> list[str]:
    events: list[IndexEvent] = [
        ScanFinished(0, 0, moved, gone, 5, 0, ()),
        *(FileMoved(f"/a/{number}.md", f"/b/{number}.md") for number in range(moved)),
        *(FileForgotten(f"/c/{number}.md") for number in range(gone)),
        IndexingFinished(0, 0, moved, gone, 5, 0, 1.0),
    ]
    return [line for line in map(narration.line, events) if line]


def test_few_moves_are_named_each() -> None:
    lines = told(Narration(), 20, 2)
    assert lines[1] == "> /a/0.md is now /b/0.md"
    assert lines[20:23] == ["> /a/19.md is now /b/19.md", "- /c/0.md", "- /c/1.md"]
    assert lines[-1] == "0 indexed (0 passages), 0 could not be read, 20 moved, 2 forgotten, 5 unchanged, 1.0 s"


def test_of_a_thousand_moves_the_first_are_named_and_the_last_line_counts_them_all() -> None:
    narration = Narration()
    for _ in range(2):  # each run names some
        lines = told(narration, 1000, 300)
        assert len(lines) == 1 + 21 + 21 + 1
        assert lines[21] == "> ... and more: the last line counts them"
        assert lines[42] == "- ... and more: the last line counts them"
        assert "1000 moved, 300 forgotten" in lines[-1]


def test_that_other_rules_look_at_the_library_is_told_once_and_counted_on_a_terminal() -> None:
    narration = Narration()
    for _ in range(2):  # each run tells it
        assert narration.line(ScanFinished(0, 0, 0, 0, 3, 0, ())).startswith("0 new")
        lines = [narration.line(FileJudged(f"/a/{number}.md", number, 3)) for number in range(3)]
        assert lines == [
            "Other rules decide what may come in: 3 files of the library are judged by them.", "", ""
        ]  # fmt: skip
    assert narration.status(FileJudged("/a/1.md", 1, 3)) == "1/3 files judged"
    assert narration.status(Progress(1, 3, 7, 2.0, 5.0)) == "1/3 files, 7 passages, 2/s, about 5 s left"
    assert narration.status(FileForgotten("/a/1.md")) == ""


def test_every_file_that_was_read_or_could_not_be_is_named() -> None:
    narration = Narration()
    read = [narration.line(FileIndexed(f"/a/{number}.md", 1, 1, 0.1)) for number in range(50)]
    assert read[49] == "+ /a/49.md: 1 passage"
    left = [narration.line(FileQuarantined(f"/a/{number}.md", "empty", "The file is empty.")) for number in range(50)]
    assert left[49] == "x /a/49.md: empty. The file is empty."
    assert narration.line(FileIndexed("/a/b.pdf", 3, 2, 0.1, (2, 3))) == "+ /a/b.pdf: 2 passages; no text on page 2, 3"
