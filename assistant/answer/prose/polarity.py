"""Whether a sentence leads with yes or no.

Invariant: pure functions of text, in English, German, Spanish and French.
"""

from __future__ import annotations

import re
from typing import Literal

from assistant.text.folding import fold_accents

Polarity = Literal["yes", "no"]

_LEAD = re.compile(r"^\s*[\"“„«]?(yes|no|ja|nein|si|sí|oui|non)\b[,.;:!]?\s*", re.IGNORECASE)
_YES_WORDS = frozenset({"yes", "ja", "si", "oui"})


def split_lead(sentence: str) -> tuple[str, Polarity | None]:
    """The sentence without a leading "Yes," or "No,", and which it was; (sentence, None) where there is none."""
    found = _LEAD.match(sentence)
    if found is None:
        return sentence, None
    return sentence[found.end() :], "yes" if fold_accents(found[1]) in _YES_WORDS else "no"
