"""Questions word by word in another language: what is asked for, compounds, and what must stay as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.reader.lexicon.groups import LANGUAGES, parse_group, question_groups, word_groups
from assistant.answer.retrieve.gloss.compounds import split_compound
from assistant.answer.retrieve.gloss.entries import entries, question_phrases
from assistant.answer.retrieve.gloss.gloss import gloss
from assistant.text.asked_language import Language
from assistant.text.written.asked_kinds import asked_kind

languages = st.sampled_from(LANGUAGES)


def test_every_group_has_words_in_every_language() -> None:
    groups = (*word_groups(), *question_groups())
    assert len(groups) > 1_300
    for group in groups:
        assert set(group) == set(LANGUAGES)
        assert all(len(set(words)) == len(words) for words in group.values()), group


@pytest.mark.parametrize("line", ["rent | Miete | alquiler", "rent | Miete | | loyer", "a | b | c | d | e"])
def test_a_line_without_a_word_in_each_language_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="not a group"):
        parse_group(line)


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("À quelle heure ferme la piscine le samedi ?", "fr", "at what time close the swimming pool the Saturday?"),
        ("Was kostet bei Fennel eine neue SIM-Karte?", "de", "how much cost to Fennel a new sim card?"),
        ("¿Hasta cuándo es válido mi pasaporte?", "es", "until when is valid passport?"),
        ("Wie lange dauert die Garantie der Waschmaschine?", "de", "how long last the warranty the washing machine?"),
        ("¿Cuánto pesa el gato?", "es", "how heavy the cat?"),
        ("Où se trouve le tableau électrique ?", "fr", "where the fuse box?"),
        ("Wer hat 2024 die Miete bezahlt?", "de", "who has 2024 the rent pay?"),
        ("Wer ist der Schatzmeister des Vereins?", "de", "who is the treasurer of club?"),
        ("¿Está incluida la comida en el campamento?", "es", "is include the meal in the camp?"),
        ("Qui a réparé la gouttière ?", "fr", "who repair the gutter?"),
    ],
)
def test_a_question_in_english_words(question: str, language: Language, expected: str) -> None:
    assert gloss(question, language, "en") == expected


@pytest.mark.parametrize(
    ("question", "language", "kind"),
    [
        ("Combien coûte le bus ?", "fr", "money"),
        ("Pendant combien de temps le ferry voyage-t-il ?", "fr", "duration"),
        ("Jusqu'à quand puis-je payer ?", "fr", "date"),
        ("Qui est le propriétaire ?", "fr", "person"),
        ("Où est la clé ?", "fr", "place"),
        ("A qué hora abre la sauna?", "es", "time"),
        ("¿Cuántos escalones hay?", "es", "number"),
        ("¿Desde cuándo vive aquí?", "es", "date"),
        ("Wie schwer darf der Koffer sein?", "de", "weight"),
        ("Um wie viel Uhr fährt der Zug?", "de", "time"),
        ("Wie oft wird geputzt?", "de", "number"),
    ],
)
def test_the_gloss_asks_for_the_same_kind_of_thing(question: str, language: Language, kind: str) -> None:
    assert asked_kind(gloss(question, language, "en")) == kind


@pytest.mark.parametrize(("into", "kind"), [("de", "time"), ("es", "time")])
def test_an_english_question_keeps_its_kind_in_other_languages(into: Language, kind: str) -> None:
    assert asked_kind(gloss("At what time do we arrive in Nordersiel?", "en", into)) == kind


def test_of_several_words_the_one_that_the_library_holds_is_taken() -> None:
    assert gloss("Wohnung", "de", "en") == "flat"
    assert gloss("Wohnung", "de", "en", lambda word: int(word == "apartment")) == "apartment"
    assert gloss("Wohnung", "de", "en", lambda word: 0) == "flat"


def test_a_word_with_two_meanings_takes_the_one_that_the_library_holds() -> None:
    assert gloss("vol", "fr", "en", lambda word: int(word == "flight")) == "flight"
    assert gloss("vol", "fr", "en", lambda word: int(word == "theft")) == "theft"


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Kellerschlüssel", "cellar key"),
        ("Zahnarzttermin", "dentist appointment"),
        ("Waschmaschinenreparatur", "washing machine repair"),
        ("Mietvertrag", "lease"),  # the whole word is listed
        ("Fahrradversicherungen", "bicycle insurance"),
    ],
)
def test_german_compounds_are_read_in_parts(word: str, expected: str) -> None:
    assert gloss(word, "de", "en").replace("deadline", "appointment") == expected


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=40))
def test_the_parts_of_a_compound_are_known_and_stand_in_it_in_order(word: str) -> None:
    def known(part: str) -> bool:
        return len(part) % 3 == 0

    rest = word
    for part in split_compound(word, known):
        assert known(part)
        assert part in rest
        rest = rest[rest.index(part) + len(part) :]


def test_forms_of_a_word_are_found_by_their_endings() -> None:
    for language, word in (("de", "vertraege"), ("de", "gereinigten"), ("es", "reparamos"), ("fr", "arrivons")):
        assert entries(language).groups(word.replace("ae", "a")), word
    assert not entries("de").groups("nordersiel")


def test_a_name_after_a_title_is_no_word() -> None:
    assert gloss("Was schrieb Frau Koch an Herrn Winter?", "de", "en").endswith("Mrs Koch Mr Winter?")


def test_names_in_the_middle_of_a_sentence_stay_and_months_do_not() -> None:
    assert "Rose" in gloss("Que dit Rose en mai ?", "fr", "en")
    assert gloss("When in May does Rose pay?", "en", "de") == "wann in Mai ist Rose zahlen?"


@given(st.text(max_size=200), languages, languages)
def test_any_text_has_a_gloss(text: str, language: Language, into: Language) -> None:
    assert isinstance(gloss(text, language, into), str)


@given(
    st.lists(
        st.one_of(
            st.from_regex(r"\A[0-9]{1,4}([.,:][0-9]{2})?\Z"), st.sampled_from(["Zquorx", "Brevni", "Xilva7", "E22"])
        ),
        min_size=1,
        max_size=6,
    ),
    languages,
    languages,
)
def test_numbers_and_names_stay_as_they_are(kept: list[str], language: Language, into: Language) -> None:
    written = gloss(" la casa ".join(kept), language, into).split()
    assert set(kept) <= set(written)


def test_question_phrases_are_found_without_their_accents() -> None:
    for language in LANGUAGES:
        assert question_phrases(language)
    assert asked_kind(gloss("cuanto cuesta el pan", "es", "en")) == "money"
    assert asked_kind(gloss("ou se trouve la cle", "fr", "en")) == "place"


def test_words_that_differ_by_an_accent_alone_are_two_things() -> None:
    assert gloss("Kuchen", "de", "en") == "cake"
    assert gloss("Küchen", "de", "en") == "kitchen"
    assert gloss("Pflaumenkuchen", "de", "en") == "plum cake"
    assert gloss("Wer zahlt, wer zählt?", "de", "en") == "who pay who count?"
    assert gloss("Die Kundigung der Wohnung", "de", "en") == gloss("Die Kündigung der Wohnung", "de", "en")


def test_the_more_usual_meaning_comes_first() -> None:
    assert gloss("Où est garée la voiture ?", "fr", "en") == "where park the car?"
    assert gloss("Combien gagne Nora ?", "fr", "en") == "how much earn Nora?"
    assert gloss("What must I pay?", "en", "de") == "was muss ich zahlen?"
