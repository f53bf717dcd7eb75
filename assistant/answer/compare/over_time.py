"""A question that names one side of a change: "has the notice period got longer since 2019?", "what was it before?"

The other side stands in another version of the same document, so the versions are looked for.
Invariant: where no two versions are in scope, there is nothing to compare.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from assistant.answer.compare.versions import has_same_name, older_first
from assistant.answer.documents.stock import Document, take_stock
from assistant.answer.reader.wanted import coverage
from assistant.answer.turn import OpenTurn
from assistant.domain.records.passages import Passage
from assistant.text.words import content_terms, stems

_SEARCHED = 8  # passages
_TOLD = 0.5  # share of the words of what is asked about that a passage must hold


def find_series(turn: OpenTurn, aspect: str) -> tuple[Document, Document] | None:
    """The two versions of the first document found that tells of `aspect` and has two, the older first.

    Of more than two versions the last two.
    """
    documents = take_stock(turn).documents
    by_path = {copy.path: document for document in documents for copy in document.copies}
    found = turn.parts.retriever.retrieve(aspect, k=_SEARCHED, scope=turn.scope)
    asked = {term.stem: 1.0 for term in content_terms(aspect)}
    telling = [passage for passage in found if coverage(asked, _told_by(passage)) >= _TOLD]
    for path in dict.fromkeys(passage.path for passage in telling):
        if (first := by_path.get(path)) is not None:
            others = [document for document in documents if document is not first and _is_of_series(first, document)]
            if others:
                return _last_two([first, *others])
    return None


def _told_by(passage: Passage) -> set[str]:
    chunk = passage.chunk
    return set(stems(f"{PurePath(passage.path).stem} {chunk.title} {' '.join(chunk.headings)} {passage.text}"))


def _is_of_series(first: Document, other: Document) -> bool:
    """Whether both are named alike, in one folder: "2024-03" is a payslip of another person elsewhere."""
    return PurePath(first.path).parent == PurePath(other.path).parent and has_same_name(first, other)


def _last_two(series: Sequence[Document]) -> tuple[Document, Document]:
    old, new = older_first(series[0], series[1])
    for document in series[2:]:
        if older_first(document, old)[1] is document:
            old, new = older_first(document, new)
    return old, new


def label_of_version(document: Document) -> str:
    """The name of the file without its folder and ending: "statutes 2019"."""
    return PurePath(document.path).stem.replace("_", " ")
