"""The unit that a question names, and whether what was found has one of its measure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answer.reader.forms.units import asked_unit, holds_unit
from assistant.answer.reader.sentences import FEATURES, Candidate
from assistant.answer.retrieve.evidence import unit_is_held
from assistant.text.written.asked_kinds import holds
from tests.answer.retrieve.made import passage


@pytest.mark.parametrize(
    ("question", "with_it", "without"),
    [
        ("How many kilowatt hours does the freezer use a year?", "It takes 190 kWh a year.", "It takes 190 litres."),
        ("How many kilometres is the path?", "The path has 12 km.", "The path has 12 benches."),
        ("How wide in centimetres is the bench?", "The bench is 1.2 m wide.", "The bench is for 3 people."),
        ("Wie viele Liter fasst die Tonne?", "Die Tonne fasst 300 l.", "Die Tonne kostet 300 Euro."),
        ("¿Cuántos metros cuadrados tiene el local?", "El local tiene 80 m².", "El local tiene 80 sillas."),
        ("Combien de degrés faut-il ?", "Le four à 180 degrés.", "Le four à 18 heures."),
        ("How many minutes does the tram take?", "The tram takes half an hour.", "The tram takes 40 people."),
    ],
)
def test_a_unit_stands_for_its_measure(question: str, with_it: str, without: str) -> None:
    unit = asked_unit(question)
    assert unit is not None and holds_unit(unit, with_it) and not holds_unit(unit, without)


@pytest.mark.parametrize(
    "question",
    ["How many people came in March?", "Wie viele Tage?", "How long is the path?", "¿En qué año?", "In a week?"],
)
def test_other_questions_name_no_unit(question: str) -> None:
    assert asked_unit(question) is None


def _held(text: str, best: str, *others: str, headings: tuple[str, ...] = ()) -> bool:
    read = [
        Candidate(0, number, text.index(one), text.index(one) + len(one), one, (0.0,) * len(FEATURES))
        for number, one in enumerate((best, *others))
    ]
    found = passage(text)
    found = replace(found, chunk=replace(found.chunk, headings=headings))
    return unit_is_held("How many kilograms is the load?", read, [found])


def test_the_unit_may_stand_beside_the_sentence_in_its_heading_or_above_a_row() -> None:
    assert _held("The load is 75 kg.", "The load is 75 kg.")
    assert not _held("The load is for 4 people.", "The load is for 4 people.")
    assert _held("The load is small. It is 75 kg.", "The load is small.", "It is 75 kg.")
    assert _held("The load is 75.", "The load is 75.", headings=("Loads in kg",))
    assert _held("Weights in kg\nPart: roof; Load: 75", "Part: roof; Load: 75")
    assert not _held("Weights in kg. The load is for 4 people.", "The load is for 4 people.")


@pytest.mark.parametrize("text", ["at most EUR 450.00", "USD 1200 a year", "EUR450"])
def test_a_sum_of_money_is_no_number_to_reach_somebody_by(text: str) -> None:
    assert not holds("contact", text)


@pytest.mark.parametrize("text", ["policy CM-88120", "customer NB 204", "01632 960188", "DE12 3456 7890"])
def test_a_number_of_a_contract_is_one(text: str) -> None:
    assert holds("contact", text)
