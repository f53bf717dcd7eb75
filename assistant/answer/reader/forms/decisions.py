"""Statements that decide a question for yes or no: what is allowed, demanded, included, granted, or denied.

Invariant: pure functions of text, in English, German, Spanish and French.
"""

from __future__ import annotations

import re

from assistant.text.folding import fold_accents
from assistant.text.written.negation import denials

_DECIDES = re.compile(
    r"\b(?:"
    # English
    r"may|must|allow(?:s|ed)?|permit(?:s|ted)?|possible|require[ds]?|necessary|needs?|include[ds]?|covers?|covered|insured|"
    r"free|only|except|unless|at no|agreed|granted|approved|accept(?:s|ed)?|available|valid|optional|voluntary|welcome|"
    r"compulsory|mandatory|obliged|entitled|provided|admitted|limited|restricted|reserved|reimbursed|refunded|at most|"
    r"at least|up to|no more than|part of|"
    # German
    r"darf|durfen|muss|mussen|erlaubt|gestattet|zulassig|moglich|notig|notwendig|enthalten|inbegriffen|inklusive|"
    r"versichert|kostenlos|kostenfrei|nur|ausser|akzeptiert|genehmigt|bewilligt|freiwillig|verpflichtet|erforderlich|dabei|"
    r"hochstens|mindestens|maximal|begrenzt|beschrankt|vorbehalten|zugelassen|erstattet|ubernommen|anspruch|\w+pflichtig|"
    # Spanish
    r"puede[ns]?|debe[ns]?|permit\w+|incluid\w+|incluye\w*|cubiert\w+|cubre[ns]?|gratis|solo|acept\w+|posible|necesari\w+|"
    r"obligatori\w+|voluntari\w+|concedid\w+|admit\w+|maximo|minimo|reservad\w+|limitad\w+|reembols\w+|derecho|"
    # French
    r"peut|peuvent|doit|doivent|autoris\w+|compris\w*|inclus\w*|couvert\w*|couvre\w*|gratuit\w*|seulement|uniquement|"
    r"obligatoire\w*|facultati\w+|accorde\w*|necessaire\w*|admis\w*|maximum|"
    r"minimum|au plus|reserve\w*|limite\w*|rembours\w+|droit"
    r")\b"
)


def decides(statement: str) -> bool:
    """Whether the statement says of something that it is so or is not so, may be or must be."""
    return _DECIDES.search(fold_accents(statement)) is not None or denials(statement) > 0
