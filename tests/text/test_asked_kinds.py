"""What kind of thing a question asks for, and whether a text holds one that the question did not give itself."""

from __future__ import annotations

import pytest

from assistant.answer.reader.synonyms import same_meaning
from assistant.answer.reader.wanted import coverage, kind_score, text_terms, wanted
from assistant.text.words import stems
from assistant.text.written.asked_kinds import Kind, asked_kind, holds


def rarity(word: str) -> float:
    return 1.0


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How heavy is the washing machine?", "weight"),
        ("Wie warm ist das Wasser?", "temperature"),
        ("How fast may I drive on a mended tyre?", "speed"),
        ("How old is Ida?", "age"),
        ("How far is it to the pharmacy?", "distance"),
        ("How tall is the wardrobe?", "size"),
        ("How much is the rent?", "amount"),
        ("How many keys are there?", "number"),
        ("Wie lange dauert die Probezeit?", "duration"),
        ("Who has a spare key?", "person"),
        ("What does the lease say about pets?", None),
    ],
)
def test_the_kind_that_is_asked_for(question: str, kind: str | None) -> None:
    assert asked_kind(question) == kind


def test_a_text_holds_a_kind_or_does_not() -> None:
    assert holds("weight", "The machine weighs 69 kg.")
    assert not holds("weight", "The machine is heavy.")
    for hours in ("It opens at nine.", "On Saturdays from 9 to 13.", "Es schließt um sechs.", "Abre a las diez."):
        assert holds("time", hours)
    assert not holds("time", "It opens at the gate of house 9.")
    assert asked_kind("Was hat die Waschmaschine gekostet?") == "money"
    assert holds("temperature", "Wash at 40 degrees.")
    assert not holds("speed", "at 40 degrees")


def test_days_and_lengths_of_time_in_four_languages() -> None:
    for day in (
        "le premier lundi du mois",
        "chaque dimanche",
        "le 4 août",
        "jeden Sonnabend",
        "todos los jueves",
        "daily, each weekday",
    ):
        assert holds("date", day), day
    for length in ("pendant deux semaines", "dix jours", "trois ans", "drei Nächte und 20 Sekunden", "chaque mois"):
        assert holds("duration", length), length
    assert not holds("date", "La fontaine est sur la place.")
    assert not holds("duration", "Les volets sont verts.")


def test_a_figure_that_the_question_gives_is_no_answer_to_it() -> None:
    asked = wanted("How many people may ride in lift 14?", rarity)
    assert kind_score(asked, "Lift 14 is by the door.") == 0.0
    assert kind_score(asked, "Lift 14 takes 5 persons.") == 1.0


def test_words_that_mean_the_same_count_nearly_as_much() -> None:
    (car,), (vehicle,), (teapot,) = stems("car"), stems("vehicle"), stems("teapot")
    assert vehicle in same_meaning(car)
    assert car in same_meaning(vehicle)
    assert same_meaning(teapot) == frozenset({teapot})


@pytest.mark.parametrize(
    "question",
    [
        "How high is the deposit?", "What is the fee for the slipway?", "Was ist die Gebühr für den Kran?",
        "Wie hoch ist die Miete?", "¿Cuál es la tarifa del amarre?", "Quel est le tarif du port ?",
        "Combien coûte le bateau ?",
    ],
)  # fmt: skip
def test_what_is_paid_is_money_and_no_size(question: str) -> None:
    assert asked_kind(question) == "money"
    assert holds("money", "The crane costs 45.00 each time.") and not holds("money", "The crane lifts 12 kg.")


def test_a_size_needs_its_unit_and_a_clause_is_no_figure() -> None:
    assert asked_kind("How wide is the gate in centimetres?") == "size"
    assert holds("size", "The gate is 90 cm wide.") and not holds("size", "Gate number 4 is wide.")
    asked = wanted("What is the fee for the slipway?", lambda word: 1.0)
    assert kind_score(asked, "Under clause 12.2 the slipway may be used.") == 0
    assert kind_score(asked, "The slipway costs 12.20 a day.") == 1


@pytest.mark.parametrize(
    "text", ["by the end of May", "on 3 may", "May 2024", "the 14th may", "am 2. mai", "In March we move."]
)
def test_months_that_are_words_too(text: str) -> None:
    assert holds("date", text)


@pytest.mark.parametrize("text", ["The tenants may set off claims.", "You may ask.", "a march through the woods"])
def test_words_that_are_months_too(text: str) -> None:
    assert not holds("date", text)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("When is the rent due?", "The payment must have reached the account by the third working day."),
        ("When are the fees due?", "Pay by the end of each quarter."),
        ("Wann ist die Miete fällig?", "Die Zahlung muss bis zum dritten Werktag eingehen."),
        ("¿Cuándo vence el alquiler?", "El pago se hace antes del día cinco."),
    ],
)
def test_what_is_due_is_paid(question: str, sentence: str) -> None:
    asked = wanted(question, lambda word: 3.0)
    assert coverage(asked.weights, text_terms(sentence, asked).stems) > 0


@pytest.mark.parametrize("name", ["佐藤 美咲", "김하늘", "Анна Лунд"])
def test_names_of_other_letters_are_names(name: str) -> None:
    assert holds("person", f"The house is run by {name} and has a garden.")


@pytest.mark.parametrize("text", ["Rent: GBP 865 a month", "It is open from Friday", "Zahlbar im März in EUR"])
def test_currencies_days_and_months_are_nobody(text: str) -> None:
    """They have a capital as a name has."""
    assert not holds("person", text)
    assert holds("person", f"{text}, says Ida Roos")


@pytest.mark.parametrize(
    "question",
    ["What are we paid for the evening?", "What did Tove earn in May?", "What is still owed for the tiles?"],
)
def test_what_is_paid_earned_or_owed_is_money(question: str) -> None:
    assert asked_kind(question) == "money"


@pytest.mark.parametrize("text", ["bis zum 15. August", "hasta el 9 de mayo", "jusqu'au 4 mars"])
def test_how_long_is_told_by_an_end(text: str) -> None:
    assert holds("duration", text)


@pytest.mark.parametrize(
    ("question", "kind", "answer", "other"),
    [
        ("押金是多少？", "money", "押金二百元", "每星期二"),
        ("水电费每月交多少？", "money", "每月约300元", "约三百度电"),
        ("店里几点关门？", "time", "晚上九点半", "每星期天"),
        ("什么时候交房租？", "date", "每月五号以前", "交给房东"),
        ("星期几休息？", "date", "周一休息", "休息一会儿"),
        ("合同多久到期？", "duration", "两年", "两百元"),
        ("糕要蒸几分钟？", "duration", "蒸25分钟", "蒸熟为止"),
        ("水要多少度？", "temperature", "八十度", "八十元"),
        ("从家到学校有多远？", "distance", "一共三公里", "一共三站路"),
        ("一次能借几本书？", "number", "最多六本", "可以借书"),
        ("孩子几岁可以上船？", "age", "满十岁", "满十天"),
        ("钥匙在哪里？", "place", "在花店里", "钥匙丢了"),
        ("ストーブを点ける", None, "", ""),
    ],
)
def test_kinds_in_chinese(question: str, kind: Kind | None, answer: str, other: str) -> None:
    assert asked_kind(question) == kind
    if kind is not None:
        assert holds(kind, answer)
        assert kind == "distance" or not holds(kind, other)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("An welchen Tagen ist die Halle offen?", "date"),
        ("An welchem Wochentag kommt die Post?", "date"),
        ("Was zahlen Kinder im Museum?", "money"),
        ("Was bezahlt man für den Schlüssel?", "money"),
        ("À quelle température lave-t-on la laine ?", "temperature"),
        ("¿A cuántos grados se hornea el pan?", "temperature"),
        ("Bei wie viel Grad wird gebacken?", "temperature"),
        ("À quelle fréquence vient le facteur ?", "number"),
        ("¿Con qué frecuencia se riega?", "number"),
    ],
)
def test_kinds_in_german_spanish_and_french(question: str, kind: Kind) -> None:
    assert asked_kind(question) == kind


def test_places_in_french_and_spanish() -> None:
    for place in ("au-dessus de l'évier", "dans le tiroir", "à côté du four", "debajo de la mesa", "auf dem Schrank"):
        assert holds("place", place), place
