"""An outcome as an answer: the number first, the query in words, then the rows that it comes from.

Invariant: every figure is the database's, every cell is the file's, and every row of the file carries its citation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from assistant.answer.tables.asked.vocabulary import Language
from assistant.answer.tables.cells.columns import Column
from assistant.answer.tables.cells.sheets import RowOf
from assistant.answer.tables.evidence import Evidence
from assistant.answer.tables.outcome import Group, Outcome
from assistant.answer.tables.query import shown
from assistant.answer.tables.reading import Reading
from assistant.answer.tables.wording import count_rows, date_words, query_words, say, written
from assistant.answer.tables.written import Written
from assistant.answer.turn import OpenTurn
from assistant.answer.write import show
from assistant.domain.events import AnswerEvent
from assistant.domain.records.results import ResultTable, table_row
from assistant.domain.records.tables import cell_reference

MAX_SHOWN = 20  # rows and groups
_MAX_COLUMNS = 6
_MAX_CELL_CHARS = 60
_MAX_NAMED = 5  # values in the first line


def answer(
    turn: OpenTurn, outcome: Outcome, evidence: Evidence, language: Language, left_out: int
) -> Iterator[AnswerEvent]:
    """Show `outcome` and end the turn. `left_out`: how many rows a rule held back."""
    reading = outcome.reading
    numbers = [number for number in outcome.rows if evidence.shows(reading.sheet.rows[number], "")][:MAX_SHOWN]
    origins = [reading.sheet.rows[number] for number in numbers]
    passages = evidence.numbered(origins)
    turn.passages = tuple(numbered.passage for numbered in passages)
    turn.by_program = True
    _tell_query(turn, outcome)
    outcome = _visible_groups(outcome, evidence)
    lead = first_line(outcome, language, lambda number, cell: evidence.shows(reading.sheet.rows[number], cell))
    lines = [lead, query_words(reading, language), "", *_group_lines(outcome, language)]
    lines += _row_lines(outcome, numbers, evidence, language)
    count = count_rows(language, outcome.total)
    hidden = outcome.total - len(numbers)
    lines += ["", f"{count}: {reading.sheet.title}" + (f" ({say(language, 'more', n=hidden)})" if hidden > 0 else "")]
    if not reading.sheet.complete:
        lines.append(say(language, "incomplete"))
    if left_out:
        lines.append(say(language, "left_out", rows=count_rows(language, left_out)))
    yield from show(turn, [f"{line}\n" for line in lines], passages)


def answer_written(turn: OpenTurn, found: Written, evidence: Evidence, language: Language) -> Iterator[AnswerEvent]:
    """Show what a statement gave that a model wrote: its result, itself, and its rows."""
    outcome = Outcome(Reading(found.sheet, "list"), (found.sql,), found.rows, total=found.total)
    numbers = list(outcome.rows[:MAX_SHOWN])
    passages = evidence.numbered([found.sheet.rows[number] for number in numbers])
    turn.passages = tuple(numbered.passage for numbered in passages)
    turn.by_program = True
    _tell_query(turn, outcome)
    results = [", ".join(_plain(value, language) for value in line) for line in found.result]
    lines = ["; ".join(results), f"{say(language, 'written')}: {turn.query}", ""]
    lines += _row_lines(outcome, numbers, evidence, language)
    lines += ["", f"{count_rows(language, found.total)}: {found.sheet.title}"]
    yield from show(turn, [f"{line}\n" for line in lines], passages)


def _plain(value: str | float, language: Language) -> str:
    if isinstance(value, str):
        return value
    return written(language, value, 0 if value == int(value) else 2)


def _tell_query(turn: OpenTurn, outcome: Outcome) -> None:
    """The statement with its values, as far as an answer may show them."""
    text = "; ".join(shown(sql, outcome.reading.sheet) for sql in outcome.sql)
    verdict = turn.parts.gate.check("output", text, passages=turn.passages, question=turn.question)
    turn.query = "" if verdict.stops else verdict.text


def _visible_groups(outcome: Outcome, evidence: Evidence) -> Outcome:
    """Without the groups whose name a rule hides."""
    group = outcome.reading.group
    if group is None or group.column.kind != "text":
        return outcome
    cells = [(group.column.texts[row], outcome.reading.sheet.rows[row]) for row in outcome.rows]
    visible = {cell for cell, origin in cells if evidence.shows(origin, cell)}
    return replace(outcome, groups=tuple(one for one in outcome.groups if one.label in visible))


def first_line(
    outcome: Outcome, language: Language, shows: Callable[[int, str], bool] = lambda number, cell: True
) -> str:
    """The answer in one line, without a sentence around it. `shows`: whether a cell of a row may be shown."""
    reading = outcome.reading
    if outcome.groups:
        if not reading.is_top:
            return say(language, "groups", n=len(outcome.groups))
        best = outcome.groups[: reading.at_most]
        return "; ".join(
            f"{_label(reading, group, language)}: {_amount(reading, group.value, language)}" for group in best
        )
    if reading.operation in ("count", "distinct") and outcome.value is not None:
        return written(language, outcome.value, 0)
    if reading.operation in ("sum", "average", "difference") and outcome.value is not None:
        return _amount(reading, outcome.value, language)
    return _found(outcome, language, shows)


def _found(outcome: Outcome, language: Language, shows: Callable[[int, str], bool]) -> str:
    """What is asked of the rows that were found: the target's cells, and beside them what they were found by."""
    reading, rows = outcome.reading, outcome.rows
    asked = reading.target or reading.measure
    ordered = reading.operation in ("max", "min", "first", "last")
    if ordered and asked is None:
        asked = reading.sheet.dates()[0]
    if asked is None:
        asked = reading.named or _naming_column(reading)
    if asked is None:
        return count_rows(language, len(rows))
    named = [row for row in rows if asked.texts[row] and shows(row, asked.texts[row])]
    cells = list(dict.fromkeys(_cell(reading, asked, row) for row in named))
    if not cells or len(cells) > _MAX_NAMED:
        return count_rows(language, len(rows))
    if not ordered or len(rows) != 1:
        return ", ".join(cells)
    others = [reading.measure] if asked in reading.sheet.dates() else [reading.measure, *reading.sheet.columns]
    beside = next(
        (
            column
            for column in others
            if column is not None
            and column is not asked
            and column.texts[rows[0]]
            and shows(rows[0], column.texts[rows[0]])
        ),
        None,
    )
    return cells[0] + (f" ({_cell(reading, beside, rows[0])})" if beside is not None else "")


def _naming_column(reading: Reading) -> Column | None:
    """The first column of texts that the question does not give itself, else the first of texts."""
    texts = [column for column in reading.sheet.columns if column.kind == "text"]
    given = {id(condition.column) for condition in reading.conditions if condition.values}
    return next((column for column in texts if id(column) not in given), next(iter(texts), None))


def _cell(reading: Reading, column: Column, row: int) -> str:
    """A cell as the file shows it, with the unit of its column where it shows none."""
    text = column.texts[row]
    if column is reading.measure and reading.absolute:
        text = text.lstrip("-\u2212\u2013 ")
    has_unit = any(character.isalpha() or character in "$\u20ac\u00a3\u00a5%" for character in text)
    return text if has_unit or not column.unit or column.kind != "number" else f"{text} {column.unit}"


def _amount(reading: Reading, value: float, language: Language) -> str:
    measure = reading.measure
    if measure is None:
        return count_rows(language, int(value))
    if measure.kind == "time":
        return f"{int(value // 60)}:{int(value % 60):02d}"
    decimals = measure.decimals
    if reading.operation == "average":  # one digit more than its cells have, where it is one
        finer = max(2, decimals + 1)
        decimals = finer if finer > 2 and round(value, finer) != round(value, finer - 1) else max(2, decimals)
    return f"{written(language, value, decimals)} {measure.unit}".rstrip()


def _label(reading: Reading, group: Group, language: Language) -> str:
    is_date = reading.group is not None and reading.group.column.kind in ("date", "month")
    return date_words(language, group.label) if is_date else group.label


def _group_lines(outcome: Outcome, language: Language) -> list[str]:
    if not outcome.groups:
        return []
    reading = outcome.reading
    assert reading.group is not None
    unit = reading.group.unit
    names = (
        say(language, unit) if unit else reading.group.column.name,
        say(language, "total"),
        say(language, "number"),
    )
    rows = tuple(
        (_label(reading, group, language), _amount(reading, group.value, language), str(group.rows))
        for group in outcome.groups[:MAX_SHOWN]
    )
    more = len(outcome.groups) - len(rows)
    return [*ResultTable(names, rows).lines(), *([say(language, "more", n=more)] if more > 0 else []), ""]


def _row_lines(outcome: Outcome, numbers: Sequence[int], evidence: Evidence, language: Language) -> list[str]:
    """The rows of the file, each with its citation and the name of its cell."""
    reading = outcome.reading
    columns = _columns(reading, numbers)
    lines: list[str] = []
    for marker, number in enumerate(numbers, 1):
        origin = reading.sheet.rows[number]
        cells = [_visible(evidence, origin, column.texts[number]) for column in columns]
        lines.append(table_row([*cells, f"[{marker}] {_place(reading, origin, language)}"]))
    names = [*(column.name for column in columns), say(language, "where_column")]
    return [table_row(names), table_row(["---"] * len(names)), *lines] if lines else []


def _columns(reading: Reading, numbers: Sequence[int]) -> list[Column]:
    """At most _MAX_COLUMNS columns, in the order of the file: those of the question first, then the filled."""
    about = [
        reading.measure,
        reading.target,
        reading.group.column if reading.group is not None else None,
        *(condition.column for condition in (*reading.conditions, *reading.sides)),
        *reading.sheet.dates()[:1],
    ]
    filled = [column for column in reading.sheet.columns if any(column.texts[number] for number in numbers)]
    wanted: dict[int, Column] = {}
    for column in (*about, *filled):
        if column is not None and len(wanted) < _MAX_COLUMNS:
            wanted[id(column)] = column
    return [column for column in reading.sheet.columns if id(column) in wanted]


def _visible(evidence: Evidence, origin: RowOf, cell: str) -> str:
    """A cell as it may be shown; long cells are cut at a word."""
    if not evidence.shows(origin, cell):
        return ""
    if len(cell) <= _MAX_CELL_CHARS:
        return cell
    return cell[:_MAX_CELL_CHARS].rsplit(" ", 1)[0].rstrip() + "\u2026"


def _place(reading: Reading, origin: RowOf, language: Language) -> str:
    """The name of the cell that the answer is about, or of its row where columns have no letters."""
    about = [reading.measure, reading.target, *(condition.column for condition in reading.conditions)]
    at = origin.column
    if at < 0:
        at = next((column.position for column in about if column is not None and column.position >= 0), 0)
    return cell_reference(origin.table, origin.row.number, at) or say(language, "row_name", n=origin.row.number)
