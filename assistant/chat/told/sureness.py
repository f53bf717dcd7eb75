"""How sure an answer is, in words. Invariant: it says what was measured in the turn, and never a number for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.chat.told.refusal import ASK_AGAIN, read_by_then

if TYPE_CHECKING:
    from assistant.chat.exchange import Exchange

# How far the evidence lies above what is needed, as a share of what is left above that. Of the sample archive's lookups
# to tune on 43 of 48 were right from here on, and none of the 5 below; how much further it lies says nothing more.
_LIKELY = 0.15
_LIKELY_TOLD = "Likely: read the quote before you rely on it."
_UNSURE_TOLD = "Unsure: it may speak of something else. Read the page."


def sureness(exchange: Exchange) -> str:
    """One phrase for an answer that was searched for; "" for one that was not."""
    evidence = exchange.evidence
    if exchange.state != "answered" or exchange.own_words or evidence is None or not evidence.sufficient:
        return ""
    above = (evidence.score - evidence.threshold) / max(1.0 - evidence.threshold, 1e-6)
    sure = _LIKELY_TOLD if above >= _LIKELY else _UNSURE_TOLD
    return f"{sure} {read_by_then(exchange.still_read)}: {ASK_AGAIN}." if exchange.still_read is not None else sure
