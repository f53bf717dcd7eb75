"""What attempts to command the assistant look like, in six languages.

Invariant: each sign has a label, a weight (its certainty when it stands alone) and an expression. Weights are tuned on
the tune halves only. Expressions see folded text without accents (see `normalise`), so they are written that way.

Labels: `override` (drop your instructions), `persona` (be someone without rules), `marker` (a fake role or turn),
`address` (speaks to a machine), `prompt` (asks for the instructions), `exfiltrate`, `answer` (bends the coming answer),
`conceal`, `code` (plant this code), `payload` (planted code that reaches out), `task` (a task of its own, which
documents may hold too: low weight).
"""

from __future__ import annotations

from typing import Final

from assistant.guard.detectors.injection.answers import ANSWERS
from assistant.guard.detectors.injection.extraction import EXTRACTION
from assistant.guard.detectors.injection.planted import PLANTED
from assistant.guard.detectors.injection.takeover import TAKEOVER

SIGNS: Final[tuple[tuple[str, float, str], ...]] = (*TAKEOVER, *EXTRACTION, *ANSWERS, *PLANTED)
