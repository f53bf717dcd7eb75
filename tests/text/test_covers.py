"""A text with hidden parts is found where it came from, in whole sentences, or not at all."""

from __future__ import annotations

import time

import pytest

from assistant.text.covers import find_covered, has_cover, labelled, removed, without_covers

PAGE = """# Clinic letter

Mrs Laura Jones was treated for a broken
wrist by Dr Weber in Elmstead. Write to ann@acme.org. Call +49 170 1234567 now, or see
[the site](https://a.example) soon.

Erika is well. Twelve people came. Phone: 555 0100. Phone: 555 0199.
"""


@pytest.mark.parametrize(
    ("shown", "begins", "ends"),
    [
        ("Mrs [PERSON-1] was treated for a broken wrist by Dr [PERSON-2] in Elmstead.", "Mrs Laura", "in Elmstead."),
        ("Mrs [PERSON:0a1b2c3d] was treated", "Mrs Laura", "in Elmstead."),
        ("[PERSON-1] is well.", "Erika", "well."),
        ("by Dr [PERSON]", "Mrs Laura", "in Elmstead."),
        ("Call +•• ••• •••••67 now, or see [the site] (link removed: a.example) soon.", "Call +49", "soon."),
    ],
)
def test_what_stood_there(shown: str, begins: str, ends: str) -> None:
    span = find_covered(shown, PAGE)
    assert span is not None
    found = PAGE[slice(*span)]
    assert found.startswith(begins) and found.endswith(ends)


def test_an_end_never_cuts_a_hidden_part_in_two() -> None:
    """ "Write to ann@acme." would no longer look like an address to the rule that hid it."""
    span = find_covered("Write to [EMAIL].", PAGE)
    assert span is not None and PAGE[slice(*span)] == "Write to ann@acme.org."


def test_the_one_behind_the_given_place() -> None:
    first, second = find_covered("Phone: [PHONE].", PAGE), find_covered("Phone: [PHONE].", PAGE, PAGE.index("0100"))
    assert first is not None and PAGE[slice(*first)] == "Phone: 555 0100."
    assert second is not None and PAGE[slice(*second)] == "Phone: 555 0199."


@pytest.mark.parametrize(
    "shown", ["[PERSON-1], [PERSON-2]", "••• ••••", "Mrs [PERSON-1] was healed", "[EMAIL]", "", "Erika [X] Elmstead"]
)
def test_what_stands_nowhere_or_says_too_little(shown: str) -> None:
    assert find_covered(shown, PAGE) is None


def test_many_covers_take_no_longer_than_the_page() -> None:
    page = "a, b, " * 20_000
    started = time.process_time()
    assert find_covered("abcd " + ", ".join(["[PERSON-1]"] * 200) + " efgh", page) is None
    assert find_covered("a, b " + ", ".join(["[PERSON-1]"] * 50) + " efgh", page[:6_000]) is None
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("shown", "left"),
    [
        ("Call 01\u2022\u202223 now", "Call   now"),
        ("\u2022", " "),
        ("a\u2022b\u2022c d", "  d"),
        ("plain words", "plain words"),
    ],
)
def test_a_masked_word_goes_as_a_whole(shown: str, left: str) -> None:
    assert without_covers(shown) == left


def test_what_is_left_to_compare() -> None:
    text = f"Mrs {labelled('PERSON', '-1')} paid •••42 to {labelled('IBAN')} {removed('link', 'a.example')} on [1]."
    assert has_cover(text) and not has_cover("as [1] and [2] say (see page 3)")
    assert without_covers(text).split() == ["Mrs", "paid", "to", "on", "[1]."]
