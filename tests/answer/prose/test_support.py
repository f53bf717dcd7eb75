"""Which written sentences an excerpt carries: figures, names, months, denial, yes and no."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.compose import numbered
from assistant.answer.prose.polarity import split_lead
from assistant.answer.prose.support import carried
from assistant.answer.reader.forms.yes_or_no import asks_yes_or_no
from assistant.text.written.negation import is_negative
from tests.answer.retrieve.made import passage

_BALCONY = "Electric grills are permitted; charcoal and gas grills are not permitted on the balcony."
_DEPOSIT = "The deposit is EUR 2,352.00 and is paid in three parts. It is returned within four months of the end."
_WATER = "Jewellery is insured up to EUR 600. For damage by water the excess is EUR 150."
_LETTER = "Dr Anneke Vos saw the patient on 4 March 2024. He may drive again after six weeks."
_SHOTS = "date: 2024-10-22; person: Theo; what: Flu; doctor: Dr. Mensah\ndate: 2024-12-30; person: Ida; what: HPV"


def carries(sentence: str, question: str, *texts: str) -> str | None:
    found = carried(sentence, question, numbered([passage(text) for text in texts]))
    return found.text if found else None


@pytest.mark.parametrize(
    ("question", "sentence", "text"),
    [
        ("How high is the deposit?", "The deposit is EUR 2,352.00.", _DEPOSIT),
        ("How high is the deposit?", "EUR 2,352", _DEPOSIT),
        ("When do we get the deposit back?", "Within four months of the end.", _DEPOSIT),
        ("When do we get the deposit back?", "You get it back within 4 months.", _DEPOSIT),
        ("Who saw the patient?", "Dr Anneke Vos saw the patient.", _LETTER),
        ("When was the visit?", "The visit was on 4 March 2024.", _LETTER),
        ("Wann war der Termin?", "Der Termin war am 4. März 2024.", _LETTER),
        ("When was the visit?", "The visit was on 4 March 2024.", "Termin: 04.03.2024, visit of the patient"),
        ("Can I use charcoal?", "No, charcoal grills are not permitted on the balcony.", _BALCONY),
        (
            "What does E22 mean?",
            "The stop valve has closed.",
            "Display: E22; Meaning: Stop valve has closed; do not reset",
        ),
        ("How high is the deposit?", "2,352.00", _DEPOSIT),  # mere values
        ("Who saw the patient?", "Dr Anneke Vos", _LETTER),
        ("How much does a school pay?", "60 euros", "Schools pay EUR 60."),  # a currency in another writing
        ("How much does a school pay?", "A school pays \u00a360.", "Schools pay 60 pounds."),
        ("Which grills are banned?", "Charcoal", _BALCONY),
        ("When did Theo get his flu shot?", "2024-10-22", _SHOTS),
        ("Wann bekam Theo die Impfung?", "2024-10-22", _SHOTS),  # the words of another language are not looked for
    ],
)
def test_what_the_excerpt_says_is_carried(question: str, sentence: str, text: str) -> None:
    assert carries(sentence, question, text) == sentence


@pytest.mark.parametrize(
    ("question", "sentence", "text"),
    [
        ("How high is the deposit?", "The deposit is EUR 2,532.00.", _DEPOSIT),  # another figure
        ("How high is the deposit?", "The deposit is EUR 2,352.00 and is paid in four parts in 2024.", _DEPOSIT),
        ("Who saw the patient?", "Dr Miriam Kold saw the patient.", _LETTER),  # another name
        ("When was the visit?", "The visit was on 4 May 2024.", _LETTER),  # another month
        ("Wann war der Termin?", "Der Termin war am 30. Dezember.", _LETTER),
        ("Can I use charcoal?", "Yes, charcoal grills are permitted on the balcony.", _BALCONY),  # the opposite
        ("Can I use charcoal?", "Charcoal grills are permitted on the balcony.", _BALCONY),
        ("What is the fee for a cat?", "The fee for the cat is charged monthly by the office.", _DEPOSIT),  # invented
        ("What is the excess for water damage?", "The excess for water damage is EUR 600.", _WATER),
        ("Is Theo allergic to peanuts?", "Yes, Theo is allergic to peanuts.", "| Peanut | negative | eats it |"),
        ("Can I use charcoal?", "Yes.", _BALCONY),  # says nothing that could be checked
        ("Which bulb goes into the oven?", "The bulb goes into the oven.", "The bulb of the oven is in the cellar."),
        ("How high is the deposit?", "2,353.00", _DEPOSIT),  # mere values that stand nowhere
        ("Who saw the patient?", "Dr Miriam Kold", _LETTER),
        ("How much does a school pay?", "60 pounds", "Schools pay EUR 60."),
        ("When did Ida get her flu shot?", "2024-10-22", _SHOTS),  # ... and of another person
        ("Wie heißt die Lehrerin von Jonna?", "Frau Malek", "Die Lehrerin im Tanzkurs ist Frau Malek."),
    ],
)
def test_newcomer_2_what_the_excerpt_does_not_say_is_not_carried(question: str, sentence: str, text: str) -> None:
    assert carries(sentence, question, text) is None


def test_a_yes_in_front_of_a_denial_becomes_a_no() -> None:
    sentence = "Yes, charcoal grills are not permitted on the balcony."
    assert carries(sentence, "Can I use charcoal?", _BALCONY) == "No, charcoal grills are not permitted on the balcony."


def test_a_mere_no_is_shown_where_the_quote_denies_too() -> None:
    given = numbered([passage(_BALCONY)])
    assert carried("No.", "Can I use charcoal?", given, [_BALCONY]) is not None
    assert carried("Yes.", "Can I use charcoal?", given, [_BALCONY]) is None
    assert carried("No.", "Can I use charcoal?", numbered([passage(_DEPOSIT)]), [_DEPOSIT]) is None


def test_the_number_of_the_page_is_no_figure_of_the_text() -> None:
    given = numbered([passage("The machine weighs the load in the first minutes.", page=2)])
    assert given[0].label == "lease.pdf, page 2, Rent"
    assert carried("The machine weighs the load for 2 minutes.", "How long does it weigh?", given) is None
    assert carried("The machine weighs the load in the first minutes.", "How long does it weigh?", given) is not None


def test_a_quoted_sentence_speaks_of_the_question_whatever_its_words() -> None:
    given = numbered([passage("Which bulbs the lights of the car take.\nNumber plate W5W")])
    question, sentence = "Which bulb does the light over the plate take?", "The light over the plate takes a W5W bulb."
    assert carried(sentence, question, given, ["Number plate W5W"]) is not None


def test_the_excerpt_that_carries_a_sentence_is_the_cited_excerpt() -> None:
    found = carried("EUR 2,352.00", "deposit?", numbered([passage(_BALCONY), passage(_DEPOSIT)]))
    assert found is not None and found.number == 2


@given(st.integers(3, 99_999))
def test_a_figure_that_stands_nowhere_is_never_carried(figure: int) -> None:
    if str(figure) not in ("2352", "3", "4", "12"):
        assert carries(f"The deposit is EUR {figure}.", "How high is the deposit?", _DEPOSIT) is None


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_can_be_judged(sentence: str, text: str) -> None:
    found = carried(sentence, "What is it?", numbered([passage(text)]))
    assert found is None or found.number == 1


@pytest.mark.parametrize(
    "question",
    [
        "Can we keep a dog?", "Is the cat allowed?", "and may I smoke here?", "Darf ich grillen?", "Ist das erlaubt?",
        "¿Puedo tener un perro?", "¿Hay ascensor?", "Est-ce que le chien est permis ?", "Puis-je fumer ?",
        "Do we have to paint when we leave?",
    ],
)  # fmt: skip
def test_a_question_for_yes_or_no(question: str) -> None:
    assert asks_yes_or_no(question)


@pytest.mark.parametrize(
    "question",
    [
        "When can we leave?",
        "How much is it?",
        "Wann darf ich grillen?",
        "¿Cuándo puedo salir?",
        "rent",
        "Wer hat Dienst?",
    ],
)
def test_a_question_for_something_else(question: str) -> None:
    assert not asks_yes_or_no(question)


def test_leads_and_denials() -> None:
    assert split_lead("No, it is not.") == ("it is not.", "no") and split_lead("Ja. Das geht.") == ("Das geht.", "yes")
    assert split_lead("November is cold.") == ("November is cold.", None)
    assert is_negative("Gas grills are prohibited.") and not is_negative("It is not prohibited.")
