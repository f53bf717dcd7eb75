"""The retriever: keywords and vectors together, and the judgement whether the passages answer the question.

Invariant: any string is a valid question; scores are shares of the highest possible score (0..1), so that an
unrelated passage never looks like a sure hit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.answer.reader.context.records import holds_id
from assistant.answer.reader.forms.newest import place_words, years_in
from assistant.answer.reader.sentences import SentenceReader
from assistant.answer.reader.wanted import wanted
from assistant.answer.reader.weights import load_weights
from assistant.answer.retrieve.assemble import assemble, cite_from, text_first
from assistant.answer.retrieve.evidence import Judge
from assistant.answer.retrieve.fusion import QueryTerms, Trust, by_score, fuse, rarity, weigh
from assistant.answer.retrieve.gloss.rewriter import Rewriter
from assistant.answer.retrieve.keyword_query import keyword_query
from assistant.answer.retrieve.spellings import Spellings
from assistant.answer.retrieve.versions import with_replaced
from assistant.config.schema import RetrievalConfig
from assistant.domain.ports.embed import Embedder, Vector, likeness
from assistant.domain.ports.read import SpanReader
from assistant.domain.ports.store import Library
from assistant.domain.records.documents import Chunk
from assistant.domain.records.passages import Evidence, Passage, Turn, Why
from assistant.domain.scope import Scope
from assistant.text.forms.tongue import asked_in
from assistant.text.words import content_terms
from assistant.text.written.acronyms import acronyms_in
from assistant.text.written.figures import with_plain_figures
from assistant.text.written.ids import ids_in

MAX_TERMS = 64  # the keyword search reads no more terms of a question
# What a passage gains whose file is named after a year that the question names: the same is said each year, and the
# text of a page often names no year. On the reports of FinanceBench's development part the right page is then among the
# first five for 12 of 24 questions instead of 9; on sample_docs' questions to tune on (124) nothing changes.
_YEAR_BONUS = 0.08
# What a passage gains that holds an id of the question, or an abbreviation in capitals, which the index takes for a
# little word.
_EXACT_BONUS = 0.15
_NO_RANK = 1_000_000  # behind all that were found
_SPARE = 4  # chunks loaded for each passage wanted: some are duplicates or neighbours


class HybridRetriever:
    """The Retriever over a library. `evidence_threshold` overrides the fitted threshold; `spans` adds a span reader;
    `trust` says how much the vectors count."""

    def __init__(
        self,
        library: Library,
        embedder: Embedder,
        settings: RetrievalConfig = RetrievalConfig(),
        evidence_threshold: float | None = None,
        spans: SpanReader | None = None,
        trust: Trust = Trust(),
    ) -> None:
        self.library = library
        self.embedder = embedder
        self.settings = settings
        self.spans = spans
        self._trust = trust
        self._rewriter = Rewriter(library)
        self._spellings = Spellings(library)
        self.reader = SentenceReader(embedder, self.rarity, spans)
        self._judge = Judge(
            self.reader, library, load_weights("evidence_spans" if spans else "evidence"), evidence_threshold
        )

    def rewrites(self, question: str, history: Sequence[Turn]) -> tuple[str, ...]:
        return self._rewriter.rewrites(question, history, self._weigh)

    def retrieve(self, question: str, *, k: int, scope: Scope) -> list[Passage]:
        if not question.strip() or k < 1:
            return []
        query = self._weigh(question)
        ranked = self._raised(question, self._rank(question, query, max(self.settings.candidates, k), scope))
        chunks = self.library.chunks([chunk_id for chunk_id, _ in ranked[: k * _SPARE]])
        known = [(chunks[chunk_id], self._score(why, query), why) for chunk_id, why in ranked if chunk_id in chunks]
        found = assemble(
            text_first(known),
            k,
            self.library,
            lambda chunk: cite_from(chunk, question, lambda path: self._in_scope(path, scope)),
        )
        return with_replaced(question, found, self.library)

    def judge(self, question: str, passages: Sequence[Passage]) -> Evidence:
        return self._judge.judge(question, passages, wanted(question, self.rarity), self._weigh(question).known_share)

    def rarity(self, word: str) -> float:
        """The word's IDF among the library's chunks."""
        return rarity(self._spellings.occurs(word), self.library.count_chunks())

    def _in_scope(self, path: str, scope: Scope) -> bool:
        return scope.is_empty or bool(self.library.within((path,), scope))

    def _weigh(self, question: str) -> QueryTerms:
        terms = content_terms(with_plain_figures(question))[:MAX_TERMS]
        language = asked_in(question)
        return weigh(terms, lambda word: self._spellings.occurs(word, language), self.library.count_chunks())

    def _rank(self, question: str, query: QueryTerms, depth: int, scope: Scope) -> list[tuple[int, Why]]:
        """All candidates with their ranks and scores, best first."""
        vector = self.embedder.embed_question(question)
        asked = keyword_query(question, self._spellings.phrases(question))
        keyword = self.library.search_keywords(asked, depth, scope, asked_in(question))
        near = self.library.search_vectors(vector, depth, scope)
        cosine = self._cosines(vector, near, [chunk_id for chunk_id, _ in keyword])
        alike = {chunk_id: float(likeness(self.embedder, value)) for chunk_id, value in cosine.items()}
        fused = fuse(dict(keyword), alike, query, self._trust.weight(self.settings.vector_weight, question))
        keyword_rank = {chunk_id: rank for rank, (chunk_id, _) in enumerate(keyword, start=1)}
        vector_rank = {chunk_id: rank for rank, (chunk_id, _) in enumerate(near, start=1)}
        bm25 = dict(keyword)
        return [
            (
                chunk_id,
                Why(
                    keyword_rank.get(chunk_id, 0),
                    bm25.get(chunk_id, 0.0),
                    vector_rank.get(chunk_id, 0),
                    alike[chunk_id],
                    score,
                ),
            )
            for chunk_id, score in sorted(
                fused.items(),
                key=lambda item: (
                    by_score(item[1]),
                    keyword_rank.get(item[0], _NO_RANK),
                    vector_rank.get(item[0], _NO_RANK),
                    item[0],
                ),
            )
        ]

    def _raised(self, question: str, ranked: list[tuple[int, Why]]) -> list[tuple[int, Why]]:
        """`ranked` anew: higher what is named after a year of the question, or holds an id or abbreviation of it."""
        years, ids, acronyms = years_in(question), ids_in(question), acronyms_in(question)
        if not (years or ids or acronyms):
            return ranked

        def bonus(chunk: Chunk) -> float:
            text = f"{chunk.header}\n{chunk.text}"
            exact = any(holds_id(one, text) for one in ids) + bool(acronyms & acronyms_in(text))
            return _YEAR_BONUS * bool(years & years_in(place_words(chunk))) + _EXACT_BONUS * exact

        chunks = self.library.chunks([chunk_id for chunk_id, _ in ranked])
        more = {chunk_id: bonus(chunk) for chunk_id, chunk in chunks.items()}
        raised = [
            (chunk_id, replace(why, fused_score=min(1.0, why.fused_score + more.get(chunk_id, 0.0))))
            for chunk_id, why in ranked
        ]
        return sorted(raised, key=lambda item: by_score(item[1].fused_score))

    def _cosines(self, vector: Vector, near: Sequence[tuple[int, float]], others: Sequence[int]) -> Mapping[int, float]:
        """The cosine of every candidate, also of those that only keywords found."""
        cosine = dict(near)
        missing = [chunk_id for chunk_id in others if chunk_id not in cosine]
        try:
            rows = self.library.vectors(missing)
        except KeyError:  # a chunk was forgotten since the search: load the others one by one
            return {**cosine, **self._one_by_one(vector, missing)}
        return {**cosine, **{chunk_id: float(row @ vector) for chunk_id, row in zip(missing, rows, strict=True)}}

    def _one_by_one(self, vector: Vector, ids: Sequence[int]) -> dict[int, float]:
        found: dict[int, float] = {}
        for chunk_id in ids:
            try:
                found[chunk_id] = float(self.library.vectors([chunk_id])[0] @ vector)
            except KeyError:
                continue
        return found

    def _score(self, why: Why, query: QueryTerms) -> float:
        """The fused share, less where words of the question occur nowhere in the library; keeps the order."""
        return min(1.0, why.fused_score * (0.5 + 0.5 * query.known_share))
