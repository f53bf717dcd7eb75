"""The training record. Invariant: a label that a data set does not have is None and takes no part in the loss."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.guard.toxicity.labels import LABELS

Targets = tuple[float | None, ...]  # one of 0..1 or None per label, in the order of LABELS


@dataclass(frozen=True, slots=True)
class Example:
    """One text with what is known about it; `source` names the data set (and the function, for contrast cases)."""

    text: str
    targets: Targets
    source: str

    def target(self, label: str) -> float | None:
        return self.targets[LABELS.index(label)]


def targets(known: Mapping[str, float], *, default: float | None = None) -> Targets:
    """Targets from the labels in `known`; every other label gets `default`. Raises KeyError for an unknown label."""
    for label in known:
        if label not in LABELS:
            raise KeyError(label)
    return tuple(known.get(label, default) for label in LABELS)


def held_out(key: str, every: int) -> bool:
    """Whether the item named `key` is one of the about 1 in `every` that training never sees; stable everywhere."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") % every == 0
