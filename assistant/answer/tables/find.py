"""Finds the sheets that a question may be about, and what it means for them.

Invariant: rows are read for one question and kept no longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from assistant.answer.retrieve.versions import replaced_files
from assistant.answer.tables.asked.question import Asked
from assistant.answer.tables.cells.concepts import keys_of
from assistant.answer.tables.cells.sheets import Sheet, group, make_sheet
from assistant.answer.tables.match import indexes_of, read_sheet
from assistant.answer.tables.reading import Reading
from assistant.domain.ports.store import Library
from assistant.domain.records.tables import StoredTable
from assistant.domain.scope import Scope
from assistant.text.words import words

_MAX_SHEETS = 40  # read for one question; of more, those that hold its words
_FOUND_CHUNKS = 200
_TIE = 0.01


def sheets_for(asked: Asked, library: Library, scope: Scope) -> list[Sheet]:
    """The sheets in `scope`; of many, those whose names or text hold words of the question."""
    groups = group(library.tables(scope))
    if len(groups) > _MAX_SHEETS:
        query = " ".join(token.word for token in asked.tokens)
        ids = [number for number, _ in library.search_keywords(query, _FOUND_CHUNKS, scope)]
        paths = {path for chunk in library.chunks(ids).values() for path in (chunk.path, *chunk.also_at)}
        groups.sort(key=lambda members: -_likeness(asked, members, paths))
    groups = [_current(asked, members, library) for members in groups[:_MAX_SHEETS]]
    found = (make_sheet(members, library.table_rows) for members in groups)
    return [sheet for sheet in found if sheet is not None]


def readings(asked: Asked, sheets: Sequence[Sheet]) -> list[Reading]:
    """What the question means, the likeliest sheet first; of equally likely ones the longer first."""
    found = [reading for sheet in sheets if (reading := read_sheet(asked, sheet, indexes_of(sheet))) is not None]
    return sorted(found, key=lambda reading: (-reading.score, -len(reading.sheet.rows)))


def ties(found: Sequence[Reading]) -> list[Reading]:
    """The first reading, and those that are as likely and ask for the same."""
    best = found[0]
    return [one for one in found if one.score >= best.score - _TIE and one.operation == best.operation]


def _current(asked: Asked, members: Sequence[StoredTable], library: Library) -> list[StoredTable]:
    """The tables without those of files that another one replaces."""
    old = replaced_files(asked.text, list(dict.fromkeys(table.path for table in members)), library)
    return [table for table in members if table.path not in old]


def named_words(asked: Asked, table: StoredTable) -> int:
    """How many words of the question are in the names of a table's columns, its sheet and its file."""
    names = words(" ".join((*table.header, table.name, PurePath(table.path).stem)))
    keys = frozenset[str]().union(*map(keys_of, names))
    return sum(1 for token in asked.tokens if token.keys & keys)


def _likeness(asked: Asked, members: Sequence[StoredTable], paths: set[str]) -> int:
    return named_words(asked, members[0]) + 2 * any(table.path in paths for table in members)
