"""Whether a sentence says yes or no, and whether it denies.

Invariant: pure functions of text, in English, German, Spanish and French.
"""

from __future__ import annotations

import re
from typing import Literal

from assistant.text.folding import fold_accents
from assistant.text.languages import NEGATIONS

Polarity = Literal["yes", "no"]

_LEAD = re.compile(r"^\s*[\"“„«]?(yes|no|ja|nein|si|sí|oui|non)\b[,.;:!]?\s*", re.IGNORECASE)
_YES_WORDS = frozenset({"yes", "ja", "si", "oui"})
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
# Words that forbid, exclude or deny without "not".
_FORBIDS = re.compile(
    r"\b(?:negative?|negativ[oa]?|negatif|void|nichtig|nul[oa]?|prohibit\w*|forbid\w*|banned?|exclud\w*|exclusion\w*|"
    r"refus\w*|reject\w*|lapse[ds]?|waived?|untersagt|verboten|ausgeschlossen|ausschluss\w*|abgelehnt|unzulassig|"
    r"prohibid\w*|exclui\w*|excluy\w*|rechaz\w*|interdit\w*|exclus?)\b"
)


def split_lead(sentence: str) -> tuple[str, Polarity | None]:
    """The sentence without a leading "Yes," or "No,", and which it was; (sentence, None) where there is none."""
    found = _LEAD.match(sentence)
    if found is None:
        return sentence, None
    return sentence[found.end() :], "yes" if fold_accents(found[1]) in _YES_WORDS else "no"


def is_negative(text: str) -> bool:
    """Whether the statement denies, forbids or excludes: an odd number of such words."""
    folded = fold_accents(text)
    words = (word.replace("'", "").replace("’", "") for word in _WORD.findall(folded))
    denials = sum(word in NEGATIONS for word in words) + len(_FORBIDS.findall(folded))
    return denials % 2 == 1
