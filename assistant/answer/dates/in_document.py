"""The dates of a document, as days: each with its sentence, read with what the document says of itself.

Invariant: a date gets a year only where the document gives it (the sentence, its headings, the weekday, the one year
that the document speaks of, or its own date); else it stays as it is written. An overlap of two chunks is read once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import PurePath

from assistant.answer.dates.cues import DateKind, kinds_of, kinds_of_rule
from assistant.answer.dates.rules import find_rules
from assistant.domain.records.documents import Chunk, Span
from assistant.text.asked_language import language_of
from assistant.text.sentences import sentence_spans, trim
from assistant.text.written.dates import FoundDate, Order, Precision, find_dates, flat, in_year, years_in

_HEAD_CHARS = 700  # where a letter has its date
_TAIL_CHARS = 300  # where a contract has it
_NEAR = timedelta(days=183)  # a date without a year is meant to be near the date of its section or document
_LABELLED = re.compile(
    r"\b(?:(?:date|dated|sent|datum|gesendet|fecha|enviado|envoye)(?: (?:of|de|del|du|des) \w{1,20})?|rechnungsdatum|invoice date)[:, ]{0,3}"
    r"(?:the |on |den |vom |le )?$"
)  # fmt: skip
_PLACE = re.compile(r"[^\n\d.:;]{2,60},\s*(?:den |am |le |a |el )?")
_LONGEST_LINE = 110  # a longer line is a sentence, not a line with place and date
_LONGEST_TITLE = 70  # "TODO (Nov 2026)", "Committee, 11 March 2026"
_LETTERS = re.compile(r"[^\W\d_]{2,}")
# Lines of an e-mail that say when it was sent: nothing is due then.
_HEADER = re.compile(
    r"^(?:>[ ]?)*(?:date|sent|received|datum|gesendet|fecha|envoye):[^;]*$|\b(?:wrote|schrieb|escribio|a ecrit)\b"
)
_MOST_CHOICES = 30  # sentences of a section


@dataclass(frozen=True, slots=True)
class Mention:
    """A date or a rule in `chunk`, written at `start:end` of its text; empty where a heading above the chunk has it.

    `sentences` are the spans that tell what it is of: its own sentence, or those of the section that it stands over.
    `first` to `last` are its days (both included); None where the text does not say them. `month_day` is the day in any
    year of a date whose year is not known. `computed`: counted from the document's own date.
    """

    chunk: Chunk
    start: int
    end: int
    written: str
    sentences: tuple[Span, ...]
    precision: Precision | None  # None: a rule
    first: date | None
    last: date | None
    kinds: frozenset[DateKind]
    month_day: tuple[int, int] | None = None
    computed: bool = False
    is_section: bool = False  # its sentences stand below it


@dataclass(slots=True)
class _Context:
    """What a document says of its dates. `years`: all years that it names; `own`: its own date, if it is certain;
    `section`: the date of the last heading that is a date."""

    order: Order
    years: frozenset[int]
    own: date | None
    section: date | None = None


def mentions_in(chunks: Sequence[Chunk], with_rules: bool = False) -> list[Mention]:
    """The dates of a document's `chunks`, in their order; with `with_rules` also what has no date of its own."""
    if not chunks:
        return []
    context = _read_context(chunks)
    seen: set[tuple[int | None, int, int]] = set()
    mentions = []
    for chunk in chunks:
        for mention in _in_chunk(chunk, context, with_rules):
            place = (chunk.page, chunk.start + mention.start, mention.end - mention.start)
            if place not in seen:
                seen.add(place)
                mentions.append(mention)
    return mentions


def _read_context(chunks: Sequence[Chunk]) -> _Context:
    texts = [chunk.text for chunk in chunks]
    name = f"{chunks[0].title} {PurePath(chunks[0].path).stem}"
    order = _order(texts)
    dated = [found for text in texts for found in find_dates(text, order) if found.precision in ("day", "month")]
    years = frozenset(found.first.year for found in dated) | years_in(name)
    return _Context(order, years, _own_date(texts, order))


def _order(texts: Sequence[str]) -> Order:
    """How numeric dates are read: as the document's other dates show, else as its language writes them."""
    shown = {found.order for text in texts for found in find_dates(text) if found.order}
    if len(shown) == 1:
        return next(iter(shown))
    return "dmy" if not shown and language_of(" ".join(texts[:3])) != "en" else ""


def _own_date(texts: Sequence[str], order: Order) -> date | None:
    """The date of the document itself: of its head, else of the line with place and date at its end."""
    head = texts[0][:_HEAD_CHARS]
    for found in find_dates(head, order):
        if found.precision in ("day", "month") and _is_own(head, found):
            return _day_of(found)
    opening = [found for found in find_dates(head, order) if found.end <= _first_line_end(head)]
    if len(opening) == 1 and opening[0].precision in ("day", "month"):
        return _day_of(opening[0])
    tail = texts[-1][-_TAIL_CHARS:]
    ended = [found for found in find_dates(tail, order) if found.precision == "day" and _line_says_place(tail, found)]
    return ended[-1].first if ended else None


def _day_of(found: FoundDate) -> date:
    return found.first if found.precision == "day" else found.first.replace(day=15)


def _first_line_end(text: str) -> int:
    """The end of the first line with text, where it is short enough to be a title; else 0."""
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start)
    end = end if end >= 0 else len(text)
    return end if end - start <= _LONGEST_TITLE else 0


def _is_own(text: str, found: FoundDate) -> bool:
    line = text[text.rfind("\n", 0, found.start) + 1 : found.start]
    alone = not line.strip() and _line(text, found) < _LONGEST_LINE
    return alone or _LABELLED.search(flat(line)) is not None or _line_says_place(text, found)


def _line_says_place(text: str, found: FoundDate) -> bool:
    start = text.rfind("\n", 0, found.start) + 1
    return _line(text, found) < _LONGEST_LINE and _PLACE.fullmatch(text[start : found.start]) is not None


def _line(text: str, found: FoundDate) -> int:
    """The length of the line that holds the date."""
    end = text.find("\n", found.end)
    return (end if end >= 0 else len(text)) - (text.rfind("\n", 0, found.start) + 1)


def _in_chunk(chunk: Chunk, context: _Context, with_rules: bool) -> Iterator[Mention]:
    """The mentions of a chunk; a line that is nothing but a date is that of the sentences below it."""
    open_section = _of_heading(chunk, context)
    below: list[Span] = []
    for span in sentence_spans(chunk.text):
        sentence = chunk.text[slice(*span)]
        found = find_dates(sentence, context.order)
        if len(found) == 1 and _is_only_date(sentence, found[0]):
            yield from _section(open_section, below)
            open_section, below = _mention(chunk, span, sentence, found[0], context, frozenset()), []
            context.section = open_section.first or context.section
            continue
        below.append(span)
        yield from _in_sentence(chunk, span, found, context, with_rules)
    yield from _section(open_section, below)


def _of_heading(chunk: Chunk, context: _Context) -> Mention | None:
    """The date of the heading above a chunk, where the heading is nothing but a date."""
    heading = chunk.headings[-1] if chunk.headings else ""
    found = find_dates(heading, context.order)
    if len(found) != 1 or not _is_only_date(heading, found[0]):
        return None
    mention = _mention(chunk, (0, 0), heading, found[0], context, frozenset())
    return replace(mention, start=0, end=0, sentences=())


def _is_only_date(line: str, found: FoundDate) -> bool:
    return not _LETTERS.search(line[: found.start] + line[found.end :])


def _section(mention: Mention | None, below: Sequence[Span]) -> Iterator[Mention]:
    if mention is None:
        return
    if below:
        yield replace(mention, sentences=tuple(below[:_MOST_CHOICES]), is_section=True)
    elif mention.sentences:
        yield mention


def _in_sentence(
    chunk: Chunk, span: Span, found: Sequence[FoundDate], context: _Context, with_rules: bool
) -> Iterator[Mention]:
    sentence = chunk.text[slice(*span)]
    folded = flat(sentence)
    years = frozenset(other.first.year for other in found if other.precision in ("day", "month"))
    is_list = len(found) > 1 and found[0].start == 0  # "2 September First day 7 September Welcome": rows of a table
    for number, one in enumerate(found):
        mention = _mention(chunk, span, sentence, one, context, years)
        if is_list:
            end = found[number + 1].start if number + 1 < len(found) else len(sentence)
            row = trim(chunk.text, (mention.start, span[0] + end))
            mention = replace(mention, sentences=(row,) if row else (span,))
        yield mention
    for rule in find_rules(sentence, context.own) if with_rules else ():
        if found and rule.day is None:  # the sentence has its date, which says more than the rule
            continue
        yield Mention(
            chunk, span[0] + rule.start, span[0] + rule.end, sentence[rule.start : rule.end], (span,),
            "day" if rule.day else None, rule.day, rule.day, kinds_of_rule(folded), computed=rule.day is not None,
        )  # fmt: skip


def _mention(
    chunk: Chunk, span: Span, sentence: str, found: FoundDate, context: _Context, in_sentence: frozenset[int]
) -> Mention:
    folded = flat(sentence)
    kinds = kinds_of(folded, found.start, found.end)
    if _HEADER.search(folded):
        kinds = frozenset({"any"})
    known = found.precision in ("day", "month", "quarter")
    mention = Mention(
        chunk, span[0] + found.start, span[0] + found.end, sentence[found.start : found.end], (span,),
        found.precision, found.first if known else None, found.last if known else None, kinds,
        (found.first.month, found.first.day) if found.precision == "yearless" else None,
    )  # fmt: skip
    return _with_year(mention, found, context, in_sentence) if found.precision == "yearless" else mention


def _with_year(mention: Mention, found: FoundDate, context: _Context, in_sentence: frozenset[int]) -> Mention:
    """The mention with the year that its document gives it, if it gives one."""
    near = in_sentence or years_in(" ".join(mention.chunk.headings))
    reference = context.section or context.own
    if found.weekday >= 0:
        candidates = [year for year in near or context.years if _weekday(found, year) == found.weekday]
    else:
        candidates = list(near or (context.years if reference is None else ()))
    year = candidates[0] if len(candidates) == 1 else _nearest_year(mention, found, reference)
    if year is None:
        return mention
    first = in_year(found.first, year)
    last = in_year(found.last, year + found.last.year - found.first.year)
    return replace(mention, first=first, last=last) if first and last else mention


def _nearest_year(mention: Mention, found: FoundDate, reference: date | None) -> int | None:
    """The year by the date of the section or document: a deadline lies behind it, all else within half a year."""
    if reference is None:
        return None
    years = (reference.year - 1, reference.year, reference.year + 1)
    days = [day for year in years if (day := in_year(found.first, year)) is not None]
    if "deadline" in mention.kinds:
        return next((day.year for day in days if day >= reference), None)
    near = [day for day in days if abs(day - reference) <= _NEAR]
    return near[0].year if len(near) == 1 else None


def _weekday(found: FoundDate, year: int) -> int:
    day = in_year(found.first, year)
    return day.weekday() if day is not None else -1
