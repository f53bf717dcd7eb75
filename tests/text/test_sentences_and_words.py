"""Sentences, words, months and the query that the keyword index gets."""

from __future__ import annotations

import itertools
import sqlite3
from contextlib import closing

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.answer.retrieve.keyword_query import keyword_query
from assistant.text.months import months_in
from assistant.text.sentences import sentence_spans
from assistant.text.stems import stem
from assistant.text.words import content_terms, words


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dr. Kallis called. She comes on 3 May.", ["Dr. Kallis called.", "She comes on 3 May."]),
        ("Am 3. Mai kommt sie. Gut.", ["Am 3. Mai kommt sie.", "Gut."]),
        ("- milk\n- bread\n", ["- milk", "- bread"]),
        (
            "[ ] take the rolled carpet to the cleaner in Dyke Road\n[x] ring Petra about the ladder of her aunt",
            ["[ ] take the rolled carpet to the cleaner in Dyke Road", "[x] ring Petra about the ladder of her aunt"],
        ),
        ("It costs EUR 4.10 a day.", ["It costs EUR 4.10 a day."]),
        ("", []),
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text(alphabet="ab .!?\n1-|", max_size=200))
def test_spans_are_ordered_apart_and_hold_every_letter(text: str) -> None:
    spans = sentence_spans(text)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(spans))
    held = set().union(*(range(*span) for span in spans)) if spans else set()
    assert {place for place, letter in enumerate(text) if not letter.isspace()} <= held


@pytest.mark.parametrize("text", ["April 2024", "2024-04", "04/2024", "15.04.2024", "abril de 2024", "Apr. 2024"])
def test_a_month_however_it_is_written(text: str) -> None:
    assert months_in(f"paid in {text}") == {(2024, 4)}


@pytest.mark.parametrize("text", ["may I", "13/2024", "20240", "1.2"])
def test_what_is_no_month(text: str) -> None:
    assert months_in(text) == frozenset()


def test_the_words_that_carry_a_question() -> None:
    assert [term.word for term in content_terms("How much is the Kündigung?")] == ["kundigung"]
    assert [term.word for term in content_terms("is it")] == ["is", "it"]


def test_the_keyword_query_keeps_phrases_and_spells_months() -> None:
    query = keyword_query('the "quiet hours" in April 2024')
    assert '"quiet hours"' in query
    assert '"2024 04"' in query


# Every ending that a step of the stemmer looks at.
ENDINGS = (
    "s", "es", "ies", "sses", "ed", "ing", "eed", "at", "bl", "iz", "ational", "tional", "enci", "anci", "izer",
    "logi", "bli", "alli", "entli", "eli", "ousli", "ization", "ation", "ator", "alism", "iveness", "fulness",
    "ousness", "aliti", "iviti", "biliti", "icate", "ative", "alize", "iciti", "ical", "ful", "ness", "al",
    "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate", "iti",
    "ous", "ive", "ize", "e", "y", "ll",
)  # fmt: skip


@example("sses")
@example("ies")
@example("eed")
@example("yying")  # y after y
@given(
    st.text(alphabet="abcdefghilmnorstuvyz", min_size=3, max_size=14)
    | st.tuples(st.text(alphabet="aeysxlwtb", max_size=3), st.sampled_from(ENDINGS), st.sampled_from(("", *ENDINGS)))
    .map("".join)
    .filter(lambda word: len(word) > 2)
)
def test_stems_are_those_of_the_keyword_index(word: str) -> None:
    assert _stem_of_the_index(word) == stem(word)


def _stem_of_the_index(word: str) -> str:
    with closing(sqlite3.connect(":memory:")) as index:
        index.execute("CREATE VIRTUAL TABLE t USING fts5(x, tokenize='porter')")
        index.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, 'row')")
        index.execute("INSERT INTO t VALUES (?)", [word])
        return str(index.execute("SELECT term FROM v").fetchone()[0])


@pytest.mark.parametrize("letters", [63, 64, 65, 3_000])
def test_long_words_too_have_the_stems_of_the_keyword_index(letters: int) -> None:
    """A letter y is a vowel or not by the letter before it: a long row of them once ended the program."""
    for letter in ("y", "a", "ab"):
        word = (letter * letters)[: letters - 3] + "ing"
        assert _stem_of_the_index(word) == stem(word)


def test_words_are_folded() -> None:
    assert words("Straße, CAFÉ 3b") == ["strasse", "cafe", "3b"]


def test_rows_without_names_are_sentences_of_their_own() -> None:
    rows = [
        "Touring skis for grown-ups; at the lift; 31,50; 140,00",
        "Alpine skis for grown-ups; at the lake; 28,00; 119,00",
    ]
    text = "\n".join(rows)
    assert [text[start:end] for start, end in sentence_spans(text)] == rows


_ENTRIES = [
    "Anna Lund looks after the coffee machine and the boiler room on Mondays\n"
    "Bert Osei looks after the garden gate and the rain barrel on Tuesdays\n"
    "Carla Aranda looks after the bicycle stand and the sheds on Wednesdays",
    "Kellerabteil 3 gehoert zur Wohnung von Familie Sobek im zweiten Stock\n"
    "Kellerabteil 5 gehoert zur Wohnung von Familie Amsel im dritten Stock\n"
    "Kellerabteil 7 gehoert zur Wohnung von Familie Krone im vierten Stock",
    "12 March: the spare key of Elm Quay went to Dora Quist, who gave her name\n"
    "14 March: the spare key of Oak Quay went to Egon Falk, who gave a deposit\n"
    "19 March: the spare key of Mill Quay went to Fina Gross, who gave no name",
]
_PROSE = [
    "The old kiln in the yard is fired twice a year and opened a week later,\n"
    "Anna says, when all of it is cold. A large jug costs 38 euros, a small\n"
    "One half of that. Visitors find the shop beside the gate.",
    "Bei der Uebergabe der Wohnung sind der Vermieter und die Mieterin\n"
    "Anna Lund zugegen. Die Schluessel fuer den Keller und den Dachboden\n"
    "Bert Osei uebergibt, nachdem alle Raeume besichtigt worden sind.",
    "Der Vertrag ueber die Wohnung im Haus am Kai wird mit dem Verwalter\n"
    "Egon Falk geschlossen, und die Zaehler werden am Tag des Einzugs vom\n"
    "Vermieter abgelesen",
]


@pytest.mark.parametrize("text", _ENTRIES)
def test_long_lines_that_say_the_like_are_entries(text: str) -> None:
    assert [text[start:end] for start, end in sentence_spans(text)] == text.split("\n")
    around = f"Who does what\n\n{text}\n\nThis list hangs in the hall."
    assert [around[start:end] for start, end in sentence_spans(around)][1:-1] == text.split("\n")


@pytest.mark.parametrize("text", _PROSE)
def test_wrapped_prose_is_no_list_though_its_lines_begin_with_capitals(text: str) -> None:
    assert not any(text[start:end] in text.split("\n")[:2] for start, end in sentence_spans(text))
