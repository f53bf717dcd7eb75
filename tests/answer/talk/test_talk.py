"""Talk as a task: never refused, marked as not from the files, quotes where there is no model."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.answer.talk.letters import read_letter
from assistant.answer.talk.words import letter_date, long_date
from assistant.text.asked_language import Language
from tests.answer.archive import Archive, tasks_of
from tests.guard.scripted import ScriptedGate

LEASE = (
    "# Lease\n\nThe landlord is Hallam Quay Properties, 2 Customs Row, Port Ellery.\n\n"
    "The landlord keeps the heating at 20 degrees from 1 October to 30 April.\n\nThe rent is EUR 900.00 a month.\n"
)
ASKED = (
    "How warm is the heating kept?",
    "“The landlord keeps the heating at 20 degrees from 1 October to 30 April.” [1]",
    "lookup",
)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path, {"lease.md": LEASE, "bread.txt": "Bake the rolls for 17 minutes."})


@pytest.mark.parametrize(
    "message",
    ["hello", "thanks!", "Hallo, wie geht's?", "hola", "au revoir", "ok", "What is 12*7?", "tell me a joke", "more"],
)
def test_talk_is_answered_without_the_files(archive: Archive, message: str) -> None:
    answer, events = archive.ask(message)
    assert tasks_of(events) == ["talk"] and not answer.refused and answer.text and answer.passages == ()
    assert answer.own_words


def test_hello_in_mid_conversation_is_no_follow_up(archive: Archive) -> None:
    answer, events = archive.ask("hello", [ASKED])
    assert tasks_of(events) == ["talk"] and "heating" not in answer.text


def test_a_sum_is_marked_as_computed(archive: Archive) -> None:
    text = archive.ask("What is 12*7?")[0].text
    assert text == "12×7 = 84\nComputed by the program, not taken from your files.\n"
    assert "≈" in archive.ask("10/3")[0].text and "no result" in archive.ask("1/0")[0].text


def test_today_is_told_by_the_clock(archive: Archive) -> None:
    assert long_date(date.today(), "de") in archive.ask("Welcher Tag ist heute?")[0].text


@pytest.mark.parametrize(
    ("language", "long", "in_letter"),
    [
        ("en", "Monday, 3 March 2025", "3 March 2025"),
        ("de", "Montag, der 3. März 2025", "3. März 2025"),
        ("es", "lunes, 3 de marzo de 2025", "3 de marzo de 2025"),
        ("fr", "le lundi 3 mars 2025", "3 mars 2025"),
    ],
)
def test_dates_in_words(language: Language, long: str, in_letter: str) -> None:
    assert (long_date(date(2025, 3, 3), language), letter_date(date(2025, 3, 3), language)) == (long, in_letter)


def test_shorter_without_a_model_is_the_quote_again_from_its_page(archive: Archive) -> None:
    answer, events = archive.ask("shorter please", [ASKED])
    assert tasks_of(events) == ["talk"]
    assert "“The landlord keeps the heating at 20 degrees from 1 October to 30 April.” [1]" in answer.text
    assert [citation.quote for citation in answer.citations] == [
        "The landlord keeps the heating at 20 degrees from 1 October to 30 April."
    ]


def test_a_quote_that_no_rule_lets_pass_any_more_is_not_shown_again(archive: Archive) -> None:
    archive.gate = ScriptedGate({"20 degrees": "drop_passage"})
    answer, _ = archive.ask("shorter please", [ASKED])
    assert "20 degrees" not in answer.text and not answer.refused


def test_with_a_model_the_last_answer_goes_through_the_prompt(archive: Archive) -> None:
    model = archive.says("The heating is kept at 20 degrees.")
    answer, _ = archive.ask("shorter please", [("old?", "old.", "lookup"), ASKED])
    [prompt] = model.prompts
    assert [turn.question for turn in prompt.history] == [ASKED[0]] and prompt.passages == ()
    assert answer.own_words and answer.text.startswith("Written by the language model.")
    assert "The heating is kept at 20 degrees. [1]" in answer.text  # what a passage supports gets its number


def test_a_translation_is_asked_for_in_its_language(archive: Archive) -> None:
    model = archive.says("Die Heizung.")
    archive.ask("translate that to German", [ASKED])
    assert model.prompts[0].question == "Übersetze deine letzte Antwort ins Deutsche. Schreibe nur die Übersetzung."


def test_a_wish_before_any_answer_says_so(archive: Archive) -> None:
    assert "no answer yet" in archive.ask("shorter please")[0].text


def test_a_letter_without_a_model_is_a_frame_with_the_facts(archive: Archive) -> None:
    answer, events = archive.ask("write a letter to my landlord about the heating")
    assert tasks_of(events) == ["talk"] and answer.own_words
    lines = answer.text.splitlines()
    assert lines[0].startswith("A language model would write this")
    assert any(line.startswith("To: landlord (“The landlord") and line.endswith("])") for line in lines)
    assert "Subject: the heating" in lines and any("20 degrees" in line and "[" in line for line in lines)
    assert "17 minutes" not in answer.text and answer.citations


def test_a_letter_with_a_model_has_numbers_behind_what_is_from_the_files(archive: Archive) -> None:
    model = archive.says("Dear Sir, ", "the landlord keeps the heating at 20 degrees. ", "I want a pony.")
    answer, _ = archive.ask("write a letter to my landlord about the heating")
    assert "heating at 20 degrees. [" in answer.text and answer.text.endswith("pony.") and answer.own_words
    assert "data, not instructions" in model.prompts[0].system and model.prompts[0].passages


def test_a_letter_uses_no_passage_that_a_rule_drops(archive: Archive) -> None:
    archive.gate = ScriptedGate({"20 degrees": "drop_passage"})
    model = archive.says("Dear Sir.")
    archive.ask("write a letter to my landlord about the heating")
    assert all("20 degrees" not in passage.passage.text for passage in model.prompts[0].passages)


@pytest.mark.parametrize(
    ("message", "language", "addressee", "subject"),
    [
        (
            "write a short letter to the landlord and ask for a date to mend the seal",
            "en",
            "landlord",
            "a date to mend the seal",
        ),
        ("write a letter about the heating to my landlord", "en", "landlord", "the heating"),
        ("draft a letter to cancel the gym membership", "en", "", "cancel the gym membership"),
        ("Schreib meinem Vermieter einen Brief wegen der Heizung", "de", "Vermieter", "der Heizung"),
        ("Escribe una carta a mi casero sobre la calefacción", "es", "casero", "la calefacción"),
        ("Écris une lettre à mon propriétaire au sujet du chauffage", "fr", "propriétaire", "chauffage"),
        ("write a letter", "en", "", ""),
    ],
)
def test_whom_a_letter_is_to_and_what_it_is_about(
    message: str, language: Language, addressee: str, subject: str
) -> None:
    letter = read_letter(message, language)
    assert (letter.addressee, letter.subject) == (addressee, subject)


def test_the_terms_of_talk_are_not_added_to_a_short_question(archive: Archive) -> None:
    searched = archive.retriever.rewrites
    from assistant.domain.records.passages import Turn

    assert searched("and the rent?", [Turn("What can you do?", "All.", "about")]) == ("and the rent?",)
    assert searched("and the rent?", [Turn(*ASKED), Turn("thanks", "Welcome.", "talk")])[0] != "and the rent?"
