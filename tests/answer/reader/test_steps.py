"""A step that is asked for by its number: how questions ask, and which sentences are the step."""

from __future__ import annotations

import pytest

from assistant.answer.reader.context.sections import places
from assistant.answer.reader.context.steps import steps_in
from assistant.answer.reader.forms.steps import LAST, asked_step
from assistant.answer.reader.wanted import wanted
from assistant.domain.records.documents import Chunk
from assistant.domain.records.passages import Passage
from assistant.text.sentences import sentence_spans


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("What is step 6 of opening the hut?", 6),
        ("Which step comes third when the hut is opened?", 3),
        ("What is the second step?", 2),
        ("What does step four say?", 4),
        ("What is the last step of opening the hut?", LAST),
        ("What is point 12 of the house rules?", 12),
        ("Was ist Schritt 3 beim Öffnen der Hütte?", 3),
        ("Wie lautet der 5. Schritt?", 5),
        ("Welcher Schritt kommt als zweiter?", 2),
        ("Was ist der letzte Schritt?", LAST),
        ("Quelle est la troisième étape ?", 3),
        ("Que dit l'étape 4 ?", 4),
        ("Quelle étape vient en premier ?", 1),
        ("Quelle est la dernière étape ?", LAST),
        ("¿Cuál es el paso 3?", 3),
        ("¿Cuál es el quinto paso?", 5),
        ("¿Qué paso viene en segundo lugar?", 2),
        ("¿Cuál es el último paso?", LAST),
    ],
)
def test_questions_for_a_step(question: str, number: int) -> None:
    asked = asked_step(question)
    assert asked is not None and asked.number == number


@pytest.mark.parametrize(
    "question",
    [
        "When is the third rent due?",
        "At what point is the second fee due?",
        "How many steps lead to the door?",
        "What is the first name of the landlord?",
        "Wie hoch ist die dritte Rate?",
        "What costs 3 points?",
    ],
)
def test_questions_for_something_else(question: str) -> None:
    assert asked_step(question) is None


@pytest.mark.parametrize(
    ("question", "letter"),
    [
        ("What does clause c of the share agreement say?", "c"),
        ("What is point (d) of the house rules?", "d"),
        ("Was steht unter Buchstabe b der Satzung?", "b"),
        ("Que dit la lettre a du contrat ?", "a"),
        ("¿Qué dice el apartado e?", "e"),
    ],
)
def test_questions_for_a_letter(question: str, letter: str) -> None:
    asked = asked_step(question)
    assert asked is not None and asked.number == 1_001 + ord(letter) - ord("a")


@pytest.mark.parametrize(
    "question",
    ["Which rule a tenant breaks is named?", "What clause a lease needs?", "Who signed the letter a week ago?"],
)
def test_an_article_is_no_letter(question: str) -> None:
    assert asked_step(question) is None


def _steps(question: str, text: str, *headings: str, header: str = "") -> dict[str, float]:
    """The sentences that are the step, with how much of the rest is named around them."""
    chunk = Chunk(1, "/a/papers.md", None, 0, len(text), headings, header, text)
    passage, spans = Passage(chunk, text, 0.5, 1), sentence_spans(text)
    found = steps_in(wanted(question, lambda word: 1.0), passage, spans, places(passage, spans))
    return {text[start:end]: share for (start, end), share in zip(spans, found, strict=True) if share >= 0}


HUT = "Opening the hut\n\n1. Open the shutters.\n2. Light the stove. Use dry wood.\n3. Fetch water\n\nWater is dear."


def test_a_step_is_its_item_with_all_its_sentences() -> None:
    assert _steps("What is step 2 of opening the hut?", HUT) == {"2. Light the stove.": 1.0, "Use dry wood.": 1.0}
    assert list(_steps("What is the last step of opening the hut?", HUT)) == ["3. Fetch water"]
    assert _steps("What is step 5 of opening the hut?", HUT) == {}


def test_lists_are_told_apart_by_what_is_named_around_them() -> None:
    text = "To open the hut:\n1. Shutters\n2. Stove\n\nTo close the hut:\n1. Ashes\n2. Shutters again"
    found = _steps("What is step 2 of closing the hut?", text)
    assert found["2. Shutters again"] > found["2. Stove"]
    assert _steps("What is step 2 of the boat?", HUT) == {"2. Light the stove.": 0.0, "Use dry wood.": 0.0}


@pytest.mark.parametrize(
    "question",
    [
        "Quelle est la deuxième étape pour ouvrir le refuge ?",
        "Was muss ich bei Schritt 2 tun, um das Refuge zu öffnen?",
        "¿Qué dice el paso 2 del refuge?",
    ],
)
def test_little_words_of_any_language_name_nothing(question: str) -> None:
    found = _steps(question, "Ouvrir le refuge (öffnen)\n\n1. Volets\n2. Poêle")
    assert found == {"2. Poêle": 1.0}


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("1. Shutters\n1. Stove\n1. Water", "1. Stove"),  # Markdown counts them
        ("Step 1: Shutters\nStep 2: Stove\nStep 3: Water", "Step 2: Stove"),
        ("Step: 1; Do: Shutters\nStep: 2; Do: Stove", "Step: 2; Do: Stove"),
        ("1) Shutters\n2) Stove", "2) Stove"),
        ("Schritt 1 – Läden\nSchritt 2 – Ofen", "Schritt 2 – Ofen"),
        ("Étape 1 : volets\nÉtape 2 : poêle", "Étape 2 : poêle"),
    ],
)
def test_how_items_are_numbered(text: str, step: str) -> None:
    assert list(_steps("What is step 2?", text)) == [step]


def test_what_stands_below_a_heading_with_the_number_is_the_step() -> None:
    assert list(_steps("What is step 2?", "Put dry wood into it.", "Step 2: Light the stove")) == [
        "Put dry wood into it."
    ]
    assert _steps("What is step 2?", "It holds 2 litres.", "2. The kettle") == {}


def test_a_letter_is_its_item_and_no_number() -> None:
    text = "a. The boat lies at the jetty.\n\nb. The winch is greased.\n\nc. The hull gets varnish.\n\n3. Notes."
    assert _steps("What does clause c say?", text) == {"c. The hull gets varnish.": 1.0}
    assert list(_steps("What is point (b)?", text.replace(". ", ") "))) == ["b) The winch is greased."]
    assert list(_steps("What is point 3?", text)) == ["3. Notes."]
