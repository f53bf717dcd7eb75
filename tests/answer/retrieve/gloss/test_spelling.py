"""Misspelt words: what is put right, and what is left alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.retrieve.fusion import QueryTerms, weigh
from assistant.answer.retrieve.gloss.distance import edit_cost
from assistant.answer.retrieve.gloss.rewriter import MAX_REWRITES, Rewriter
from assistant.answer.retrieve.gloss.spelling import Speller
from assistant.domain.ports.store import Library
from assistant.domain.records.documents import Chunk
from assistant.domain.records.passages import Turn
from assistant.domain.scope import Scope
from assistant.text.forms.pairs import runs
from assistant.text.stems import stem
from assistant.text.words import content_terms, stems, words


class Texts:
    """What rewriting asks of a library, over a few texts."""

    def __init__(self, *texts: str) -> None:
        self.texts = texts
        self.searches = 0

    def document_frequency(self, term: str) -> int:
        if any(runs(term)):  # pairs of letters have to stand beside each other
            return sum(term in text for text in self.texts)
        wanted = stems(term)
        return sum(bool(wanted) and set(wanted) <= set(stems(text)) for text in self.texts)

    def terms(self, start: str) -> dict[str, int]:
        every = {term for text in self.texts for term in stems(text)}
        return {term: self.document_frequency_of_stem(term) for term in every if start and term.startswith(start)}

    def document_frequency_of_stem(self, term: str) -> int:
        return sum(term in stems(text) for text in self.texts)

    def search_keywords(self, query: str, k: int, scope: Scope) -> list[tuple[int, float]]:
        self.searches += 1
        asked = {stem(word) for word in words(query)} | set(words(query))
        found = [(number, float(len(asked & set(stems(text))))) for number, text in enumerate(self.texts)]
        return sorted((pair for pair in found if pair[1]), key=lambda pair: -pair[1])[:k]

    def chunks(self, ids: Iterable[int]) -> dict[int, Chunk]:
        return {i: Chunk(i, f"/{i}.md", None, 0, len(self.texts[i]), (), "", self.texts[i]) for i in ids}

    def count_chunks(self) -> int:
        return len(self.texts)


ENGLISH = (
    "The greatest weight that the balcony of the flat can carry is with the landlord, and what Wharfside says of it."
)
GERMAN = "Der Balkon ist nicht groß, und wir haben ein Netz für die Katze. Es ist auf der Liste."


def speller(*texts: str) -> Speller:
    return Speller(cast(Library, Texts(*texts)))


def rewriter(*texts: str) -> tuple[Rewriter, Texts]:
    library = Texts(*texts)
    return Rewriter(cast(Library, library)), library


def asked(rewriter_: Rewriter, library: Texts, question: str, history: Sequence[Turn] = ()) -> tuple[str, ...]:
    def weighed(text: str) -> QueryTerms:
        return weigh(content_terms(text), library.document_frequency, max(10, library.count_chunks()))

    return rewriter_.rewrites(question, history, weighed)


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("wat is the biggest wieght the balcony can cary?", "what is the biggest weight the balcony can carry?"),
        ("how mutch is teh rent", "how much is the rent"),
        ("Who runs Wharfsied?", "Who runs Wharfside?"),
        ("What does the landlrod say?", "What does the landlord say?"),
    ],
)
def test_slips_are_put_right(written: str, right: str) -> None:
    assert speller(ENGLISH).correct(written, "en") == right


def test_slips_in_other_languages_are_put_right_by_the_lexicon() -> None:
    assert (
        speller(ENGLISH).correct("Wie hoch ist die Meite der Wohnnung?", "de") == "Wie hoch ist die Miete der Wohnung?"
    )


@pytest.mark.parametrize(
    "question",
    [
        "What is the capital of Mongolia?",  # nothing is near
        "What does E77 mean?",  # figures are never a slip
        "What does Rust cost?",  # a short name
        "What does the balcony carry?",
        "",
        "???",
    ],
)
def test_what_is_no_slip_stays(question: str) -> None:
    assert speller(ENGLISH, "The rest is a mast.").correct(question, "en") == question


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What if my bike is nicked?", "He hurt his neck, and the neck brace helps."),
        ("Was the boat rigged?", "The rag lies in the shed."),
        ("Who packed the bags?", "Her pick is the blue one."),
    ],
)
def test_a_word_with_an_ending_is_no_slip_of_another_short_word(question: str, text: str) -> None:
    assert speller(ENGLISH, text).correct(question, "en") == question


def test_a_question_of_strange_words_alone_is_left_alone() -> None:
    question = "balcany landlrod wieght wharfsied carryed flaat"
    assert speller(ENGLISH).correct(question, "en") == question


@given(st.text("abcd", max_size=8), st.text("abcd", max_size=8))
def test_the_cost_of_edits_is_symmetric_and_zero_for_equal_words_alone(word: str, other: str) -> None:
    assert edit_cost(word, other, 20.0) == pytest.approx(edit_cost(other, word, 20.0))
    assert (edit_cost(word, other, 20.0) == 0) == (word == other)


def test_a_slip_costs_less_than_another_letter() -> None:
    assert edit_cost("wieght", "weight", 2.0) < edit_cost("wat", "what", 2.0) < edit_cost("wat", "was", 2.0)
    assert edit_cost("abcdef", "uvwxyz", 2.0) > 2.0


def test_a_well_spelt_question_in_the_files_language_is_searched_as_it_is() -> None:
    assert asked(*rewriter(ENGLISH), "What can the balcony carry?") == ("What can the balcony carry?",)


def test_a_foreign_question_is_also_searched_in_the_files_language() -> None:
    assert asked(*rewriter(ENGLISH), "Was kann der Balkon tragen?") == (
        "Was kann der Balkon tragen?",
        "what can the balcony carry?",
    )


def test_an_english_question_is_also_searched_in_the_languages_of_the_files() -> None:
    made, library = rewriter(ENGLISH, GERMAN)
    assert asked(made, library, "Where is the net for the cat?") == (
        "Where is the net for the cat?",
        "wo ist die Netz für die Katze?",
    )


def test_the_right_spelling_comes_before_the_gloss_and_the_gloss_is_made_of_it() -> None:
    assert asked(*rewriter(ENGLISH), "Was kann der Blakon tragen?") == (
        "Was kann der Blakon tragen?",
        "Was kann der Balkon tragen?",
        "what can the balcony carry?",
    )


def test_a_gloss_that_holds_little_of_the_question_is_not_searched() -> None:
    """It would find what is left of it: boiling beans are no answer about tungsten hexafluoride."""
    made, library = rewriter(
        ENGLISH, "Las alubias son para una olla, pero no hierven con los garbanzos: hervir muy lento."
    )
    lost = asked(made, library, "What is the boiling point of tungsten hexafluoride?")
    assert lost == ("What is the boiling point of tungsten hexafluoride?",)
    assert any("hervir" in way for way in asked(made, library, "How long do the beans boil?"))


def test_a_follow_up_is_made_to_stand_alone_first_and_there_are_never_too_many() -> None:
    spanish = "El peso del balcon no es para una casa con los gatos, pero las flores muy del sol."
    made, library = rewriter(ENGLISH, f"{GERMAN} Das Gewicht ist genannt.", spanish)
    ways = asked(made, library, "And the wieght?", [Turn("What does the landlord say of the balcony?", "Much.")])
    assert ways[0].startswith("And the wieght? ") and "landlord" in ways[0]
    assert ways[1] == ways[0].replace("wieght", "weight")
    assert len(ways) == MAX_REWRITES


def test_the_languages_of_a_library_are_looked_up_once_for_its_size() -> None:
    made, library = rewriter(ENGLISH)
    asked(made, library, "Was kann der Balkon tragen?")
    searched = library.searches
    asked(made, library, "Was kann der Balkon tragen?")
    assert library.searches == searched
    library.texts = (ENGLISH, GERMAN)
    asked(made, library, "Was kann der Balkon tragen?")
    assert library.searches > searched


def test_a_pasted_page_is_searched_as_it_is() -> None:
    page = "Was kann der Balkon tragen? " * 50
    assert asked(*rewriter(ENGLISH), page) == (page,)
