"""The dates that answer a question: looked for in the files in scope, chosen by kind, time and topic, in order.

Invariant: every file in scope is counted once in the receipt; no date is shown that its admitted passage does not hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.answer.admit import Admission
from assistant.answer.cite import find_on_page
from assistant.answer.dates.asked import AskedDates
from assistant.answer.dates.cues import DateKind, kinds_in_text
from assistant.answer.dates.in_document import Mention, mentions_in
from assistant.answer.documents.find import find_documents, name_stems
from assistant.answer.documents.kinds import kinds_in
from assistant.answer.reader.wanted import coverage
from assistant.answer.retrieve.fusion import inverse_frequency
from assistant.answer.turn import OpenTurn
from assistant.domain.events import AnswerEvent
from assistant.domain.records.documents import Span
from assistant.domain.records.files import FileRecord
from assistant.domain.records.passages import Passage
from assistant.domain.records.results import Coverage
from assistant.text.asked_language import FRENCH
from assistant.text.languages import ENGLISH, GERMAN, SPANISH
from assistant.text.stems import stem
from assistant.text.words import stems, words

MOST_ROWS = 100
_NAMED = 0.6  # share of the words of a topic that the name of a document must hold to be meant
_TOPIC = 0.6  # share of the topic's weight that a sentence must hold with its headings and its file's name
_TOPIC_NEAR = 0.75  # ... and that its whole passage must hold
_TOPIC_IF_FOUND = 0.34  # ... in a passage that the search finds for the topic
_SEARCHED = 12  # passages
_BEST = 5  # of them: if nearly all are from one file, the topic is that file
_LAST_BEHIND = 5  # dates that are shown where nothing lies ahead
_MOST_RULES = 15  # of a question without a topic; rules are many, and a list of all of them helps nobody
_QUOTE_CHARS = 220
_LITTLE = ENGLISH | GERMAN | SPANISH | FRENCH


@dataclass(frozen=True, slots=True)
class DateRow:
    """A date with the quote that tells of it, an unbroken piece of `passage.text`."""

    mention: Mention
    quote: str
    passage: Passage


@dataclass(slots=True)
class Gathered:
    """`left_out`: rows beyond the most that are shown. `all_past`: nothing lay in the future that was asked for.
    `ahead_first`: what lies behind today stands last."""

    rows: list[DateRow] = field(default_factory=list)
    left_out: int = 0
    all_past: bool = False
    ahead_first: bool = False
    coverage: Coverage = field(default_factory=lambda: Coverage(0, 0, 0))


@dataclass(frozen=True, slots=True)
class _Topic:
    """The words of the topic as stems with their weights, the documents that it names, the passages found for it."""

    weights: dict[str, float]
    named: frozenset[str]  # paths
    found: frozenset[int]  # chunk ids


def gather(
    turn: OpenTurn, asked: AskedDates, today: date, looking: str, checking: str
) -> Generator[AnswerEvent, None, Gathered]:
    """The rows for `asked`; `looking` and `checking` are the words of the steps.

    When the turn is stopped, the rows of the files that were looked at until then.
    """
    topic = _topic(turn, asked)
    records = turn.parts.library.files_within(turn.scope)
    if topic.named:
        records = [record for record in records if record.path in topic.named]
    readable = [record for record in records if record.state == "indexed"]
    chosen: list[tuple[Mention, Span, str]] = []
    seen: dict[str, bool] = {}  # content -> whether it had a date
    looked = 0
    for number, record in enumerate(readable):
        if turn.stop.stopped:
            break
        yield turn.step(looking, number, len(readable))
        looked += 1
        content = record.sha256 or record.path
        if content not in seen:
            mine = _of_document(turn, record, asked, topic)
            seen[content] = bool(mine)
            chosen += [(mention, span, record.path) for mention, span in mine]
    result = Gathered()
    chosen, result.all_past = _in_time(chosen, asked, today)
    result.ahead_first = not (topic.named or result.all_past or asked.has_time or asked.kind == "any")
    chosen = _ordered(chosen, today if result.ahead_first else None, bool(topic.weights or topic.named))
    kept_out = yield from _admit(turn, chosen, result, checking)
    with_rows = {path for *_, path in chosen} - kept_out
    matched = sum(record.path in with_rows for record in readable[:looked])
    unread = len(records) - len(readable)
    left = len(readable) - looked
    out = sum(record.path in kept_out for record in readable[:looked])
    result.coverage = Coverage(len(records), matched, looked - matched - out, unread, out, left)
    return result


def _topic(turn: OpenTurn, asked: AskedDates) -> _Topic:
    written = [word for word in words(asked.topic) if word not in _LITTLE and len(word) > 1]
    if not written:
        return _Topic({}, frozenset(), frozenset())
    meant = find_documents(turn, asked.topic, _NAMED)
    passages = turn.parts.retriever.retrieve(asked.topic, k=_SEARCHED, scope=turn.scope)
    named = frozenset(path for document in meant for path in (document.path, *document.also_at))
    if not named and (most := _most_found(passages)):
        named = frozenset({most})
    of_kind = {stem(word) for _, start, end in kinds_in(asked.topic) for word in words(asked.topic)[start:end]}
    weights = {
        stem(word): _weight(turn, word) for word in written if not (meant and stem(word) in of_kind)
    }  # the kind of a document that is meant is no word that its sentences repeat
    return _Topic(weights, named, frozenset(passage.chunk.id for passage in passages))


def _weight(turn: OpenTurn, word: str) -> float:
    """How much a word of the topic says: its inverse frequency among the chunks."""
    library = turn.parts.library
    count = library.document_frequency(stem(word))
    return max(0.1, inverse_frequency(count, max(count, library.count_chunks())))


def _most_found(passages: Sequence[Passage]) -> str:
    """The file that most of the best passages are from; "" if they are from several."""
    counts = Counter(passage.path for passage in passages[:_BEST])
    path, count = counts.most_common(1)[0] if counts else ("", 0)
    return path if count >= _BEST - 1 else ""


def _of_document(turn: OpenTurn, record: FileRecord, asked: AskedDates, topic: _Topic) -> list[tuple[Mention, Span]]:
    """The mentions of a document that fit kind and topic, each with the sentence that tells most of the topic."""
    with_rules = asked.kind in ("deadline", "end")
    names = name_stems(record)
    # A document that is named is asked for all its dates: "which appointments are in the letter?"
    any_kind = record.path in topic.named and asked.kind != "end"
    chosen = []
    for mention in mentions_in(turn.parts.library.document(record.path), with_rules):
        sentences = mention.sentences if any_kind else _of_kind(mention, asked.kind)
        if (span := _on_topic(mention, sentences, topic, names)) is not None:
            chosen.append((mention, span))
    return chosen


def _of_kind(mention: Mention, kind: DateKind) -> tuple[Span, ...]:
    """The sentences of a mention that are of `kind`: all or none of a date in a sentence, some of a section's."""
    if kind in mention.kinds:
        return mention.sentences
    if not mention.is_section:
        return ()
    return tuple(span for span in mention.sentences if kind in kinds_in_text(mention.chunk.text[slice(*span)]))


def _on_topic(mention: Mention, sentences: Sequence[Span], topic: _Topic, names: frozenset[str]) -> Span | None:
    """The sentence that tells most of the topic; None if none of `sentences` tells enough of it."""
    if not sentences or all(_in_names(word, names) for word in topic.weights):
        return next(iter(sentences), None)
    around = names | set(stems(" ".join([*mention.chunk.headings, mention.chunk.title])))
    if coverage(topic.weights, around | set(stems(mention.chunk.text))) < _TOPIC_NEAR:
        return None
    covers = [
        (coverage(topic.weights, around | set(stems(mention.chunk.text[slice(*span)]))), -place, span)
        for place, span in enumerate(sentences)
    ]
    best, _, span = max(covers)
    return span if best >= (_TOPIC_IF_FOUND if mention.chunk.id in topic.found else _TOPIC) else None


def _in_names(word: str, names: frozenset[str]) -> bool:
    return coverage({word: 1.0}, names) > 0


def _in_time(
    chosen: Sequence[tuple[Mention, Span, str]], asked: AskedDates, today: date
) -> tuple[list[tuple[Mention, Span, str]], bool]:
    """Those in the time that was asked for; where nothing lies ahead, the last that lie behind, and True."""
    inside = [one for one in chosen if _is_in_time(one[0], asked)]
    if inside or asked.first != today or asked.last is not None:
        return inside, False
    behind = sorted((one for one in chosen if one[0].last is not None), key=lambda one: one[0].last or today)
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


def _ordered(
    chosen: Sequence[tuple[Mention, Span, str]], today: date | None, has_topic: bool
) -> list[tuple[Mention, Span, str]]:
    """By day; with `today` what lies ahead first, and what lies behind last, the latest first.

    Between them stand days of any year, dates that can be read in two ways, and rules. A question without a topic gets
    only the rules that speak of ending something.
    """
    dated = sorted((one for one in chosen if one[0].first), key=lambda one: (one[0].first or date.max, one[2]))
    yearly = sorted(
        (one for one in chosen if not one[0].first and one[0].month_day), key=lambda one: one[0].month_day or (0, 0)
    )
    unsure = [one for one in chosen if not one[0].first and one[0].precision == "unsure"]
    rules = [one for one in chosen if one[0].precision is None]
    if not has_topic:
        rules = [one for one in rules if "end" in one[0].kinds][:_MOST_RULES]
    if today is None:
        return [*dated, *yearly, *unsure, *rules]
    ahead = [one for one in dated if (one[0].last or date.max) >= today]
    behind = [one for one in dated if (one[0].last or date.max) < today]
    return [*ahead, *yearly, *unsure, *rules, *reversed(behind)]


def _admit(
    turn: OpenTurn, chosen: Sequence[tuple[Mention, Span, str]], result: Gathered, step: str
) -> Generator[AnswerEvent, None, set[str]]:
    """Fill the rows of `result` with what the gate admits; returns the files of which it keeps everything out."""
    admission = Admission(turn)
    tried: set[str] = set()
    for number, (mention, span, path) in enumerate(chosen):
        if len(result.rows) >= MOST_ROWS or turn.stop.stopped:
            result.left_out += 1
            continue
        yield turn.step(step, number, min(len(chosen), MOST_ROWS))
        chunk = mention.chunk if mention.chunk.path == path else replace(mention.chunk, path=path)
        passage = Passage(chunk, chunk.text, 1.0, len(result.rows) + 1)
        admitted = yield from admission.admit([passage])
        quote = _quote(mention, span)
        tried.add(path)
        if admitted and find_on_page(quote, admitted[0].text) is not None:
            result.rows.append(DateRow(mention, quote, admitted[0]))
    return tried - {row.passage.path for row in result.rows}


def _quote(mention: Mention, span: Span) -> str:
    """The sentence, or the piece of a long one around its date, in whole words."""
    text = mention.chunk.text
    start, end = span
    if end - start > _QUOTE_CHARS:
        inside = start <= mention.start < end
        middle = (mention.start + mention.end) // 2 if inside else start
        start = max(start, min(middle - _QUOTE_CHARS // 2, end - _QUOTE_CHARS))
        end = min(end, start + _QUOTE_CHARS)
        start = start if start == span[0] else text.find(" ", start) + 1 or start
        end = end if end == span[1] else max(text.rfind(" ", start, end), mention.end if inside else start + 1)
    # Without the marks of lists and tables at its ends: they are no part of what is said.
    return " ".join(text[start:end].strip(" \t\n|*#>-•").split())
