"""Whether a question wants several days, without a word like "dates" or "deadlines".

It does if it asks when more than once, asks what and when, asks when of things in the plural, asks when within a month
or a week, or leaves open what it wants of a time ("anything in May?").
Invariant: pure functions of folded words with single spaces between them; one fact ("when is the rent due?") is none.
"""

from __future__ import annotations

import re

# A word that asks when. "What was it worth when we moved in?" has a clause behind it, "what is due when?" has not.
_ASKING = r"(?=(?: (?:is|are|was|were|do|does|did|will|can|must|should|shall|has|have|to|at|in|on|according|for|during|and|or)\b)|$)"
_WHEN = re.compile(
    rf"\bwhen{_ASKING}|\b(?:which|what) (?:days?|dates?)\b|\bwann\b|\b(?:an )?welche[mnr]? (?:tage?n?|datum)\b|"
    r"(?:^|\b(?:y|e|o|desde|hasta|para) )cuando\b|\b(?:que|cual) (?:dia|fecha)s?\b|"
    r"(?:^|\b(?:et|ou|depuis|jusqu a|pour|d ici) )quand\b|\b(?:quels? jours?|quelles? dates?)\b"
)
# What must come before the word for when: "what do I owe, and by when?"
_WHAT = re.compile(
    r"\b(?:what|which|was|welche[nrs]?|que|cual(?:es)?|qu est ce qu[ie]?|quoi|quel(?:le)?s?)\b(?! (?:days?|dates?|dia|fecha|jour|tag))"
)
# A verb or an article in the plural behind the word for when.
_PLURAL = re.compile(
    r"\bwhen (?:are|were|do|did|will) (?:the|my|our|all|all the|these|those|any) "
    r"(?:\w+ ){0,2}?(?!this|his|is|was|does|less|class\b)\w{2,}s\b|"
    r"\bwann \w+(?:en|nd) (?:die|meine|unsere|alle|diese) (?:\w+ ){0,2}?\w{4,}\b|"
    r"\bcuando \w+n (?:los|las|mis|nuestr[oa]s|todos los|todas las) \w+|"
    r"\bquand \w+(?:nt) (?:les|mes|nos|ces|tous les|toutes les) \w+"
)
_OPEN = re.compile(
    r"\b(?:anything|something|everything|what else|"
    r"(?:which|what) (?:things|stuff|plans)|irgend ?(?:et)?was|etwas|alles|"
    r"algo|que cosas|todo lo que|quelque chose|tout ce qu[ei]?)\b"
)
# "What must I not miss in May?": something is to be done or lies ahead.
_AHEAD = re.compile(
    r"\b(?:what|was|que|qu est ce que?)\b.*\b(?:miss|forget|remember|coming|ahead|planned|scheduled|"
    r"verpassen|vergessen|ansteht|steht an|geplant|"
    r"olvidar|perder|pendientes?|previsto|oublier|manquer|prevu)\b"
)
_TWICE, _WHAT_AND_WHEN, _OF_MANY, _WITHIN, _LEFT_OPEN = 0.75, 0.75, 0.6, 0.6, 0.7


def asks_when_twice(text: str) -> bool:
    """Whether the question has more than one word for when, or asks what and when."""
    found = list(_WHEN.finditer(text))
    return len(found) > 1 or bool(found and _WHAT.search(text, 0, found[0].start()))


def fits_several(text: str, *, names_a_time: bool, is_short: bool) -> float:
    """How much the question wants several days (0..1). `names_a_time`: it names a day, month or year; `is_short`: no
    longer than a month."""
    found = list(_WHEN.finditer(text))
    if len(found) > 1:
        return _TWICE
    if found and _WHAT.search(text, 0, found[0].start()):
        return _WHAT_AND_WHEN
    if _PLURAL.search(text):
        return _OF_MANY
    if found:
        return _WITHIN if names_a_time and is_short else 0.0
    return _LEFT_OPEN if names_a_time and (_OPEN.search(text) or _AHEAD.search(text)) else 0.0
