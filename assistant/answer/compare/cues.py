"""Cues of a question that names one side of a change: "has the notice period got longer?", "what was it before?"

Invariant: pure functions of the question.
"""

from __future__ import annotations

import re

from assistant.text.folding import fold_accents
from assistant.text.languages import word_set
from assistant.text.words import words

OVER_TIME = 0.6
_READ_CHARS = 600
# Said of one thing: it has become another. What is asked about stands in the rest of the question.
_CUES = re.compile(
    r"\b(?:(?:has|have|had) \w.*?\b(?:got(?:ten)?|become|gone (?:up|down)|risen|fallen|grown|changed|increased|decreased|dropped|been (?:raised|lowered|changed|cut))|"
    r"did \w.*?\b(?:go (?:up|down)|rise|fall|change|increase|drop)(?= (?:since|after|compared|last|this|from)|$)|(?:longer|higher|dearer|larger|bigger) or (?:shorter|lower|cheaper|smaller)|"
    r"use[d]? to be|still the same|(?:any|what(?: ?s| is)) (?:different|new) (?:about|in|with)|what(?: ?s| has| is)? changed|"
    r"than (?:before|last year|previously|in the old \w+)|compared (?:to|with) (?:before|last year|previously|the old)|"
    r"ist \w.*?\b(?:gestiegen|gesunken|gefallen|gleich geblieben|(?:teurer|billiger|hoher|niedriger|langer|kurzer) geworden)|wurde \w.*?\b(?:erhoht|gesenkt|geandert)|"
    r"hat sich \w.*?(?:verandert|geandert|erhoht)|was hat sich|was ist (?:anders|neu) (?:an|am|bei|beim|in|im)|als (?:fruher|vorher|letztes jahr|im vorjahr)|(?:war|waren)\b.*\bfruher|"
    r"(?:ha|han) (?:subido|bajado|aumentado|disminuido|cambiado)|que (?:antes|el ano pasado)|(?:era|eran|costaba)\b.*\bantes|"
    r"(?:a|ont)(?: t (?:il|elle))? (?:augmente|baisse|diminue|change)|qu avant|que l (?:an|annee) (?:dernier|passe)e?|(?:etait|etaient|coutait)\b.*\bavant|"
    r"est ce que \w.*?\b(?:augmente|baisse|change))\b"
)
_FRAME = word_set(
    """has have had did does is are was were it what whats got gotten become gone up down risen fallen grown
    changed change increased decreased dropped longer shorter higher lower more less or and use used to be now
    still same different new about since than before last year compared with raised lowered cut go rise fall how
    much ist wurde hat sich gestiegen gesunken gefallen verandert geandert erhoht gesenkt teurer billiger hoher
    niedriger langer kurzer geworden was anders neu seit als fruher vorher jetzt heute war waren wie viel ha han
    subido bajado aumentado disminuido cambiado que antes ahora ano pasado desde era eran cuanto a ont augmente
    baisse diminue avant maintenant depuis etait etaient combien est ce"""
)


def asks_over_time(question: str) -> bool:
    """Whether the question asks how one thing has changed."""
    return _CUES.search(" ".join(words(question[:_READ_CHARS]))) is not None


def aspect_of(question: str) -> str:
    """What the change is of, as the question writes it: its words without those that say that it changed."""
    kept = [
        word
        for word in re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", question[:_READ_CHARS])
        if fold_accents(word) not in _FRAME and not re.fullmatch(r"(?:19|20)\d\d", word)
    ]
    return " ".join(kept)
