"""The arguments of a tool: what a program wrote, as what was asked for.

Invariant: what is not as the tool's schema says is refused with a reason; no argument is a path.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from assistant.app.doors.asking import Limits, Refused
from assistant.chat.periods import read_period
from assistant.domain.errors import UsageError
from assistant.doors.mcp.protocol import Object
from assistant.text.clean import clean

MOST_CHARS = 4_000
_MOST_IN_LIST = 50
_MOST_START = 10_000_000
_SUFFIX = re.compile(r"\.?\w{1,10}")
_SCOPE_KEYS = ("files", "folders", "types", "since", "before")


def _list_of(what: str) -> Object:
    return {"type": "array", "items": {"type": "string"}, "maxItems": _MOST_IN_LIST, "description": what}


SCOPE: Object = {
    "type": "object",
    "description": "Narrows what may be given out; it never widens it.",
    "properties": {
        "files": _list_of("Ids of files, from list_files or search."),
        "folders": _list_of("Ids of folders, from status."),
        "types": _list_of('Endings of names, such as ".pdf".'),
        "since": {"type": "string", "description": "Changed since: 2024, 2024-03, 2024-03-01, today, 30d, 2w, 6m, 1y."},
        "before": {"type": "string", "description": "Changed before such a day."},
    },
    "additionalProperties": False,
}


class Arguments:
    """What was written, by name. Every method raises Refused."""

    def __init__(self, written: Mapping[str, Any], known: Collection[str]) -> None:
        if any(name not in known for name in written):
            raise Refused(f"There is an argument that the tool does not know. It takes: {', '.join(known) or 'none'}.")
        self._written = written

    def text(self, name: str, *, needed: bool = True) -> str:
        value = self._written.get(name, "")
        if not isinstance(value, str) or len(value) > MOST_CHARS:
            raise Refused(f"{name} has to be a text of at most {MOST_CHARS:,} characters.")
        said = clean(value).strip()
        if needed and not said:
            raise Refused(f"{name} is missing.")
        return said

    def number(self, name: str, default: int, least: int, most: int) -> int:
        value = self._written.get(name, default)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise Refused(f"{name} has to be a whole number, {least:,} to {most:,}.")
        return value

    def start(self) -> int:
        return self.number("start", 0, 0, _MOST_START)

    def limits(self) -> Limits:
        """The argument `scope`."""
        written = self._written.get("scope")
        if written is None:
            return Limits()
        if not isinstance(written, dict) or any(key not in _SCOPE_KEYS for key in written):
            raise Refused(f"scope has to be an object with some of: {', '.join(_SCOPE_KEYS)}.")
        types = _texts(written, "types")
        if not all(_SUFFIX.fullmatch(one) for one in types):
            raise Refused('types have to be endings such as ".pdf".')
        return Limits(
            files=_texts(written, "files"),
            folders=_texts(written, "folders"),
            suffixes=tuple(f".{one.lower().removeprefix('.')}" for one in types),
            after_ns=_day(written, "since"),
            before_ns=_day(written, "before"),
        )


def _texts(written: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = written.get(name, [])
    if not isinstance(values, list) or len(values) > _MOST_IN_LIST:
        raise Refused(f"{name} has to be a list of at most {_MOST_IN_LIST} texts.")
    if not all(isinstance(value, str) and len(value) <= MOST_CHARS for value in values):
        raise Refused(f"{name} has to be a list of texts.")
    return tuple(values)


def _day(written: Mapping[str, Any], name: str) -> int:
    value = written.get(name, "")
    if not isinstance(value, str) or len(value) > MOST_CHARS:
        raise Refused(f"{name} has to be a text.")
    try:
        return read_period(value)[0] if value else 0
    except (UsageError, OverflowError):
        raise Refused(f"{name} is no day. Write 2024, 2024-03, 2024-03-01, today, 30d, 2w, 6m or 1y.") from None
