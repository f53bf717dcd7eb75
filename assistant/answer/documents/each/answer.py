"""The answer to a question to each of several files: what the values add up to, a table of them, and the receipt.

Invariant: a value is shown only with the quote that it stands in; what adds up is computed by the program.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.answer.admit import Admission
from assistant.answer.compose import label_of
from assistant.answer.documents.cells import (
    file_cell,
    piece_around,
    quote_cell,
    receipt_lines,
    safe_name,
    short_name,
)
from assistant.answer.documents.each.choose import choose
from assistant.answer.documents.each.fill import fill
from assistant.answer.documents.each.labels import TOTAL, concepts
from assistant.answer.documents.each.one_file import Asked, Found, ask_file
from assistant.answer.documents.each.request import ByTime, EachRequest
from assistant.answer.documents.each.totals import FileValue, total_sentence
from assistant.answer.documents.find import relative_path
from assistant.answer.documents.stock import Document, Pace, Stock, take_stock
from assistant.answer.documents.values.days import dates
from assistant.answer.documents.values.figures import currencies
from assistant.answer.documents.words import say
from assistant.answer.reader.forms.newest import asks_for_latest, asks_for_oldest
from assistant.answer.turn import OpenTurn
from assistant.answer.write import show
from assistant.domain.events import AnswerEvent
from assistant.domain.ports.embed import Vector
from assistant.domain.records.documents import Chunk
from assistant.domain.records.passages import NumberedPassage, Passage, Why
from assistant.domain.records.results import table_row
from assistant.text.languages import word_set
from assistant.text.months import months_in
from assistant.text.words import words

_MOST_CHUNKS = 8  # of a document are read
_MOST_QUOTED = 200  # rows with a quote
_SHOWN_AFTER_STOP = 20
_MAX_VALUE_CHARS = 80
_PAYING = concepts(word_set("pay spend spent charge charged bill billed amount ausgegeben gastado depense"))


@dataclass(slots=True)
class Row:
    """A document of the set, what of it may be used, and what it says to each thing asked."""

    document: Document
    passages: tuple[Passage, ...]
    found: list[Found | None]


def each(turn: OpenTurn, request: EachRequest) -> Iterator[AnswerEvent]:
    """Answer with the table. No `Finished` is yielded where no file is meant, or none has a value."""
    stock = take_stock(turn)
    chosen, used = choose(turn, request, stock)
    if not chosen:
        return
    asked = _asked(request, used)
    rows = yield from _ask_all(turn, request, stock, chosen, asked)
    if turn.parts.writer is not None:
        yield from fill(turn, request, rows, asked)
    if not any(found for row in rows for found in row.found) and not turn.stop.stopped:
        return
    rows.sort(key=_order)
    turn.coverage = stock.coverage()
    turn.by_program = True
    numbered = list(_numbered(rows))
    turn.passages = tuple(passage.passage for passage in numbered)
    yield from show(turn, _pieces(turn, request, stock, rows, numbered), numbered, after_stop=True)


def _asked(request: EachRequest, used: frozenset[str]) -> list[Asked]:
    """What is asked: the labels without the words that chose the files, with describing words that chose none."""
    unused = [word for word in request.choosers if word not in used]
    labels = (request.labels - concepts(used)) | concepts(unused)
    if request.is_of_money and labels <= _PAYING:
        labels = frozenset({TOTAL})  # what was paid on a bill is its total
    kind = request.kind or ("amount" if request.aggregate and not labels else None)
    one = Asked(request.question, labels or frozenset({TOTAL}), kind, request.is_code, request.unit)
    if not request.is_earned:
        return [one]
    return [replace(one, labels=labels | {"net"}), replace(one, labels=labels | {"gross"})]


def _ask_all(
    turn: OpenTurn, request: EachRequest, stock: Stock, chosen: Sequence[Document], asked: Sequence[Asked]
) -> Generator[AnswerEvent, None, list[Row]]:
    """A row for each document that was reached and may be used."""
    admission = Admission(turn)
    vector = turn.parts.embedder.embed_question(request.question)
    pace = Pace(turn, say("asking", request.language), len(chosen))
    rows: list[Row] = []
    for done, document in enumerate(chosen):
        if turn.stop.stopped:
            return rows
        yield from pace.at(done)
        chunks = _likely(turn, turn.parts.library.document(document.path), asked, vector)
        found = [Passage(chunk, chunk.text, 1.0, rank, Why(note="each")) for rank, chunk in enumerate(chunks, start=1)]
        passages = yield from admission.admit(found)
        if not passages:
            stock.kept_out.append(document)
            continue
        stock.matched.append(document)
        read = [ask_file(one, passages, turn.parts.reader) for one in asked]
        rows.append(Row(document, passages, [_with_currency(one, passages) for one in read]))
    yield from pace.at(len(chosen))
    return rows


def _likely(turn: OpenTurn, chunks: Sequence[Chunk], asked: Sequence[Asked], vector: Vector) -> list[Chunk]:
    """The chunks that say most of what is asked, in reading order; of equals those nearest in meaning."""
    if len(chunks) <= _MOST_CHUNKS:
        return list(chunks)
    labels = frozenset[str]().union(*(one.labels for one in asked))
    held = [len(labels & concepts(words(chunk.text))) for chunk in chunks]
    try:
        near = turn.parts.library.vectors([chunk.id for chunk in chunks]) @ vector
    except KeyError:  # forgotten meanwhile
        near = np.zeros(len(chunks), np.float32)
    best = sorted(range(len(chunks)), key=lambda at: (-held[at] - float(near[at]), at))[:_MOST_CHUNKS]
    return [chunks[at] for at in sorted(best)]


def _with_currency(found: Found | None, passages: Sequence[Passage]) -> Found | None:
    """A figure without a currency is in the one that its document names, if that is one: "Part EUR" above a column."""
    if found is None or found.value.kind != "number" or "." not in found.value.written.replace(",", "."):
        return found
    named = currencies("\n".join(passage.text for passage in passages))
    if len(named) != 1:
        return found
    return replace(found, value=replace(found.value, kind="amount", currency=next(iter(named))))


def _order(row: Row) -> tuple[str, str, str]:
    """By folder, then by the date of the file, then by name."""
    folder, _, name = relative_path(row.document.copies[0]).rpartition("/")
    return folder, _day_of(row), name


def _day_of(row: Row) -> str:
    """The date in the name, the title or the first lines; "" where they tell none."""
    record = row.document.copies[0]
    name = relative_path(record).rpartition("/")[2]
    for text in (name, record.title, row.passages[0].text[:400]):
        months = months_in(text)
        days = [value.day.isoformat() for value in dates(text) if value.day is not None]
        if days or months:
            return min([*days, *(f"{year}-{month:02d}" for year, month in months)])
    return ""


def _by_time(request: EachRequest) -> ByTime:
    """Whether the newest or the oldest file's value is asked for."""
    if request.aggregate in ("", "greatest") and asks_for_latest(request.question):
        return "newest"
    return "oldest" if request.aggregate == "least" and asks_for_oldest(request.question) else ""


def _numbered(rows: Sequence[Row]) -> Iterator[NumberedPassage]:
    number = 0
    for row in rows:
        for found in row.found:
            if found is not None and number < _MOST_QUOTED:
                number += 1
                passage = row.passages[found.passage]
                yield NumberedPassage(number, label_of(passage), passage)


def _pieces(
    turn: OpenTurn, request: EachRequest, stock: Stock, rows: Sequence[Row], numbered: Sequence[NumberedPassage]
) -> Iterator[str]:
    """The answer, a line each. Who stops it while a long table is shown gets the receipt next."""
    language = request.language
    for line in _first_lines(request, rows):
        yield f"{line}\n"
    columns = _columns(request)
    yield f"\n{table_row((say('file', language), *columns, say('quote', language)))}\n"
    yield f"{table_row(['---'] * (len(columns) + 2))}\n"
    number = 0
    for shown, row in enumerate(rows):
        if shown >= _SHOWN_AFTER_STOP and turn.stop.stopped:
            yield f"\n{say('not_shown', language, count=len(rows) - shown)}\n"
            break
        values, quotes = [], []
        for found in row.found:
            values.append(_value_cell(found))
            if found is not None and number < len(numbered):
                number += 1
                text = row.passages[found.passage].text
                place = (found.quote[0], min(found.quote[0] + 1, found.quote[1]))
                quotes.append(quote_cell(text[slice(*piece_around(text, found.quote, place))], number))
        said = " ".join(filter(None, quotes)) or ("" if any(row.found) else say("no_value", language))
        yield f"{table_row((file_cell(row.document), *values, said))}\n"
    for line in receipt_lines(stock, language):
        yield f"\n{line}"


def _columns(request: EachRequest) -> tuple[str, ...]:
    language = request.language
    return (say("net", language), say("gross", language)) if request.is_earned else (say("value", language),)


def _value_cell(found: Found | None) -> str:
    return safe_name(found.value.written, _MAX_VALUE_CHARS) if found is not None else ""


def _first_lines(request: EachRequest, rows: Sequence[Row]) -> Iterator[str]:
    """What the values add up to, where that is asked for; how many files have a value; how many have none."""
    language = request.language
    columns = _columns(request)
    for column, name in enumerate(columns):
        values = [
            FileValue(short_name(row.document), found.value, _day_of(row))
            for row in rows
            if (found := row.found[column]) is not None
        ]
        sentence = total_sentence(values, request.aggregate, language, _by_time(request))
        if sentence:
            yield f"{name}. {sentence}" if len(columns) > 1 else sentence
    with_value = sum(any(row.found) for row in rows)
    yield say("values_in", language, count=with_value, total=len(rows))
