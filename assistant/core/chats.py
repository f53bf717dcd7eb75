"""Conversations as they are kept: records for faces, whoever stores them.

Invariant: a stored turn holds only text that the guard's `log` stage let through.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChatSummary:
    """One conversation in the list. Times are seconds since 1970."""

    id: int
    title: str
    started: float
    changed: float
    turns: int


@dataclass(frozen=True, slots=True)
class StoredQuote:
    """A citation as it was made; `gone` when its file is no longer in the library or has other content now."""

    number: int
    path: str
    page: int | None
    start: int
    end: int
    quote: str
    gone: bool = False


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """One exchange. `forgotten` when a file it was made from was forgotten: its answer and quotes are gone with it."""

    number: int
    question: str
    answer: str
    state: str
    generator: str
    asked: float
    quotes: tuple[StoredQuote, ...] = ()
    forgotten: bool = False
