"""A scope as SQL. Invariant: values are parameters, never part of the statement."""

from __future__ import annotations

from typing import Any

from assistant.domain.scope import Scope
from assistant.text.clean import storable


def scope_condition(scope: Scope) -> tuple[str, list[Any]]:
    """A condition on the table `files` (alias f) and its parameters; ("1", []) for the empty scope."""
    conditions: list[str] = []
    values: list[Any] = []
    paths: list[str] = []
    for path in scope.paths:
        paths.append("f.path = ?")
        values.append(storable(path))
    for folder in map(storable, scope.folders):
        below = folder.rstrip("/\\") + ("\\" if "\\" in folder and "/" not in folder else "/")
        paths.append("substr(f.path, 1, ?) = ?")
        values += [len(below), below]
    if paths:
        conditions.append(f"({' OR '.join(paths)})")
    if scope.suffixes:
        conditions.append(f"f.suffix IN ({', '.join('?' * len(scope.suffixes))})")
        values += [storable(suffix.lower()) for suffix in scope.suffixes]
    if scope.modified_after_ns:
        conditions.append("f.mtime_ns >= ?")
        values.append(scope.modified_after_ns)
    if scope.modified_before_ns:
        conditions.append("f.mtime_ns < ?")
        values.append(scope.modified_before_ns)
    return " AND ".join(conditions) or "1", values


def chunks_in_scope(scope: Scope) -> tuple[str, list[Any]]:
    """A query for the ids of the chunks in scope, and its parameters."""
    condition, values = scope_condition(scope)
    return (
        "SELECT c.id FROM chunks c WHERE c.document_id IN "
        f"(SELECT f.document_id FROM files f WHERE f.state = 'indexed' AND {condition})",
        values,
    )


def is_chunk_in_scope(scope: Scope, chunk: str) -> tuple[str, list[Any]]:
    """A condition on the chunk whose id is the column `chunk`, and its parameters. For few chunks of many: where the
    others are looked up as well, `chunks_in_scope` is quicker."""
    condition, values = scope_condition(scope)
    return (
        "EXISTS (SELECT 1 FROM chunks c JOIN files f ON f.document_id = c.document_id "
        f"WHERE c.id = {chunk} AND f.state = 'indexed' AND {condition})",
        values,
    )
