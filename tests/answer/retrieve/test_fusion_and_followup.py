"""Scores that mean the same for every question, and follow-ups that stand alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.retrieve.followup import needs_previous, rewrites, standalone
from assistant.answer.retrieve.fusion import QueryTerms, Trust, fuse, inverse_frequency, rarity, weigh
from assistant.domain.records.passages import Turn
from assistant.text.words import content_terms

FREQUENCY = {"rent": 10, "landlord": 5, "deposit": 2, "flat": 40}


def weighed(question: str) -> QueryTerms:
    return weigh(content_terms(question), lambda word: FREQUENCY.get(word, 0), 100)


def test_rare_words_weigh_more_and_none_weighs_nothing() -> None:
    assert inverse_frequency(2, 100) > inverse_frequency(40, 100) > 0
    assert inverse_frequency(100, 100) > 0


def test_a_word_of_a_small_library_is_not_common_because_it_stands_in_most_of_it() -> None:
    assert rarity(1, 2) > rarity(0, 2) / 2 > 0
    assert rarity(40, 100) == inverse_frequency(40, 100)
    few = weigh(content_terms("rent zeppelin"), lambda word: int(word == "rent"), 1)
    assert 0.4 < few.known_share < 0.6


@given(st.dictionaries(st.integers(0, 5), st.floats(0, 50)), st.dictionaries(st.integers(0, 5), st.floats(-1, 1)))
def test_fused_scores_are_shares(keyword: dict[int, float], cosine: dict[int, float]) -> None:
    fused = fuse(keyword, cosine, weighed("rent deposit"), 0.6)
    assert fused.keys() == cosine.keys()
    assert all(0 <= score <= 1 for score in fused.values())


def test_keywords_lift_one_of_two_equal_cosines() -> None:
    fused = fuse({1: 3.0}, {1: 0.5, 2: 0.5}, weighed("rent deposit"), 0.6)
    assert fused[1] > fused[2] == pytest.approx(0.3)


def test_a_model_counts_as_much_as_it_knows_the_language() -> None:
    english = Trust(english_only=True)
    for question in ("When is the rent due?", "Rent Crescent 12", ""):
        assert english.weight(0.5, question) == 0.5
    for question in (
        "Wann ist die Miete fällig?",
        "¿Cuándo se paga el alquiler?",
        "什么时候交房租？",
        "家賃はいくらですか",
    ):
        assert english.weight(0.5, question) == pytest.approx(0.3, abs=0.01)
        assert Trust(2.3).weight(0.5, question) == pytest.approx(0.7, abs=0.01)
    for equal in (0.0, 1.0):  # a person who wants keywords alone, or vectors alone, gets them
        assert Trust(2.3).weight(equal, "Miete") == english.weight(equal, "什么") == equal


def test_words_that_the_library_lacks_lower_the_known_share() -> None:
    assert weighed("rent deposit").known_share == 1
    assert weighed("rent zeppelin").known_share < 0.6
    assert weighed("?").known_share in (0.0, 1.0)


@pytest.mark.parametrize(
    "question", ["And the additional lines?", "How long did it take?", "Why?", "Und wie hoch ist sie?"]
)
def test_questions_that_lean_on_the_one_before(question: str) -> None:
    assert needs_previous(question)


@pytest.mark.parametrize(
    "question", ["What is the deposit for the flat on Lantern Quay?", "Wie hoch ist die Kaution der Wohnung?"]
)
def test_questions_that_stand_alone_come_back_unchanged(question: str) -> None:
    assert not needs_previous(question)
    assert standalone(question, [Turn("What is the rent?", "900")], weighed) == question


def test_a_follow_up_takes_along_what_it_leaves_out() -> None:
    history = [Turn("How much deposit does the landlord ask for?", "1,350")]
    assert standalone("And when is it paid back?", history, weighed) == "And when is it paid back? deposit landlord ask"
    assert standalone("And when is it paid back?", [], weighed) == "And when is it paid back?"


def test_a_question_that_only_says_little_is_also_asked_as_it_is() -> None:
    history = [Turn("How much deposit does the landlord ask for?", "1,350")]
    assert rewrites("Who is the plumber?", history, weighed) == (
        "Who is the plumber? deposit landlord ask",
        "Who is the plumber?",
    )
    assert rewrites("And when is it paid back?", history, weighed) == (
        "And when is it paid back? deposit landlord ask",
    )
    assert rewrites("Who is the plumber?", [], weighed) == ("Who is the plumber?",)
    assert len(rewrites("What is the deposit for the flat on Lantern Quay?", history, weighed)) == 1
