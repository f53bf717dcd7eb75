"""What each kind of comparing overlooks, and what it does not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.folding import base_letter, composed, fold_accents, fold_letters, fold_path, fold_text

TEXT = st.text(st.one_of(st.characters(), st.sampled_from("eé\u0301ﬁßſK İıÅ\u3000\n")))


@pytest.mark.parametrize(
    ("text", "same_text", "accents", "letters", "path"),
    [
        ("Café  CRÈME", "café crème", "cafe  creme", "café  crème", "café  crème"),
        ("e\u0301t\u0065\u0301", "été", "ete", "été", "été"),
        ("ﬁx ① Ａ", "fix 1 a", "fix 1 a", "fix 1 a", "fix ① ａ"),
        ("Straße\u00a0\n5", "strasse 5", "strasse \n5", "strasse \n5", "strasse\u00a0\n5"),
        ("", "", "", "", ""),
    ],
)
def test_what_is_overlooked(text: str, same_text: str, accents: str, letters: str, path: str) -> None:
    assert (fold_text(text), fold_accents(text), fold_letters(text), fold_path(text)) == (
        same_text,
        accents,
        letters,
        path,
    )


@given(TEXT)
def test_no_fold_keeps_what_it_overlooks(text: str) -> None:
    assert "\n" not in fold_text(text) and "  " not in fold_text(text)
    assert not any(map(unicodedata.combining, fold_accents(text)))
    for letter in text:
        assert len(base_letter(letter)) == 1


@given(TEXT)
def test_a_name_taken_apart_is_the_same_path_and_text(text: str) -> None:
    apart = unicodedata.normalize("NFD", text)
    assert fold_path(apart) == fold_path(text)
    assert fold_text(apart) == fold_text(text)
    assert composed(apart) == composed(text)


@given(TEXT)
def test_letters_folded_twice_are_as_folded_once(text: str) -> None:
    assert fold_letters(fold_letters(text)) == fold_letters(text)
