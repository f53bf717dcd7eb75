"""SQL that a language model writes, where the grammar of questions gives nothing.

Invariant: the model sees columns and a few admitted cells, and its statement is run like any other; its own words and
figures are never shown. A statement with a text of no cell, or a number that the question lacks, is not run.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass

from assistant.answer.tables.asked.question import Asked
from assistant.answer.tables.cells.concepts import keys_of
from assistant.answer.tables.cells.sheets import Sheet
from assistant.answer.tables.evidence import Evidence, Used
from assistant.answer.tables.match import indexes_of
from assistant.answer.tables.query import MAX_ROWS, Sql, loaded
from assistant.answer.turn import OpenTurn
from assistant.domain.errors import AssistantError, QueryFailed
from assistant.domain.events import AnswerEvent
from assistant.domain.ports.generate import Generator as Writer
from assistant.domain.ports.tables import TableQueries
from assistant.domain.records.passages import Prompt

_SYSTEM = (
    "You write one SQLite SELECT statement that answers a question from the table t1. Use only the columns that are "
    "listed. Dates are texts such as 2024-03-05. Write the statement and nothing else."
)
_MAX_TOKENS, _MAX_CHARS = 120, 800
_SAMPLE_ROWS, _MAX_COLUMNS, _MAX_RESULT = 4, 20, 5
_KINDS = {"time": "minutes", "month": "month from 01 to 12"}
_LEAST_SHARE = 0.5  # of the words of the question that the sheet has to explain
_STATEMENT = re.compile(r"\bselect\b[^;`]*", re.IGNORECASE)
_LITERAL = re.compile(r"('[^']*')")
_WORD = re.compile(r'"([^"]{1,80})"|\b[^\W\d]\w*')
_TEXT = re.compile(r"'([^']*)'")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
_COLUMN = re.compile(r"\bc(\d+)\b", re.IGNORECASE)
_WHERE = re.compile(
    r"\bwhere\b(.*?)(?:\bgroup\s+by\b|\border\s+by\b|\blimit\b|\bhaving\b|$)", re.IGNORECASE | re.DOTALL
)
_DATE_PART = re.compile(r"[\d%_-]{2,10}")
_ALWAYS = frozenset({"0", "1", "2", "100"})  # numbers of SQL itself: places, rounding, percent


@dataclass(frozen=True, slots=True)
class Written:
    """A statement of the model, its result, and the numbers of the sheet's rows that it was made from."""

    sheet: Sheet
    sql: Sql
    result: tuple[tuple[str | float | int, ...], ...]
    rows: tuple[int, ...]
    total: int


def likely_sheet(asked: Asked, sheets: Sequence[Sheet]) -> Sheet | None:
    """The sheet that explains most of the question's words, if it explains enough of them."""
    best, most = None, max(2.0, _LEAST_SHARE * len(asked.tokens))
    for sheet in sheets:
        names = frozenset[str]().union(*(keys_of(word) for word in sheet.name_words))
        columns = frozenset[str]().union(*(keys_of(word) for column in sheet.columns for word in column.words))
        indexes = indexes_of(sheet)
        explained = sum(
            1
            for token in asked.tokens
            if token.keys & columns or token.keys & names or any(index.match([token]) for index in indexes)
        )
        if explained + bool(asked.limits and sheet.dates()) >= most:
            best, most = sheet, explained + bool(asked.limits and sheet.dates()) + 0.5
    return best


def write_and_run(
    turn: OpenTurn, writer: Writer, sheet: Sheet, queries: TableQueries, evidence: Evidence
) -> Generator[AnswerEvent, None, Written | None]:
    """Ask the model for a statement over `sheet` and run it; None where it writes none that may be shown."""
    sample = [Used(at, origin, "") for at, origin in enumerate(sheet.rows[:_SAMPLE_ROWS])]
    refused = yield from evidence.refused(sample)
    if refused:
        return None
    request = f"{_described(sheet, evidence)}\nQuestion: {turn.question}\nSQL:"
    prompt = Prompt(_SYSTEM, request, (), max_answer_tokens=_MAX_TOKENS)
    try:
        said = "".join(writer.generate(prompt, turn.stop))
    except AssistantError:
        return None
    text = own_names(statement_in(said), sheet)
    if not text or not is_plausible(text, sheet, turn.question):
        return None
    try:
        queries.load([loaded(sheet)])
        found = yield from _run(text, sheet, queries, evidence)
    except QueryFailed:
        return None
    return found


def statement_in(said: str) -> str:
    """The first SELECT of what a model said, on one line; "" if there is none."""
    found = _STATEMENT.search(said[:_MAX_CHARS])
    return " ".join(found[0].split()) if found else ""


def own_names(text: str, sheet: Sheet) -> str:
    """`text` with c1, c2, ... where a model wrote the name of a column ("Paid_back"), which small models prefer."""
    known: dict[str, str] = {}
    for at, column in enumerate(sheet.columns, 1):
        bare = column.name.partition("(")[0]
        for name in (column.name, bare):
            known.setdefault(_identifier(name), f"c{at}")
    parts = _LITERAL.split(text)
    for at in range(0, len(parts), 2):  # the others are texts in quotes
        parts[at] = _WORD.sub(lambda found: known.get(_identifier(found[1] or found[0]), found[0]), parts[at])
    return "".join(parts)


def _identifier(name: str) -> str:
    return "_".join(re.findall(r"\w+", name.casefold()))


def is_plausible(text: str, sheet: Sheet, question: str) -> bool:
    """Whether the statement names our table and columns alone, texts of cells, and numbers of the question."""
    columns = [int(found) for found in _COLUMN.findall(text)]
    if not columns or not all(1 <= at <= len(sheet.columns) for at in columns) or '"' in text or "--" in text:
        return False
    if text.count("'") % 2 or text.casefold().count("select") > 1 or not re.search(r"\bfrom t1\b", text, re.IGNORECASE):
        return False
    cells = {str(value).casefold() for column in sheet.columns for value in column.values if value is not None}
    for literal in _TEXT.findall(text):
        plain = literal.strip("%").casefold()
        if not _DATE_PART.fullmatch(literal) and not any(plain in cell for cell in cells):
            return False
    bare = _COLUMN.sub(" ", _TEXT.sub(" ", text)).replace("t1", " ")
    return all(number in question or number in _ALWAYS for number in _NUMBER.findall(bare))


def _described(sheet: Sheet, evidence: Evidence) -> str:
    """The schema: each column with its name, its type, and a few of its values, as far as the gate lets them pass."""
    lines = ["Table t1:"]
    sample = range(min(len(sheet.rows), _SAMPLE_ROWS))
    for at, column in enumerate(sheet.columns[:_MAX_COLUMNS], 1):
        shown = [column.texts[row] for row in sample if evidence.shows(sheet.rows[row], column.texts[row])]
        named = column.position < 0 or any(evidence.shows(sheet.rows[row], column.name) for row in sample)
        values = ", ".join(repr(value[:40]) for value in dict.fromkeys(shown) if value)
        lines.append(
            f"c{at}: {column.name[:60] if named else 'a column'} ({_KINDS.get(column.kind, column.kind)})"
            + (f", for example {values}" if values else "")
        )
    return "\n".join(lines)


def _run(
    text: str, sheet: Sheet, queries: TableQueries, evidence: Evidence
) -> Generator[AnswerEvent, None, Written | None]:
    result = queries.run(text, (), _MAX_RESULT).rows
    where = _WHERE.search(text)
    condition = f" WHERE {where[1].strip()}" if where else ""
    row = f"c{len(sheet.columns) + 1}"
    found = queries.run(f"SELECT {row} FROM t1{condition} ORDER BY {row}", (), MAX_ROWS)
    rows = tuple(int(one[0]) for one in found.rows if isinstance(one[0], int))
    if not rows or found.more or not result or any(value is None for value in result[0]):
        return None
    refused = yield from evidence.refused([Used(at, sheet.rows[at], "") for at in rows])
    if refused:
        return None
    kept = tuple(tuple(value for value in line if value is not None) for line in result)
    cells = [(at, column.texts[at]) for column in sheet.columns for at in rows]
    visible = {cell for at, cell in cells if cell and evidence.shows(sheet.rows[at], cell)}
    if any(isinstance(value, str) and value not in visible for line in kept for value in line):
        return None  # a text that is no cell, or one that a rule hides
    return Written(sheet, Sql(text), kept, rows, len(rows))
