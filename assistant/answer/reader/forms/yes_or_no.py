"""Questions that ask for yes or no.

Invariant: pure functions of text, in English, German, Spanish and French.
"""

from __future__ import annotations

import re

from assistant.text.asked_language import language_of
from assistant.text.folding import fold_accents

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


def asks_yes_or_no(question: str) -> bool:
    """Whether the question can be answered by yes or no: it opens with a verb, and asks for nothing else."""
    folded = fold_accents(question).strip(" \t\n¿¡\"'")
    if _ASKS.match(folded) and not (folded.startswith("was ") and language_of(question) == "de"):
        rest = folded.split(" ", 1)[-1]
        return folded.startswith("est-ce") or not re.match(r"(?:who|what|when|where|which|why|how)\b", rest)
    return _SPANISH.match(folded) is not None and _ASKS_FOR_MORE.search(folded) is None
