"""Questions that ask for yes or no, and whether an answer's yes or no fits the quote that it is written from.

Invariant: pure functions of text, in English, German, Spanish and French.
"""

from __future__ import annotations

import re
from typing import Literal

from assistant.text.folding import fold_accents
from assistant.text.languages import NEGATIONS

Polarity = Literal["yes", "no"]

_ASKS = re.compile(
    r"^(?:and |but |so |also |und |aber |y |e |et |mais )?(?:"
    r"(?:am|is|are|was|were|do|does|did|can|could|may|might|must|should|shall|will|would|has|have|had)(?:n't|nt)? "
    r"|(?:darf|darfst|durfen|kann|kannst|konnen|muss|musst|mussen|ist|sind|war|waren|hat|haben|hatte|hatten|gibt|soll|"
    r"sollen|sollte|wird|werden|gilt|gelten|braucht|brauche|brauchen|gehort|zahlt|zahlen|steht|deckt) "
    r"|est-ce que? |est-ce qu'|(?:puis-je|peut-on|dois-je|doit-on|peut-il|a-t-|y a-t-il|est-il|est-elle|sont-ils|"
    r"faut-il|ai-je|avons-nous|pouvons-nous)"
    r")"
)
_SPANISH = re.compile(
    r"^(?:y |pero )?(?:puedo|puede|pueden|podemos|se puede|es|esta|estan|hay|tengo|tiene|tienen|tenemos|debo|debe|"
    r"debemos|hace falta|cubre|incluye|son|era|fue|ha|han|he|hemos|existe|necesito|necesitamos|permite|permiten)\b"
)
_ASKS_FOR_MORE = re.compile(r"\b(?:quien|quienes|que|cuando|donde|cual|cuales|cuant[oa]s?|como|por que|o)\b")
_LEAD = re.compile(r"^\s*[\"“„«]?(yes|no|ja|nein|si|sí|oui|non)\b[,.;:!]?\s*", re.IGNORECASE)
_YES_WORDS = frozenset({"yes", "ja", "si", "oui"})
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
# Words that forbid, exclude or deny without "not".
_FORBIDS = re.compile(
    r"\b(?:negative?|negativ[oa]?|negatif|void|nichtig|nul[oa]?|prohibit\w*|forbid\w*|banned?|exclud\w*|exclusion\w*|"
    r"refus\w*|reject\w*|lapse[ds]?|waived?|untersagt|verboten|ausgeschlossen|ausschluss\w*|abgelehnt|unzulassig|"
    r"prohibid\w*|exclui\w*|excluy\w*|rechaz\w*|interdit\w*|exclus?)\b"
)


def asks_yes_or_no(question: str) -> bool:
    """Whether the question can be answered by yes or no: it opens with a verb, and asks for nothing else."""
    folded = fold_accents(question).strip(" \t\n¿¡\"'")
    if _ASKS.match(folded):
        rest = folded.split(" ", 1)[-1]
        return folded.startswith("est-ce") or not re.match(r"(?:who|what|when|where|which|why|how)\b", rest)
    return _SPANISH.match(folded) is not None and _ASKS_FOR_MORE.search(folded) is None


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
