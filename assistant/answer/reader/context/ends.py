"""The two ends of a time: "Valid from: 1 May" is no answer to when it runs out.

Invariant: only a label that names one end alone is told from the other end.
"""

from __future__ import annotations

import re

from assistant.answer.reader.context.labels import label_and_value
from assistant.text.folding import fold_accents

_ASKS_END = re.compile(
    r"\b(?:expir\w+|run(?:s|ning)? out|ends?|ending|(?:un)?til when|last day|bis wann|lauft .*\bab|ablauf\w*|endet|"
    r"enden|caduca\w*|vence\w*|hasta cuando|termina\w*|jusqu'a quand|finit)\b"
)
_ASKS_START = re.compile(
    r"\b(?:begins?|starts?|(?:since|from) when|first day|(?:seit|ab) wann|beginn\w*|desde cuando|empieza\w*|"
    r"comienza\w*|depuis quand|a partir de quand|commence\w*)\b"
)
_START = re.compile(r"\b(?:from|since|starts?|begins?|ab|von|seit|beginn|desde|inicio|du|debut|depuis)\b")
_END = re.compile(r"\b(?:to|until|till|ends?|expiry|expires|bis|ende|ablauf|hasta|fin|au|jusqu'au)\b")


def names_other_end(question: str, sentence: str) -> bool:
    """Whether the line is labelled with the start where the end is asked for, or with the end for the start."""
    parts = label_and_value(sentence)
    if parts is None:
        return False
    asked, label = fold_accents(question), fold_accents(parts[0])
    ends, starts = _ASKS_END.search(asked), _ASKS_START.search(asked)
    start, end = _START.search(label), _END.search(label)
    return bool((ends and not starts and start and not end) or (starts and not ends and end and not start))
