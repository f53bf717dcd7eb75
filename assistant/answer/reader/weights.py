"""Fitted weights: small JSON files beside this module, each with its origin.

Invariant: a file's features are those that the code computes; a mismatch is an error, never a silent zero.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class Weights:
    """A linear model: `bias` + sum of weight times feature. `threshold` belongs to its probability, 0 where unused."""

    features: tuple[str, ...]
    weights: tuple[float, ...]
    bias: float = 0.0
    threshold: float = 0.0


def load_weights(name: str) -> Weights:
    """The shipped weights `name`; `tools/training/reader/fit.py` fits them."""
    raw = json.loads(resources.files(__package__).joinpath(f"{name}.json").read_text("utf-8"))
    weights = {str(feature): float(weight) for feature, weight in raw["weights"].items()}
    return Weights(tuple(weights), tuple(weights.values()), float(raw["bias"]), float(raw["threshold"]))


def dot(model: Weights, names: Sequence[str], values: Sequence[float]) -> float:
    """The logit of `values`. Raises ValueError where `names` are not the model's features."""
    if tuple(names) != model.features:
        raise ValueError("the weights were fitted for other features")
    return model.bias + sum(weight * value for weight, value in zip(model.weights, values, strict=True))


def probability(logit: float) -> float:
    """The logistic function, without overflow."""
    return 1 / (1 + math.exp(-logit)) if logit >= 0 else math.exp(logit) / (1 + math.exp(logit))
