"""Words of a question with the number that tells one thing from others of its kind: "shelf 2", "the third week".

Invariant: words and numbers are folded, as the question is.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from assistant.text.folding import fold_accents

_WITH_NUMBER = re.compile(
    r"\b([a-z]{3,}) (?:(?:n|nr|no|num|number|nummer|numero)\b[.\u00b0\u00ba]? ?)?(\d{1,5}[a-z]?)\b(?![.,:/-]\d)"
)
_ORDINALS = {
    word: str(number)
    for number, words in enumerate(
        (
            "first 1st erste ersten erster erstes primer primera primero premier premiere",
            "second 2nd zweite zweiten zweiter zweites segundo segunda deuxieme seconde",
            "third 3rd dritte dritten dritter drittes tercer tercera tercero troisieme",
            "fourth vierte vierten vierter viertes cuarto cuarta quatrieme",
            "fifth funfte funften funfter funftes quinto quinta cinquieme",
            "sixth sechste sechsten sechster sechstes sexto sexta sixieme",
            "seventh siebte siebten siebter siebtes septimo septima septieme",
            "eighth achte achten achter achtes octavo octava huitieme",
            "ninth neunte neunten neunter neuntes noveno novena neuvieme",
            "tenth zehnte zehnten zehnter zehntes decimo decima dixieme",
        ),
        1,
    )
    for word in words.split()
}
_BY_ORDINAL = re.compile(
    r"\b(?:(?P<digits>\d{1,3})(?:st|nd|rd|th|\.|ere?|eme|er|e|[\u00ba\u00aa])"
    rf"|(?P<name>{'|'.join(_ORDINALS)})) (?P<word>[a-z]{{3,}})"
)
_WITH_LETTER = re.compile(r"([^\W\d_]+) ([A-HJ-Z])(?![\w'\u2019.])")
_SIGNED = re.compile(r"\b(first|last|erste[nrsm]?|letzte[nrsm]?|primer[oa]?|ultim[oa]|premiere?|derniere?) ([a-z]{3,})")


class Numbered(NamedTuple):
    """A word with its number in digits; `said`: the word of the question for the number, "second" or "2"."""

    word: str
    number: str
    said: str


def lettered_in(question: str) -> tuple[Numbered, ...]:
    """The words with a capital letter for a number: "shelf B"."""
    return tuple(Numbered(word, letter, letter) for word, letter in map(_folded, _WITH_LETTER.findall(question)))


def _folded(found: tuple[str, str]) -> tuple[str, str]:
    return fold_accents(found[0]), found[1].lower()


def numbered_in(folded: str, question: str) -> tuple[Numbered, ...]:
    """The words of `folded`, which is of `question`, that a number or a letter stands behind, or an ordinal before."""
    behind = [Numbered(found[1], found[2], found[2]) for found in _WITH_NUMBER.finditer(folded)]
    before = [
        Numbered(found["word"], found["digits"] or _ORDINALS[found["name"]], found["name"] or found["digits"])
        for found in _BY_ORDINAL.finditer(folded)
    ]
    return (*behind, *before, *lettered_in(question))


def ordinals_in(folded: str) -> tuple[tuple[str, str], ...]:
    """The words for the first and the last with the word behind each: they ask for a row, or are part of a name."""
    return tuple((found[1], found[2]) for found in _SIGNED.finditer(folded))
