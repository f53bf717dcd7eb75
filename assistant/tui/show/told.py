"""What is told about an answer beside its text: its state, its steps, its way, its receipt.

Invariant: it is made from the exchange alone, and from the keys that work now.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from assistant.chat.told.account import OWN_WORDS, account_lines, step_line, trouble_line
from assistant.chat.told.refusal import Face, Looked, advice, headline, looked_for
from assistant.chat.words import decisions, duration, kept_decision, when
from assistant.text.clean import one_line
from assistant.text.quantity import count

if TYPE_CHECKING:
    from assistant.chat.exchange import Exchange
    from assistant.chat.pieces import Piece
    from assistant.domain.records.files import FileRecord
    from assistant.domain.scope import Scope

Key = Callable[[str], str]


def state_line(exchange: Exchange) -> str:
    """The state in words; "" for an answer that is there."""
    if exchange.is_open and exchange.doing is not None:
        return f"\u2026 {step_line(exchange.doing)}"
    match exchange.state:
        case "waiting":
            return "\u2026 waits for the answer before" if exchange.queued else "\u2026 looking through your files"
        case "searching":
            files = len({passage.path for passage in exchange.passages})
            return f"\u2026 reading {count(len(exchange.passages), 'passage')} from {count(files, 'file')}"
        case "forgotten":
            return "\u2205 The answer was made from a file that you have forgotten, and went with it."
        case "blocked":
            return "\u2717 Stopped by a rule"
        case "failed":
            return f"! {exchange.error}"
        case _:
            return ""


def refusal_text(exchange: Exchange, files: Sequence[FileRecord], limit: Scope, key: Key) -> str:
    """What a refused question is told. `limit` holds for all questions now; another was written into this one."""
    head = f"\u2205 {headline(exchange.scope)}"
    if exchange.kept is not None:  # its scope and the library of that time are not kept
        return head
    lift = f"{key('stop')} lifts the limit" if exchange.scope == limit else "ask without the @"
    face = Face(lift, f"{key('library')} lists them", "/{word}")
    looked = Looked(exchange.searched_as or exchange.question, exchange.scope, files, exchange.others)
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
    """What the rules did, a line each."""
    if exchange.kept is not None:
        return [f"! {kept_decision(decision)}" for decision in exchange.kept.decisions]
    return [f"! {line}" for line in decisions(*exchange.checks)]


def foot(exchange: Exchange) -> str:
    """Who answered, and when or how fast."""
    if exchange.state == "interrupted":
        return f"\u25a0 interrupted: this is what there was{exchange.error and f' ({exchange.error})'}"
    if exchange.kept is not None:
        return f"{one_line(exchange.kept.generator, 40)} \u00b7 {when(exchange.kept.asked)}"
    if exchange.answer is None or exchange.state != "answered":
        return ""
    milliseconds = exchange.answer.timings_ms.get("total", 0.0)
    spent = f" \u00b7 {duration(milliseconds / 1000) if milliseconds >= 1000 else f'{milliseconds:.0f} ms'}"
    return f"{exchange.answer.generator}{spent if milliseconds else ''}"
