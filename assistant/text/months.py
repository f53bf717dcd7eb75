"""Months of a year, however they are written: "April 2024", "2024-04", "04/2024", "15.04.2024".

Invariant: a month is (year, month) with 1 <= month <= 12; a number that may mean something else is not read as a month.
"""

from __future__ import annotations

import re

from assistant.text.folding import fold_accents

Month = tuple[int, int]

_NAMES = (
    ("january", "januar", "janner", "enero", "janvier", "jan", "ene"),
    ("february", "februar", "febrero", "fevrier", "feb"),
    ("march", "marz", "maerz", "marzo", "mars", "mar"),
    ("april", "abril", "avril", "apr", "abr"),
    ("may", "mai", "mayo"),
    ("june", "juni", "junio", "juin", "jun"),
    ("july", "juli", "julio", "juillet", "jul"),
    ("august", "agosto", "aout", "aug", "ago"),
    ("september", "septiembre", "setiembre", "septembre", "sept", "sep"),
    ("october", "oktober", "octubre", "octobre", "oct", "okt"),
    ("november", "noviembre", "novembre", "nov"),
    ("december", "dezember", "diciembre", "decembre", "dec", "dez", "dic"),
)
_NUMBER = {name: number for number, names in enumerate(_NAMES, start=1) for name in names}
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_WRITTEN = re.compile(
    rf"\b(?P<name>{'|'.join(sorted(_NUMBER, key=len, reverse=True))})\b\.?,?(?: (?:of|de|del))? {_YEAR}\b"
)
_YEAR_FIRST = re.compile(rf"(?<![\d.])\b{_YEAR}[-/ ](?P<month>0[1-9]|1[0-2])\b(?!\d)")
_YEAR_LAST = re.compile(rf"\b(?P<month>0?[1-9]|1[0-2])[./-]{_YEAR}\b")


def months_in(text: str) -> frozenset[Month]:
    """Every month with its year that `text` names."""
    folded = fold_accents(text)
    found = {(int(match["year"]), _NUMBER[match["name"]]) for match in _WRITTEN.finditer(folded)}
    for pattern in (_YEAR_FIRST, _YEAR_LAST):
        found.update((int(match["year"]), int(match["month"])) for match in pattern.finditer(folded))
    return frozenset(found)


def month_of(word: str) -> int:
    """1 to 12 for the name of a month (folded, see `folding.fold_accents`), else 0."""
    return _NUMBER.get(word, 0)


def month_names(number: int) -> tuple[str, ...]:
    """The names of a month, 1 to 12, folded: in English, German, Spanish and French, then short ones."""
    return _NAMES[number - 1]


def spellings(month: Month) -> tuple[str, ...]:
    """The spellings of this month in files, for the keyword search: each is a phrase of two words."""
    year, number = month
    return (f"{year} {number:02d}", f"{number:02d} {year}", f"{_NAMES[number - 1][0]} {year}")
