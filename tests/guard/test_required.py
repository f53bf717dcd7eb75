"""What rules expressions out without a search never rules out one that would match; the same for other short cuts."""

from __future__ import annotations

import random

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.records.documents import Span
from assistant.guard.detectors.injection.signs import SIGNS
from assistant.guard.matching.normalise import plain_view, views
from assistant.guard.matching.patterns import FOLDED, Pattern
from assistant.guard.matching.required import Expected, Holds, requirements
from assistant.guard.matching.taken import Taken
from tests.guard.expressions import samples


@pytest.mark.parametrize(
    ("source", "required"),
    [
        (r"\bcolou?r\b", [{"color", "colour"}]),
        (r"(?:ask|tell) (?:user|ai)\b.{0,9}now", [{"now"}, {"ask user", "ask ai", "tell user", "tell ai"}]),
        (r"(?:stop|\w+ halt)ed", [{"stop", " halt"}, {"ed"}]),
        (r"a+\s?end", [{"end"}]),
        (r"(?:maybe)?\d+", []),
        (r"(?!never)(?<!not )yes", [{"yes"}]),
        (r"(?i)word", []),
        (r"(?i:word) end", [{" end"}]),
        (r"(?:only){2,3}", [{"only"}]),
        (r"one|two|\d", []),
        (r"\p{Lu}word", []),  # not an expression of `re`
    ],
)  # fmt: skip
def test_what_a_match_must_hold(source: str, required: list[set[str]]) -> None:
    assert sorted(map(sorted, requirements(source))) == sorted(map(sorted, required))


def test_no_sign_is_ruled_out_where_it_matches() -> None:
    """On texts written from each expression itself."""
    matched = 0
    for _, _, source in SIGNS:
        pattern = Pattern(source, FOLDED)
        for text in (f"so, {sample} and more" for sample in samples(source)):
            if pattern.spans(text):
                matched += 1
                assert Holds(text).meets(requirements(source)), (source, text)
    assert matched > len(SIGNS)
    assert sum(bool(requirements(source)) for _, _, source in SIGNS) == len(SIGNS)


@given(st.text("abcde \u00e9\u6f22\U0001f600", max_size=60), st.text("abcde \u00e9\u6f22", min_size=1, max_size=9))
def test_a_literal_is_held_exactly_if_it_stands_in_the_text(text: str, literal: str) -> None:
    assert Holds(text).meets([frozenset({literal})]) == (literal in text)
    assert Holds(f"{text}{literal}{text}").meets([frozenset({literal, "never there"})])


def test_lone_surrogates_are_letters_like_others() -> None:
    assert Holds("abc\ud800def").meets([frozenset({"c\ud800de"})])


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 8)), max_size=25))
def test_of_overlapping_spans_the_first_is_kept(drawn: list[tuple[int, int]]) -> None:
    taken, kept = Taken(), list[Span]()
    for start, length in drawn:
        fits = not any(start < last and first < start + length for first, last in kept)
        if not length:
            continue  # an empty span takes no room
        assert taken.take((start, start + length)) == fits
        kept += [(start, start + length)] * fits


@pytest.mark.parametrize("source", [r"-----BEGIN-----", r"b+", r"(?<![a-z])[a-c]{2}", r"\bab?\b", r"[^b]b", r"a(?!b)"])
def test_matches_are_those_of_a_search_that_covers_each_at_once(source: str) -> None:
    """Whether or not the expression looks at what stands in front of it."""
    drawn = random.Random(1)
    for _ in range(60):
        text = "".join(drawn.choices(["a", "b", "c", " ", "-----BEGIN-----"], k=drawn.randrange(12)))
        assert Pattern(source).spans(text) == _covering(source, text)


def _covering(source: str, text: str) -> list[Span]:
    found: list[Span] = []
    again = True
    while again:
        again, at = False, 0
        while match := regex.search(source, text, regex.IGNORECASE | regex.VERSION1, pos=at):
            start, end = match.span()
            at = max(end, start + 1)
            if match[0].strip("\ufffc"):
                found.append((start, end))
                text, again = text[:start] + "\ufffc" * (end - start) + text[end:], True
    return sorted(found)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("1gn0re", "ignore"),
        ("x-1gn0re!all$", "x-ignoreialls"),
        ("__1gn0re__", "__ignore__"),
        ("2026 1gn0re 1999", "2026 ignore 1999"),  # numbers stay
        ("a" * 5_000 + "0", "a" * 5_000 + "o"),
        ("аbс1gn0rе", "abcignore"),
    ],
)  # fmt: skip
def test_signs_that_stand_for_letters_are_read_as_letters(text: str, seen: str) -> None:
    assert seen in [view.text for view in views(text)]


@pytest.mark.parametrize("marks", [1, 29, 30, 31, 500])
def test_accents_are_folded_with_their_letter_however_many_there_are(marks: int) -> None:
    """Very many are folded in pieces: the sorting of one long run takes the square of its length."""
    view = plain_view("E" + "\u0301\u0323" * marks + "x")
    assert view.text[0] == "\u1eb9" and view.text[-1] == "x"
    assert view.span(0, 1)[0] == 0
    assert view.span(len(view.text) - 1, len(view.text)) == (2 * marks + 1, 2 * marks + 2)


@given(
    st.text("abcde ", max_size=40),
    st.lists(st.lists(st.sets(st.text("abcde ", min_size=1, max_size=6), min_size=1, max_size=3))),
)
def test_together_expressions_are_ruled_out_as_each_alone(text: str, required: list[list[set[str]]]) -> None:
    each = [[frozenset(literals) for literals in sets] for sets in required]
    holds = Holds(text)
    assert Expected(each).possible(holds) == [number for number, sets in enumerate(each) if Holds(text).meets(sets)]
