"""The one form that a toxicity model reads: disguises undone, ids taken out, everything else left as it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import pytest

from assistant.guard.detectors.detector import Content
from assistant.guard.detectors.toxicity import ToxicityDetector
from assistant.guard.toxicity.form import has_words, one_form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Was kostet ZK-810/4?", "Was kostet one?"),
        ("74HC595N pinout", "one pinout"),
        ("see xls56-1 and KI_5862", "see one and one"),
        ("Invoice BK0042 of 03.04.2025", "Invoice one of one"),
        ("The IBAN is NL91 ABNA 0417 1643 00.", "The IBAN is one."),
        ("BIC: GENODEM1XYZ", "BIC: one"),
        ("Is the BIC HOKCFRSP?", "Is the BIC one?"),
        ("Who has blood group AB Rh D+?", "Who has blood group one?"),
        ("Write to ann@acme.org", "Write to one"),
    ],
)
def test_ids_figures_and_dates_are_taken_out(text: str, form: str) -> None:
    assert one_form(text) == form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("k1ll th3m", "kill them"),
        ("J3WS and F4GS", "JeWS and FaGS"),
        ("1d10t, a55hole, 13g@1, p30pl3", "idiot, asshole, legal, people"),
        ("p1ease he1p the ch1ldr3n", "please help the children"),
        ("id\U0001f525iots", "idiots"),
        ("id\u200biots", "idiots"),
        ("\uff49\uff44\uff49\uff4f\uff54\uff53", "idiots"),
        ("\u0456diots and v\u0435rmin", "idiots and vermin"),
        ("you i d i o t", "you idiot"),
        ("you i.d.i.o.t", "you idiot"),
    ],
)
def test_a_disguise_is_undone(text: str, form: str) -> None:
    assert one_form(text) == form


@pytest.mark.parametrize(
    "text",
    [
        "WLAN-Key", "500mg on the 2nd, 10am", "an mp3 about covid19 and h2o", "Mi piace! Ciao!Bello", "What? No!",
        "\u043c\u0435\u0441\u0442\u043e",
        "Mennyi a lakb\u00e9r?", "Fran\u00e7ois et Zo\u00eb", "nice \U0001f600", "2x4 or 4x4",
    ],
)  # fmt: skip
def test_ordinary_words_stay(text: str) -> None:
    assert one_form(text) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("KX-40713", False), ("BIC: INGBNL2AXXX", False), ("NB 4/17 ZHG", False), ("12.03.2025; 14,50 EUR", False),
        ("Find KX-40713", True), ("You 1", True), ("KKK", True), ("IDIOT 1", True),
    ],
)  # fmt: skip
def test_what_is_left_without_words_is_not_judged(text: str, words: bool) -> None:
    assert has_words(one_form(text)) is words


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
