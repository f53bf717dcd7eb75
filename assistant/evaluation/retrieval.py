"""How well passages are found by keywords, by vectors and by both, for a test set in a library of its own.

Invariant: the set goes through the product's own chunker, store and retriever.
"""

from __future__ import annotations

import hashlib
import time
import urllib.parse
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answer.retrieve.keyword_query import keyword_query
from assistant.domain.ports.chunk import Chunker
from assistant.domain.ports.embed import Embedder
from assistant.domain.ports.retrieve import Retriever
from assistant.domain.ports.store import Archive
from assistant.domain.records.documents import ChunkDraft, ParsedDocument, ParsedPage
from assistant.domain.records.files import SourceFile
from assistant.domain.scope import Scope
from assistant.evaluation.beir import RetrievalSet, TestDocument
from assistant.evaluation.metrics import CUT, RankingFigures, ranking_figures
from assistant.text.clean import clean, one_line
from assistant.text.forms.tongue import asked_in

_DEPTH = 40  # chunks read off a ranking, so that ten different documents are among them
_BATCH = 256  # chunks embedded together
_ROOT = Path("/")  # documents of a test set are no files: their paths are only names

OnProgress = Callable[[int, int], None]  # documents done, documents in all


@dataclass(frozen=True, slots=True)
class RetrievalReport:
    """What `assistant eval retrieval` prints."""

    documents: int
    questions: int
    chunks: int
    hybrid: RankingFigures
    keywords: RankingFigures
    vectors: RankingFigures
    ms_per_query: float

    def as_json(self) -> dict[str, object]:
        return {
            "schema": 1,
            "documents": self.documents,
            "questions": self.questions,
            "chunks": self.chunks,
            "hybrid": self.hybrid.as_json(),
            "keywords": self.keywords.as_json(),
            "vectors": self.vectors.as_json(),
            "ms_per_query": round(self.ms_per_query, 2),
        }


@dataclass(frozen=True, slots=True)
class RetrievalParts:
    """The product's parts, over an empty library that may be thrown away afterwards."""

    archive: Archive
    chunker: Chunker
    embedder: Embedder
    retriever: Retriever


def evaluate_retrieval(
    test_set: RetrievalSet, parts: RetrievalParts, on_progress: OnProgress = lambda done, total: None
) -> RetrievalReport:
    """Index the documents of the set into `parts.archive`, ask its questions and compare."""
    index_documents(test_set.documents, parts, on_progress)
    hybrid: dict[str, list[str]] = {}
    keywords: dict[str, list[str]] = {}
    vectors: dict[str, list[str]] = {}
    seconds = 0.0
    for question, text in test_set.questions.items():
        started = time.perf_counter()
        passages = parts.retriever.retrieve(text, k=_DEPTH, scope=Scope())
        seconds += time.perf_counter() - started
        hybrid[question] = _documents(passage.path for passage in passages)
        found = parts.archive.search_keywords(keyword_query(text), _DEPTH, Scope(), asked_in(text))
        keywords[question] = _of_chunks(parts.archive, found)
        near = parts.archive.search_vectors(parts.embedder.embed_question(text), _DEPTH, Scope())
        vectors[question] = _of_chunks(parts.archive, near)
    return RetrievalReport(
        len(test_set.documents),
        len(test_set.questions),
        parts.archive.count_chunks(),
        ranking_figures(hybrid, test_set.relevance),
        ranking_figures(keywords, test_set.relevance),
        ranking_figures(vectors, test_set.relevance),
        seconds * 1000 / len(test_set.questions),
    )


def index_documents(documents: Sequence[TestDocument], parts: RetrievalParts, on_progress: OnProgress) -> None:
    """Chunk, embed and store the documents of a test set."""
    batch: list[tuple[TestDocument, ParsedDocument, list[ChunkDraft]]] = []
    for number, document in enumerate(documents, start=1):
        parsed = ParsedDocument(one_line(document.title), False, (ParsedPage(1, clean(document.text)),))
        batch.append((document, parsed, list(parts.chunker.chunk(parsed, parsed.title))))
        if sum(len(drafts) for _, _, drafts in batch) >= _BATCH or number == len(documents):
            _store(batch, parts)
            batch = []
            on_progress(number, len(documents))
    parts.archive.settle()


def _store(batch: Sequence[tuple[TestDocument, ParsedDocument, list[ChunkDraft]]], parts: RetrievalParts) -> None:
    vectors = parts.embedder.embed_passages(
        [f"{draft.header}\n{draft.text}" for _, _, drafts in batch for draft in drafts]
    )
    start = 0
    for document, parsed, drafts in batch:
        parts.archive.store(_file(document), parsed, drafts, vectors[start : start + len(drafts)])
        start += len(drafts)


def _file(document: TestDocument) -> SourceFile:
    # The id is hashed too, so that two documents with the same text stay two.
    content = f"{document.id}\n{document.title}\n{document.text}".encode()
    name = urllib.parse.quote(document.id, safe="")
    return SourceFile(_ROOT / name, _ROOT, len(content), 0, sha256=hashlib.sha256(content).hexdigest())


def _of_chunks(archive: Archive, found: Sequence[tuple[int, float]]) -> list[str]:
    chunks = archive.chunks(chunk_id for chunk_id, _ in found)
    return _documents(chunks[chunk_id].path for chunk_id, _ in found if chunk_id in chunks)


def _documents(paths: Iterable[str]) -> list[str]:
    """The first ten different documents."""
    return list(dict.fromkeys(urllib.parse.unquote(Path(path).name) for path in paths))[:CUT]
