"""Where a sentence ends, in a whole text and in one that still grows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.sentence_ends import GrowingLine, sentence_ends
from assistant.text.sentences import cut_before

PIECES = st.lists(
    st.sampled_from(["Word", "5", "No", "12", "Mai", "Dr", "dept", "e.g", "A", *'..!?…"*)`。」 ', "z. B", "\n", " "]),
    max_size=40,
).map("".join)


@pytest.mark.parametrize(
    ("text", "whole", "growing"),
    [
        ("Ask Dr. Weber. Good.", [14], 15),
        ("See Art. 12 now. Good.", [16], 17),
        ("See the art. It is good.", [12], None),  # what follows tells, and is not there yet
        ("Am 3. Mai kommt sie. Gut.", [20], 21),
        ('He said "no." Then left.', [13], 14),
        ("好。好！", [2, 4], 2),
        ("Run `a. B` now. Done.", [15], 16),
    ],
)
def test_both_ways_side_by_side(text: str, whole: list[int], growing: int | None) -> None:
    assert list(sentence_ends(text, 0, len(text))) == whole
    assert GrowingLine(0).first_sure_end(text, 0, len(text)) == growing


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Wait... what? No.", [13]),
        ("......................", []),
        ("Yes!!! And", [6]),
        ('"Yes." And', [6]),
        ("Yes.) And .)", [5]),
        ("a.b.c?d", []),
        ("\u597d\u3002\u3002\u597d", [3]),
    ],
)
def test_a_row_of_marks_ends_one_sentence(text: str, ends: list[int]) -> None:
    assert list(sentence_ends(text, 0, len(text))) == ends


@given(PIECES, PIECES)
def test_a_sure_end_stays_however_the_text_goes_on(text: str, more: str) -> None:
    line = text.replace("\n", " ")
    end = GrowingLine(0).first_sure_end(line, 0, len(line))
    if end is not None:
        assert GrowingLine(0).first_sure_end(line + more, 0, len(line + more)) == end


@given(PIECES)
def test_ends_are_in_order_inside_and_behind_a_mark(text: str) -> None:
    ends = list(sentence_ends(text, 0, len(text)))
    assert ends == sorted(set(ends)) and all(0 < end <= len(text) for end in ends)
    assert all(text[end - 1] in ".!?…。\"')\u300d" for end in ends)


@given(PIECES, st.integers(0, 20), st.integers(1, 20))
def test_a_cut_lies_in_the_second_half(text: str, start: int, room: int) -> None:
    cut = cut_before(text, start, start + room, ("\n", " "))
    assert start + room // 2 < cut <= start + room
    assert cut == start + room or text[cut - 1] in "\n "
