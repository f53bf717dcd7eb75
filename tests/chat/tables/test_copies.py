"""Tables leave the app as CSV and as Markdown."""

from __future__ import annotations

import csv
import io

from assistant.chat.tables.copies import as_csv, as_markdown
from assistant.domain.records.results import ResultTable, find_table

TABLE = ResultTable(("File", "Value"), (("a|b.pdf", "-12.50 [1]"), ('say "hi", twice', "=cmd() [2] [1]")))
PLACES = {1: "/x/a.pdf, page 3", 2: "/x/b.md"}


def test_csv_has_plain_values_and_a_column_of_sources() -> None:
    rows = list(csv.reader(io.StringIO(as_csv(TABLE, PLACES))))
    assert rows == [
        ["File", "Value", "Sources"],
        ["a|b.pdf", "-12.50", "/x/a.pdf, page 3"],
        ['say "hi", twice', "'=cmd()", "/x/b.md; /x/a.pdf, page 3"],
    ]


def test_no_cell_of_a_csv_is_a_formula() -> None:
    table = ResultTable(("@x",), (("+1 234",), ("=1+1",), ("-rm",), ("-7",)))
    assert list(csv.reader(io.StringIO(as_csv(table, {})))) == [["'@x"], ["'+1 234"], ["'=1+1"], ["'-rm"], ["-7"]]


def test_markdown_can_be_read_back_and_names_the_sources() -> None:
    text = as_markdown(TABLE, PLACES)
    assert find_table(text) == TABLE
    assert text.endswith("\n\n[1] /x/a.pdf, page 3\n[2] /x/b.md\n")
    bare = ResultTable(("A",), (("1",),))
    assert as_markdown(bare, PLACES) == "| A |\n| --- |\n| 1 |\n"
