"""Citation numbers count from 1 in the order in which a reader meets them, however the text was cut."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.first_use import FirstUse
from tests.generate.prompts import numbered

KNOWN = frozenset({1, 2, 3, 12})
texts = st.lists(st.sampled_from(["[1]", "[2]", "[12]", "[7]", "[", "]", "3", " word", "[1", "[[2]]"])).map("".join)


def renumbered(pieces: list[str]) -> str:
    numbers = FirstUse(KNOWN)
    return "".join(map(numbers.feed, pieces)) + numbers.finish()


def test_the_first_marker_becomes_one_and_unknown_numbers_stay() -> None:
    assert renumbered(["See [12]. Then [2], again [12]", " and [7] and [1]"]) == (
        "See [1]. Then [2], again [1] and [7] and [3]"
    )


def test_a_marker_cut_in_two_is_one_marker() -> None:
    numbers = FirstUse(KNOWN)
    assert numbers.feed("word [1") == "word "
    assert numbers.feed("2] end [") == "[1] end "
    assert numbers.finish() == "["


@given(texts, st.lists(st.integers(0, 40)))
def test_the_cuts_do_not_matter(text: str, cuts: list[int]) -> None:
    bounds = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    pieces = [text[start:end] for start, end in itertools.pairwise(bounds)]
    assert renumbered(pieces) == renumbered([text])


def test_only_what_was_cited_is_handed_on_under_its_new_number() -> None:
    numbers = FirstUse(KNOWN)
    numbers.feed("a [3] b [1]")
    used = numbers.used([numbered(1, "one"), numbered(2, "two"), numbered(3, "three")])
    assert [(one.number, one.passage.text) for one in used] == [(1, "three"), (2, "one")]
