"""The grid of a Word table. Invariant: a cell over several columns or rows is repeated in each of them, so that every
value stands under its own heading."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from assistant.ingest.parse.office.zipped import attribute

_MAX_COLUMNS = 200


def table_grid(table: Any, text_of: Callable[[Any], str]) -> tuple[list[list[str]], bool | None]:
    """The rows of cells, and whether the first row is marked as the header (None: it is not said)."""
    rows: list[list[str]] = []
    above: list[str] = []
    header: bool | None = None
    for row in _rows(table):
        if not rows and row.find("{*}trPr/{*}tblHeader") is not None:
            header = True
        above, has_own = _row(row, above, text_of)
        rows.append(above if has_own else [])  # what is merged into a row makes none
    return rows, header


def frame_cells(table: Any) -> list[Any]:
    """The cells of a table that is a frame around text: no row has more than one cell. Else none."""
    rows = [list(_cells(row)) for row in _rows(table)]
    return [cell for row in rows for cell in row] if max(map(len, rows), default=0) == 1 else []


def _rows(table: Any) -> Iterator[Any]:
    return (row for row in table.iter("{*}tr") if next(row.iterancestors("{*}tbl"), None) is table)


def _cells(row: Any) -> Iterator[Any]:
    """The cells of a row, also those in content controls; cells of tables inside it are not its own."""
    return (cell for cell in row.iter("{*}tc") if next(cell.iterancestors("{*}tr")) is row)


def _row(row: Any, above: list[str], text_of: Callable[[Any], str]) -> tuple[list[str], bool]:
    """The cells of a row, and whether one of them holds text of its own."""
    cells = [""] * _number(row.find("{*}trPr/{*}gridBefore"), 0)
    has_own = False
    for cell in _cells(row):
        at = len(cells)
        goes_on = cell.find("{*}tcPr/{*}vMerge")
        beside = cell.find("{*}tcPr/{*}hMerge")
        if goes_on is not None and attribute(goes_on, "val") != "restart":
            text = above[at] if at < len(above) else ""
        elif beside is not None and attribute(beside, "val") != "restart" and cells:
            text = cells[-1]
        else:
            text = text_of(cell)
            has_own = has_own or bool(text)
        cells.extend([text] * min(_number(cell.find("{*}tcPr/{*}gridSpan"), 1), _MAX_COLUMNS - at))
        if len(cells) >= _MAX_COLUMNS:
            break
    return cells, has_own


def _number(element: Any, otherwise: int) -> int:
    value = attribute(element, "val") if element is not None else ""
    return min(int(value), _MAX_COLUMNS) if value.isdecimal() and len(value) < 6 else otherwise
