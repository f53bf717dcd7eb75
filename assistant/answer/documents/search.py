"""Decides of every document in scope whether it has the things in it that a question looks for.

Invariant: there is no cut-off: each document is looked at. Nearness in meaning stands in for a mention only where the
question asks for everything on a subject, or where no document names the thing at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from assistant.answer.documents.find import opening, relative_path, years_of
from assistant.answer.documents.kinds import is_of_kind
from assistant.answer.documents.lexicon import words_on
from assistant.answer.documents.mentions import Text, first_word, holds_a_word, mentions, read_text, wanted_thing
from assistant.answer.documents.request import Request, Thing
from assistant.answer.documents.stock import Document, Pace, Stock
from assistant.answer.documents.words import say
from assistant.answer.turn import OpenTurn
from assistant.domain.events import AnswerEvent
from assistant.domain.ports.embed import likeness
from assistant.domain.records.documents import Chunk, Span
from assistant.domain.records.files import FileRecord
from assistant.domain.records.passages import Passage
from assistant.text.sentences import sentence_spans
from assistant.text.stems import stem

# A passage this near (likeness of vectors) to a subject is about it although it does not name it.
NEAR_IN_MEANING = 0.5
_ON_SUBJECT = 0.95  # the score of a document with words of the subject that does not name it
_LEAST_SUBJECT_WORDS = 3
_BY_FIRST_WORD = 0.99  # ... of one with the first word of a name
_LEAST_FIRST = 4  # letters of that word
_LEAST_WHOLE, _WHOLE_TO_FIRST = 2, 2  # documents with the whole name: so many, and so many for each with its first word
MOST_PASSAGES = 3  # of a file are offered to the gate until one is admitted


@dataclass(slots=True)
class Hit:
    """A document that fits, with the chunks that say so, best first. `in_text`: it is named in their text."""

    document: Document
    chunks: list[Chunk]
    score: float  # 1 and more by its words, less by its meaning
    in_text: bool = False
    by_first_word: tuple[Thing, ...] = ()  # names of which only the first word stands in it
    passage: Passage | None = None
    quotes: list[Span] = field(default_factory=list)  # pieces of the passage's text, likeliest first


class Search:
    """Decides document by document."""

    def __init__(self, turn: OpenTurn, request: Request) -> None:
        self.turn = turn
        self.request = request
        self.wanted = [wanted_thing(thing, request.language) for thing in request.things]
        self._without = [wanted_thing(thing, request.language) for thing in request.without]
        # What stands for a subject in other words can be near it in meaning; what stands for a name cannot.
        subject = " ".join(thing.written for thing in request.things if not thing.is_name)
        self._vector = turn.parts.embedder.embed_question(subject) if subject else None
        self._whole: Counter[Thing] = Counter()  # documents with the whole name
        self._first_alone: Counter[Thing] = Counter()  # ... with its first word alone
        self._subject_words = frozenset(
            word for thing in request.things for written in thing.words for word in words_on(written)
        )
        self._names = [
            wanted_thing(replace(thing, words=thing.names, is_name=True, apart=False), request.language)
            for thing in request.things
            if thing.names
        ]

    def look_through(self, stock: Stock) -> Generator[AnswerEvent, None, list[Hit]]:
        """The documents that fit; the others become unmatched. Those not reached when stopped become nothing."""
        if self.request.folder:
            stock.documents = [part for document in stock.documents for part in self._parts(document)]
        pace = Pace(self.turn, say("looking", self.request.language), len(stock.documents))
        literal: list[Hit] = []
        near: list[Hit] = []
        by_first_word: list[Hit] = []
        for done, document in enumerate(stock.documents):
            if self.turn.stop.stopped:
                break
            yield from pace.at(done)
            hit = self._look_at(document)
            if hit is None:
                stock.unmatched.append(document)
            elif hit.score >= 1.0:
                literal.append(hit)
            elif hit.score == _BY_FIRST_WORD:
                by_first_word.append(hit)
            else:
                near.append(hit)
        else:
            yield from pace.at(len(stock.documents))
        chosen, others = self._weigh(literal, by_first_word, near)
        stock.unmatched += [hit.document for hit in others]
        return chosen

    def _weigh(self, literal: list[Hit], by_first_word: list[Hit], near: list[Hit]) -> tuple[list[Hit], list[Hit]]:
        """The hits that count, and the others."""
        chosen, others = list(literal), list[Hit]()
        for hit in by_first_word:
            # "Brightside" is Brightside Motors where the papers that say it mostly say the whole name.
            alone = all(
                self._whole[thing] >= max(_LEAST_WHOLE, _WHOLE_TO_FIRST * self._first_alone[thing])
                for thing in hit.by_first_word
            )
            (chosen if alone else others).append(hit)
        (chosen if self.request.is_topic or not literal else others).extend(near)
        return chosen, others

    def _parts(self, document: Document) -> list[Document]:
        """The copies inside the folder that is asked for, and those outside of it, as a document each."""
        inside = tuple(copy for copy in document.copies if self._is_in_folder(copy))
        outside = tuple(copy for copy in document.copies if copy not in inside)
        return [Document(copies) for copies in (inside, outside) if copies]

    def _is_in_folder(self, record: FileRecord) -> bool:
        folders = read_text("/".join(relative_path(record).split("/")[:-1])).words
        return all(word in folders for word in self.request.folder)

    def _look_at(self, document: Document) -> Hit | None:
        """The document as a hit: with a score of 1 and more by its words, below 1 by its meaning; None if neither."""
        request, library = self.request, self.turn.parts.library
        if not self._meets_conditions(document):
            return None
        chunks = library.document(document.path)
        texts = [read_text(chunk.text) for chunk in chunks]
        names = self._name_text(document)
        if any(mentions(one, names) or any(mentions(one, text) for text in texts) for one in self._without):
            return None
        if not self.wanted:
            return Hit(document, chunks[:MOST_PASSAGES], 1.0)
        named = [mentions(one, names) > 0 for one in self.wanted]
        counts = [[mentions(one, text) for text in texts] for one in self.wanted]
        held = [in_name or any(row) for in_name, row in zip(named, counts, strict=True)]
        self._whole.update(one.thing for one, is_held in zip(self.wanted, held, strict=True) if is_held)
        if any(held) if request.any_thing else all(held):
            return self._literal(document, chunks, named, counts)
        return self._by_first_word(document, chunks, texts, held) or self._near(document, chunks, texts)

    def _by_first_word(
        self, document: Document, chunks: Sequence[Chunk], texts: Sequence[Text], held: Sequence[bool]
    ) -> Hit | None:
        """A hit where everything that is not named is a name of several words, whose first word stands here."""
        missing = [one for one, is_held in zip(self.wanted, held, strict=True) if not is_held]
        if not all(one.thing.is_name and len(one.thing.words) > 1 and len(one.thing.words[0]) >= _LEAST_FIRST
                   for one in missing):  # fmt: skip
            return None
        firsts = [first for one in missing if (first := first_word(one)) is not None]
        if len(firsts) < len(missing) or not all(any(mentions(first, text) for text in texts) for first in firsts):
            return None
        saying = [
            chunk for chunk, text in zip(chunks, texts, strict=True) if any(mentions(first, text) for first in firsts)
        ]
        things = tuple(one.thing for one in missing)
        self._first_alone.update(things)
        return Hit(document, saying[:MOST_PASSAGES], _BY_FIRST_WORD, by_first_word=things)

    def _literal(
        self, document: Document, chunks: Sequence[Chunk], named: Sequence[bool], counts: Sequence[Sequence[int]]
    ) -> Hit:
        by_chunk = [(sum(row[at] > 0 for row in counts), sum(row[at] for row in counts)) for at in range(len(chunks))]
        order = sorted(range(len(chunks)), key=lambda at: (-by_chunk[at][0], -min(by_chunk[at][1], 3), at))
        saying = [chunks[at] for at in order if by_chunk[at][1]]
        often = sum(count for _, count in by_chunk)
        score = 1.0 + 0.5 * all(named) + 0.05 * min(often, 8)
        return Hit(document, (saying or list(chunks))[:MOST_PASSAGES], score, in_text=bool(saying))

    def _near(self, document: Document, chunks: Sequence[Chunk], texts: Sequence[Text]) -> Hit | None:
        if self._vector is None or not chunks:
            return None
        if not all(any(mentions(one, text) for text in texts) for one in self._names):
            return None
        if self.request.is_topic and self._subject_words:
            held = [self._subject_words.intersection(map(stem, text.words)) for text in texts]
            if len(frozenset[str]().union(*held)) >= _LEAST_SUBJECT_WORDS:
                order = sorted(range(len(chunks)), key=lambda at: (-len(held[at]), at))
                return Hit(document, [chunks[at] for at in order[:MOST_PASSAGES]], _ON_SUBJECT)
        try:
            vectors = self.turn.parts.library.vectors([chunk.id for chunk in chunks])
        except KeyError:  # forgotten while the files are looked through
            return None
        cosines = likeness(self.turn.parts.embedder, vectors @ self._vector)
        nearest = np.argsort(-cosines).tolist()
        best = float(cosines[nearest[0]])
        if best < NEAR_IN_MEANING:
            return None
        return Hit(document, [chunks[at] for at in nearest[:MOST_PASSAGES]], min(best, 0.9))

    def _meets_conditions(self, document: Document) -> bool:
        request = self.request
        record = document.copies[0]
        if request.folder and not self._is_in_folder(record):
            return False
        if not request.kinds and not request.years:
            return True
        text = opening(self.turn, record)
        if request.years and not request.years & years_of(record, text):
            return False
        return all(
            any(is_of_kind(kind, relative_path(copy), copy.title, text) for kind in group for copy in document.copies)
            for group in request.kinds
        )

    def _name_text(self, document: Document) -> Text:
        """The names of all copies and the title; the folders too where a subject or a kind is asked for."""
        names = []
        for copy in document.copies:
            path = relative_path(copy)
            whole = self.request.is_topic or self.request.kinds
            names.append(path if whole else path.split("/")[-1])
        return read_text(" , ".join([*names, document.copies[0].title]))

    def sentences(self, text: str) -> list[tuple[Span, Span]]:
        """The sentences of an admitted passage that say it, best first, each with the place in it that does."""
        spans = sentence_spans(text)
        read = [read_text(text[start:end]) for start, end in spans]
        ranked: list[tuple[int, int, Span]] = []
        for position, (span, sentence) in enumerate(zip(spans, read, strict=True)):
            held = sum(mentions(one, sentence) > 0 for one in self.wanted)
            some = sum(holds_a_word(one, sentence) for one in self.wanted)
            ranked.append((-2 * held - some, position, span))
        ranked.sort()
        best = [item for item in ranked if item[0] == ranked[0][0]] if ranked else []
        return [(span, self._place(text, span)) for _, _, span in best]

    def _place(self, text: str, span: Span) -> Span:
        """Where in the sentence the first word of a thing stands, nearly: folding may shift it by a letter."""
        folded = read_text(text[slice(*span)]).folded
        for one in self.wanted:
            for form in one.words[0]:
                at = folded.find(form.needle)
                if at >= 0:
                    start = min(span[0] + at, span[1] - 1)
                    return start, min(start + len(form.needle), span[1])
        return span[0], span[0] + 1

    def is_said_in(self, text: str) -> bool:
        """Whether the text, perhaps with parts hidden by a rule, still says one of the things."""
        read = read_text(text)
        return any(mentions(one, read) for one in self.wanted)
