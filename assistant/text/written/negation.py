"""Whether a statement denies: words that negate, forbid or exclude.

Invariant: pure functions of text, in English, German, Spanish and French.
"""

from __future__ import annotations

import re

from assistant.text.folding import fold_accents
from assistant.text.languages import NEGATIONS

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
# Words that forbid, exclude or deny without "not".
_FORBIDS = re.compile(
    r"\b(?:negative?|negativ[oa]?|negatif|void|nichtig|nul[oa]?|prohibit\w*|forbid\w*|banned?|exclud\w*|exclusion\w*|"
    r"refus\w*|reject\w*|lapse[ds]?|waived?|untersagt|verboten|ausgeschlossen|ausschluss\w*|abgelehnt|unzulassig|"
    r"prohibid\w*|exclui\w*|excluy\w*|rechaz\w*|interdit\w*|exclus?)\b"
)

# Where one statement of a sentence ends: "with a card only; cash is not taken", "... because we are not certified".
# Not at a comma: "notice by e-mail, by text message or through the portal is void" is one.
_NEXT_STATEMENT = re.compile(r";\s|\b(?:because|but|weil|aber|porque|pero|parce que|mais)\b", re.IGNORECASE)


def statements(sentence: str) -> list[str]:
    """The parts of a sentence, and the cells of a row, of which each denies or affirms for itself."""
    return [part for part in _NEXT_STATEMENT.split(sentence) if part.strip()] or [sentence]


def denials(text: str) -> int:
    """How many words of `text` deny, forbid or exclude."""
    folded = fold_accents(text)
    words = (word.replace("'", "").replace("’", "") for word in _WORD.findall(folded))
    return sum(word in NEGATIONS for word in words) + len(_FORBIDS.findall(folded))


def is_negative(text: str) -> bool:
    """Whether the statement denies, forbids or excludes: an odd number of such words."""
    return denials(text) % 2 == 1
