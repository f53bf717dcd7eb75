"""The kinds of things that questions ask for, in any language. Invariant: a name here has patterns in `asked_kinds`."""

from __future__ import annotations

from typing import Literal

Kind = Literal[
    "money", "amount", "number", "date", "time", "duration", "person", "place", "contact",
    "weight", "temperature", "distance", "size", "speed", "age",
]  # fmt: skip
