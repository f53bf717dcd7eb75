"""Whether what was found concerns the question: its document holds the question's words and names, and its period fits.

A sentence can hold the kind of thing asked for, and stand on the page, and speak of another person, another year or
another thing. Invariant: every value lies in 0..1, and is 1 where the question names nothing of that kind.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.answer.reader.wanted import TextTerms, Wanted, anchor_share, coverage, text_terms
from assistant.domain.ports.store import Library
from assistant.domain.records.passages import Passage

_NEAR_CHUNKS = 80  # of a long document, so many chunks each side of the passage are read
_REMEMBERED = 64  # documents
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


DocumentOf = Callable[[Passage], tuple[TextTerms, str]]  # the terms and the text of a passage's document


@dataclass(frozen=True, slots=True)
class Concern:
    """`cover`, `anchors`, `rarest`: shares of the question's words, names and rarest word in the whole document.
    `period`: how near to the sentence the year and month asked for stand."""

    cover: float
    anchors: float
    rarest: float
    period: float


@dataclass(slots=True)
class DocumentTerms:
    """The words of whole documents, remembered: a chunk's id changes with its document's content."""

    library: Library
    _terms: OrderedDict[int, tuple[TextTerms, str]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, passage: Passage) -> tuple[TextTerms, str]:
        """The terms and the text of the document around the passage, its path included."""
        with self._lock:
            known = self._terms.get(passage.chunk.id)
        if known is not None:
            return known
        chunks = self.library.document(passage.path)
        first = passage.chunk.number - _NEAR_CHUNKS
        near = [chunk for chunk in chunks if first <= chunk.number <= passage.chunk.number + _NEAR_CHUNKS]
        text = "\n".join([_place(passage), *(f"{chunk.header}\n{chunk.text}" for chunk in near), passage.text])
        found = (text_terms(text), text)
        with self._lock:
            self._terms[passage.chunk.id] = found
            while len(self._terms) > _REMEMBERED:
                self._terms.popitem(last=False)
        return found


def concern(question: str, asked: Wanted, near: str, passage: Passage, document: tuple[TextTerms, str]) -> Concern:
    """How far the document of the best sentence concerns the question; `near` is the sentence with its neighbours."""
    terms, text = document
    rarest = max(asked.weights, key=lambda stem: asked.weights[stem], default="")
    return Concern(
        cover=coverage(asked.weights, terms.stems),
        anchors=anchor_share(asked, terms),
        rarest=coverage({rarest: 1.0}, terms.stems) if rarest else 1.0,
        period=_period(question, asked, near, passage, text),
    )


def _period(question: str, asked: Wanted, near: str, passage: Passage, document: str) -> float:
    """1 where the sentence, its headings, title or path name the year (and month) asked for; less where only the
    passage or the document does; 0 where nothing does."""
    years = set(_YEAR.findall(question))
    if not years and not asked.months:
        return 1.0
    place = f"{_place(passage)}\n{passage.chunk.header}"
    for value, text in ((1.0, f"{place}\n{near}"), (0.6, f"{place}\n{passage.text}"), (0.3, document)):
        if asked.months:
            if asked.months <= text_terms(text).months:
                return value
        elif years <= set(_YEAR.findall(text)):
            return value
    return 0.0


def _place(passage: Passage) -> str:
    """Folder and name of the file, as words: "payslips/nora/2024-04" names a person and a month."""
    return " ".join(passage.path.replace("\\", "/").rsplit("/", 3)[-3:]).rsplit(".", 1)[0]
