"""Characters that nobody sees: the table, and what is made of it."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.guard.matching.normalise import INVISIBLE
from assistant.text import invisible
from assistant.text.clean import clean, encodable, is_clean, one_line
from assistant.text.invisible import JOINER, MUSIC, NON_CHARACTER, SURROGATE, UNSEEN, VARIATION_SELECTOR, any_of

KINDS = {
    name: re.compile(any_of(kind))
    for name, kind in vars(invisible).items()
    if name.isupper() and isinstance(kind, str) and name not in ("JOINED_LETTER", "JOINED_EMOJI", "LINE_BREAK")
}
ALL = "".join(map(chr, range(sys.maxunicode + 1)))
# Signs that go around digits or hieroglyphs and are seen; shorthand controls.
SEEN = "[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd\U00013430-\U0001345f\U0001bca0-\U0001bca3]"
HOSTILE = st.text(
    st.one_of(st.characters(), st.sampled_from("a \u200d\u200c\u202e\u2066\ufe0f\u2764\u0627\x1b\r\n\u2028"))
)


def test_each_character_is_of_one_kind() -> None:
    kinds = Counter(character for pattern in KINDS.values() for character in pattern.findall(ALL))
    assert len(kinds) > 4000 and max(kinds.values()) == 1


def test_each_control_and_format_character_is_known() -> None:
    left = re.sub(any_of(*UNSEEN, JOINER, VARIATION_SELECTOR, MUSIC, NON_CHARACTER, SURROGATE), "", ALL)
    unknown = {character for character in left if unicodedata.category(character) in ("Cc", "Cf", "Cs")}
    assert unknown - set(re.findall(SEEN, ALL)) == set("\t\n\r\x0b\x0c\x85")


@given(HOSTILE)
def test_clean_text_stays_and_holds_nothing_unseen(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert not re.search(any_of(*UNSEEN, MUSIC, NON_CHARACTER, SURROGATE), cleaned)
    assert not set(cleaned) & set("\r\x0b\x0c\x85\u2028\u2029")
    assert len(one_line(text, 20)) <= 20 and "\n" not in one_line(text)


@given(HOSTILE)
def test_what_clean_drops_for_the_eye_the_guard_does_not_see_either(text: str) -> None:
    dropped = re.compile(any_of(*UNSEEN, JOINER))
    assert all(INVISIBLE.match(character) for character in text if dropped.match(character))


@given(HOSTILE)
def test_what_is_clean_is_seen_in_pieces_too(text: str) -> None:
    """With pieces of one character: what stands in front of a joiner lies in the piece before."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("assistant.text.clean._PIECE_CHARS", 1)
        assert is_clean(text) == (clean(text) == text)
        assert is_clean(clean(text))


@given(st.text(st.characters()))
def test_encodable_text_keeps_its_offsets(text: str) -> None:
    whole = encodable(text)
    whole.encode()
    assert len(whole) == len(text)
