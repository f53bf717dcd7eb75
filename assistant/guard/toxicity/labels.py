"""The names of the toxicity scores, in the order of the outputs of every model.

Invariant: these are the first seven outputs of Detoxify's `unbiased` model, under the names Detoxify gives them, so
that one policy reads the starter and the official checkpoints alike.
"""

from __future__ import annotations

from typing import Final

LABELS: Final = (
    "toxicity",
    "severe_toxicity",
    "obscene",
    "identity_attack",
    "insult",
    "threat",
    "sexual_explicit",
)

# The labels that Detoxify renames when it loads a checkpoint of the `original` family (detoxify.py, load_checkpoint).
RENAMED: Final = {"toxic": "toxicity", "identity_hate": "identity_attack", "severe_toxic": "severe_toxicity"}
