"""Two versions of a document: found by their names, compared sentence by sentence.

Invariant: every sentence of both is the same, changed, added or removed, and is counted once. The time is bounded: what
stands beyond the most sentences that are read is not compared, and that is said.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import PurePath

from assistant.answer.documents.find import LEAST_SHARE, find_documents
from assistant.answer.documents.stock import Document, take_stock
from assistant.answer.turn import OpenTurn
from assistant.domain.records.documents import Chunk, Span
from assistant.text.folding import fold_text
from assistant.text.sentences import sentence_spans

MOST_SENTENCES = 2_000  # of a document; difflib's time grows with their product at worst
_SAME_NAME = 0.75  # of two names, marks of versions left out
_SAME_TEXT = 0.4  # share of sentences that two versions have in common
_SAME_IF_NAMED = 0.2  # ... of the only two documents that are meant
_ALL_NAMED = 0.99  # "the net pay of March" names more than a payslip: one figure of it is compared
_CHANGED_SHARE = 0.5  # of a sentence that is the same but for some words
_MOST_PAIRS = 40
_CHANGED = 0.5  # likeness from which a sentence is a changed one, not another one
_MARKS = re.compile(
    r"(?:\b|_)(?:v|ver|version|fassung|rev|edition|draft|entwurf|final|new|old|neu|alt|copy|kopie|copia|nuevo|viejo|borrador|"
    r"nouveau|ancien|brouillon)(?:\b|_)|\d+|[^\w]+|_"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence at `span` of its chunk's text."""

    chunk: Chunk
    span: Span

    @property
    def text(self) -> str:
        return self.chunk.text[slice(*self.span)]


@dataclass(frozen=True, slots=True)
class Change:
    """`before` is None for what was added, `after` for what was removed."""

    before: Sentence | None
    after: Sentence | None


@dataclass(frozen=True, slots=True)
class Versions:
    """Two documents, older first, with the changes in the order of the text and the number of equal sentences."""

    old: Document
    new: Document
    changes: tuple[Change, ...]
    same: int


def find_versions(turn: OpenTurn, name: str) -> Versions | None:
    """The two most alike documents that `name` means, "" for any; None if no two are versions of one."""
    documents = [document for document in take_stock(turn).documents if _is_meant(turn, document, name)]
    pairs = sorted(combinations(documents, 2), key=lambda pair: -_same_name(*pair))[:_MOST_PAIRS]
    best: Versions | None = None
    least = _SAME_IF_NAMED if name and len(documents) == 2 else _SAME_TEXT
    for one, other in pairs:
        if not name and not has_same_name(one, other):
            break
        found = compare_versions(turn, *older_first(one, other))
        if is_alike(found, least) and (best is None or _alike(found) > _alike(best)):
            best = found
    return best


def compare_versions(turn: OpenTurn, old: Document, new: Document) -> Versions:
    """The changes from `old` to `new`."""
    library = turn.parts.library
    before, after = (sentences_of(library.document(document.path)) for document in (old, new))
    keys_before, keys_after = ([fold_text(sentence.text) for sentence in side] for side in (before, after))
    matcher = difflib.SequenceMatcher(None, keys_before, keys_after, autojunk=False)
    changes: list[Change] = []
    same = 0
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            same += end - start
        else:
            changes += _changes(before[start:end], after[new_start:new_end])
    return Versions(old, new, tuple(changes), same)


def is_alike(found: Versions, least: float = _SAME_TEXT) -> bool:
    """Whether two documents are versions of one: much of the shorter one stands in both, or does but for some words."""
    return _alike(found) >= least


def sentences_of(chunks: Sequence[Chunk]) -> list[Sentence]:
    """The sentences of a document in order, each once, however its chunks overlap."""
    seen: set[tuple[int | None, int]] = set()
    found: list[Sentence] = []
    for chunk in chunks:
        for start, end in sentence_spans(chunk.text):
            place = (chunk.page, chunk.start + start)
            if place not in seen and len(found) < MOST_SENTENCES:
                seen.add(place)
                found.append(Sentence(chunk, (start, end)))
    return found


def _changes(before: Sequence[Sentence], after: Sequence[Sentence]) -> Iterator[Change]:
    """What was replaced, paired where the sentences are alike, in their order."""
    left = list(before)
    for sentence in after:
        at = next((at for at, old in enumerate(left) if _likeness(old.text, sentence.text) >= _CHANGED), None)
        if at is None:
            yield Change(None, sentence)
            continue
        yield from (Change(old, None) for old in left[:at])
        yield Change(left[at], sentence)
        left = left[at + 1 :]
    yield from (Change(old, None) for old in left)


def _likeness(one: str, other: str) -> float:
    """The share of words that two sentences have in common, in order; the words of very long ones are cut."""
    words, others = one.split()[:200], other.split()[:200]
    matcher = difflib.SequenceMatcher(None, words, others, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _CHANGED else 0.0


def named_versions(turn: OpenTurn, sides: Sequence[str]) -> Versions | None:
    """The changes between the documents that two sides name, one each; None if these are no versions of one."""
    documents = take_stock(turn).documents
    meant = [[document for document in documents if _is_meant(turn, document, side, _ALL_NAMED)] for side in sides]
    if any(len(found) != 1 for found in meant) or meant[0] == meant[1]:
        return None
    found = compare_versions(turn, *older_first(meant[0][0], meant[1][0]))
    return found if is_alike(found) else None


def _alike(found: Versions) -> float:
    old = found.same + sum(change.before is not None for change in found.changes)
    new = found.same + sum(change.after is not None for change in found.changes)
    changed = sum(change.before is not None and change.after is not None for change in found.changes)
    return (found.same + _CHANGED_SHARE * changed) / max(1, min(old, new))


def _is_meant(turn: OpenTurn, document: Document, name: str, least: float = LEAST_SHARE) -> bool:
    if not name:
        return True
    meant = {path for found in find_documents(turn, name, least) for path in (found.path, *found.also_at)}
    return any(copy.path in meant for copy in document.copies)


def has_same_name(one: Document, other: Document) -> bool:
    """Whether two names differ in no more than what tells versions apart."""
    return _same_name(one, other) >= _SAME_NAME


def _same_name(one: Document, other: Document) -> float:
    return difflib.SequenceMatcher(None, _bare_name(one), _bare_name(other)).ratio()


def _bare_name(document: Document) -> str:
    """The name without what tells versions apart: numbers, "final", "copy"."""
    return _MARKS.sub("", PurePath(document.path).stem.casefold())[:80]


def older_first(one: Document, other: Document) -> tuple[Document, Document]:
    """The two by the numbers in their names (a year, "v2"), else by the time of their last change."""
    numbers = [re.findall(r"\d+", PurePath(document.path).stem) for document in (one, other)]
    keys = [tuple(map(int, found[:4])) if all(len(number) < 10 for number in found) else () for found in numbers]
    if keys[0] != keys[1]:
        return (one, other) if keys[0] < keys[1] else (other, one)
    times = [document.copies[0].mtime_ns for document in (one, other)]
    return (one, other) if times[0] <= times[1] else (other, one)
