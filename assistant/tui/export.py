"""An exchange as plain text, for the clipboard. Invariant: only released text, cleaned."""

from __future__ import annotations

from assistant.core.text import clean, one_line
from assistant.tui.exchange import Exchange


def answer_text(exchange: Exchange | None) -> str:
    """The answer with its sources below; "" where there is none."""
    if exchange is None or exchange.state not in ("answered", "interrupted", "writing") or not exchange.text:
        return ""
    lines = [clean(exchange.text).strip()]
    if exchange.citations:
        lines.append("")
    for citation in exchange.citations:
        page = "" if citation.page is None else f", page {citation.page}"
        lines.append(f"[{citation.number}] {one_line(citation.path)}{page}")
    return "\n".join(lines)
