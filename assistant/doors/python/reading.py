"""JSON as records.

Invariant: a key that a record does not have is passed over, so that an older package understands a newer program.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from assistant.doors.python import records

_Record = TypeVar("_Record")
_EVENTS = {kind.__name__: kind for kind in get_args(records.Event)}


def read_event(message: Mapping[str, Any]) -> records.Event | None:
    """The event of a message; None for a kind that is not known here."""
    kind = _EVENTS.get(message["event"])
    if kind is None:
        return None
    if kind is records.Finished:  # schema 2 calls the text of an answer "answer"
        shape = message["answer"]
        return records.Finished(
            read(records.Answer, {**shape, "text": shape["answer"], "decisions": shape["verdicts"]})
        )
    event: records.Event = read(kind, message)
    return event


def read(kind: type[_Record], value: Mapping[str, Any]) -> _Record:
    """`value` as the record `kind`."""
    hints = _hints(kind)  # type: ignore[arg-type]  # a class can be hashed
    return kind(**{name: _as(hints[name], found) for name, found in value.items() if name in hints})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _as(kind: Any, value: Any) -> Any:
    if get_origin(kind) is tuple:
        return tuple(_as(get_args(kind)[0], one) for one in value)
    if isinstance(kind, types.UnionType):
        [inner] = [one for one in get_args(kind) if one is not type(None)]
        return None if value is None else _as(inner, value)
    return read(kind, value) if dataclasses.is_dataclass(kind) and isinstance(kind, type) else value
