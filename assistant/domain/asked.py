"""What a person asked last, for a run that reads files meanwhile."""

from __future__ import annotations

from assistant.domain.scope import Scope


class Asked:
    """The newest question, noted by the thread that answers and seen by the one that reads."""

    def __init__(self) -> None:
        self.newest: tuple[str, Scope] | None = None  # replaced as a whole, so that no lock is needed

    def note(self, question: str, scope: Scope) -> None:
        self.newest = (question, scope)
