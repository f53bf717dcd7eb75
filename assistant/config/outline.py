"""Names, choices and defaults of the settings, read from the text of the schema.

The schema's library takes longer to import than a shell may wait for a completion.

Invariant: it says what the schema says, which a test compares; no value of the settings file is taken from here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.config import appearance
from assistant.config.paths import MAX_SETTINGS_BYTES, Paths
from assistant.disk.opening import read_small


@dataclass(frozen=True, slots=True)
class Outlined:
    """One setting: its default, what it may be (() for anything), and what it means."""

    default: object
    choices: tuple[str, ...]
    meaning: str


def outline() -> Mapping[str, Outlined]:
    """Every setting by `section.name`, in the order of the schema."""
    tree = ast.parse(Path(__file__).with_name("schema.py").read_text("utf-8"))
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    return {
        f"{section}.{name}": _outlined(field)
        for section, field in _fields(classes["Config"])
        if isinstance(field.annotation, ast.Name)
        for name, field in _fields(classes[field.annotation.id])
    }


def untouched(key: str, paths: Paths) -> Outlined | None:
    """The setting `key` if the settings surely do not hold a value for it, so that its default holds; else None."""
    known = outline().get(key)
    if known is None or paths.has_traces_of_vault:
        return None
    try:
        written = read_small(paths.config_file, MAX_SETTINGS_BYTES)
    except FileNotFoundError:
        return known
    except OSError:
        return None
    return None if key.partition(".")[2].encode() in written else known


def _fields(node: ast.ClassDef) -> Iterator[tuple[str, ast.AnnAssign]]:
    for field in node.body:
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            yield field.target.id, field


def _outlined(field: ast.AnnAssign) -> Outlined:
    call = field.value
    assert isinstance(call, ast.Call), "a setting is a Field"
    described = {keyword.arg: keyword.value for keyword in call.keywords}
    default = _value(call.args[0]) if call.args else {}  # only a table is made by a factory
    return Outlined(default, _choices(field.annotation), str(_value(described["description"])))


def _choices(annotation: ast.expr) -> tuple[str, ...]:
    if not (isinstance(annotation, ast.Subscript) and isinstance(annotation.value, ast.Name)):
        return ()
    if annotation.value.id != "Literal":
        return ()
    found = _value(annotation.slice)
    return tuple(str(one) for one in (found if isinstance(found, tuple) else (found,)) if one)


def _value(node: ast.expr) -> object:
    """A literal, or the constant of `appearance` that a name stands for."""
    return getattr(appearance, node.id) if isinstance(node, ast.Name) else ast.literal_eval(node)
