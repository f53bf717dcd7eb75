"""Figures, dates and names of an answer that its document does not hold.

Invariant: the check is this module's own: it shares no code with the checks that the program makes before it shows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.evaluation.matching.calendar_words import MONTH_NAMES
from assistant.evaluation.matching.tokens import Token, tokens
from assistant.text.folding import fold_accents
from assistant.text.languages import word_set

# Numbers that the program says of itself: the number of a list's item, of a page, a section, a passage.
_ITEM = re.compile(r"^\s*(?:[-*•]\s*)?\d{1,3}[.)]\s", re.MULTILINE)
_PLACES = r"pages?|sections?|passages?|files?|p\.|seiten?|abschnitte?n?|dateien|páginas?|secciones|archivos|fichiers"
_PLACE = re.compile(
    rf"\b(?:{_PLACES})\s\d{{1,4}}(?:\s(?:of|von|de|sur)\s\d{{1,4}})?|\b\d{{1,4}}\s(?:{_PLACES})\b", re.IGNORECASE
)
_MARKERS = re.compile(r"\[\d{1,3}(?:\s?[,;]\s?\d{1,3})*\]")
_FILE_NAME = re.compile(r"\S{1,80}\.(?:pdf|docx|md|txt|html|csv|eml|xlsx|pptx|ods)\b")
# A word in capitals that stands inside a sentence. German writes every noun so, and names are not told apart there.
_NAME = re.compile(r"(?<=[\w,;:)] )[A-ZÀ-Þ][\w'’-]*[^\W\d_]")
_NO_FIGURES = frozenset({"one", "once", "uno", "cent", "sept"})
_WORD = re.compile(r"[^\W_]+")
_ALWAYS_KNOWN = MONTH_NAMES | word_set("monday tuesday wednesday thursday friday saturday sunday i")


@dataclass(frozen=True)
class Document:
    """What figures and names may be taken from."""

    text: str
    said: frozenset[str] = field(init=False)
    words: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        said = (one for token in tokens(self.text.replace("|", " | ")) for one in token.implies)
        object.__setattr__(self, "said", frozenset(said))
        object.__setattr__(self, "words", frozenset(_WORD.findall(fold_accents(self.text))))


def figures_in(text: str) -> tuple[Token, ...]:
    """The numbers, dates and times of `text`, without those that name a page or a list's item."""
    return tuple(token for token in tokens(_without_places(text).replace("|", " | ")) if _is_figure(token))


def untrue_figures(text: str, document: Document) -> tuple[str, ...]:
    """The figures of `text` that do not stand in the document, each in its normal form, each once."""
    return tuple(dict.fromkeys(_shown(token) for token in figures_in(text) if not token.implies & document.said))


def untrue_names(text: str, document: Document, *, language: str) -> tuple[str, ...]:
    """The words of `text` that look like names and do not stand in the document; none in German."""
    if language == "de":
        return ()
    found = (match[0] for match in _NAME.finditer(_without_places(text)))
    return tuple(dict.fromkeys(name for name in found if not _is_known(name, document)))


def _is_figure(token: Token) -> bool:
    """A number, date or time; number words too, but for those that mean something else as well."""
    words = {said[2:] for said in token.says if said.startswith("w:")}
    return len(words) < len(token.says) and not words & _NO_FIGURES


def _shown(token: Token) -> str:
    """The figure in its normal form; of two readings the one with thousands."""
    return max((said[2:] if said.startswith("n:") else said for said in sorted(token.says)), key=len)


def _without_places(text: str) -> str:
    return _PLACE.sub(" ", _FILE_NAME.sub(" ", _ITEM.sub(" ", _MARKERS.sub(" ", text))))


def _is_known(name: str, document: Document) -> bool:
    parts: Sequence[str] = _WORD.findall(fold_accents(name))
    return all(part in document.words or part in _ALWAYS_KNOWN or part.rstrip("s") in document.words for part in parts)
