"""A value that a text gives: what was written, and what it means.

Invariant: `written` is the text at `start:end`; what it means is computed from it alone and from the marks of its text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

ValueKind = Literal["amount", "number", "date", "duration", "text"]


@dataclass(frozen=True, slots=True)
class Value:
    """`number`: the figure of an amount or number, or the days of a duration. `currency`: an ISO 4217 code or ""."""

    kind: ValueKind
    written: str
    start: int
    end: int
    number: Decimal | None = None
    currency: str = ""
    day: date | None = None
