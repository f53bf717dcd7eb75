"""YAML without the features that make YAML surprising or dangerous.

Invariant: the result holds plain dicts, lists, strings, numbers, booleans and None, in a tree of bounded size, and the
line of every value. Aliases, anchors, tags, merge keys, duplicate keys, several documents and non-finite numbers are
refused; only `true` and `false` are booleans (`no` and `off` are strings).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from assistant.domain.errors import PolicyError

MAX_BYTES = 256 * 1024
MAX_DEPTH = 12
MAX_VALUES = 20_000

Value = str | int | float | bool | None | list["Value"] | dict[str, "Value"]
Key = tuple[str | int, ...]

_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,14})")
_FLOAT = re.compile(r"[-+]?(?:[0-9]{1,15}\.[0-9]{0,15}|\.[0-9]{1,15})(?:[eE][-+]?[0-9]{1,2})?")
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Tree:
    """The parsed values and the 1-based line of each, by its path of keys and positions."""

    value: Value
    lines: dict[Key, int] = field(default_factory=dict)

    def line(self, key: Key) -> int:
        """The line of `key`, or of its nearest parent that exists, or 0."""
        while key and key not in self.lines:
            key = key[:-1]
        return self.lines.get(key, 0)


def parse(data: bytes, file: str) -> Tree:
    """Parse the bytes of a policy file. Raises PolicyError with file and line."""
    if len(data) > MAX_BYTES:
        raise PolicyError(f"{file}: larger than {MAX_BYTES // 1024} KiB.", "Split it with `extends`.", file=file)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise PolicyError(f"{file}, line {line}: not UTF-8.", "Save it as UTF-8.", file=file, line=line) from None
    reader = _Reader(file)
    try:
        reader.read(iter(yaml.parse(text, Loader=_LOADER)))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        problem = error.problem or "not valid YAML"
        raise reader.error(line, f"not valid YAML: {problem}", "Check indentation and quotes.") from None
    except yaml.YAMLError:
        what = "not valid YAML (a character that YAML does not allow)"
        raise reader.error(0, what, "Save it as plain text.") from None
    except RecursionError:
        raise reader.error(0, "nested too deeply", "") from None
    return reader.tree


class _Reader:
    """Builds the tree from parser events, which never expand an alias."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._values = 0
        self.tree = Tree(None)

    def error(self, line: int, what: str, hint: str, key: Key = ()) -> PolicyError:
        where = f"{self._file}, line {line}" if line else self._file
        return PolicyError(f"{where}: {what}.", hint, file=self._file, line=line, key=".".join(map(str, key)))

    def read(self, events: Iterator[yaml.Event]) -> None:
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self.error(_line(event), "more than one document in a file", "Remove the `---` line.")
                self.tree.value = self._node(next(events), events, ())
        if not documents:
            raise self.error(1, "the file is empty", "A policy needs at least `schema: 1` and `id:`.")

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], key: Key) -> Value:
        line = _line(event)
        self._values += 1
        if self._values > MAX_VALUES:
            raise self.error(line, f"more than {MAX_VALUES} values", "Split it with `extends`.")
        if len(key) > MAX_DEPTH:
            raise self.error(line, f"nested more than {MAX_DEPTH} levels deep", "Policies are flat.")
        if isinstance(event, yaml.AliasEvent):
            raise self.error(line, "aliases (*name) are not allowed", "Write the value out.", key)
        if getattr(event, "anchor", None) is not None:
            raise self.error(line, "anchors (&name) are not allowed", "Write the value out.", key)
        if getattr(event, "tag", None) is not None:
            raise self.error(line, "tags (!name) are not allowed", "Write a plain value.", key)
        self.tree.lines.setdefault(key, line)
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, key)
        return self._mapping(events, key)

    def _sequence(self, events: Iterator[yaml.Event], key: Key) -> list[Value]:
        items: list[Value] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(self._node(event, events, (*key, len(items))))
        return items

    def _mapping(self, events: Iterator[yaml.Event], key: Key) -> dict[str, Value]:
        items: dict[str, Value] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            line = _line(event)
            if not isinstance(event, yaml.ScalarEvent) or event.anchor is not None or event.tag is not None:
                raise self.error(line, "a key must be a plain word", "Write `key: value`.", key)
            name = str(event.value)
            if name == "<<":
                raise self.error(line, "merge keys (<<) are not allowed", "Write the values out.", key)
            if name in items:
                raise self.error(line, f"key {name!r} stands here twice", "Remove one of them.", (*key, name))
            self.tree.lines[(*key, name)] = line
            items[name] = self._node(next(events), events, (*key, name))
        return items


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return 0 if mark is None else int(mark.line) + 1


def _scalar(event: yaml.ScalarEvent) -> Value:
    text = str(event.value)
    if event.style:  # quoted or block: always text
        return text
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
