"""The signs of attempts to command the assistant, in six languages; the plainest in nine more.

Invariant: each sign has a label, a weight (its certainty as the only sign) and an expression. Weights are tuned on the
tune halves only. Expressions match folded text (see `normalise`): no capitals, no accents.

Labels: `override` (drop your instructions), `persona` (be someone without rules), `marker` (a fake role or turn),
`address` (speaks to a machine), `prompt` (asks for the instructions), `exfiltrate`, `answer` (changes the coming
answer), `conceal`, `code` (copy this code), `payload` (code that opens connections or files), `task` (a task; its
weight is low, because harmless documents hold tasks too).
"""

from __future__ import annotations

from typing import Final

from assistant.guard.detectors.injection.answers import ANSWERS
from assistant.guard.detectors.injection.extraction import EXTRACTION
from assistant.guard.detectors.injection.further import FURTHER
from assistant.guard.detectors.injection.planted import PLANTED
from assistant.guard.detectors.injection.takeover import TAKEOVER

SIGNS: Final[tuple[tuple[str, float, str], ...]] = (*TAKEOVER, *FURTHER, *EXTRACTION, *ANSWERS, *PLANTED)
