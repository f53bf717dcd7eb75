"""A model that lets everything pass or stops everything is refused."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.domain.errors import ModelRefused
from assistant.guard.toxicity.proof import KNOWN_BAD, prove


def _by_word(texts: Sequence[str]) -> list[dict[str, float]]:
    return [{"toxicity": 0.95 if text in KNOWN_BAD else 0.02} for text in texts]


def test_a_model_that_tells_them_apart_is_accepted() -> None:
    prove(_by_word, "good")


@pytest.mark.parametrize("value", [0.0, 0.5, 1.0, float("nan"), float("inf"), -0.1, 1.2])
def test_a_constant_or_impossible_score_is_refused(value: float) -> None:
    with pytest.raises(ModelRefused):
        prove(lambda texts: [{"toxicity": value} for _ in texts], "constant")


def test_a_model_with_the_sign_turned_is_refused() -> None:
    with pytest.raises(ModelRefused, match="insult"):
        prove(lambda texts: [{"toxicity": 1 - score["toxicity"]} for score in _by_word(texts)], "turned")


@pytest.mark.parametrize("answer", [[], [{"other": 0.5}] * 5])
def test_a_model_without_a_toxicity_score_a_text_is_refused(answer: list[dict[str, float]]) -> None:
    with pytest.raises(ModelRefused, match="one toxicity score"):
        prove(lambda _: answer, "mute")


def test_the_message_holds_no_text() -> None:
    with pytest.raises(ModelRefused) as caught:
        prove(lambda texts: [{"toxicity": 0.5} for _ in texts], "constant")
    assert not any(text in str(caught.value) for text in KNOWN_BAD)
