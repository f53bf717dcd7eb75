"""Participles and their verbs in three languages."""

from __future__ import annotations

import pytest

from assistant.answer.reader.lexicon.participles import are_of_one_verb
from assistant.answer.reader.wanted import coverage
from assistant.text.words import stems


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("gemäht", "Wir mähen die Wiese im Juni."),
        ("reinigen", "Das Becken wird von Lund gereinigt."),
        ("abgelesen", "Den Zähler ablesen."),
        ("putzt", "Die Fenster sind geputzt."),
        ("laver", "La cuve est lavée en mai."),
        ("nettoyée", "Nettoyer la fontaine en mai."),
        ("lavar", "El filtro fue lavado en mayo."),
        ("limpiada", "Limpiar la cisterna en mayo."),
    ],
)
def test_a_form_of_the_verb_counts_for_another(asked: str, text: str) -> None:
    (stem,) = stems(asked)
    assert stem not in stems(text)
    assert coverage({stem: 1.0}, frozenset(stems(text))) == pytest.approx(0.7)


@pytest.mark.parametrize(
    ("one", "other"), [("care", "car"), ("gebuhr", "buhne"), ("garten", "gart"), ("open", "opet"), ("rent", "renter")]
)
def test_other_words_do_not(one: str, other: str) -> None:
    assert not are_of_one_verb(one, other)
