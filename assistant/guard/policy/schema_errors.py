"""Turns a schema violation into a message for the author of the file: line, key, and the key that was probably meant.

Invariant: the message names the key and the line, and repeats nothing else of the file.
"""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import get_args

from pydantic import BaseModel, ValidationError

from assistant.domain.errors import PolicyError
from assistant.guard.detectors.registry import DETECTORS
from assistant.guard.policy import schema
from assistant.guard.policy.strict_yaml import Key, Tree, Value

_PARTS: dict[str, type[BaseModel]] = {
    "defaults": schema.Defaults,
    "streaming": schema.Streaming,
    "rules": schema.RuleFile,
    "tests": schema.Case,
    "when": schema.Condition,
    "any": schema.Condition,
    "all": schema.Condition,
    "redact": schema.Redaction,
    "except": schema.Exemption,
}


def schema_error(path: Path, tree: Tree, error: ValidationError) -> PolicyError:
    """The first violation as a PolicyError; unknown keys come first, because they explain missing ones."""
    problems = error.errors(include_url=False, include_input=False, include_context=False)
    first = next((problem for problem in problems if problem["type"] == "extra_forbidden"), problems[0])
    key = _real_key(tree.value, first["loc"])
    line = tree.line(key)
    name = ".".join(map(str, key)) or "(the file)"
    if first["type"] == "extra_forbidden":
        what, hint = f"unknown key {name!r}", _nearest(key, tree.value)
    elif first["type"] == "missing":
        what, hint = f"{name!r} is missing", "Add it."
    else:
        what, hint = f"{name!r}: {_plain(first['msg'])}", ""
    where = f"{path.name}, line {line}" if line else path.name
    return PolicyError(f"{where}: {what}.", hint, file=str(path), line=line, key=name)


def known_keys(key: Key, value: Value) -> tuple[str, ...]:
    """The keys that are allowed beside the last part of `key`."""
    names = [part for part in key[:-1] if isinstance(part, str)]
    model: type[BaseModel] = schema.PolicyFile
    if names[:1] == ["detectors"] and len(names) >= 2:
        model = DETECTORS.get(_type_of(value, key), model)
        for part in names[2:]:
            model = _part_of(model, part)
    elif names:
        model = _PARTS.get(names[-1], schema.PolicyFile)
    return tuple(field.alias or name for name, field in model.model_fields.items())


def _part_of(model: type[BaseModel], key: str) -> type[BaseModel]:
    """The model of the entries of the list under `key`; `model` itself if they have no keys."""
    field = model.model_fields.get(key)
    parts = get_args(field.annotation) if field is not None else ()
    return next((part for part in parts if isinstance(part, type) and issubclass(part, BaseModel)), model)


def _type_of(value: Value, key: Key) -> str:
    for part in key[:2]:
        value = value.get(str(part)) if isinstance(value, dict) else None
    kind = value.get("type") if isinstance(value, dict) else None
    return kind if isinstance(kind, str) else ""


def _nearest(key: Key, value: Value) -> str:
    known = known_keys(key, value)
    near = difflib.get_close_matches(str(key[-1]), known, n=1)
    return f"Did you mean {near[0]!r}?" if near else f"Known here: {', '.join(known)}."


def _real_key(value: Value, location: tuple[int | str, ...]) -> Key:
    """pydantic's location without the parts that are not in the file (the tag of a union, a missing field's parent)."""
    key: list[str | int] = []
    for number, part in enumerate(location):
        if isinstance(value, dict) and part in value:
            value = value[str(part)]
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        elif number != len(location) - 1:
            continue
        elif part in DETECTORS:
            break
        key.append(part)
    return tuple(key)


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ").rstrip(".")
