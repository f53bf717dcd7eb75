"""The one way out: a text goes to another program only as a `Released`, and only `Outlet` makes them.

Invariant: a released text has passed the stages `output` and `log`, and counts against the budget; text of files stands
between two lines that no text in it can imitate.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import NewType

from assistant.domain.errors import AssistantError
from assistant.domain.ports.guard import Gate
from assistant.domain.records.passages import Passage
from assistant.domain.records.verdicts import Stage, Verdict
from assistant.generate.prompt import fence_line, neutralise
from assistant.text.clean import clean, one_line
from assistant.text.sentences import cut_before

Released = NewType("Released", str)

WITHHELD = "(left out by a rule)"
_CUT = " (cut here: the result is as long as one may be)"
_LABEL_CHARS = 160


def is_out(verdict: Verdict) -> bool:
    """Whether a rule keeps the text out, or would have to ask."""
    return verdict.stops or verdict.action in ("ask", "drop_passage")


class BudgetSpent(AssistantError):
    """A program was given as much text as the settings allow while it is connected."""


class Budget:
    """How much text of files is given out: in one call, and while the program is connected (characters)."""

    def __init__(self, call_chars: int, session_chars: int) -> None:
        self._most = call_chars
        self._call_left = call_chars
        self.session_left = session_chars
        self.given = 0  # in this call

    def begin_call(self) -> None:
        """Raises BudgetSpent where nothing is left."""
        self._call_left, self.given = self._most, 0
        if not self.session_left:
            raise BudgetSpent(
                "The text that a program may be given while it is connected is used up.",
                "The person can raise mcp.session_chars, or connect the program anew.",
            )

    @property
    def left(self) -> int:
        return min(self._call_left, self.session_left)

    def take(self, text: str) -> str:
        """`text`, or as much of it as may still be given, cut where a sentence or word ends."""
        shown = text
        if len(text) > self.left:
            shown = text[: cut_before(text, 0, self.left, ("\n", ". ", " "))].rstrip()
        self._call_left -= len(shown)
        self.session_left -= len(shown)
        self.given += len(shown)
        return shown if shown == text else f"{shown}{_CUT}"


class Outlet:
    """Releases texts under the gate of this moment."""

    def __init__(self, gate: Callable[[], Gate], budget: Budget) -> None:
        self._gate = gate
        self.budget = budget

    def text(
        self, text: str, *, path: str = "", passages: Sequence[Passage] = (), question: str = ""
    ) -> Released | None:
        """What the rules leave of `text`; None where one stops it, or nothing of it may still be given."""
        if not text.strip() or self.budget.left < 1:
            return None
        gate = self._gate()
        shown = clean(text)
        stages: tuple[Stage, ...] = ("output", "log")
        for stage in stages:
            verdict = gate.check(stage, shown, path=path, passages=passages, question=question)
            if is_out(verdict):
                return None
            shown = clean(verdict.text)
        if not shown.strip():
            return None
        return Released(self.budget.take(shown))

    def label(self, name: str, path: str = "") -> str:
        """A file's name on one line, as the rules for passages let it pass; not yet released."""
        verdict = self._gate().check("retrieval", one_line(name, _LABEL_CHARS), path=path)
        return WITHHELD if is_out(verdict) else one_line(verdict.text, _LABEL_CHARS)

    def fenced(self, *texts: Released) -> str:
        """The texts between two lines whose code none of them holds."""
        inside = "\n".join(neutralise(text) for text in texts)
        line = fence_line(secrets.token_bytes(32), [inside])
        return f"{line}\n{inside}\n{line}"
