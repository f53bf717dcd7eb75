"""Conversations as they are kept. Invariant: a stored turn holds only text that the guard's `log` stage let through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.domain.records.answers import Answer
from assistant.domain.records.results import Coverage
from assistant.domain.records.verdicts import ACTION_ORDER, Action, Stage, Verdict

TurnState = Literal["answered", "refused", "blocked", "interrupted"]


Standing = Literal["same", "changed", "gone"]  # of a cited file, compared with the time of the answer


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
    """A citation as it was made, and whether its file has changed since."""

    number: int
    path: str
    page: int | None
    start: int
    end: int
    quote: str
    standing: Standing = "same"
    recognised: int = 0  # percent, see Citation; 0 too where the page is no longer in the library

    @property
    def gone(self) -> bool:
        """Whether the quote can no longer be relied on: its file left the library or has other content now."""
        return self.standing != "same"


@dataclass(frozen=True, slots=True)
class StoredDecision:
    """What a rule did in a turn and how often. No text: neither the finding nor its span."""

    stage: Stage
    rule: str
    action: Action
    times: int = 1


@dataclass(frozen=True, slots=True)
class StoredAccount:
    """How an answer came about; the fields are those of `Answer`. Its table stands in the answer's text."""

    task: str = ""  # "" if unknown
    others: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    coverage: Coverage | None = None
    query: str = ""
    own_words: bool = False


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """One exchange. `forgotten`: a source of the answer was forgotten, and with it the answer, its quotes and its
    account."""

    number: int
    question: str
    answer: str
    state: TurnState
    generator: str
    asked: float
    quotes: tuple[StoredQuote, ...] = ()
    forgotten: bool = False
    decisions: tuple[StoredDecision, ...] = ()
    account: StoredAccount = StoredAccount()


def account_of(answer: Answer) -> StoredAccount:
    """How `answer` came about."""
    return StoredAccount(answer.task, answer.others, answer.steps, answer.coverage, answer.query, answer.own_words)


def state_of(answer: Answer) -> TurnState:
    """How a turn with `answer` ended."""
    if answer.blocked:
        return "blocked"
    if answer.interrupted:
        return "interrupted"
    return "refused" if answer.refused else "answered"


def decisions_of(verdicts: Sequence[Verdict]) -> tuple[StoredDecision, ...]:
    """What the rules did in a turn, the strongest action first."""
    counted: dict[tuple[Stage, str, Action], int] = {}
    for verdict in verdicts:
        for finding in verdict.findings:
            key = (verdict.stage, finding.rule, finding.action)
            counted[key] = counted.get(key, 0) + 1
    ranked = sorted(counted.items(), key=lambda entry: ACTION_ORDER.index(entry[0][2]))
    return tuple(StoredDecision(stage, rule, action, times) for (stage, rule, action), times in ranked)
