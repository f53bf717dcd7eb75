"""Foreign text made harmless: what may be stored and shown.

Invariant: `clean(clean(x)) == clean(x)`, and its result holds no control character but tab and newline, no bidi
override, no invisible tag and no lone surrogate, so that neither a terminal nor a reader can be deceived by it.
"""

from __future__ import annotations

import re
import unicodedata

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# C0 and C1 controls, soft hyphen, Mongolian vowel separator, zero-width space, directional marks, embeddings and
# isolates, invisible operators, interlinear annotation, byte-order mark, Hangul fillers, surrogates, variation
# selectors supplement, the tag block and non-characters.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# Zero-width joiners carry meaning in Arabic, Persian and Indic scripts and inside emoji; elsewhere they only hide text.
_STRAY_JOINER = re.compile("(?<![\u0600-\u08ff\u0900-\u0dff\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]")


def clean(text: str) -> str:
    """Return `text` with every character removed that is unsafe to show; line breaks become newlines."""
    return _STRAY_JOINER.sub("", _UNWANTED.sub("", _LINE_BREAKS.sub("\n", text)))


def count_unwanted(text: str) -> int:
    """How many characters `clean` would drop: a measure of hidden content (line breaks are not counted)."""
    broken = _LINE_BREAKS.sub("\n", text)
    return len(broken) - len(clean(broken))


def encodable(text: str) -> str:
    """Half a surrogate pair, which no tokenizer takes, replaced one for one, so that spans stay right."""
    return _LONE_SURROGATE.sub("\ufffd", text)


def one_line(text: str, max_chars: int = 0) -> str:
    """`text` for a place of a single line (a file name, a title), cut with an ellipsis at `max_chars` if > 0."""
    line = re.sub(r"\s+", " ", clean(text)).strip()
    if max_chars and len(line) > max_chars:
        return line[: max_chars - 1].rstrip() + "\u2026"
    return line


def fold(text: str) -> str:
    """Text for comparing: compatibility forms unified, case folded, white space single."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().casefold()
