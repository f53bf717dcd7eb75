"""Questions for yes or no: the sentence that decides stands before one that only repeats their words."""

from __future__ import annotations

import pytest

from assistant.answer.reader.context.offsets import with_offsets
from assistant.answer.reader.forms.decisions import decides
from assistant.answer.reader.lexical import sentences_of
from assistant.answer.reader.wanted import wanted
from assistant.text.written.negation import denials, is_negative
from tests.answer.retrieve.made import passage


@pytest.mark.parametrize(
    "statement",
    [
        "Bicycles may be left in the yard.",
        "Breakfast is included.",
        "The pool is for members only.",
        "The module was never agreed.",
        "Der Garten darf genutzt werden.",
        "Haustiere sind untersagt.",
        "Las toallas están incluidas.",
        "No se aceptan tarjetas.",
        "Le parking est gratuit.",
        "Les chiens ne sont pas admis.",
    ],
)
def test_what_decides(statement: str) -> None:
    assert decides(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "The yard has twelve stands.",
        "Der Garten hat 300 Quadratmeter.",
        "La piscina abre a las diez.",
        "Le parking est grand.",
        "Die Probe ist im Mai.",
    ],
)
def test_what_decides_nothing(statement: str) -> None:
    assert not decides(statement)


def test_denials_are_counted_and_two_of_them_deny_nothing() -> None:
    assert denials("It is not refused.") == 2 and not is_negative("It is not refused.")
    assert denials("Hunde sind nicht erlaubt.") == 1 and is_negative("Hunde sind nicht erlaubt.")


def _offsets(question: str, text: str) -> list[float]:
    asked, passages = wanted(question, lambda word: 1.0), [passage(text)]
    sentences = [one for part in sentences_of(asked, passages) for one in part]
    return [one.offset for one in with_offsets(question, asked, sentences, passages)]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Is the sauna part of the membership?", "The sauna of the membership is new. It is not included."),
        ("Darf man im Hof grillen?", "Der Hof wird im Mai gekehrt. Offenes Feuer ist untersagt."),
        ("¿Puedo pagar con tarjeta?", "La tarjeta llega en mayo. No se acepta."),
        ("Peut-on venir avec un chien ?", "Le chien du gardien dort. Les animaux sont interdits."),
    ],
)
def test_a_denial_gains_where_yes_or_no_is_asked(question: str, text: str) -> None:
    plain, denial = _offsets(question, text)
    assert denial > plain


def test_it_gains_nothing_where_a_thing_is_asked_for() -> None:
    assert len(set(_offsets("What does the sauna cost?", "The sauna is new. Towels are not included."))) == 1
