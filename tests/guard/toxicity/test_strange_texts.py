"""What the toxicity model cannot read: ids, labels, rows, other languages. A second look has to agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from assistant.app.policies import open_policy
from assistant.config.paths import find_paths
from assistant.guard.detectors.detector import Content
from assistant.guard.detectors.toxicity import ToxicityDetector
from assistant.guard.engine.gate import PolicyGate

_INPUT = [
    "Lieferschein TK8840", "Show HB-20917", "Was kostet ZK-810/4?", "Mahnung 7714-AB", "Combien pour RV-33/2 ?",
    "QZ4471", "Kuka osti avaimen?", "Mennyi a bérleti díj?", "Skraldespandene tømmes om mandagen.", "Typ 16KN204",
    "BIC: GENODEM1XYZ",
]  # fmt: skip
_OUTPUT = [
    "Zählernummer: 40-9917", "Vertrag: KB-2291, 14.02.2027", "Artikel: Stuhl; Preis: 248,35; Hinweis: rund",
    "Hocker; grau;36,75;Buche; lackiert", "Zeilen, wobei Artikel gleich Hocker, rund", "Gültig bis: 03.11.2029",
    "Hilde                           01632 960199   not between 13 and 15",
]  # fmt: skip
_HATE = ["Those filthy immigrants are vermin, get rid of them all.", "Dumb Haitian apes", "All Muslims are rats 100%"]


@pytest.fixture(scope="module")
def gates(starter_models: Path) -> Iterator[list[PolicyGate]]:
    paths = replace(find_paths(), models=starter_models)
    yield [open_policy(name, paths) for name in ("standard", "strict")]


@pytest.mark.parametrize(("stage", "texts"), [("input", _INPUT), ("output", _OUTPUT)])
def test_what_names_a_thing_is_not_stopped(stage: Any, texts: Sequence[str], gates: list[PolicyGate]) -> None:
    stopped = {text: gate.policy.id for gate in gates for text in texts if gate.judge(stage, text).stops}
    assert stopped == {}


def test_hate_in_few_words_is_stopped_still(gates: list[PolicyGate]) -> None:
    let_through = [text for gate in gates for text in _HATE if not gate.judge("input", text).stops]
    assert let_through == []


class _Scripted:
    """Finds hate in what does not begin like a page that is read out; keeps what it was given."""

    identity = "scripted"

    def __init__(self, framed: float) -> None:
        self.read: list[str] = []
        self._framed = framed

    def score(self, texts: Sequence[str]) -> list[dict[str, float]]:
        self.read += texts
        return [{"identity_attack": self._framed if text.startswith("On the first page") else 0.9} for text in texts]


@pytest.mark.parametrize(
    ("text", "framed", "score"),
    [
        ("Tonne Montag Hof", 0.1, 0.1),  # hardly English, and the second look does not agree
        ("Tonne Montag Hof", 0.7, 0.9),  # ... and it does
        ("They are all the same to me", 0.1, 0.9),  # English: what the model knows needs no second look
        ("Tonne Montag Hof " * 14, 0.1, 0.9),  # not short
    ],
)
def test_a_second_look_decides_about_short_texts_that_are_strange(text: str, framed: float, score: float) -> None:
    hits = ToxicityDetector(cast(Any, _Scripted(framed)), 40).detect(Content("input", text))
    assert [hit.score for hit in hits] == [score]


def test_a_policy_may_do_without_the_second_look() -> None:
    scorer = _Scripted(0.1)
    assert ToxicityDetector(cast(Any, scorer), 0).detect(Content("input", "Tonne Montag"))[0].score == 0.9
    assert len(scorer.read) == 1


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Was kostet ZK-810/4?", "Was kostet one?"),
        ("74HC595N, 12.03.2025, E_1042", "one, one, one"),
        ("J3WS and F4GS", "J3WS and F4GS"),  # words in disguise are read
        ("k1ll them", "k1ll them"),
        ("WLAN-Key", "WLAN-Key"),
    ],
)
def test_ids_figures_and_dates_are_taken_out(text: str, read: str) -> None:
    scorer = _Scripted(0.9)
    ToxicityDetector(cast(Any, scorer), 0).detect(Content("input", text))
    assert scorer.read in ([read], [])
