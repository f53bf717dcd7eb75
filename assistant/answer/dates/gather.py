"""The dates that answer a question: looked for in the files in scope, chosen by kind, time and topic, in order.

Invariant: every file in scope is counted once in the receipt; no date is shown that its admitted passage does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.answer.admit import Admission
from assistant.answer.cite import find_on_page
from assistant.answer.dates import words
from assistant.answer.dates.asked import AskedDates
from assistant.answer.dates.cues import DateKind, kinds_in_text
from assistant.answer.dates.in_document import Mention, mentions_in
from assistant.answer.dates.topic import Topic, read_topics
from assistant.answer.documents.cells import MAX_QUOTE_CHARS, piece_around
from assistant.answer.documents.find import name_stems
from assistant.answer.documents.stock import Document, Pace, Stock, take_stock
from assistant.answer.turn import OpenTurn
from assistant.domain.events import AnswerEvent
from assistant.domain.records.documents import Span
from assistant.domain.records.passages import Passage
from assistant.text.asked_language import Language
from assistant.text.sentences import sentence_spans

MOST_ROWS = 100
MOST_IF_STOPPED = 20  # the person does not want to wait: what was found is checked, but no more than that
_LAST_BEHIND = 5  # dates that are shown where nothing lies ahead
_MOST_RULES = 15  # of a question without a topic; rules are many, and a list of all of them helps nobody

_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_FEW_WORDS = 1


@dataclass(frozen=True, slots=True)
class DateRow:
    """A date with the quote that tells of it, an unbroken piece of `passage.text`."""

    mention: Mention
    quote: str
    passage: Passage
    document: Document


@dataclass(slots=True)
class Gathered:
    """`left_out`: rows beyond the most that are shown. `all_past`: nothing lay in the future that was asked for.
    `ahead_first`: what lies behind today stands last."""

    stock: Stock
    rows: list[DateRow] = field(default_factory=list)
    left_out: int = 0
    all_past: bool = False
    ahead_first: bool = False


@dataclass(frozen=True, slots=True)
class _Chosen:
    mention: Mention
    sentence: Span
    document: Document


def gather(
    turn: OpenTurn, asked: AskedDates, today: date, language: Language
) -> Generator[AnswerEvent, None, Gathered]:
    """The rows for `asked`. When the turn is stopped, those of the files that were looked at until then."""
    every, mentions = take_stock(turn), _Mentions(turn, asked.kind in ("deadline", "end"))
    result, topic, stock = Gathered(every), Topic(), every
    chosen: list[_Chosen] = []
    looked: list[Document] = []
    for attempt in read_topics(turn, asked, language):
        topic, stock, looked = attempt.topic, _within(every, attempt.topic), []
        result = Gathered(stock)
        wanted = replace(asked, first=None, last=None, month=None) if attempt.in_any_time else asked
        found: list[_Chosen] = []
        pace = Pace(turn, words.LOOKING[language], len(stock.documents))
        for document in stock.documents:
            if turn.stop.stopped:
                break
            yield from pace.at(len(looked))
            looked.append(document)
            found += _of_document(mentions, document, wanted.kind if attempt.with_kind else "any", topic)
        chosen, result.all_past = _in_time(found, wanted, today)
        if chosen or turn.stop.stopped:
            break
    result.ahead_first = not (topic.named or result.all_past or asked.has_time or asked.kind == "any")
    chosen = _ordered(chosen, today if result.ahead_first else None, topic)
    kept_out = yield from _admit(turn, chosen, result, words.CHECKING[language])
    told = {id(one.document) for one in chosen}
    for document in looked:
        fits = id(document) in told
        (stock.unmatched if not fits else stock.kept_out if id(document) in kept_out else stock.matched).append(
            document
        )
    return result


@dataclass(slots=True)
class _Mentions:
    """The mentions of documents, each document read once."""

    turn: OpenTurn
    with_rules: bool
    read: dict[str, list[Mention]] = field(default_factory=dict)

    def of(self, document: Document) -> list[Mention]:
        if document.path not in self.read:
            chunks = self.turn.parts.library.document(document.path)
            self.read[document.path] = mentions_in(chunks, self.with_rules)
        return self.read[document.path]


def _within(stock: Stock, topic: Topic) -> Stock:
    """The documents that are named, else all."""
    if not topic.named:
        return Stock(list(stock.documents), list(stock.unread), list(stock.barred))
    named = [document for document in stock.documents if any(file.path in topic.named for file in document.copies)]
    return Stock(named, [], [])


def _of_document(mentions: _Mentions, document: Document, kind: DateKind, topic: Topic) -> list[_Chosen]:
    """The mentions of a document that fit kind and topic, each with the sentence that tells most of the topic."""
    names = frozenset[str]().union(*map(name_stems, document.copies))
    # A document that is named is asked for all its dates: "which appointments are in the letter?"
    any_kind = kind == "any" or (bool(topic.named) and kind != "end")
    chosen = []
    for mention in mentions.of(document):
        sentences = mention.sentences if any_kind else _of_kind(mention, kind)
        if (sentence := topic.best_sentence(mention, sentences, names)) is not None:
            chosen.append(_Chosen(mention, sentence, document))
    return chosen


def _of_kind(mention: Mention, kind: DateKind) -> tuple[Span, ...]:
    """The sentences of a mention that are of `kind`: all or none of a date in a sentence, some of a section's."""
    if kind in mention.kinds:
        return mention.sentences
    if not mention.is_section:
        return ()
    return tuple(span for span in mention.sentences if kind in kinds_in_text(mention.chunk.text[slice(*span)]))


def _in_time(chosen: Sequence[_Chosen], asked: AskedDates, today: date) -> tuple[list[_Chosen], bool]:
    """Those in the time that was asked for; where nothing lies ahead, the last that lie behind, and True."""
    inside = [one for one in chosen if _is_in_time(one.mention, asked)]
    if inside or asked.first != today or asked.last is not None:
        return inside, False
    behind = sorted((one for one in chosen if one.mention.last is not None), key=lambda one: one.mention.last or today)
    return behind[-_LAST_BEHIND:], bool(behind)


def _is_in_time(mention: Mention, asked: AskedDates) -> bool:
    if asked.first is None and asked.last is None and asked.month is None:
        return True
    if mention.first is None or mention.last is None:
        return mention.month_day is not None and _recurs_in(mention.month_day, asked)
    if asked.month is not None:
        months = (mention.last.year - mention.first.year) * 12 + mention.last.month - mention.first.month
        return (asked.month - mention.first.month) % 12 <= months
    return (asked.last is None or mention.first <= asked.last) and (asked.first is None or mention.last >= asked.first)


def _recurs_in(month_day: tuple[int, int], asked: AskedDates) -> bool:
    """Whether a day without a year falls into the time that was asked for, in some year."""
    if asked.month is not None:
        return month_day[0] == asked.month
    if asked.first is None or asked.last is None:
        return True
    begin, end = (asked.first.month, asked.first.day), (asked.last.month, asked.last.day)
    if (asked.last - asked.first).days >= 365:
        return True
    return begin <= month_day <= end if begin <= end else month_day >= begin or month_day <= end


def _ordered(chosen: Sequence[_Chosen], today: date | None, topic: Topic) -> list[_Chosen]:
    """By day; with `today` what lies ahead first, and what lies behind last, the latest first.

    Between them stand days of any year, dates that can be read in two ways, and rules. A question without a topic gets
    only the rules that speak of ending something.
    """
    dated = sorted(
        (one for one in chosen if one.mention.first), key=lambda one: (one.mention.first or date.max, one.document.path)
    )
    undated = [one for one in chosen if not one.mention.first]
    yearly = sorted((one for one in undated if one.mention.month_day), key=lambda one: one.mention.month_day or (0, 0))
    unsure = [one for one in undated if one.mention.precision == "unsure"]
    rules = [one for one in undated if one.mention.precision is None]
    if topic.is_empty:
        rules = [one for one in rules if "end" in one.mention.kinds][:_MOST_RULES]
    if today is None:
        return [*dated, *yearly, *unsure, *rules]
    ahead = [one for one in dated if (one.mention.last or date.max) >= today]
    return [*ahead, *yearly, *unsure, *rules, *reversed(dated[: len(dated) - len(ahead)])]


def _admit(
    turn: OpenTurn, chosen: Sequence[_Chosen], result: Gathered, step: str
) -> Generator[AnswerEvent, None, set[int]]:
    """Fill the rows of `result` with what the gate admits; returns the documents (`id`) of which it admits nothing."""
    admission = Admission(turn)
    pace = Pace(turn, step, min(len(chosen), MOST_ROWS))
    refused: set[int] = set()
    shown: set[int] = set()
    most = MOST_IF_STOPPED if (stopped_before := turn.stop.stopped) else MOST_ROWS
    for number, one in enumerate(chosen):
        if len(result.rows) >= most or (turn.stop.stopped and not stopped_before):
            result.left_out += 1
            continue
        yield from pace.at(number)
        passage = Passage(one.mention.chunk, one.mention.chunk.text, 1.0, len(result.rows) + 1)
        admitted = yield from admission.admit([passage])
        quote = _quote(one)
        if admitted and find_on_page(quote, admitted[0].text) is not None:
            result.rows.append(DateRow(one.mention, quote, admitted[0], one.document))
            shown.add(id(one.document))
        else:
            refused.add(id(one.document))
    return refused - shown


def _quote(one: _Chosen) -> str:
    """The sentence, or the piece of a long one around its date; without the marks of lists and tables at its ends."""
    text, mention = one.mention.chunk.text, one.mention
    inside = one.sentence[0] <= mention.start and mention.end <= one.sentence[1]
    sentence = _with_before(text, one.sentence, mention) if inside else one.sentence
    place = (mention.start, mention.end) if inside else (sentence[0], sentence[0])
    start, end = piece_around(text, sentence, place)
    return " ".join(text[start:end].split()).strip(' |*#>-•“”„"')


def _with_before(text: str, sentence: Span, mention: Mention) -> Span:
    """ "Fix by 15 November." says what only with the sentence in front of it, which its line or it goes on with."""
    if not says_little(text[sentence[0] : mention.start] + text[mention.end : sentence[1]]):
        return sentence
    before = [span for span in sentence_spans(text) if span[1] <= sentence[0]]
    if not before or sentence[1] - before[-1][0] > MAX_QUOTE_CHARS:
        return sentence
    gap = text[before[-1][1] : sentence[0]]
    goes_on = gap.count("\n") == 1 and text[before[-1][1] - 1] in ",;:-–"
    return (before[-1][0], sentence[1]) if "\n" not in gap or goes_on else sentence


def says_little(rest: str) -> bool:
    """Whether a sentence without its date has too few words to tell what happens on it."""
    return len(_LONG_WORD.findall(rest)) <= _FEW_WORDS
