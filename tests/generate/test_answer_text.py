"""Thoughts are dropped, stop strings end the answer, and the cuts between pieces change nothing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.generate.answer_text import AnswerText, opens_thinking


def whole(pieces: Sequence[str], stop_strings: tuple[str, ...] = (), *, thinking: bool = False) -> str:
    answer = AnswerText(stop_strings, thinking)
    return "".join(answer.feed(piece) for piece in pieces) + answer.finish()


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("plain", "plain"),
        ("  \n plain", "plain"),
        ("<think>let me see</think>\n\nThree months.", "Three months."),
        ("<think>never closed", ""),
        ("a < b and <thin> air", "a < b and <thin> air"),
        ("before <think>between</think> after", "before  after"),
        ("half \ufffd a character", "half  a character"),
        ("first STOP second", "first "),
        ("<think>STOP is not heard in here</think>yes STOP no", "yes "),
        ("almost STO", "almost STO"),
        ("", ""),
    ],
)
def test_what_is_shown(said: str, shown: str) -> None:
    assert whole([said], ("STOP",)) == shown
    assert whole(list(said), ("STOP",)) == shown


def test_thoughts_that_the_template_has_opened() -> None:
    assert whole(["I wonder", "</think>", "Yes."], thinking=True) == "Yes."
    assert opens_thinking("<|assistant|>\n<think>\n")
    assert not opens_thinking("<|assistant|>\n<think>\n\n</think>\n\n")


def test_text_is_not_held_back_without_need() -> None:
    answer = AnswerText(("\nQuestion:",))
    assert answer.feed("Three months") == "Three months"
    assert answer.feed("\nQue") == ""
    assert answer.feed("st") == ""
    assert answer.feed("s") == "\nQuests"


def test_nothing_comes_after_a_stop_string() -> None:
    answer = AnswerText(("STOP",))
    assert answer.feed("a STOP b") == "a "
    assert answer.ended
    assert answer.feed("c") + answer.finish() == ""


PARTS = st.lists(st.sampled_from(["<think>", "</think>", "STOP", "ST", "<th", "x", " ", "\n", "<", "🦙", "\ufffd"]))


@given(parts=PARTS, cuts=st.lists(st.integers(0, 60)), thinking=st.booleans())
def test_every_cut_of_a_text_gives_the_same(parts: list[str], cuts: list[int], thinking: bool) -> None:
    text = "".join(parts)
    edges = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    pieces = [text[start:end] for start, end in pairwise(edges)]
    assert whole(pieces, ("STOP",), thinking=thinking) == whole([text], ("STOP",), thinking=thinking)
