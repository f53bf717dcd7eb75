"""The answer that compares: a sentence that the program computes, a column for each side, or what changed.

Invariant: every cell is a value or a quote of an admitted passage; what a model adds is carried by those quotes.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from assistant.answer.admit import Admission
from assistant.answer.cite import find_on_page
from assistant.answer.compare import words
from assistant.answer.compare.figures import SideValue, compared
from assistant.answer.compare.over_time import find_series, label_of_version
from assistant.answer.compare.request import CompareRequest
from assistant.answer.compare.side import Side, documents_of_sides, quote_text, read_side, read_version
from assistant.answer.compare.versions import Change, Sentence, Versions, find_versions, named_versions
from assistant.answer.compose import label_of
from assistant.answer.documents.cells import quote_cell, safe_name
from assistant.answer.prose.written import as_text, written
from assistant.answer.turn import OpenTurn
from assistant.answer.write import show
from assistant.domain.events import AnswerEvent
from assistant.domain.records.passages import NumberedPassage, Passage
from assistant.domain.records.results import ResultTable
from assistant.text.pages import page_phrase

_MOST_CHANGES = 60
_LABEL_CHARS = 80


def compare(turn: OpenTurn, request: CompareRequest) -> Iterator[AnswerEvent]:
    """Answer `request`. No `Finished` is yielded where fewer than two sides are told, or no two versions are there."""
    if request.is_versions:
        versions = find_versions(turn, request.aspect)
        if versions is not None:
            yield from _show_changes(turn, request, versions)
        return
    if len(request.sides) == 2 and not request.aspect and request.wanted in ("change", "difference"):
        named = named_versions(turn, request.sides)
        if named is not None:
            yield from _show_changes(turn, request, named)
            return
    sides = yield from _read_over_time(turn, request) if request.is_over_time else _read_sides(turn, request)
    if sum(bool(side.quotes) for side in sides) < 2:
        return
    numbered = _numbered(sides)
    turn.passages = tuple({passage.passage.chunk.id: passage.passage for passage in numbered}.values())
    values = [SideValue(side.label, side.value) for side in sides if side.value is not None]
    sentence = compared(values, request) if len(values) == len(sides) else ""
    turn.by_program = bool(sentence) or turn.parts.writer is None
    yield from show(turn, _columns(turn, request, sides, numbered, sentence), numbered, after_stop=True)


def _read_sides(turn: OpenTurn, request: CompareRequest) -> Generator[AnswerEvent, None, list[Side]]:
    admission, sides = Admission(turn), list[Side]()
    meant = documents_of_sides(turn, request.sides)
    for number, label in enumerate(request.sides):
        if turn.stop.stopped:
            break
        yield turn.step(words.READING[request.language], number, len(request.sides))
        sides.append((yield from read_side(turn, request, label, meant[number], admission)))
    return sides


def _read_over_time(turn: OpenTurn, request: CompareRequest) -> Generator[AnswerEvent, None, list[Side]]:
    """The aspect in the two versions of the document that tells it; nothing where there are no two."""
    series = find_series(turn, request.aspect)
    admission, sides = Admission(turn), list[Side]()
    for number, document in enumerate(series or ()):
        if turn.stop.stopped:
            break
        yield turn.step(words.READING[request.language], number, 2)
        label = safe_name(label_of_version(document), _LABEL_CHARS)
        sides.append((yield from read_version(turn, request, label, document, admission)))
    return sides


def _numbered(sides: Sequence[Side]) -> list[NumberedPassage]:
    """A number for each quote, because a number stands for one quote."""
    quoted = [passage for side in sides for passage, _ in side.quotes]
    return [NumberedPassage(number, label_of(passage), passage) for number, passage in enumerate(quoted, start=1)]


def _columns(
    turn: OpenTurn, request: CompareRequest, sides: Sequence[Side], numbered: Sequence[NumberedPassage], sentence: str
) -> Iterator[str]:
    """The pieces of the answer: the sentence, then a table with a column for each side."""
    language = request.language
    yield f"{sentence or words.BESIDE[language]}\n"
    if not sentence and turn.parts.writer is not None and not turn.stop.stopped:
        asked = words.ASKED[language].format(question=request.question)
        given = _excerpts(sides, numbered)
        prompt = turn.parts.composer.compose(asked, given, ())
        yield from (f"{piece.strip()}\n" for piece in as_text(written(turn, prompt, given, most=1)))
    table = ResultTable(("", *(safe_name(side.label, _LABEL_CHARS) for side in sides)), tuple(_rows(request, sides)))
    yield "\n"
    yield from (f"{line}\n" for line in table.lines())


def _rows(request: CompareRequest, sides: Sequence[Side]) -> Iterator[tuple[str, ...]]:
    language = request.language
    if any(side.value is not None for side in sides):
        yield (
            safe_name(request.aspect, _LABEL_CHARS) or words.VALUE[language],
            *(side.value.written if side.value else "" for side in sides),
        )
    number, cells = 0, []
    for side in sides:
        mine = []
        for passage, span in side.quotes:
            number += 1
            mine.append(quote_cell(quote_text(passage, span), number))
        cells.append(" ".join(mine) or words.NOTHING[language])
    yield (words.QUOTE[language], *cells)
    yield (words.FILE[language], *(_files(side) for side in sides))


def _files(side: Side) -> str:
    named = dict.fromkeys(_place(passage) for passage, _ in side.quotes)
    return ", ".join(named)


def _place(passage: Passage) -> str:
    page = page_phrase(passage.path, passage.page)
    name = safe_name(passage.path.rpartition("/")[2], _LABEL_CHARS)
    return f"{name}, {page}" if page else name


def _excerpts(sides: Sequence[Side], numbered: Sequence[NumberedPassage]) -> list[NumberedPassage]:
    """The quotes alone, under the names of their sides: what the model may write from."""
    quoted = [(side, passage, span) for side in sides for passage, span in side.quotes]
    return [
        replace(given, label=f"{side.label}: {given.label}", passage=replace(passage, text=passage.text[slice(*span)]))
        for given, (side, passage, span) in zip(numbered, quoted, strict=True)
    ]


def _show_changes(turn: OpenTurn, request: CompareRequest, found: Versions) -> Iterator[AnswerEvent]:
    language = request.language
    old, new = (safe_name(document.path.rpartition("/")[2]) for document in (found.old, found.new))
    admission = Admission(turn)
    rows: list[tuple[str, str, str]] = []
    numbered: list[NumberedPassage] = []
    for change in found.changes[:_MOST_CHANGES]:
        before = yield from _cell(change.before, admission, numbered)
        after = yield from _cell(change.after, admission, numbered)
        if before or after:
            rows.append((_kind(change, request), before, after))
    turn.passages = tuple({given.passage.chunk.id: given.passage for given in numbered}.values())
    turn.by_program = True
    counts = [_kind(change, request) for change in found.changes]
    told = words.VERSIONS[language] if found.changes else words.IDENTICAL[language]
    lines = [
        told.format(
            old=old, new=new, same=found.same, changed=counts.count(words.CHANGED[language]),
            added=counts.count(words.ADDED[language]), removed=counts.count(words.REMOVED[language]),
        )
    ]  # fmt: skip
    if rows:
        lines += ["", *ResultTable((words.CHANGE[language], old, new), tuple(rows)).lines()]
    if len(found.changes) > _MOST_CHANGES:
        lines += ["", words.LEFT_OUT[language].format(count=len(found.changes) - _MOST_CHANGES)]
    yield from show(turn, [f"{line}\n" for line in lines], numbered, after_stop=True)


def _cell(
    sentence: Sentence | None, admission: Admission, numbered: list[NumberedPassage]
) -> Generator[AnswerEvent, None, str]:
    """The quote of one side of a change, with its page; "" where there is none or a rule keeps it out."""
    if sentence is None:
        return ""
    passage = Passage(sentence.chunk, sentence.chunk.text, 1.0, len(numbered) + 1)
    admitted = yield from admission.admit([passage])
    quote = quote_text(passage, sentence.span)
    if not admitted or find_on_page(quote, admitted[0].text) is None:
        return ""
    numbered.append(NumberedPassage(len(numbered) + 1, label_of(admitted[0]), admitted[0]))
    page = page_phrase(passage.path, passage.page)
    cell = quote_cell(quote, len(numbered))
    return f"{cell} ({page})" if page and cell else cell


def _kind(change: Change, request: CompareRequest) -> str:
    language = request.language
    if change.before is None:
        return words.ADDED[language]
    return words.REMOVED[language] if change.after is None else words.CHANGED[language]
