"""JSON that holds records as rows: "order: AB-1; customer: Anna Lund", one below the other.

A record of a list is then told apart from the next one, found by its words and quoted alone. Invariant: JSON of another
form, with long texts or with anything that a row cannot show, is left to `json_text`; no value is lost or changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.tables import add_rows, pair_text
from assistant.text.clean import one_line

_FEWEST_RECORDS, _MOST_NAMES, _MAX_DEPTH = 2, 40, 4
_MAX_NAME, _MAX_VALUE = 60, 200  # characters: longer texts are prose, which is read sentence by sentence

_NAMED = "name"  # of the column for the names that records stand under

Record = dict[str, str]
Repair = Callable[[str], str]


class _OtherForm(Exception):
    """It holds something that a row cannot show."""


def records_page(text: str, repair: Repair) -> ParsedPage | None:
    """The page of a JSON text that is a list of records, or an object with values and such lists; None for others.

    `repair` makes a string what was meant by it.
    """
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_float=str, parse_int=str, parse_constant=str)
        parts = _parts(value, repair)
    except (ValueError, RecursionError, _OtherForm):
        return None
    if isinstance(value, dict) and not any(isinstance(part, list) for _, part in parts) and not _has_objects(value):
        return None  # a few values, which stand well as they are written
    builder = PageBuilder()
    for name, part in parts:
        if isinstance(part, str):
            builder.add("paragraph", pair_text((name, part)) if part else "")
        else:
            names = list(dict.fromkeys(key for record in part for key in record))
            if names == list(map(str, range(len(names)))):
                add_rows(builder, [list(record.values()) for record in part], caption=name)
                continue
            add_rows(builder, [names, *([record.get(key, "") for key in names] for record in part)], True, name)
    return builder.build()


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _OtherForm  # a name that stands twice
    return found


def _parts(value: Any, repair: Repair) -> list[tuple[str, str | list[Record]]]:
    """The values and lists of records, each with its name."""
    if isinstance(value, list):
        return [("", _records(value, repair))]
    value = _named_records(value)
    if isinstance(value, list):
        return [("", _records(value, repair))]
    if not isinstance(value, dict):
        raise _OtherForm
    parts: list[tuple[str, str | list[Record]]] = []
    for key, inner in _flat(value, repair).items():
        inner = _named_records(inner)
        is_list = isinstance(inner, list) and any(isinstance(one, dict | list) for one in inner)
        parts.append((_name(key, repair), _records(inner, repair) if is_list else _value(inner, repair)))
    return parts


def _named_records(value: Any) -> Any:
    """Records that stand under their names, `{"Larch": {"beds": 5}, "Fir": {"beds": 2}}`, as a list of records."""
    if not isinstance(value, dict) or len(value) < _FEWEST_RECORDS or not all(map(_is_record, value.values())):
        return value
    if _NAMED in {name for record in value.values() for name in record}:
        return value
    return [{_NAMED: name, **record} for name, record in value.items()]


def _has_objects(value: dict[str, Any]) -> bool:
    return any(isinstance(inner, dict) for inner in value.values())


def _is_record(value: Any) -> bool:
    return isinstance(value, dict) and bool(value) and not any(isinstance(inner, dict) for inner in value.values())


def _flat(value: dict[str, Any], repair: Repair, depth: int = 0) -> dict[str, Any]:
    """The values of an object, those of objects inside it under both names: "fare child"."""
    found: dict[str, Any] = {}
    for key, inner in value.items():
        if isinstance(inner, dict) and inner and depth < _MAX_DEPTH and _named_records(inner) is inner:
            deeper = {f"{key} {name}": one for name, one in _flat(inner, repair, depth + 1).items()}
        else:
            deeper = {key: inner}
        if found.keys() & deeper.keys():
            raise _OtherForm
        found |= deeper
    return found


def _records(values: Sequence[Any], repair: Repair) -> list[Record]:
    if all(isinstance(value, list) and 1 < len(value) <= _MOST_NAMES for value in values):
        if len(values) < _FEWEST_RECORDS or len({len(value) for value in values}) > 1:
            raise _OtherForm
        return [{str(at): _value(inner, repair) for at, inner in enumerate(value)} for value in values]
    if len(values) < _FEWEST_RECORDS or not all(isinstance(value, dict) and value for value in values):
        raise _OtherForm
    records = [
        {_name(key, repair): _value(inner, repair) for key, inner in _flat(value, repair).items()} for value in values
    ]
    names = {name for record in records for name in record}
    if not 1 < len(names) <= _MOST_NAMES or not set.intersection(*map(set, records)):
        raise _OtherForm  # they are not of one kind
    return records


def _name(key: str, repair: Repair) -> str:
    name = one_line(repair(key))
    if not 0 < len(name) <= _MAX_NAME:
        raise _OtherForm
    return name


def _value(value: Any, repair: Repair) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        if not all(isinstance(one, str | bool) for one in value):
            raise _OtherForm
        return ", ".join(_value(one, repair) for one in value)
    if not isinstance(value, str) or len(value) > _MAX_VALUE or "\n" in value.strip():
        raise _OtherForm
    return one_line(repair(value))
