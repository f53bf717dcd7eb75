"""Tables as text (CSV, TSV): a block for each row, with its column names.

Invariant: rows are parsed one at a time, never all at once.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator

from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.plain.text import read_text
from assistant.ingest.parse.source import Source
from assistant.ingest.parse.tables import looks_like_header, row_text

_DELIMITERS = ",;\t|"
_SAMPLE_ROWS = 30
_MAX_FIELD_CHARS = 1_000_000
_MAX_COLUMNS = 2_000


def read(source: Source) -> Iterator[ParsedPage]:
    """One page. Raises ParseFailure for binary content."""
    text = read_text(source).replace("\0", "")
    builder = PageBuilder()
    rows = _rows(text, "\t" if source.suffix == ".tsv" else find_delimiter(text), source)
    sample = list(itertools.islice(rows, _SAMPLE_ROWS))
    has_header = bool(sample) and looks_like_header([row for _, row in sample])
    names = sample[0][1] if has_header else []
    builder.begin_table(header=names, sheet=True)
    for number, row in itertools.chain(sample[1:] if has_header else sample, rows):
        builder.add_row(row_text(names, row), number, row)
        if builder.length > source.limits.max_chars:
            break
    yield builder.build()


def find_delimiter(text: str) -> str:
    """The delimiter that splits most of the first rows into the same number of fields, two or more."""
    lines = [line for line in text[:65_536].splitlines() if line.strip()][:_SAMPLE_ROWS]
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
        return lines[0].strip()[4]
    best, best_score = ",", 0.0
    for delimiter in _DELIMITERS:
        try:
            counts = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            continue
        common = max(set(counts), key=counts.count, default=0)
        score = counts.count(common) / len(counts) * min(common, 10) if common > 1 else 0.0
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _rows(text: str, delimiter: str, source: Source) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty, with its number as a spreadsheet counts it: from 1, with the empty rows."""
    csv.field_size_limit(_MAX_FIELD_CHARS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, row in enumerate(reader, 1):
            cells = [" ".join(cell.split()) for cell in row[:_MAX_COLUMNS]]
            if any(cells) and not (number == 1 and len(cells) == 1 and cells[0].lower().startswith("sep=")):
                yield number, cells
    except csv.Error:
        source.note("Only the rows before a damaged one were read.")
