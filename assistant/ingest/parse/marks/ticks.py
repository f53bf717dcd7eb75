"""Boxes to tick. Invariant: every format shows a ticked box with the same sign, and an empty one with the other."""

from __future__ import annotations

TICKED, NOT_TICKED = "\u2611", "\u2610"


def tick(ticked: bool) -> str:
    """The sign of a box."""
    return TICKED if ticked else NOT_TICKED
