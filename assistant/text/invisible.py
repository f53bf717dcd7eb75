r"""Invisible characters by kind: the only table of them. Each module that uses it picks the kinds it needs.

Invariant: each character belongs to one kind at most. A kind is written as the inside of a character class, so that
`any_of(CONTROL, TAG)` is a pattern for `re` and for `regex`.
"""

from __future__ import annotations

# C0 and C1 controls and delete, without tab, newline and the other line breaks.
CONTROL = r"\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
# Embeddings and overrides: the text behind them is shown in another order.
BIDI_EMBEDDING = r"\u202a-\u202e"
BIDI_ISOLATE = r"\u2066-\u2069"
# Arabic letter mark, left-to-right mark, right-to-left mark: each changes the direction of the characters beside it.
BIDI_MARK = r"\u061c\u200e\u200f"
SOFT_HYPHEN = r"\u00ad"
ZERO_WIDTH_SPACE = r"\u200b"
# Zero-width non-joiner and joiner: part of the spelling in Arabic, Persian and Indic scripts, and of emoji.
JOINER = r"\u200c\u200d"
WORD_JOINER = r"\u2060"
BYTE_ORDER_MARK = r"\ufeff"
GRAPHEME_JOINER = r"\u034f"
# Invisible times, plus and separator, and U+2065, which is reserved for another operator.
OPERATOR = r"\u2061-\u2065"
DEPRECATED_FORMAT = r"\u206a-\u206f"
# A letter without a shape; the fillers below stand for a missing part of an old Korean syllable.
HANGUL_FILLER = r"\u3164"
SYLLABLE_FILLER = r"\u115f\u1160\uffa0"
KHMER_VOWEL = r"\u17b4\u17b5"
MONGOLIAN_SEPARATOR = r"\u180e"
MONGOLIAN_SELECTOR = r"\u180b-\u180d\u180f"
# Selects how the character in front is drawn: as text or as an emoji.
VARIATION_SELECTOR = r"\ufe00-\ufe0f"
ANNOTATION = r"\ufff9-\ufffb"
# A whole hidden alphabet, and 240 further variation selectors, which can carry any bytes.
TAG = r"\U000e0000-\U000e0fff"
# Musical notation: begin and end of beams, ties and phrases.
MUSIC = r"\U0001d173-\U0001d17a"
NON_CHARACTER = r"\ufdd0-\ufdef\ufffe\uffff"
# Halves of a surrogate pair: valid UTF-8 holds none.
SURROGATE = r"\ud800-\udfff"

# The kinds that are invisible in every script.
UNSEEN = (
    CONTROL, BIDI_EMBEDDING, BIDI_ISOLATE, BIDI_MARK, SOFT_HYPHEN, ZERO_WIDTH_SPACE, WORD_JOINER, BYTE_ORDER_MARK,
    GRAPHEME_JOINER, OPERATOR, DEPRECATED_FORMAT, HANGUL_FILLER, SYLLABLE_FILLER, KHMER_VOWEL, MONGOLIAN_SEPARATOR,
    MONGOLIAN_SELECTOR, ANNOTATION, TAG,
)  # fmt: skip

# The characters that a joiner joins, also as the inside of a character class.
JOINED_LETTER = r"\u0600-\u08ff\u0900-\u0dff"
JOINED_EMOJI = r"\u2600-\u27bf\ufe0f\U0001f000-\U0001faff"

# A pattern, not a class: every line break except the newline itself.
LINE_BREAK = r"(?:\r\n|[\r\x0b\x0c\x85\u2028\u2029])"


def any_of(*kinds: str) -> str:
    """A pattern for one character of any of `kinds`."""
    return f"[{''.join(kinds)}]"
