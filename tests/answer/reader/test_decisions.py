"""Questions for yes or no: the sentence that decides stands before one that only repeats their words."""

from __future__ import annotations

import pytest

from assistant.answer.reader.context.offsets import with_offsets
from assistant.answer.reader.forms.decisions import decides
from assistant.answer.reader.forms.yes_or_no import asks_yes_or_no, compared_figures
from assistant.answer.reader.lexical import sentences_of
from assistant.answer.reader.wanted import coverage, text_terms, wanted
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
        "Jetty C takes boats of up to 9.5 metres.",
        "Nights aboard are limited to 60.",
        "Rescue is part of the cover.",
        "Der Zuschuss beträgt höchstens 200 Euro.",
        "Kurse sind anmeldepflichtig.",
        "El aforo máximo es de 40 personas.",
        "La salle est réservée aux membres.",
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


@pytest.mark.parametrize(
    "question",
    [
        "If I sell the boat, do I keep the berth?",
        "We stay for a week. Is breakfast in the price?",
        "Mum is 82 - is she insured?",
        "Übernimmt die Kasse die Brille?",
        "Wenn es regnet, findet das Fest statt?",
        "Wurde der Zähler getauscht?",
        "¿Tiene que ir con un adulto?",
        "¿Presentó Konrad un recurso?",
        "¿Se admiten perros?",
        "L'électricité est-elle comprise ?",
        "Les chiens sont-ils admis ?",
        "A-t-elle payé ?",
        "屋里能抽烟吗？",
        "学生可不可以用录音室？",
    ],
)
def test_forms_of_a_question_for_yes_or_no(question: str) -> None:
    assert asks_yes_or_no(question)


@pytest.mark.parametrize(
    "question",
    [
        "If I sell the boat, who keeps the berth?",
        "We stay for a week. What is breakfast?",
        "Kosten der Reinigung",
        "¿Qué es el padrón?",
        "¿Cuándo se admiten perros?",
        "Quand peut-on venir ?",
        "Qu'y a-t-il dans la boîte ?",
        "Combien coûte-t-il ?",
        "您知道几点开门吗？",
        "钥匙在谁家里？",
    ],
)
def test_forms_of_a_question_for_more(question: str) -> None:
    assert not asks_yes_or_no(question)


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("Is a trip of 60 days insured?", "60"),
        ("Does a boat of 11 metres fit on jetty C?", "11"),
        ("Is the fee more than £300?", "300"),
        ("Could a 13 year old join?", "13"),
        ("Dürfen zwölf Personen in die Sauna?", "zwolf"),
        ("Kostet es mehr als 30 Euro?", "30"),
        ("¿Tiene que ir con un adulto un niño de 9 años?", "9"),
        ("Peut-on emporter 20 kg ?", "20"),
    ],
)
def test_a_figure_to_compare_with_need_not_stand_in_the_files(question: str, figure: str) -> None:
    assert figure in compared_figures(question)
    asked = wanted(question, lambda word: 1.0)
    assert not asked.anchors & {figure} and figure not in asked.weights


@pytest.mark.parametrize(
    "question",
    [
        "How many days are insured up to 60 days?",
        "Is invoice 417 paid?",
        "Was the meter read in 2024?",
        "Is flat 12 let?",
    ],
)
def test_other_figures_are_asked_for(question: str) -> None:
    assert not compared_figures(question)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Is the berth longer than 12 metres?", "The berth by the wall is new. Its length is 11 metres."),
        ("Sind es mehr als 30 Stunden?", "Die Stunden stehen im Vertrag. Vereinbart sind 32 in der Woche."),
        ("¿Caben 50 personas?", "Las personas entran por detrás. Hay sitio para 40."),
    ],
)
def test_another_figure_decides_it(question: str, text: str) -> None:
    plain, figure = _offsets(question, text)
    assert figure > plain


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Is a cat allowed in the flat?", "Pets are permitted in the flat."),
        ("Ist ein Hund in der Wohnung erlaubt?", "Haustiere sind in der Wohnung gestattet."),
        ("¿Se permite un gato en el piso?", "Se admiten mascotas en el piso."),
        ("Un chien est-il admis au camping ?", "Les animaux sont autorisés au camping."),
    ],
)
def test_pets_and_leave_are_known_in_other_words(question: str, sentence: str) -> None:
    assert coverage(wanted(question, lambda word: 1.0).weights, text_terms(sentence).stems) > 0.8


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Le chien est-il admis avec nous ?", {"chien", "admi"}),
        ("Est-ce que la piscine est ouverte pour les enfants ?", {"piscin", "ouvert", "enfant"}),
        ("Combien coûte la location du canoë sur le lac ?", {"cout", "locat", "cano", "lac"}),
    ],
)
def test_the_small_words_of_french_are_none_of_what_is_asked(question: str, said: set[str]) -> None:
    assert set(wanted(question, lambda word: 1.0).weights) == said
