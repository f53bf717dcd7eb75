"""The retriever: keywords and vectors together, and the judgement whether what was found answers the question.

Invariant: any string is a valid question; scores are honest shares in 0..1, so that an unrelated passage never looks
like a sure hit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.answer.reader.sentences import SentenceReader
from assistant.answer.reader.wanted import wanted
from assistant.answer.reader.weights import load_weights
from assistant.answer.retrieve.assemble import assemble, cite_from
from assistant.answer.retrieve.evidence import Judge
from assistant.answer.retrieve.followup import rewrites
from assistant.answer.retrieve.fusion import QueryTerms, fuse, inverse_frequency, weigh
from assistant.answer.retrieve.keyword_query import keyword_query
from assistant.config.schema import RetrievalConfig
from assistant.domain.ports.embed import Embedder, Vector
from assistant.domain.ports.read import SpanReader
from assistant.domain.ports.store import Library
from assistant.domain.records.passages import Evidence, Passage, Turn, Why
from assistant.domain.scope import Scope
from assistant.text.words import content_terms

MAX_TERMS = 64  # as many as the keyword search reads of a question
_SPARE = 4  # chunks looked at for each passage wanted: some will be doubles or neighbours


class HybridRetriever:
    """The Retriever over one library. `evidence_threshold` overrides the measured one; `spans` may read along."""

    def __init__(
        self,
        library: Library,
        embedder: Embedder,
        settings: RetrievalConfig = RetrievalConfig(),
        evidence_threshold: float | None = None,
        spans: SpanReader | None = None,
    ) -> None:
        self.library = library
        self.embedder = embedder
        self.settings = settings
        self.spans = spans
        self.reader = SentenceReader(embedder, self.rarity, spans)
        self._judge = Judge(self.reader, load_weights("evidence_spans" if spans else "evidence"), evidence_threshold)

    def rewrites(self, question: str, history: Sequence[Turn]) -> tuple[str, ...]:
        return rewrites(question, history, self._weigh)

    def retrieve(self, question: str, *, k: int, scope: Scope) -> list[Passage]:
        if not question.strip() or k < 1:
            return []
        query = self._weigh(question)
        ranked = self._rank(question, query, max(self.settings.candidates, k), scope)
        chunks = self.library.chunks([one for one, _ in ranked[: k * _SPARE]])
        known = [(chunks[one], self._score(why, query), why) for one, why in ranked if one in chunks]
        return assemble(
            known, k, self.library, lambda chunk: cite_from(chunk, question, lambda path: self._in_scope(path, scope))
        )

    def judge(self, question: str, passages: Sequence[Passage]) -> Evidence:
        return self._judge.judge(question, passages, wanted(question, self.rarity), self._weigh(question).known_share)

    def rarity(self, word: str) -> float:
        """The word's IDF among the library's chunks."""
        chunks = self.library.count_chunks()
        count = self.library.document_frequency(word)
        return inverse_frequency(count, max(count, chunks))

    def _in_scope(self, path: str, scope: Scope) -> bool:
        return scope.is_empty or bool(self.library.within((path,), scope))

    def _weigh(self, question: str) -> QueryTerms:
        terms = content_terms(question)[:MAX_TERMS]
        return weigh(terms, self.library.document_frequency, self.library.count_chunks())

    def _rank(self, question: str, query: QueryTerms, depth: int, scope: Scope) -> list[tuple[int, Why]]:
        """All candidates with what speaks for them, best first."""
        vector = self.embedder.embed_question(question)
        keyword = self.library.search_keywords(keyword_query(question), depth, scope)
        near = self.library.search_vectors(vector, depth, scope)
        cosine = self._cosines(vector, near, [one for one, _ in keyword])
        fused = fuse(dict(keyword), cosine, query, self.settings.vector_weight)
        keyword_rank = {one: rank for rank, (one, _) in enumerate(keyword, start=1)}
        vector_rank = {one: rank for rank, (one, _) in enumerate(near, start=1)}
        bm25 = dict(keyword)
        return [
            (one, Why(keyword_rank.get(one, 0), bm25.get(one, 0.0), vector_rank.get(one, 0), cosine[one], score))
            for one, score in sorted(fused.items(), key=lambda item: (-item[1], item[0]))
        ]

    def _cosines(self, vector: Vector, near: Sequence[tuple[int, float]], others: Sequence[int]) -> Mapping[int, float]:
        """The cosine of every candidate, also of those that only keywords found."""
        cosine = dict(near)
        missing = [one for one in others if one not in cosine]
        try:
            rows = self.library.vectors(missing)
        except KeyError:  # a chunk was forgotten between two reads: what is left is found one by one
            return {**cosine, **self._one_by_one(vector, missing)}
        return {**cosine, **{one: float(row @ vector) for one, row in zip(missing, rows, strict=True)}}

    def _one_by_one(self, vector: Vector, ids: Sequence[int]) -> dict[int, float]:
        found: dict[int, float] = {}
        for one in ids:
            try:
                found[one] = float(self.library.vectors([one])[0] @ vector)
            except KeyError:
                continue
        return found

    def _score(self, why: Why, query: QueryTerms) -> float:
        """The fused share, less where words of the question occur nowhere in the library; keeps the order."""
        return min(1.0, why.fused_score * (0.5 + 0.5 * query.known_share))
