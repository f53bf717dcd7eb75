"""Folds text before it is compared: each function removes the differences that its kind of comparison ignores.

Invariant: pure functions. Folded text is compared and thrown away; only the result of `composed` is kept.
"""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"\s+")
# Letters that people without them on the keyboard type otherwise, and that Unicode does not take apart.
_WITHOUT_PARTS = str.maketrans(
    {"\u0153": "oe", "\u00e6": "ae", "\u00f8": "o", "\u0142": "l", "\u0111": "d", "\u00f0": "d", "\u00fe": "th",
     "\u0131": "i", "\u0127": "h"}
)  # fmt: skip
_VOICED = "\u3099\u309a"


def fold_text(text: str) -> str:
    """For equal texts: compatibility forms unified, case folded, each run of white space a single space. Accents stay,
    since they distinguish words."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip().casefold()


def fold_accents(text: str) -> str:
    """For words in a search: case folded, without diacritics, because people leave them out: "Kündigung" becomes
    "kundigung", "œuvre" becomes "oeuvre". Kana keep the marks that make another one of them, and Korean syllables stay
    whole. The length may change."""
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text.casefold()).translate(_WITHOUT_PARTS)
    kept = "".join(letter for letter in decomposed if letter in _VOICED or not unicodedata.combining(letter))
    return kept if kept.isascii() else unicodedata.normalize("NFC", kept)


def fold_letters(text: str) -> str:
    """For words that may be disguised: compatibility forms unified before and after the case is folded, because folding
    makes new forms. Accents and white space stay; other functions remove them."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def base_letter(letter: str) -> str:
    """A single letter without its accents. The result is a single letter too, so that offsets stay right."""
    return unicodedata.normalize("NFD", letter)[0]


def fold_path(path: str) -> str:
    """For paths: composed, because some file systems store accents apart from their letters, and case folded, because
    some file systems ignore case. Compatibility forms stay, since they name other files."""
    return composed(path).casefold()


def composed(text: str) -> str:
    """The same text with each letter and its accent as a single character (NFC), as files store it."""
    return text if text.isascii() or unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)
