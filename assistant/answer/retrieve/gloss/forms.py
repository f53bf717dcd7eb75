"""Word forms: which words of the lexicon a word as written may be a form of.

Invariant: pure; a form is never shorter than three letters, and the word itself always comes first.
"""

from __future__ import annotations

from functools import lru_cache

from assistant.text.asked_language import Language
from assistant.text.stems import stem

_LEAST = 3
_LEAST_OF_LONG = 4  # what is left where more than two letters are taken off


def _endings(listed: str) -> tuple[str, ...]:
    return tuple(listed.split())


_ENDINGS: dict[Language, tuple[str, ...]] = {
    "en": (),
    "de": _endings("e n s t en er em es te st nen ern ten tes ter tet est ste ete sten enden ende ungen innen"),
    "es": _endings(
        """s o a e n es as os an en ar er ir io mos ado ada ido ida aba ara amos emos imos ados adas idos idas ando aron
        aban iendo ieron rian aria"""
    ),
    "fr": _endings(
        """s x e t es er ez ir re is it ee ees ent ais ait ant ons aux ante ants euse erai era aient eront erait issent
        issez"""
    ),
}


@lru_cache(maxsize=16_384)
def forms(word: str, language: Language) -> tuple[tuple[str, int], ...]:
    """(form, letters taken off) of a folded word, the fewest letters first."""
    found = {word: 0}
    if language == "en":
        found.setdefault(stem(word), 1)
        return tuple(found.items())
    for start, cost in _starts(word, language):
        for ending in ("", *_ENDINGS[language]):
            if start.endswith(ending):
                rest = start[: len(start) - len(ending)]
                if len(rest) >= (_LEAST if len(ending) <= 2 else _LEAST_OF_LONG):
                    found[rest] = min(found.get(rest, 99), cost + len(ending))
    return tuple(sorted(found.items(), key=lambda item: item[1]))


def _starts(word: str, language: Language) -> tuple[tuple[str, int], ...]:
    """The word, and a German participle without its "ge"."""
    if language == "de" and word.startswith("ge") and word.endswith(("t", "en")) and len(word) > 6:
        return ((word, 0), (word[2:], 2))
    return ((word, 0),)
