"""The answer to a question for files: a sentence, a table of the files with a quote each, and the receipt.

Invariant: a file is listed by what an admitted passage or its own name says; a file whose passages a rule drops shows
no text and counts as kept out.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from assistant.answer.admit import Admission
from assistant.answer.compose import label_of
from assistant.answer.documents.cells import file_cell, joined_names, piece_around, quote_cell, receipt_lines
from assistant.answer.documents.kinds import LOOSE_KINDS
from assistant.answer.documents.request import Request
from assistant.answer.documents.search import Hit, Search
from assistant.answer.documents.stock import Pace, Stock, take_stock
from assistant.answer.documents.words import say
from assistant.answer.turn import OpenTurn
from assistant.answer.write import show
from assistant.domain.events import AnswerEvent
from assistant.domain.records.documents import Chunk
from assistant.domain.records.passages import NumberedPassage, Passage, Why
from assistant.domain.records.results import table_row

_MOST_QUOTED = 80  # rows with a quote, each of which the output guard reads; files after them are listed by name
_MOST_SENTENCES = 4  # of a file are compared by their vectors
_SHOWN_AFTER_STOP = 10  # files are shown at once after a stop; the others count as left
_BATCH = 64  # sentences embedded at once


def survey(turn: OpenTurn, request: Request) -> Iterator[AnswerEvent]:
    """Answer with the table. No `Finished` is yielded where the request says nothing to look for."""
    if request.is_empty:
        return
    stock, search, hits = yield from _look_through(turn, request)
    wider = _without_loose_kinds(request)
    if not hits and wider != request and not turn.stop.stopped:
        stock, search, hits = yield from _look_through(turn, wider)
    hits.sort(key=lambda hit: (-hit.score, hit.document.path))
    admitted = yield from _admit(turn, stock, search, hits)
    turn.coverage = stock.coverage()
    if not admitted and not turn.stop.stopped:
        yield turn.end(_nothing_found(stock, request), refused=True)
        return
    _choose_quotes(turn, request, admitted)
    passages = [
        NumberedPassage(number, label_of(hit.passage), hit.passage)
        for number, hit in enumerate(admitted[:_MOST_QUOTED], start=1)
        if hit.passage is not None
    ]
    turn.by_program = True
    turn.passages = tuple(numbered.passage for numbered in passages)
    yield from show(turn, _pieces(turn, request, stock, admitted), passages, after_stop=True)


def _without_loose_kinds(request: Request) -> Request:
    """The request without the kinds that stand for any paper ("which notes mention the attic?"), if it has another
    condition; the same one otherwise."""
    kinds = tuple(group for group in request.kinds if not all(kind.name in LOOSE_KINDS for kind in group))
    wider = replace(request, kinds=kinds)
    return request if wider.is_empty else wider


def _look_through(turn: OpenTurn, request: Request) -> Generator[AnswerEvent, None, tuple[Stock, Search, list[Hit]]]:
    """Every file in scope, and the hits among them."""
    stock, search = take_stock(turn), Search(turn, request)
    hits = yield from search.look_through(stock)
    return stock, search, hits


def _admit(
    turn: OpenTurn, stock: Stock, search: Search, hits: Sequence[Hit]
) -> Generator[AnswerEvent, None, list[Hit]]:
    """The hits with a passage that the gate lets in, in their order; the files of the others are kept out."""
    admission = Admission(turn)
    pace = Pace(turn, say("choosing", search.request.language), len(hits))
    admitted: list[Hit] = []
    for done, hit in enumerate(hits):
        if turn.stop.stopped and done >= _SHOWN_AFTER_STOP:
            break  # what is found stays, and the person does not wait for it
        yield from pace.at(done)
        for chunk in hit.chunks:
            kept = yield from admission.admit((_passage(chunk, hit),))
            if kept and (not hit.in_text or search.is_said_in(kept[0].text)):
                hit.passage = kept[0]
                break
        if hit.passage is None:
            stock.kept_out.append(hit.document)
            continue
        stock.matched.append(hit.document)
        hit.quotes = [piece_around(hit.passage.text, *found) for found in search.sentences(hit.passage.text)]
        admitted.append(hit)
    return admitted


def _passage(chunk: Chunk, hit: Hit) -> Passage:
    return Passage(chunk, chunk.text, min(1.0, hit.score), 1, Why(note="survey"))


def _choose_quotes(turn: OpenTurn, request: Request, hits: Sequence[Hit]) -> None:
    """Of several sentences that say it, the one nearest to the question comes first; all are embedded in batches."""
    asked = " ".join(thing.written for thing in request.things)
    open_choices = [hit for hit in hits[:_MOST_QUOTED] if len(hit.quotes) > 1 and hit.passage is not None]
    if not asked or turn.stop.stopped:
        return
    vector = turn.parts.embedder.embed_question(asked)
    texts = [_quote(hit, number) for hit in open_choices for number in range(min(len(hit.quotes), _MOST_SENTENCES))]
    nearness: list[float] = []
    for start in range(0, len(texts), _BATCH):
        nearness += (turn.parts.embedder.embed_passages(texts[start : start + _BATCH]) @ vector).tolist()
    scores = iter(nearness)
    for hit in open_choices:
        quotes = hit.quotes[:_MOST_SENTENCES]
        ranked = sorted(zip(islice(scores, len(quotes)), quotes, strict=True), key=lambda item: (-item[0], item[1]))
        hit.quotes = [quote for _, quote in ranked]


def _quote(hit: Hit, number: int) -> str:
    assert hit.passage is not None
    return hit.passage.text[slice(*hit.quotes[number])]


def _pieces(turn: OpenTurn, request: Request, stock: Stock, hits: Sequence[Hit]) -> Iterator[str]:
    """The answer, a line each. Who stops it while a long table is shown gets the receipt next."""
    language = request.language
    yield f"{_first_sentence(stock, request)}\n\n"
    if hits:
        yield f"{table_row((say('file', language), say('quote', language)))}\n"
        yield f"{table_row(('---', '---'))}\n"
    for number, hit in enumerate(hits, start=1):
        if number > _SHOWN_AFTER_STOP and turn.stop.stopped:
            yield f"\n{say('not_shown', language, count=len(hits) - number + 1)}\n"
            break
        quote = quote_cell(_quote(hit, 0), number) if number <= _MOST_QUOTED and hit.quotes else ""
        yield f"{table_row((file_cell(hit.document), quote))}\n"
    for line in receipt_lines(stock, language):
        yield f"\n{line}"


def _first_sentence(stock: Stock, request: Request) -> str:
    language, count = request.language, stock.coverage().matched
    if not count:
        return say("found_none", language)
    number = "one" if count == 1 else "many"
    if not request.things:
        return say(f"found_{number}", language, count=count)
    joiner = say("or" if request.any_thing else "and", language)
    things = joined_names([thing.written for thing in request.things], joiner)
    return say(f"{'topic' if request.is_topic else 'mention'}_{number}", language, count=count, things=things)


def _nothing_found(stock: Stock, request: Request) -> str:
    """Names of files are not in it: it is not shown through the output guard."""
    lines = receipt_lines(stock, request.language, with_names=False)
    return "\n".join([say("found_none", request.language), *lines])
