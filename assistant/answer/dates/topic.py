"""What the dates of a question are of: words that their sentences must tell, documents that the question names.

Invariant: a word counts as told in any of the languages that the lexicon knows it in. Without a topic all is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

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
from assistant.text.stems import stem
from assistant.text.words import stems, words

_NAMED = 0.6  # share of the words of a topic that the name of a document must hold to be meant
_TOLD = 0.6  # share of the topic's weight that a sentence must hold with its headings and its file's name
_NEAR = 0.75  # ... and that its whole passage must hold
_TOLD_IF_FOUND = 0.34  # ... in a passage that the search finds for the topic
_LEAST_WORDS = 2  # of a name without a kind
_SEARCHED = 12  # passages
_BEST = 5  # of them: if nearly all are from one file, the topic is that file


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the topic as a stem, the stems of its names in other languages, how much it says."""

    stem: str
    others: frozenset[str]
    weight: float


@dataclass(frozen=True, slots=True)
class Topic:
    """`named`: paths of the documents that are meant; `found`: ids of chunks that the search finds."""

    words: tuple[_Word, ...] = ()
    named: frozenset[str] = frozenset()
    found: frozenset[int] = frozenset()

    @property
    def is_empty(self) -> bool:
        return not self.words and not self.named

    def best_sentence(self, mention: Mention, sentences: Sequence[Span], names: frozenset[str]) -> Span | None:
        """The one of `sentences` (of the mention) that tells most of the topic; None if none tells enough of it.

        `names` are the stems of the names of the mention's file.
        """
        if not sentences:
            return None
        left = [word for word in self.words if not _holds(names, word)]
        if not left:
            return sentences[0]
        chunk = mention.chunk
        around = set(stems(" ".join([*chunk.headings, chunk.title])))
        if _told(left, around | set(stems(chunk.text))) < _NEAR:
            return None
        told = [
            (_told(left, around | set(stems(chunk.text[slice(*span)]))), -place, span)
            for place, span in enumerate(sentences)
        ]
        best, _, span = max(told)
        return span if best >= (_TOLD_IF_FOUND if chunk.id in self.found else _TOLD) else None


def _told(wanted: Sequence[_Word], present: Collection[str]) -> float:
    """The share of the weight of `wanted` that `present` (stems) holds."""
    return sum(word.weight * _holds(present, word) for word in wanted) / sum(word.weight for word in wanted)


def read_topic(turn: OpenTurn, text: str, language: Language) -> Topic:
    """The topic that `text` names: what is left of a question without the words for dates and times."""
    kinds = {word for _, start, end in kinds_in(text) for word in words(text)[start:end]}
    _, _, telling = read_name(text)  # without kinds, years, and words that only say that a file is meant
    written = [word for word in words(text) if (stem(word) in telling or word in kinds) and word not in FRENCH]
    if not written:
        return Topic()
    passages = turn.parts.retriever.retrieve(text, k=_SEARCHED, scope=turn.scope)
    topic_words = tuple(_read_word(turn, word, language) for word in dict.fromkeys(written))
    others = tuple(word for word in topic_words if word.stem not in {stem(kind) for kind in kinds})
    named = _named(turn, text, others, bool(kinds)) or _most_found(passages)
    # The kind of a document that is meant ("letter") is no word that its sentences repeat.
    return Topic(others if named else topic_words, named, frozenset(found.chunk.id for found in passages))


def _named(turn: OpenTurn, text: str, topic_words: Sequence[_Word], has_kind: bool) -> frozenset[str]:
    """The paths of the documents that the topic names: by a kind ("the lease") or by two words of their names.

    A single word is a name, but of what is asked about as likely as of a file: "Theo's appointments".
    """
    if not has_kind and len(topic_words) < _LEAST_WORDS:
        return frozenset()
    meant = find_documents(turn, text, _NAMED)
    named = [document for document in meant if has_kind or _held_by(document.record, topic_words) >= _LEAST_WORDS]
    if named:
        return frozenset(path for document in named for path in (document.path, *document.also_at))
    total = sum(word.weight for word in topic_words) or 1.0
    shares = {
        record.path: sum(word.weight * _holds(names, word) for word in topic_words) / total
        for record in turn.parts.library.files_within(turn.scope)
        if record.state == "indexed" and (names := name_stems(record))
    }
    best = max(shares.values(), default=0.0)
    if best < _NAMED:
        return frozenset()
    records = {record.path: record for record in turn.parts.library.files_within(turn.scope)}
    likely = [path for path, share in shares.items() if share == best]
    return frozenset(path for path in likely if _held_by(records[path], topic_words) >= _LEAST_WORDS)


def _held_by(record: FileRecord, topic_words: Sequence[_Word]) -> int:
    """How many of the words the names of a file hold."""
    names = name_stems(record)
    return sum(_holds(names, word) > 0 for word in topic_words)


def _read_word(turn: OpenTurn, word: str, language: Language) -> _Word:
    library = turn.parts.library
    count = library.document_frequency(stem(word))
    weight = max(0.1, inverse_frequency(count, max(count, library.count_chunks())))
    others = frozenset(stem(name) for names in names_of(word, language).values() for name in names)
    return _Word(stem(word), others, weight)


def _holds(present: Collection[str], word: _Word) -> float:
    return max(coverage({word.stem: 1.0}, present), float(not word.others.isdisjoint(present)))


def _most_found(passages: Sequence[Passage]) -> frozenset[str]:
    """The file that nearly all of the best passages are from; empty if they are from several."""
    counts = Counter(passage.path for passage in passages[:_BEST])
    path, count = counts.most_common(1)[0] if counts else ("", 0)
    return frozenset({path}) if count >= _BEST - 1 else frozenset()
