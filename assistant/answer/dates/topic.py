"""What the dates of a question are of: words that their sentences must tell, documents that the question names.

Invariant: a word counts as told in any of the languages that the lexicon knows it in. Without a topic all is told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from assistant.answer.dates.asked import AskedDates
from assistant.answer.dates.cognates import is_cognate
from assistant.answer.dates.in_document import Mention
from assistant.answer.documents.find import find_documents, name_stems, read_name
from assistant.answer.documents.kinds import kinds_in
from assistant.answer.documents.lexicon import names_of
from assistant.answer.reader.wanted import coverage
from assistant.answer.retrieve.fusion import inverse_frequency
from assistant.answer.turn import OpenTurn
from assistant.domain.records.documents import Span
from assistant.domain.records.files import FileRecord
from assistant.domain.records.passages import Passage
from assistant.text.asked_language import FRENCH, Language
from assistant.text.folding import fold_accents
from assistant.text.stems import stem
from assistant.text.words import stems, words
from assistant.text.written.dates import find_dates, years_in

_NAMED = 0.6  # share of the words of a topic that the name of a document must hold to be meant
_TOLD = 0.6  # share of the topic's weight that a sentence must hold with its headings and its file's name
_NEAR = 0.75  # ... and that its whole passage must hold
_NEAR_IF_FOUND = 0.5  # ... or that it must hold where the search finds it and nothing tells more
_TOLD_IF_FOUND = 0.34  # ... in a passage that the search finds for the topic
_LEAST_WORDS = 2  # of a name without a kind
_LIKELY = 0.4  # share of the topic that names the one document to look in where nothing else finds dates
_ALIKE = 0.7  # of a word that another language writes nearly the same
_MONTH_DAYS = 31
_CLAUSE = re.compile(r"[,;:?/]|\b(?:and|und|y|e|et|or|oder|o|u|ou)\b", re.IGNORECASE)
_SEARCHED = 12  # passages
_BEST = 5  # of them: if nearly all are from one file, the topic is that file


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the topic as a stem, the stems of its names in other languages, how much it says, and whether any
    file holds it."""

    stem: str
    others: frozenset[str]
    weight: float
    in_files: bool = True


@dataclass(frozen=True, slots=True)
class Topic:
    """`parts`: what is asked about, all words of one part together; `named`: paths of the documents that are meant;
    `found`: ids of chunks that the search finds. `lenient`: only in those, a part of its words is enough."""

    parts: tuple[tuple[_Word, ...], ...] = ()
    named: frozenset[str] = frozenset()
    found: frozenset[int] = frozenset()
    lenient: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.parts and not self.named

    def best_sentence(self, mention: Mention, sentences: Sequence[Span], names: frozenset[str]) -> Span | None:
        """The one of `sentences` (of the mention) that tells most of a part; None if none tells enough of any.

        `names` are the stems of the names of the mention's file.
        """
        if not sentences:
            return None
        if not self.parts:
            return sentences[0]
        told = [self._best_of(part, mention, sentences, names) for part in self.parts]
        best = max((one for one in told if one is not None), default=None)
        return best[2] if best is not None else None

    def _best_of(
        self, part: Sequence[_Word], mention: Mention, sentences: Sequence[Span], names: frozenset[str]
    ) -> tuple[float, int, Span] | None:
        """(how much of `part` it tells, less its place, the sentence) of the best sentence that tells enough."""
        left = [word for word in part if not _holds(names, word)]
        if not left:
            return (_TOLD, 0, sentences[0])
        chunk = mention.chunk
        if self.lenient and chunk.id not in self.found:
            return None
        around = set(stems(" ".join([*chunk.headings, chunk.title])))
        if _told(left, around | set(stems(chunk.text))) < (_NEAR_IF_FOUND if self.lenient else _NEAR):
            return None
        best = max(
            (_told(left, around | set(stems(chunk.text[slice(*span)]))), -place, span)
            for place, span in enumerate(sentences)
        )
        return best if best[0] >= (_TOLD_IF_FOUND if chunk.id in self.found else _TOLD) else None


def _told(wanted: Sequence[_Word], present: Collection[str]) -> float:
    """The share of the weight of `wanted` that `present` (stems) holds."""
    return sum(word.weight * _holds(present, word) for word in wanted) / sum(word.weight for word in wanted)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A reading of the topic. `with_kind`: only dates of the kind that is asked for; `in_any_time`: the time that the
    question names is that of the documents, not of the dates."""

    topic: Topic
    with_kind: bool = True
    in_any_time: bool = False


def read_topics(turn: OpenTurn, asked: AskedDates, language: Language) -> Iterator[Attempt]:
    """The readings of what the dates of a question are of, strictest first: the first that finds dates is meant."""
    reading = _read(turn, asked.topic, language)
    if reading is None:
        yield Attempt(Topic(), in_any_time=False)
        return
    passages = turn.parts.retriever.retrieve(asked.topic, k=_SEARCHED, scope=turn.scope)
    found = frozenset(passage.chunk.id for passage in passages)
    named, by_time = _named(turn, asked, reading)
    if not named and asked.apart:  # what the first clause is about, the others ask about too
        named = _of_head(turn, reading.parts[0], passages)
    named = named or _most_found(passages)
    # The kind of a document that is meant ("letter") is no word that its sentences repeat.
    whole = reading.others if named else reading.all
    parts = tuple(part for one in reading.parts if (part := tuple(word for word in one if word in whole)))
    together = Topic((whole,) if whole else (), named, found)
    apart = Topic(parts, named, found)
    for topic in (apart, together) if asked.apart else (together, apart):
        yield Attempt(topic, in_any_time=by_time)
    yield Attempt(apart, with_kind=False, in_any_time=by_time)
    if named:  # its sentences need not repeat why they were written
        yield Attempt(Topic((), named, found), with_kind=False, in_any_time=by_time)
        return
    yield Attempt(Topic(together.parts, found=found, lenient=True), with_kind=False)
    if likely := _likely(turn, reading.all):
        yield Attempt(Topic((), likely, found), with_kind=asked.kind == "end")


@dataclass(frozen=True, slots=True)
class _Reading:
    """The words of a topic: `all`, those that are no kind of document (`others`), and `all` clause by clause."""

    all: tuple[_Word, ...]
    others: tuple[_Word, ...]
    parts: tuple[tuple[_Word, ...], ...]
    has_kind: bool


def _read(turn: OpenTurn, text: str, language: Language) -> _Reading | None:
    """None where `text` names nothing."""
    kinds = {word for _, start, end in kinds_in(text) for word in words(text)[start:end]}
    _, _, telling = read_name(text)  # without kinds, years, and words that only say that a file is meant
    little = FRENCH if language == "fr" else frozenset[str]()
    written = [word for word in words(text) if (stem(word) in telling or word in kinds) and word not in little]
    if not written:
        return None
    known = {word: _read_word(turn, word, language) for word in dict.fromkeys(written)}
    names = _all_names(turn)
    # A word in small letters that no file holds is how people speak, if other words say what is meant.
    told = {word for word, read in known.items() if read.in_files or _holds(names, read) or word in kinds}
    kept = {word: read for word, read in known.items() if word in told or not told or _is_name(word, text, language)}
    others = tuple(read for word, read in kept.items() if word not in kinds)
    parts = tuple(
        tuple(kept[word] for word in dict.fromkeys(words(part)) if word in kept) for part in _CLAUSE.split(text)
    )
    return _Reading(tuple(kept.values()), others, tuple(part for part in parts if part), bool(kinds))


def _is_name(word: str, text: str, language: Language) -> bool:
    """Whether `text` writes the word with a capital, which it does not owe to its place."""
    at = fold_accents(text).find(word)
    return at > 0 and text[at : at + 1].isupper()


def _all_names(turn: OpenTurn) -> frozenset[str]:
    records = turn.parts.library.files_within(turn.scope)
    return frozenset[str]().union(*(name_stems(record) for record in records if record.state == "indexed"))


def _named(turn: OpenTurn, asked: AskedDates, reading: _Reading) -> tuple[frozenset[str], bool]:
    """The paths of the documents that the topic names, and whether the time that is asked for is in their names.

    A kind names them ("the lease"), or two words of their names; a single word is a name, but of what is asked about as
    likely as of a file ("Theo's appointments"): beside the time of the document it counts.
    """
    if not reading.has_kind and len(reading.others) < _LEAST_WORDS and not asked.has_time and not asked.contained:
        return frozenset(), False
    meant = find_documents(turn, asked.topic, _NAMED)
    candidates = [path for document in meant for path in (document.path, *document.also_at)]
    records = {record.path: record for record in _indexed(turn)}
    if not candidates or not reading.has_kind:
        candidates = _best(reading.others, records.values(), _NAMED) or candidates
    of_time = [path for path in candidates if is_named_for(records[path], asked)]
    least = 1 if asked.contained else _LEAST_WORDS
    for paths, by_time in ((of_time, True), (candidates, False)):
        named = [
            path for path in paths if reading.has_kind or _held_by(records[path], reading.others) + by_time >= least
        ]
        if named:
            return frozenset(named), by_time
    return frozenset(), False


def _of_head(turn: OpenTurn, head: Sequence[_Word], passages: Sequence[Passage]) -> frozenset[str]:
    """The files that the words of the first clause name, else those of the best passages that tell them."""
    names = {record.path: name_stems(record) for record in _indexed(turn)}
    if named := [path for path, held in names.items() if _told(head, held) >= _NEAR]:
        return frozenset(named)
    return frozenset(
        passage.path
        for passage in passages[:_BEST]
        if _told(head, names.get(passage.path, frozenset()) | set(stems(passage.text))) >= _NEAR
    )


def _likely(turn: OpenTurn, topic_words: Sequence[_Word]) -> frozenset[str]:
    """The one document whose names hold most of the topic, if that is a good part of it; else none."""
    best = _best(topic_words, _indexed(turn), _LIKELY)
    return frozenset(best) if len(best) == 1 else frozenset()


def _best(topic_words: Sequence[_Word], records: Iterable[FileRecord], least: float) -> list[str]:
    """The paths of the files whose names hold the largest share of the words' weight, if it is at least `least`."""
    total = sum(word.weight for word in topic_words) or 1.0
    shares = {
        record.path: sum(word.weight * _holds(names, word) for word in topic_words) / total
        for record in records
        if (names := name_stems(record))
    }
    best = max(shares.values(), default=0.0)
    return [path for path, share in shares.items() if share == best] if best >= least else []


def _indexed(turn: OpenTurn) -> list[FileRecord]:
    return [record for record in turn.parts.library.files_within(turn.scope) if record.state == "indexed"]


def is_named_for(record: FileRecord, asked: AskedDates) -> bool:
    """Whether the name or title of a file names the time that is asked for: "the March minutes"."""
    name = f"{PurePath(record.path).stem.replace('_', ' ')} \n {record.title}"
    if asked.month is not None:
        return any(one.first.month == asked.month for one in find_dates(name) if one.precision != "unsure")
    if asked.first is None or asked.last is None:
        return False
    if (asked.last - asked.first).days > _MONTH_DAYS:
        return asked.first.year == asked.last.year and asked.first.year in years_in(name)
    dated = [one for one in find_dates(name) if one.precision in ("day", "month")]
    return any(one.first >= asked.first and one.last <= asked.last for one in dated)


def _held_by(record: FileRecord, topic_words: Sequence[_Word]) -> int:
    """How many of the words the names of a file hold."""
    names = name_stems(record)
    return sum(_holds(names, word) > 0 for word in topic_words)


def _read_word(turn: OpenTurn, word: str, language: Language) -> _Word:
    library = turn.parts.library
    count = library.document_frequency(stem(word))
    weight = max(0.1, inverse_frequency(count, max(count, library.count_chunks())))
    others = frozenset(stem(name) for names in names_of(word, language).values() for name in names)
    in_files = count > 0 or any(library.document_frequency(other) for other in others)
    return _Word(stem(word), others, weight, in_files)


def _holds(present: Collection[str], word: _Word) -> float:
    if not word.others.isdisjoint(present):
        return 1.0
    return max(coverage({word.stem: 1.0}, present), _ALIKE * is_cognate(word.stem, present))


def _most_found(passages: Sequence[Passage]) -> frozenset[str]:
    """The file that nearly all of the best passages are from; empty if they are from several."""
    counts = Counter(passage.path for passage in passages[:_BEST])
    path, count = counts.most_common(1)[0] if counts else ("", 0)
    return frozenset({path}) if count >= _BEST - 1 else frozenset()
