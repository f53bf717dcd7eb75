"""Asks files on disk as the task does, without library and gate: what is read, found and said first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.answer.tables.answer import first_line
from assistant.answer.tables.asked.question import read_question
from assistant.answer.tables.cells.sheets import Sheet, group, make_sheet
from assistant.answer.tables.find import readings, ties
from assistant.answer.tables.outcome import Outcome, run
from assistant.answer.tables.query import loaded
from assistant.domain.ports.tables import TableQueries
from assistant.domain.records.files import SourceFile
from assistant.domain.records.tables import StoredTable, TableRow
from tests.ingest.parse.direct import DirectParser


def read_sheets(files: Sequence[Path]) -> list[Sheet]:
    """The sheets of `files`, read by the product's readers."""
    rows: dict[int, tuple[TableRow, ...]] = {}
    tables: list[StoredTable] = []
    for document, path in enumerate(files):
        parsed = DirectParser().parse(SourceFile(path, path.parent, 0, 0))
        found = [(page.number, table) for page in parsed.pages for table in page.tables]
        for number, (page, table) in enumerate(found):
            rows[len(rows) + 1] = table.rows
            tables.append(
                StoredTable(
                    len(rows), document, str(path), page, parsed.paged, number, table.name, table.header,
                    len(table.rows), table.sheet, table.complete,
                )
            )  # fmt: skip
    made = [make_sheet(members, lambda table: rows[table]) for members in group(tables)]
    return [sheet for sheet in made if sheet is not None]


def outcome_of(question: str, sheets: Sequence[Sheet], queries: TableQueries) -> Outcome | None:
    """What the task would answer from; None where it hands the question over."""
    found = readings(read_question(question), sheets)
    for reading in [*ties(found), *found] if found else []:
        queries.load([loaded(reading.sheet)])
        if (outcome := run(reading, queries)) is not None:
            return outcome
    return None


def said(question: str, sheets: Sequence[Sheet], queries: TableQueries) -> str:
    """The first line of the answer; "" where the question is handed over."""
    outcome = outcome_of(question, sheets, queries)
    return first_line(outcome, read_question(question).language) if outcome is not None else ""
