"""What a person reads beside answers (found passages, pages of files), as the guard's `retrieval` stage lets it pass.

Invariant: nothing that the stage keeps out of answers is shown here. Where a rule asks, a search leaves the passage
out, because nobody is asked there; a page is shown, because the person opens it themself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.domain.errors import StoppedByPolicy
from assistant.domain.ports.guard import Gate
from assistant.domain.records.documents import Span
from assistant.domain.records.passages import Passage
from assistant.domain.records.verdicts import Verdict
from assistant.text.sentences import cut_before

_MOST_CHARS = 20_000
_HINT = "The view of the policy (f2) and `assistant policy show` tell what the rule looks for."
_PARAGRAPH_ENDS = re.compile(r"(\n{2,})")


def passages_that_pass(gate: Gate, found: Sequence[Passage], question: str) -> list[Passage]:
    """Those of `found` that may be used in an answer, as they may."""
    passed: list[Passage] = []
    for passage in found:
        verdict = gate.check("retrieval", passage.text, path=passage.path, passages=(passage,), question=question)
        if not verdict.keeps_out and verdict.action != "ask":
            passed.append(replace(passage, text=verdict.text))
    return passed


def page_that_passes(gate: Gate, page: str, path: str) -> str:
    """`page` without what the stage hides. Where a rule keeps it out, only the paragraphs that the rule means are left
    out, because one injected line would otherwise hide a whole file.

    Raises StoppedByPolicy where no part of the page may be shown.
    """
    pieces = [_piece(gate, page[start:end], path) for start, end in _pieces(page)]
    if pieces and all(text is None for text, _ in pieces):
        raise StoppedByPolicy(f"The rule {pieces[0][1]!r} keeps this page out of answers.", _HINT)
    return "".join(_left_out(rule) if text is None else text for text, rule in pieces)


def _pieces(page: str) -> Iterator[Span]:
    """The page in spans that the rules can check in their time; a text file of megabytes is one page."""
    start = 0
    while start < len(page):
        limit = start + _MOST_CHARS
        end = cut_before(page, start, limit, ("\n\n", "\n", " ")) if limit < len(page) else len(page)
        yield start, end
        start = end


def _piece(gate: Gate, text: str, path: str) -> tuple[str | None, str]:
    """What may be shown of `text`, None for nothing, and the rule that leaves out some or all of it, or ""."""
    whole = gate.check("retrieval", text, path=path)
    if not whole.keeps_out:
        return whole.text, ""
    parts = _PARAGRAPH_ENDS.split(text)
    verdicts = [gate.check("retrieval", part, path=path) if part.strip() else None for part in parts]
    if all(verdict is None or verdict.keeps_out for verdict in verdicts):
        return None, whole.rule
    shown = "".join(_part(part, verdict) for part, verdict in zip(parts, verdicts, strict=True))
    again = gate.check("retrieval", shown, path=path)  # what is found only across paragraphs
    return (None if again.keeps_out else again.text), whole.rule


def _part(part: str, verdict: Verdict | None) -> str:
    if verdict is None:
        return part
    return _left_out(verdict.rule) if verdict.keeps_out else verdict.text


def _left_out(rule: str) -> str:
    return f"(left out by the rule {rule})"
