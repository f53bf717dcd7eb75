"""All targets by their names."""

from __future__ import annotations

from tests.fuzz.engine.target import Target
from tests.fuzz.targets import (
    cleaning,
    faulty,
    guard_stream,
    models,
    policies,
    protocol,
    queries,
    records,
    servers,
    settings,
    vault_keys,
)
from tests.fuzz.targets.readers import office, pages, pictures, texts

_PARTS = (
    *(office, pages, pictures, texts, protocol, policies, cleaning, guard_stream),
    *(queries, servers, records, models, settings, vault_keys),
)
TARGETS: tuple[Target, ...] = tuple(target for part in _PARTS for target in part.TARGETS)


def by_name(name: str) -> Target:
    """Also one that is wrong on purpose. Raises KeyError with the names that there are."""
    for target in (*TARGETS, *faulty.TARGETS):
        if target.name == name:
            return target
    raise KeyError(f"no target {name!r}; there are: {', '.join(target.name for target in TARGETS)}")
