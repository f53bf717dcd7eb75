"""Files that are named, and what is printed for other programs."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.chat.printed import answer_csv, answer_markdown, passages_csv, passages_markdown
from assistant.cli.ask.files_option import require_files, spread
from assistant.domain.errors import UsageError
from assistant.domain.records.answers import Answer, Citation
from assistant.domain.records.results import find_table
from tests.cli.called import call, make_home
from tests.tui.doubles.scripted_events import PASSAGES

BAD = "=HYPERLINK(0) <img src=x> ![a](http://b)"
TABLE = f"| File | Sum |\n| --- | --- |\n| {BAD} | -5.20 [1] |\n"
CITED = (Citation(1, "/a/=b.pdf", 3, f"The rent, [2] {BAD}.", 0, 9),)


def an_answer(text: str) -> Answer:
    return Answer(text, False, "extractive", CITED, PASSAGES, table=find_table(text))


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_files_end_at_an_option_and_at_the_dashes() -> None:
    assert spread(["--files", "a", "b", "--", "--files", "c"]) == ["--files=a", "--files=b", "--", "--files", "c"]
    assert spread(["--files", "a", "--json", "what"]) == ["--files=a", "--json", "what"]
    assert spread(["--files=a", "what", "is"]) == ["--files=a", "what", "is"]
    assert spread(["what", "--files"]) == ["what", "--files"]


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x", "utf-8")
    assert require_files([tmp_path / "a.txt", tmp_path / "." / "a.txt"], True) == (tmp_path / "a.txt",)
    with pytest.raises(UsageError, match="is a folder"):
        require_files([tmp_path], True)
    with pytest.raises(UsageError, match="Write -- in front"):
        require_files([tmp_path / "a.txt", Path("What do they want?")], False)
    home = make_home(tmp_path)
    assert "requires an argument" in call(home, "ask", "--files").err
    assert "There is no question" in call(home, "ask", "--files", str(tmp_path / "a.txt")).err
    assert "--in, --type" in call(home, "ask", "--files", str(tmp_path / "a.txt"), "--type", ".md", "--", "a").err
    assert "exclude each other" in call(home, "ask", "--json", "--format", "csv", "a").err


def test_no_cell_of_a_csv_is_run() -> None:
    [head, row] = rows(answer_csv(an_answer(TABLE)))
    assert head == ["File", "Sum", "Sources"]
    assert row == [f"'{BAD}", "-5.20", "/a/=b.pdf, page 3"]
    [head, row] = rows(answer_csv(an_answer("Three months. [1]")))
    assert head == ["number", "file", "page", "quote"]
    assert row == ["1", "/a/=b.pdf", "3", f"The rent, [2] {BAD}."]
    formula = replace(CITED[0], quote=BAD, path="@a")
    [_, row] = rows(answer_csv(replace(an_answer(""), citations=(formula,))))
    assert row[1:] == ["'@a", "3", f"'{BAD}"]
    assert [row[1] for row in rows(passages_csv(PASSAGES))[1:]] == [passage.path for passage in PASSAGES]


def test_no_markdown_loads_anything() -> None:
    for text in (answer_markdown(an_answer(f"{BAD} [1]")), passages_markdown([replace(PASSAGES[0], text=BAD)])):
        assert "![" not in text and "](" not in text and "<img" not in text
    assert answer_markdown(an_answer("Three months. [1]")).startswith(
        "Three months. [1]\n\n- [1] /a/=b.pdf, page 3: “The"
    )
