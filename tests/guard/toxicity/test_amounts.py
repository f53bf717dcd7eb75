"""An amount alone is not scored: a small model takes it for abuse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import pytest

from assistant.guard.detectors.detector import Content
from assistant.guard.detectors.toxicity import ToxicityDetector


class _Harsh:
    """Calls everything abuse."""

    identity = "harsh"

    def score(self, texts: Sequence[str]) -> list[dict[str, float]]:
        return [{"toxicity": 1.0} for _ in texts]


@pytest.mark.parametrize(
    "text", ["876.69 EUR\n", "876,69 EUR", "- 12.50 \u20ac (3 %)", "14\n", "2,595.0 kWh", " \n", "KX 40713", "A+"]
)
def test_figures_with_a_unit_are_not_scored(text: str) -> None:
    assert ToxicityDetector(cast(Any, _Harsh())).detect(Content("output", text)) == []


@pytest.mark.parametrize("text", ["You are a 1", "12 idiots", "876.69 EUR you fool", "\U0001f595", "EUR EUR"])
def test_words_are_scored(text: str) -> None:
    hits = ToxicityDetector(cast(Any, _Harsh())).detect(Content("output", text))
    assert [hit.label for hit in hits] == ["toxicity", "agreement"]
