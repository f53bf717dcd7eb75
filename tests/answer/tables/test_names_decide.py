"""Sheets and files made alike: a name in the question says which of them is meant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import xlsxwriter

from assistant.answer.tables.cells.sheets import Sheet
from assistant.answer.tables.engine.process import SealedQueries
from tests.answer.tables.asking import outcome_of, read_sheets, said

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


_ORDERS = [
    ("order", "customer", "work", "euros"),
    ("KT-5102", "Lund", "bench", "98,00"),
    ("KT-5102-2", "Osei", "shelf", "45,50"),
]


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_code_asked_for_is_exact(form: str, tmp_path: Path, queries: SealedQueries) -> None:
    file = tmp_path / f"orders.{form}"
    records = [dict(zip(_ORDERS[0], row, strict=True)) for row in _ORDERS[1:]]
    file.write_text(json.dumps(records) if form == "json" else "\n".join(map(";".join, _ORDERS)))
    for order, customer in (("KT-5102", "Lund"), ("KT-5102-2", "Osei")):
        assert said(f"Which customer has the order {order}?", read_sheets([file]), queries) == customer


_HOURS = [["Room", "Saturday 10 am", "Sunday 10 am", "Sunday 2 pm"], ["Loft", "Weaving", "Felting", "Dyeing"]]
_HOURS += [["Barn", "Pottery", "Choir", "Carving"], ["Yard", "Archery", "Juggling", "Fencing"]]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Which workshop is in the Loft on Sunday at 10 am?", "Felting"),
        ("Which workshop is in the Barn on Sunday at 2 pm?", "Carving"),
    ],
)
def test_the_first_line_is_what_is_asked_for(question: str, first: str, tmp_path: Path, queries: SealedQueries) -> None:
    file = tmp_path / "workshops.csv"
    file.write_text("\n".join(map(",".join, _HOURS)))
    assert said(question, read_sheets([file]), queries) == first


def test_the_only_other_column_is_asked_for(lodges: dict[str, list[Sheet]], queries: SealedQueries) -> None:
    assert said("What is the cleaning fee of Lodge North?", lodges["files"], queries).startswith("48")
    assert said("What is the firewood of Lodge South?", lodges["files"], queries).startswith("8")
