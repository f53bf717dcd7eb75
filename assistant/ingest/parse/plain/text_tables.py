"""Tables inside of texts: lines of cells between signs or wide gaps, and the tables of Markdown.

The text stays as it is; the rows are told beside it. Invariant: a row is one line of the text, and a row's cells stand
in it in their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.domain.records.documents import Block
from assistant.domain.records.tables import ParsedTable
from assistant.ingest.parse.marks.raised import without_marks
from assistant.ingest.parse.rows import RowKeeper
from assistant.ingest.parse.tables import looks_like_header, names_of
from assistant.text.clean import one_line

_MIN_LINES, _MAX_LINES, _SAMPLE_ROWS = 3, 5_000, 30
_DELIMITERS = (re.compile("\t"), re.compile(";"), re.compile(r"\|"), re.compile(r" {3,}| *\t+ *"))
_PIPE = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[\s|:+-]+")
_MARKED = re.compile(r"[^\w \t.,:;/%+'\"-]|[^\x00-\x7f]")
_MARKED_ROW = re.compile(r"[^\w \t.,:;/%+'\"|-]|[^\x00-\x7f]")
_NOTE = re.compile(r"\s?\[\^[^\]\s]{1,20}\]")
_Line = tuple[int, int]  # a span
_Row = tuple[_Line, list[str]]


def with_rows(text: str, blocks: Sequence[Block]) -> tuple[list[Block], tuple[ParsedTable, ...]]:
    """The blocks, with a block for each row where a paragraph is a table with names of its columns, and the tables."""
    keeper = RowKeeper()
    found: list[Block] = []
    heading = ""
    for block in blocks:
        heading = _named(text, block, heading)
        rows = _split(text, block) if block.kind == "paragraph" else []
        if rows:
            _keep(keeper, rows, heading)
            found += [Block("table_row", start, end) for (start, end), _ in rows]
        else:
            found.append(block)
    return found, keeper.tables()


def tables_of(text: str, blocks: Sequence[Block]) -> tuple[ParsedTable, ...]:
    """The tables of Markdown, whose rows are blocks of their own; the line below the names is no block."""
    keeper = RowKeeper()
    rows: list[_Row] = []
    ruled = False
    end = -1
    heading = above = ""
    for block in blocks:
        heading = _named(text, block, heading)
        if block.kind != "table_row":
            continue
        between = text[end : block.start] if end >= 0 else ""
        if (
            rows
            and between.strip(" \t\r") not in ("", "\n")
            and not (len(rows) == 1 and "-" in between and _RULE.fullmatch(between))
        ):
            _keep_ruled(keeper, rows, ruled, above)
            rows, ruled = [], False
        above = above if rows else heading
        ruled = ruled or (len(rows) == 1 and "-" in between)
        rows.append(((block.start, block.end), _cells_of(text[block.start : block.end])))
        end = block.end
    _keep_ruled(keeper, rows, ruled, above)
    return keeper.tables()


def _named(text: str, block: Block, heading: str) -> str:
    """The heading above what follows the block."""
    return one_line(text[block.start : block.end]) if block.kind == "heading" else heading


def _keep_ruled(keeper: RowKeeper, rows: Sequence[_Row], ruled: bool, name: str) -> None:
    if ruled and len(rows) > 1:
        _keep(keeper, rows, name)


def _keep(keeper: RowKeeper, rows: Sequence[_Row], name: str) -> None:
    width = max(len(cells) for _, cells in rows)
    even = [[*cells, *[""] * (width - len(cells))] for _, cells in rows]
    names, depth = names_of(even[:_SAMPLE_ROWS])
    keeper.begin(name, names, sheet=False)
    for number, ((start, end), _) in enumerate(rows[depth:], depth + 1):
        keeper.add(number, start, end, even[number - 1])


def _cells_of(line: str) -> list[str]:
    """The cells of a row of Markdown."""
    inner = line.strip().removeprefix("|").removesuffix("|")
    if _MARKED_ROW.search(inner) is None and "\\" not in inner:
        return [" ".join(cell.split()) for cell in inner.split("|")]  # most rows: one look instead of one a cell
    if "\\" not in inner:
        return [_bare(cell) for cell in inner.split("|")]
    return [_bare(cell.replace("\\|", "|")) for cell in _PIPE.split(inner)]


def _bare(cell: str) -> str:
    if _MARKED.search(cell) is None:
        return " ".join(cell.split())  # the same result, many times as fast, for most cells
    return without_marks(one_line(_NOTE.sub("", cell).replace("**", "")).strip("` "))


def _split(text: str, block: Block) -> list[_Row]:
    """The rows of a paragraph whose lines are cut into the same number of cells; none where it is no table."""
    first = text[block.start : max(text.find("\n", block.start, block.end), block.start)]
    fitting = [delimiter for delimiter in _DELIMITERS if delimiter.search(first.strip())]
    lines = list(_lines(text, block)) if fitting else []
    if not _MIN_LINES <= len(lines) <= _MAX_LINES:
        return []
    for delimiter in fitting:
        width = len(delimiter.split(first.strip()))
        if any(len(delimiter.split(text[start:end].strip())) != width for start, end in lines):
            continue
        cells = [[_bare(cell) for cell in delimiter.split(text[start:end].strip())] for start, end in lines]
        if looks_like_header(cells):
            return list(zip(lines, cells, strict=True))
    return []


def _lines(text: str, block: Block) -> Iterator[_Line]:
    start = block.start
    while start < block.end:
        end = text.find("\n", start, block.end)
        end = block.end if end < 0 else end
        if text[start:end].strip():
            yield start, end
        start = end + 1
