"""Explains an answer in text: what was searched, found, ranked and judged, and which rules acted.

Invariant: it uses only the events of the turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.chat.mentions import scope_words
from assistant.chat.told.guarded import told_checks
from assistant.chat.words import answerer, file_name, kept_decision, short_names, when
from assistant.text.clean import one_line
from assistant.text.pages import short_page
from assistant.text.quantity import count

if TYPE_CHECKING:
    from assistant.chat.exchange import Exchange
    from assistant.chat.pieces import Piece
    from assistant.domain.events import Checked
    from assistant.domain.records.chats import StoredTurn
    from assistant.domain.records.passages import Evidence, Passage

_HEAD = "bold $primary"


def explanation(exchange: Exchange) -> list[Piece]:
    """All sections as pieces of text."""
    if exchange.kept is not None:
        return list(_kept(exchange.kept))
    return [
        *_question(exchange),
        *_rules(exchange),  # above the scores: "why was this withheld?" is asked more often than "why this page?"
        *_evidence(exchange),
        *_passages(exchange),
        *_budget(exchange),
        *_timings(exchange),
    ]


def _question(exchange: Exchange) -> Iterator[Piece]:
    yield ("The question\n", _HEAD)
    yield f"  asked       {one_line(exchange.question)}\n"
    if exchange.searched_as and exchange.searched_as != exchange.question:
        yield f"  searched as {one_line(exchange.searched_as)}\n"
    if not exchange.scope.is_empty:
        yield f"  only in     {scope_words(exchange.scope)}\n"
    yield f"  {'is' if exchange.is_open else 'ended':<11} {exchange.state}\n"
    if exchange.answer is not None:
        yield f"  answered by {answerer(exchange.answer.generator)}\n"


def _evidence(exchange: Exchange) -> Iterator[Piece]:
    evidence = exchange.evidence
    if evidence is None:
        return
    yield ("\nIs it enough?\n", _HEAD)
    yield f"  evidence {evidence.score:.2f}, needed {evidence.threshold:.2f}: {_decision(evidence)}\n"
    for name, value in evidence.features.items():
        yield (f"  {one_line(name):<28} {value:8.3f}\n", "dim")


def _decision(evidence: Evidence) -> str:
    """What the score decided, or near the threshold the language model (`answer/prose/second_vote.py`)."""
    reaches = evidence.score >= evidence.threshold
    if evidence.sufficient:
        return "enough to answer" if reaches else "too little by itself, but the language model read an answer in it"
    return (
        "near enough, but the language model read no answer in it" if reaches else "not enough, so there is no answer"
    )


def _passages(exchange: Exchange) -> Iterator[Piece]:
    if not exchange.passages:
        return
    yield (f"\nWhat was found: {count(len(exchange.passages), 'passage')}\n", _HEAD)
    yield ("  words: rank (and BM25) by the words of the question; meaning: rank (and cosine) by its meaning;\n", "dim")
    yield ("  fused: both together; score: fused, less what the library holds no word of\n", "dim")
    yield ("   #  score  fused  words      meaning    passage\n", "dim")
    names = short_names(passage.path for passage in exchange.passages)
    cited = {citation.chunk_id for citation in exchange.citations}
    budget = exchange.answer.budget if exchange.answer is not None else None
    for passage in exchange.passages:
        mark = "  cited" if passage.chunk.id in cited else ""
        if budget is not None and passage.chunk.id not in budget.chunks:
            mark = "  not given to the model: the budget was used up"
        yield from _passage(passage, names[passage.path], mark)


def _passage(passage: Passage, name: str, mark: str) -> Iterator[Piece]:
    why = passage.why
    words = f"{why.keyword_rank}. ({why.keyword_score:.1f})" if why.keyword_rank else "-"
    meaning = f"{why.vector_rank}. ({why.vector_score:.2f})" if why.vector_rank else "-"
    page = short_page(passage.path, passage.page)
    yield f"  {passage.rank:>2}  {passage.score:.2f}   {why.fused_score:.2f}   {words:<10} {meaning:<10} "
    yield (f"{name} {page}".rstrip(), "bold")
    yield (f"{mark}\n", "$success" if mark == "  cited" else "$warning")
    if note := one_line(why.note, 100):
        yield (f"      {note}\n", "dim")
    yield (f"      {one_line(passage.text, 160)}\n", "dim")


def _budget(exchange: Exchange) -> Iterator[Piece]:
    budget = exchange.answer.budget if exchange.answer is not None else None
    if budget is None:
        return
    yield ("\nWhat was given to read\n", _HEAD)
    given = count(len(budget.chunks), "passage")
    yield f"  {given}, {budget.used_tokens:,} of {budget.limit_tokens:,} tokens (setting retrieval.context_tokens)"
    yield "; the best one was cut to fit\n" if budget.cut else "\n"


def _kept(turn: StoredTurn) -> Iterator[Piece]:
    """An answer of an earlier conversation: what was searched and ranked is not kept."""
    yield ("The question\n", _HEAD)
    yield f"  asked       {one_line(turn.question)}\n  at          {when(turn.asked)}\n"
    yield f"  ended       {turn.state}\n  answered by {answerer(turn.generator)}\n"
    yield ("\nWhat the policy did\n", _HEAD)
    yield from (f"  {kept_decision(decision)}\n" for decision in turn.decisions)
    yield "" if turn.decisions else "  Every check passed; no rule had anything to say.\n"
    yield (
        "\nWhat was found and how it was ranked is not kept with a conversation. Ask the question again to see it.\n",
        "dim",
    )


def _rules(exchange: Exchange) -> Iterator[Piece]:
    yield ("\nWhat the policy did\n", _HEAD)
    if not exchange.checks:
        yield "  Every check passed; no rule had anything to say.\n"
    for check in exchange.checks:
        yield from _check(check)


def _check(check: Checked) -> Iterator[Piece]:
    """In words first; below it what a policy calls it."""
    verdict = check.verdict
    where = f" ({file_name(check.path)})" if check.path else ""
    told = " ".join(told_checks([check]))
    if told:
        yield (f"  {told}\n", "bold $warning")
    yield f"{'      ' if told else '  '}{verdict.stage}{where}: "
    yield (f"{verdict.action}\n", "" if told else "bold $warning")
    for finding in verdict.findings:
        bound = f", from {finding.threshold:.2f} on" if finding.threshold else ""
        yield f"      rule {one_line(finding.rule, 60)}, detector {one_line(finding.detector, 40)}, "
        yield f"{one_line(finding.label or finding.category, 40)} {finding.score:.2f}{bound}\n"


def _timings(exchange: Exchange) -> Iterator[Piece]:
    if exchange.answer is None or not exchange.answer.timings_ms:
        return
    yield ("\nWhere the time went\n", _HEAD)
    for name, milliseconds in exchange.answer.timings_ms.items():
        yield f"  {one_line(name):<16} {milliseconds:10,.1f} ms\n"
