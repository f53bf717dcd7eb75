"""Cleaning takes short cuts for texts that need none; they change nothing of what comes out."""

from __future__ import annotations

import unicodedata

import pytest

from assistant.text.clean import clean, is_clean, one_line


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("plain\ttext\n", "plain\ttext\n"),
        ("Grüße\n", "Grüße\n"),
        ("a\r\nb\rc\x0bd\x0ce", "a\nb\nc\nd\ne"),
        ("bell\x07 escape\x1b[31m null\x00 delete\x7f", "bell escape[31m null delete"),
        ("ü\r\nü\u2028ü\x85ü", "ü\nü\nü\nü"),
        ("soft\u00adhyphen \u202ereversed \ud800 \ufdd0", "softhyphen reversed  "),
        ("a\u200db", "ab"),
        ("\u200d", ""),
        ("\u0646\u200c\u0647", "\u0646\u200c\u0647"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
        ("\n\u200d\u0646\u200d\u200d", "\n\u0646\u200d"),
    ],
)
def test_what_is_unsafe_goes_and_the_rest_stays(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned and is_clean(cleaned)


def test_a_character_is_cleaned_alone_as_in_a_text_of_other_scripts() -> None:
    for code in range(0x3000):
        letter = chr(code)
        alone = clean(f" {letter} ")
        assert clean(f" {letter} \u4e00") == f"{alone}\u4e00", hex(code)
        assert is_clean(alone), hex(code)


def test_a_line_has_single_spaces_whatever_the_white_space() -> None:
    spaces = [chr(code) for code in range(0x3001) if chr(code).isspace() and unicodedata.category(chr(code)) != "Cc"]
    assert one_line(f" a{''.join(spaces)}b\r\n\tc ") == "a b c"
