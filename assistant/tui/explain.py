"""Why an answer is as it is, in text: what was searched, found, ranked, judged, and which rules spoke.

Invariant: it tells only what the turn's own events told.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.core.records import Passage, Verdict
from assistant.core.text import one_line
from assistant.tui.exchange import Exchange
from assistant.tui.pieces import Piece
from assistant.tui.scope import scope_words
from assistant.tui.words import count, file_name, short_names

_HEAD = "bold $primary"


def explanation(exchange: Exchange) -> list[Piece]:
    """All sections as pieces of text."""
    return [
        *_question(exchange),
        *_evidence(exchange),
        *_passages(exchange),
        *_rules(exchange),
        *_timings(exchange),
    ]


def _question(exchange: Exchange) -> Iterator[Piece]:
    yield ("The question\n", _HEAD)
    yield f"  asked       {one_line(exchange.question)}\n"
    if exchange.searched_as and exchange.searched_as != exchange.question:
        yield f"  searched as {one_line(exchange.searched_as)}\n"
    if not exchange.scope.is_empty:
        yield f"  only in     {scope_words(exchange.scope)}\n"
    yield f"  ended       {exchange.state}\n"
    if exchange.answer is not None:
        yield f"  answered by {one_line(exchange.answer.generator)}\n"


def _evidence(exchange: Exchange) -> Iterator[Piece]:
    evidence = exchange.evidence
    if evidence is None:
        return
    yield ("\nIs it enough?\n", _HEAD)
    verdict = "enough to answer" if evidence.sufficient else "not enough, so there is no answer"
    yield f"  evidence {evidence.score:.2f}, needed {evidence.threshold:.2f}: {verdict}\n"
    for name, value in evidence.features.items():
        yield (f"  {one_line(name):<28} {value:8.3f}\n", "dim")


def _passages(exchange: Exchange) -> Iterator[Piece]:
    if not exchange.passages:
        return
    yield (f"\nWhat was found: {count(len(exchange.passages), 'passage')}\n", _HEAD)
    yield ("  words: place by the words of the question; meaning: place by its meaning\n", "dim")
    yield ("   #  score  words     meaning   passage\n", "dim")
    names = short_names(passage.path for passage in exchange.passages)
    cited = {citation.chunk_id for citation in exchange.citations}
    for passage in exchange.passages:
        yield from _passage(passage, names[passage.path], passage.chunk.id in cited)


def _passage(passage: Passage, name: str, cited: bool) -> Iterator[Piece]:
    why = passage.why
    words = f"{why.keyword_rank}. ({why.keyword_score:.1f})" if why.keyword_rank else "-"
    meaning = f"{why.vector_rank}. ({why.vector_score:.2f})" if why.vector_rank else "-"
    page = "" if passage.page is None else f" p. {passage.page}"
    yield f"  {passage.rank:>2}  {passage.score:.2f}   {words:<9} {meaning:<9} "
    yield (f"{name}{page}", "bold")
    yield ("  cited" if cited else "", "$success")
    yield "\n"
    if note := one_line(why.note, 100):
        yield (f"      {note}\n", "dim")
    yield (f"      {one_line(passage.text, 160)}\n", "dim")


def _rules(exchange: Exchange) -> Iterator[Piece]:
    verdicts = [(check.verdict, check.path) for check in exchange.checks]
    yield ("\nWhat the policy did\n", _HEAD)
    if not verdicts:
        yield "  Every check passed; no rule had anything to say.\n"
    for verdict, path in verdicts:
        yield from _verdict(verdict, path)


def _verdict(verdict: Verdict, path: str) -> Iterator[Piece]:
    where = f" ({file_name(path)})" if path else ""
    yield f"  {verdict.stage}{where}: "
    yield (f"{verdict.action}\n", "bold $warning")
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
