"""The layers under the rules: patterns, views, segments, redaction."""

from __future__ import annotations

import time

import pytest
import regex

from assistant.domain.errors import PolicyError
from assistant.domain.records.documents import Span
from assistant.guard.engine.redact import Redactor, Replacement, mask, merge_overlapping
from assistant.guard.matching.normalise import views
from assistant.guard.matching.patterns import Pattern, compile_untrusted
from assistant.guard.matching.segment import sentences


@pytest.mark.parametrize(
    ("source", "text", "held"),
    [
        (r"foobar", "xx foo yy fo", 10),  # unfinished
        (r"foo(bar)?", "xx foo", 3),  # whole, but could grow
        (r"\bfoo\b", "a foo b", 7),  # whole and over
        (r"(?<!\d)\d{3}(?!\d)", "ab 123", 3),  # one more digit would make it none
        (r"a\Wb", "a b a. ", 7),
        (r"kill\W{0,3}yourself", "I kill. ", 2),
    ],
)
def test_hold_from_is_where_a_match_may_still_come(source: str, text: str, held: int) -> None:
    assert Pattern(source).hold_from(text) == held


def test_an_endless_pattern_ends() -> None:
    started = time.process_time()
    with pytest.raises(PolicyError):
        compile_untrusted(r"(\w|\w\w)+$")
    with pytest.raises(TimeoutError):
        Pattern(r"(a|a)+$").spans("a" * 60 + "!", 0.05)
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("1gn0re th1s", "ignore this"),
        ("i g n o r e this", "ignore this"),
        ("i.g.n.o.r.e this", "ignore this"),
        ("ig-no_re this", "ignore this"),
        ("ig\u200bno\u00adre this", "ignore this"),
        ("іgnоrе this", "ignore this"),
        ("ｉｇｎｏｒｅ this", "ignore this"),
        ("ignoré this", "ignore this"),
        ("ig<b>no</b>re this", "ignore this"),
        ("ig\x1b[1mnore\x1b[0m this", "ignore this"),
        ("ign\U000e0041ore this", "ignore this"),
    ],
)
def test_a_view_undoes_a_disguise_and_knows_the_place(text: str, seen: str) -> None:
    found = [view for view in views(text) if "ignore" in view.text]
    assert any(view.text == seen for view in found)
    for view in found:
        at = view.text.index("ignore")
        start, end = view.span(at, at + 6)
        assert text[start:end][0].lower() in "1iіｉ" and text[:start].strip("\u200b") == ""
        assert text[end:].lstrip("\x1b[0m\u0301").startswith(" ")


def test_ordinary_text_has_one_view() -> None:
    assert len(views("The rent is due on the first of each month, in full.")) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is 3.5 km, e.g. by bus. Then walk.", ["It is 3.5 km, e.g. by bus. ", "Then walk."]),
        ("In the U.S. it is so. Dr. Weber agrees.", ["In the U.S. it is so. ", "Dr. Weber agrees."]),
        ("Heute z. B. nicht! Morgen?", ["Heute z. B. nicht! ", "Morgen?"]),
        ("Run `a. b` now. Done.", ["Run `a. b` now. ", "Done."]),
        ("See:\n```\na. b\nc. d\n```\nEnd. Bye", ["See:\n", "```\na. b\nc. d\n```\n", "End. ", "Bye"]),
        ('He said "no." Then left.', ['He said "no." ', "Then left."]),
        ("これは文です。次の文。", ["これは文です。", "次の文。"]),
        ("", []),
        ("   ", ["   "]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


def test_a_long_line_is_cut_at_a_space_and_a_long_word_anywhere() -> None:
    words = [end - start for start, end in sentences("word " * 200, 100)]
    assert max(words) <= 100 and all(length % 5 == 0 for length in words)
    assert [end - start for start, end in sentences("x" * 250, 100)] == [100, 100, 50]


@pytest.mark.parametrize(
    ("spans", "out"),
    [
        ([(0, 3)], "[A] def ghi"),
        ([(0, 5), (4, 7)], "[A] ghi"),
        ([(4, 7), (4, 5)], "abc [A] ghi"),
        ([], "abc def ghi"),
        ([(0, 11)], "[A]"),
    ],
)
def test_covers_are_merged_and_written_once(spans: list[Span], out: str) -> None:
    assert Redactor().redact("abc def ghi", 0, 11, [Replacement(span, "A") for span in spans]) == out


def test_the_longer_of_two_overlapping_covers_names_the_span() -> None:
    (replacement,) = merge_overlapping([Replacement((0, 4), "SHORT"), Replacement((2, 20), "LONG")])
    assert (replacement.span, replacement.label) == ((0, 20), "LONG")


def test_styles() -> None:
    redactor = Redactor(key=b"k" * 16)
    text = "ann@acme.org, bob@acme.org, ANN@acme.org"
    spans = [(0, 12), (14, 26), (28, 40)]
    as_names = redactor.redact(text, 0, 40, [Replacement(span, "EMAIL", "pseudonym") for span in spans])
    assert as_names == "[EMAIL-1], [EMAIL-2], [EMAIL-1]"
    hashed = redactor.redact(text, 0, 40, [Replacement(span, "EMAIL", "hash") for span in spans]).split(", ")
    assert hashed[0] == hashed[2] != hashed[1] and regex.fullmatch(r"\[EMAIL:[0-9a-f]{8}\]", hashed[0])
    assert mask("+49 170 1234567") == "+•• ••• •••••67" and mask("secret") == "••••••"


def test_a_redaction_does_not_make_a_link() -> None:
    replacement = Replacement((0, 12), "EMAIL")
    assert (
        Redactor().redact("ann@acme.org(https://evil.example)", 0, 34, [replacement])
        == "[EMAIL] (https://evil.example)"
    )
    redactor = Redactor()
    assert redactor.redact("ann@acme.org(https://evil.example)", 0, 12, [replacement]) == "[EMAIL]"
    assert redactor.redact("ann@acme.org(https://evil.example)", 12, 34, [replacement]).startswith(" (")
