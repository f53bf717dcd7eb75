"""Sheets and files made alike: a name in the question says which of them is meant."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from assistant.answer.tables.cells.sheets import Sheet
from assistant.answer.tables.engine.process import SealedQueries
from tests.answer.tables.asking import outcome_of, read_sheets

LODGES = {"Lodge North": (48, 9, 7), "Lodge South": (65, 11, 8)}
ITEMS = ("Cleaning fee", "Bed linen", "Firewood")


@pytest.fixture(scope="module")
def lodges(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Sheet]]:
    """The same two tables as sheets of one file, and as two files."""
    folder = tmp_path_factory.mktemp("lodges")
    book = xlsxwriter.Workbook(folder / "lodges.xlsx")
    files: list[Path] = []
    for name, prices in LODGES.items():
        rows = [("Item", "Euros"), *zip(ITEMS, prices, strict=True)]
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        files.append(folder / f"{name.replace(' ', '_').lower()}.csv")
        files[-1].write_text("\n".join(f"{item},{price}" for item, price in rows), "utf-8")
    book.close()
    return {"sheets": read_sheets([folder / "lodges.xlsx"]), "files": read_sheets(files)}


@pytest.mark.parametrize("kind", ["sheets", "files"])
def test_the_name_decides_which_rows_count(kind: str, lodges: dict[str, list[Sheet]], queries: SealedQueries) -> None:
    for name, prices in LODGES.items():
        outcome = outcome_of(f"What is the cleaning fee of {name}?", lodges[kind], queries)
        assert outcome is not None and len(outcome.rows) == 1
        row = outcome.reading.sheet.rows[outcome.rows[0]].row
        assert row.cells == ("Cleaning fee", str(prices[0]))


@pytest.mark.parametrize("kind", ["sheets", "files"])
def test_without_a_name_all_rows_count(kind: str, lodges: dict[str, list[Sheet]], queries: SealedQueries) -> None:
    outcome = outcome_of("What is the cleaning fee of the lodges?", lodges[kind], queries)
    assert outcome is None or len(outcome.rows) == 2
