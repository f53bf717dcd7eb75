"""What a check of the record finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AuditReport:
    """The result of `verify`. `line` is 1-based; 0 if no single line is wrong.

    `begins`: the line where the last chain begins. `sealed`: lines whose seal was checked with a person's start key.
    """

    ok: bool
    entries: int
    line: int = 0
    problem: str = ""
    begins: int = 0
    sealed: int = 0
