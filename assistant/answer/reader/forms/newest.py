"""Questions for the latest of several, and the month that a document is of.

Invariant: pure functions of text; a question that names a month or year of its own does not ask for the latest.
"""

from __future__ import annotations

import re

from assistant.domain.records.documents import Chunk
from assistant.domain.records.passages import Passage
from assistant.text.folding import fold_accents
from assistant.text.months import Month, months_in

_LATEST = re.compile(
    r"\b(?:latest|last|most recent|newest|current|currently|letzt(?:e[mnrs]?)|neuest(?:e[mnrs]?)|aktuell\w*|zuletzt|"
    r"ultim[oa]s?|actual(?:es)?|actualmente|mas recientes?|derni(?:er|ere)s?|actuel(?:le)?s?|plus recente?s?)\b"
)
_OLDEST = re.compile(
    r"\b(?:earliest|first|oldest|fruheste[mnrs]?|erste[mnrs]?|alteste[mnrs]?|primer[oa]?s?|mas antigu[oa]s?|"
    r"premi(?:er|ere)s?|plus ancien(?:ne)?s?)\b"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def asks_for_latest(question: str) -> bool:
    """Whether the newest of several is asked for, and no year or month is named."""
    named = months_in(question) or years_in(question)
    return not named and _LATEST.search(fold_accents(question)) is not None


def asks_for_oldest(question: str) -> bool:
    """Whether the oldest of several is asked for, and no year or month is named."""
    named = months_in(question) or years_in(question)
    return not named and _OLDEST.search(fold_accents(question)) is not None


def month_of_document(passage: Passage) -> Month | None:
    """The newest month that folder, name or title of the document name; None where they name none."""
    return max(months_in(f"{place_words(passage)}\n{passage.chunk.title}"), default=None)


def years_in(text: str) -> frozenset[str]:
    """The years that `text` names, also as "FY2019" and "2024Q2"."""
    return frozenset(_YEAR.findall(text))


def place_words(passage: Passage | Chunk) -> str:
    """Folder and name of the file, as words: "payslips/nora/2024-04" and "gas_2024-04" name a month."""
    return " ".join(passage.path.replace("\\", "/").rsplit("/", 3)[-3:]).rsplit(".", 1)[0].replace("_", " ")
