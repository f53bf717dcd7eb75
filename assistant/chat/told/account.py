"""How an answer came about, in words: what was done, what became of each file, what was calculated.

Invariant: it speaks only of what the turn's events hold; the numbers of a receipt add up to the files in scope.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.chat.told.ways import answered_as
from assistant.chat.words import duration
from assistant.text.clean import one_line
from assistant.text.quantity import count

if TYPE_CHECKING:
    from assistant.chat.exchange import Exchange
    from assistant.domain.events import Step
    from assistant.domain.records.chats import StoredAccount
    from assistant.domain.records.results import Coverage

OWN_WORDS = "not from your files"


def account_lines(answer: Exchange | StoredAccount) -> list[str]:
    """Whether the answer is from the files, the way that was taken, the receipt, the calculation: a line each."""
    lines = [OWN_WORDS] if answer.own_words else []
    lines.append(answered_as(answer.task))
    if answer.coverage is not None:
        lines.append(receipt_line(answer.coverage))
    if answer.query:
        from assistant.chat.told.query_words import query_words  # after the first frame

        lines.append(f"calculated: {query_words(answer.query)}")
    return [line for line in lines if line]


def trouble_line(trouble: str) -> str:
    """Why there are quotes alone although a language model is in use."""
    return f"The language model did not write to its end, the quotes stand: {one_line(trouble, 300)}"


def step_line(step: Step) -> str:
    """ "looking through the files: 40 of 71, 12 s left"."""
    counted = f": {step.done:,} of {step.total:,}" if step.total else ""
    left = f", {duration(step.left_s)} left" if step.left_s >= 1 else ""
    return f"{one_line(step.text, 200)}{counted}{left}"


def receipt_line(coverage: Coverage) -> str:
    """What became of the files in scope: "71 files in scope: 12 have it, 55 do not, 4 could not be read"."""
    parts = [
        f"{coverage.matched:,} {'has' if coverage.matched == 1 else 'have'} it",
        f"{coverage.unmatched:,} {'does' if coverage.unmatched == 1 else 'do'} not",
    ]
    if coverage.unread:
        parts.append(f"{coverage.unread:,} could not be read")
    if coverage.kept_out:
        parts.append(f"{coverage.kept_out:,} kept out by a rule")
    if coverage.left:
        parts.append(f"{coverage.left:,} not looked at")
    return f"{count(coverage.in_scope, 'file')} in scope: {', '.join(parts)}"
