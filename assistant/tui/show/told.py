"""What is told about an answer beside its text: its state, its steps, its way, its receipt.

Invariant: it is made from the exchange alone, and from the keys that work now.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from assistant.chat.told.account import OWN_WORDS, account_lines, step_line, trouble_line
from assistant.chat.told.guarded import told_checks, told_kept
from assistant.chat.told.refusal import Face, Looked, advice, headline, looked_for
from assistant.chat.words import duration, when, written_by
from assistant.text.clean import one_line
from assistant.text.quantity import count

if TYPE_CHECKING:
    from assistant.chat.exchange import Exchange
    from assistant.chat.pieces import Piece
    from assistant.domain.records.files import FileRecord
    from assistant.domain.scope import Scope

Key = Callable[[str], str]
_TOLD_FROM_S = 2.0
_AGAIN = "it is asked again by itself as more are read"


def state_line(exchange: Exchange) -> str:
    """The state in words; "" for an answer that is there."""
    if exchange.is_open and exchange.doing is not None:
        return f"\u2026 {step_line(exchange.doing)}{spent(exchange)}"
    match exchange.state:
        case "waiting" if exchange.queued:
            return "\u2026 waits for the answer before"
        case "waiting":
            return f"\u2026 looking through your files{spent(exchange)}"
        case "searching":
            files = len({passage.path for passage in exchange.passages})
            found = f"{count(len(exchange.passages), 'passage')} from {count(files, 'file')}"
            return f"\u2026 reading {found}{spent(exchange)}"
        case "forgotten":
            return "\u2205 The answer was made from a file that you have forgotten, and went with it."
        case "blocked":
            return "\u2717 Stopped by a rule"
        case "failed":
            return f"! {exchange.error}"
        case _:
            return ""


def spent(exchange: Exchange) -> str:
    """ ", 12 s": how long the answer is being made, so that a person sees that it goes on; "" at first."""
    seconds = time.time() - exchange.asked
    return f", {duration(seconds)}" if seconds >= _TOLD_FROM_S else ""


def refusal_text(exchange: Exchange, files: Sequence[FileRecord], limit: Scope, key: Key) -> str:
    """What a refused question is told. `limit` holds for all questions now; another was written into this one."""
    head = f"\u2205 {headline(exchange.scope)}"
    if exchange.kept is not None:  # its scope and the library of that time are not kept
        return head
    lift = f"{key('stop')} lifts the limit" if exchange.scope == limit else "ask without the @"
    face = Face(lift, f"{key('library')} lists them", "/{word}", _AGAIN)
    looked = Looked(
        exchange.searched_as or exchange.question, exchange.scope, files, exchange.others, exchange.still_read
    )
    return "\n".join([head, looked_for(looked), " ".join(advice(looked, face))])


def account(exchange: Exchange) -> list[Piece]:
    """Whether it is from the files, the way that was taken, the receipt, the calculation: a line each."""
    if exchange.is_open or exchange.state in ("refused", "failed", "forgotten"):
        return []
    damage = exchange.answer.damage if exchange.answer is not None else ""
    if damage:
        return [(f"! {one_line(damage, 500)}", "bold $warning")]
    if exchange.trouble:
        return [(f"! {trouble_line(exchange.trouble)}", "bold $warning")]
    marked = OWN_WORDS if exchange.own_words else ""
    pieces: list[Piece] = []
    for line in account_lines(exchange):
        pieces.append("\n" if pieces else "")
        pieces.append((f"\u270e {line}", "bold $warning") if line == marked else line)
    return pieces


def check_lines(exchange: Exchange) -> list[str]:
    """What the rules did, in words, each thing once; which rule it was, the explanation says."""
    told = told_kept(exchange.kept.decisions) if exchange.kept is not None else told_checks(exchange.checks)
    stops = exchange.state == "blocked"  # the state says so already
    return [f"! {line}" for line in told if not (stops and line.startswith("A rule stopped"))]


def foot(exchange: Exchange) -> str:
    """Who answered, and when or how fast; while it is being written, how long it takes already."""
    if exchange.state == "writing":
        return f"\u2026 writing{spent(exchange)}"
    if exchange.state == "interrupted":
        return f"\u25a0 interrupted: this is what there was{exchange.error and f' ({exchange.error})'}"
    if exchange.kept is not None:
        return f"{written_by(exchange.kept.generator)} \u00b7 {when(exchange.kept.asked)}"
    if exchange.answer is None or exchange.state != "answered":
        return ""
    seconds = exchange.answer.timings_ms.get("total", 0.0) / 1000
    taken = f" \u00b7 {duration(seconds)}" if seconds >= 1 else ""
    return f"{written_by(exchange.answer.generator)}{taken}"
