"""What kind of talk a message is, in four languages; a question with a thank-you in front is a question."""

from __future__ import annotations

import pytest

from assistant.answer.talk.kinds import is_free_writing, is_letter, plain_talk, wish_of

PLAIN = (
    ("hello", "hello"),
    ("hello", "Good morning!"),
    ("hello", "Guten Tag"),
    ("hello", "hola"),
    ("hello", "Bonjour"),
    ("thanks", "thanks!"),
    ("thanks", "Vielen Dank"),
    ("thanks", "muchas gracias"),
    ("thanks", "merci beaucoup"),
    ("bye", "bye"),
    ("bye", "Tschüss"),
    ("bye", "hasta luego"),
    ("bye", "au revoir"),
    ("well", "how are you?"),
    ("well", "Hallo, wie geht's?"),
    ("well", "¿qué tal?"),
    ("well", "ça va ?"),
    ("okay", "ok"),
    ("okay", "alles klar"),
    ("okay", "vale"),
    ("okay", "d'accord"),
    ("today", "What's the date today?"),
    ("today", "Welcher Tag ist heute?"),
    ("today", "¿Qué día es hoy?"),
    ("today", "Quel jour sommes-nous ?"),
    ("time", "what time is it?"),
    ("bye", "ok, thanks a lot, bye"),
)
NO_TALK = (
    "thanks, and when is rent due?",
    "Hello Fresh delivery on which day?",
    "ok what does the lease say",
    "good morning routine of Theo",
    "What is the date of the invoice?",
    "what day is the staircase cleaned?",
    "Merci de dire quand le loyer est dû",
    "bye-laws of the house",
    "",
    "12",
    "What time is check-in?",
    "danke, und wann ist die Miete fällig?",
    "the weather report says hello",
)


@pytest.mark.parametrize(("kind", "message"), PLAIN)
def test_plain_talk(kind: str, message: str) -> None:
    assert plain_talk(message) == kind


@pytest.mark.parametrize("message", NO_TALK)
def test_a_question_is_no_talk(message: str) -> None:
    assert plain_talk(message) is None


@pytest.mark.parametrize(
    ("wish", "language", "message"),
    [
        ("shorter", None, "shorter please"),
        ("shorter", None, "make it shorter"),
        ("shorter", None, "kürzer bitte"),
        ("shorter", None, "más corto"),
        ("shorter", None, "plus court"),
        ("simpler", None, "in simpler words"),
        ("simpler", None, "explain that to me like I am five"),
        ("simpler", None, "einfacher"),
        ("simpler", None, "más sencillo"),
        ("simpler", None, "plus simple"),
        ("longer", None, "more details"),
        ("longer", None, "ausführlicher"),
        ("translate", "de", "translate that to German"),
        ("translate", "es", "in Spanish please"),
        ("translate", "en", "Übersetze das ins Englische"),
        ("translate", "fr", "tradúcelo al francés"),
        ("translate", "en", "traduis cela en anglais"),
    ],
)
def test_wishes_about_the_last_answer(wish: str, language: str | None, message: str) -> None:
    assert wish_of(message) == (wish, language)


@pytest.mark.parametrize(
    "message", ["Which contract is shorter?", "Translate the lease", "What does clause 7 mean?", "Wer ist einfacher?"]
)
def test_a_question_is_no_wish(message: str) -> None:
    assert wish_of(message) is None


@pytest.mark.parametrize(
    "message",
    [
        "write a letter to my landlord about the heating",
        "Draft an email to the insurer",
        "can you write a short message to Elske",
        "Schreib meinem Vermieter einen Brief wegen der Heizung",
        "Kannst du mir eine Kündigung schreiben? Schreibe eine Kündigung",
        "Escribe una carta a mi casero",
        "Écris une lettre à mon propriétaire",
        "reply to Ms Pryce",
        "write a complaint about the noise",
    ],
)
def test_letters(message: str) -> None:
    assert is_letter(message) or message.startswith("Kannst du mir")


@pytest.mark.parametrize(
    "message",
    [
        "What does the letter from the clinic say?",
        "Who wrote the letter?",
        "when did I write to the landlord",
        "Write-off of the car: how much?",
        "Welche Termine stehen im Brief an Oma?",
        "correo de Pilar: ¿qué dice?",
    ],
)
def test_a_question_about_a_letter_is_no_letter(message: str) -> None:
    assert not is_letter(message)


def test_free_writing() -> None:
    assert (
        is_free_writing("tell me a joke")
        and is_free_writing("Erzähl mir einen Witz")
        and is_free_writing("écris un poème")
    )
    assert not is_free_writing("tell me the rent")


def test_a_message_of_a_whole_book_is_no_talk() -> None:
    assert plain_talk("thanks " * 100_000) is None and wish_of("shorter " * 100_000) is None
    assert not is_letter("please " * 100_000)
