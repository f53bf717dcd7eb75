"""Tables as text (CSV, TSV): a block for each row, with its column names.

Invariant: rows are parsed one at a time, never all at once.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.office.sheet_tables import SheetTables
from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.plain.text import read_text
from assistant.ingest.parse.source import Source

_DELIMITERS = ",;\t|"
_QUOTED, _TEXT_COMMA = re.compile(r'"[^"\n]*"'), re.compile(r"(?<=\d),(?=\d)|,(?= )")
_SAMPLE_ROWS = 30
_MAX_FIELD_CHARS = 1_000_000
_MAX_COLUMNS = 2_000


def read(source: Source) -> Iterator[ParsedPage]:
    """One page. Raises ParseFailure for binary content."""
    text = read_text(source).replace("\0", "")
    builder = PageBuilder()
    tables = SheetTables(builder, forms=False)
    expected = 1
    for number, row in _rows(text, "\t" if source.suffix == ".tsv" else find_delimiter(text), source):
        if number != expected:
            tables.blank()
        tables.row(number, row)
        expected = number + 1
        if builder.length > source.limits.max_chars:
            break
    tables.finish()
    yield builder.build()


def find_delimiter(text: str) -> str:
    """The delimiter that splits most of the first rows into the same number of fields, two or more.

    Commas also stand inside of figures and names: another delimiter that splits the rows as evenly goes before them.
    """
    lines = [line for line in text[:65_536].splitlines() if line.strip()][:_SAMPLE_ROWS]
    if lines and _names_delimiter(lines[0].lstrip().rstrip("\r")):
        return lines[0].lstrip()[4]
    splits = {delimiter: _split(lines, delimiter) for delimiter in _DELIMITERS}
    comma = splits.pop(",")
    best = max(splits, key=lambda delimiter: splits[delimiter].score)
    other = splits[best]
    evener = other.share > comma.share or (other.share == comma.share and _has_commas_in_fields(lines))
    return best if other.score > comma.score or (other.score > 0 and other.has_first and evener) else ","


@dataclass(frozen=True, slots=True)
class _Split:
    """How a delimiter splits the rows: `share` of them into the usual number of fields, and the first row too?"""

    share: float = 0.0
    score: float = 0.0
    has_first: bool = False


def _split(lines: list[str], delimiter: str) -> _Split:
    try:
        counts = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return _Split()
    common = max(set(counts), key=counts.count, default=0)
    if common < 2:
        return _Split()
    share = counts.count(common) / len(counts)
    return _Split(share, share * min(common, 10), counts[0] == common)


def _has_commas_in_fields(lines: list[str]) -> bool:
    """Whether most commas stand as in text: between two figures, or before a space."""
    plain = _QUOTED.sub("", "\n".join(lines))
    return 2 * len(_TEXT_COMMA.findall(plain)) > plain.count(",")


def _names_delimiter(line: str) -> bool:
    """Whether the line says which delimiter follows, as spreadsheet programs write and read it: "sep=;"."""
    return line.lower().startswith("sep=") and len(line) == len("sep=") + 1


def _rows(text: str, delimiter: str, source: Source) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty, with its number as a spreadsheet counts it: from 1, with the empty rows."""
    csv.field_size_limit(_MAX_FIELD_CHARS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, row in enumerate(reader, 1):
            cells = [" ".join(cell.split()) for cell in row[:_MAX_COLUMNS]]
            if any(cells) and not (number == 1 and _names_delimiter(delimiter.join(cells))):
                yield number, cells
    except csv.Error:
        source.note("Only the rows before a damaged one were read.")
