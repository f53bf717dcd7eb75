"""Whether a text mentions a thing."""

from __future__ import annotations

import pytest

from assistant.answer.documents.mentions import first_word, mentions, read_text, wanted_thing
from assistant.answer.documents.request import Thing, read_request
from assistant.text.asked_language import Language


def _count(question: str, text: str) -> int:
    request = read_request(question)
    [thing] = request.things
    return mentions(wanted_thing(thing, request.language), read_text(text))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Which files mention Holm Island?", "The trip to HOLM ISLAND was long."),
        ("Which files mention Holm Island?", "packing_list_holm_island.txt"),
        ("Which files mention Nora Marlow?", "Nora A. Marlow signed it."),
        ("Which files mention Bram Okafor?", "Ask Mr Okafor for the key."),
        ("Which files mention tyres?", "The tyre at the back is flat."),
        ("Which files mention tyres?", "Bitte die Reifen wechseln lassen, sie sind alt."),
        ("Which files mention insurance?", "Die Hausratversicherung ist teuer, und das seit dem Fr\u00fchjahr."),
        ("Welche Dateien erw\u00e4hnen die Rechnung?", "Die Stromrechnung liegt bei."),
        ("Which files mention the washing machine?", "La lavadora pierde agua desde el lunes y no para."),
        ("Which files are about Theo's allergy?", "Theo must not eat nuts, because his allergy is severe."),
        ("\u00bfQu\u00e9 archivos mencionan el seguro?", "The insurance of the car ends in May, and we know it."),
        ("Which files mention NAF-5KX20?", "Booking naf-5kx20 is confirmed."),
    ],
)
def test_a_mention_is_found(question: str, text: str) -> None:
    assert _count(question, text) > 0


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Which files mention Holm Island?", "Holm is a town, and far from it lies an island."),
        ("Which files mention the cat?", "The category of the catalogue."),
        ("Which files mention the tram?", "The trampoline in the yard."),
        ("Which files mention tyres?", "Die reifen Tomaten jeden Abend ernten, sie sind rot."),  # ripe
        ("Which files mention bread?", "The pan is on the stove and the rest is there."),  # Spanish for bread
        ("Which files mention the boiler?", "Let it boil for an hour."),
        ("Which files mention Theo?", "Theory and practice."),
    ],
)
def test_what_only_looks_alike_is_no_mention(question: str, text: str) -> None:
    assert _count(question, text) == 0


def test_mentions_are_counted() -> None:
    thing = wanted_thing(Thing(("ferry",)), "en")
    assert mentions(thing, read_text("The ferry left. No ferry came, and ferries are late.")) == 3


@pytest.mark.parametrize("language", ["en", "de", "es", "fr"])
def test_no_text_mentions_nothing(language: Language) -> None:
    assert mentions(wanted_thing(Thing(("insurance", "claim")), language), read_text("")) == 0


@pytest.mark.parametrize(
    ("name", "stands"),
    [("North Carolina", False), ("Bank Hofer", False), ("Santa Brisa", False), ("Brightside Motors", True)],
)
def test_the_first_word_of_many_names_stands_for_none(name: str, stands: bool) -> None:
    thing = Thing(tuple(name.lower().split()), is_name=True)
    assert (first_word(wanted_thing(thing, "en")) is not None) is stands
