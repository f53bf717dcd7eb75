"""Text made alike for comparing: what each kind of comparing may overlook, and no more.

Invariant: pure functions. What is folded is compared and thrown away; only `composed` is for text that is kept.
"""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"\s+")


def fold_text(text: str) -> str:
    """For "is this the same text": compatibility forms unified, case folded, white space single. Accents stay, since
    they tell words apart."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip().casefold()


def fold_accents(text: str) -> str:
    """For words in a search: case folded, without diacritics, because people leave them out: "Kündigung" becomes
    "kundigung". The length may change."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def fold_letters(text: str) -> str:
    """For words that may be disguised: compatibility forms unified before and after the case is folded, because folding
    makes new ones. Accents and white space stay: they have views of their own."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def base_letter(letter: str) -> str:
    """A single letter without its accents, one for one, so that offsets stay right."""
    return unicodedata.normalize("NFD", letter)[0]


def fold_path(path: str) -> str:
    """For paths: composed, because some file systems take names apart, and case folded, because some overlook case.
    Compatibility forms stay, since they name other files."""
    return composed(path).casefold()


def composed(text: str) -> str:
    """The same text with each accent in its letter (NFC), as files keep it."""
    return unicodedata.normalize("NFC", text)
