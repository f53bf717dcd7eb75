"""A table as it leaves the app: as CSV for a spreadsheet, as Markdown for a note.

Invariant: no cell of a CSV is run as a formula by the program that opens it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import TYPE_CHECKING

from assistant.chat.tables.values import kind_of, markers, without_markers
from assistant.text.clean import clean, one_line

if TYPE_CHECKING:
    from assistant.domain.records.results import ResultTable

_SOURCES = "Sources"
_FORMULA = ("=", "+", "-", "@")  # how a formula begins: https://owasp.org/www-community/attacks/CSV_Injection


def as_csv(table: ResultTable, places: Mapping[int, str]) -> str:
    """Comma-separated, as RFC 4180 says. `places`: file and page of each citation; they fill a last column, and the
    other cells are without "[n]"."""
    cited = bool(places) and any(markers(cell) for row in table.rows for cell in row)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*map(_inert, table.columns), *([_SOURCES] if cited else [])])
    for row in table.rows:
        numbers = dict.fromkeys(number for cell in row for number in markers(cell))
        sources = "; ".join(places[number] for number in numbers if number in places)
        cells = (without_markers(cell) if cited else cell for cell in row)
        writer.writerow([*map(_inert, cells), *([_inert(sources)] if cited else [])])
    return out.getvalue()


def as_markdown(table: ResultTable, places: Mapping[int, str]) -> str:
    """The table with its citations, and the cited places below it."""
    numbers = dict.fromkeys(number for row in table.rows for cell in row for number in markers(cell))
    cited = [f"[{number}] {places[number]}" for number in numbers if number in places]
    return "\n".join([*map(clean, table.lines()), *(["", *cited] if cited else [])]) + "\n"


def _inert(cell: str) -> str:
    """`cell` with a sign in front that makes it text, where it would be a formula."""
    text = one_line(cell)
    return f"'{text}" if text.startswith(_FORMULA) and kind_of([text]) != "number" else text
