"""Number words from 0 to 100 in English, German, Spanish and French, as folded words.

Invariant: articles ("a", "ein", "un") are no numbers; a compound is the words that it is written with.
"""

from __future__ import annotations

from collections.abc import Iterator

_ENGLISH = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen"""
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_GERMAN = """null eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn
    siebzehn achtzehn neunzehn"""
_GERMAN_TENS = "zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig"
_SPANISH = """cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis
    diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis
    veintisiete veintiocho veintinueve"""
_SPANISH_TENS = "treinta cuarenta cincuenta sesenta setenta ochenta noventa"
_FRENCH = """zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept
    dix-huit dix-neuf"""
_FRENCH_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt"}
LONGEST = 4  # words: "quatre-vingt-dix-sept"


def _english() -> Iterator[tuple[str, int]]:
    units = _ENGLISH.split()
    yield from ((word, number) for number, word in enumerate(units))
    for index, ten in enumerate(_ENGLISH_TENS.split(), start=2):
        yield ten, index * 10
        yield from ((f"{ten} {units[unit]}", index * 10 + unit) for unit in range(1, 10))
    yield from (("hundred", 100), ("one hundred", 100), ("a hundred", 100))


def _german() -> Iterator[tuple[str, int]]:
    units = _GERMAN.split()
    yield from ((word, number) for number, word in enumerate(units))
    for index, ten in enumerate(_GERMAN_TENS.split(), start=2):
        yield ten, index * 10
        for unit in range(1, 10):
            yield f"{'ein' if unit == 1 else units[unit]}und{ten}", index * 10 + unit
    yield from (("hundert", 100), ("einhundert", 100))


def _spanish() -> Iterator[tuple[str, int]]:
    units = _SPANISH.split()
    yield from ((word, number) for number, word in enumerate(units))
    for index, ten in enumerate(_SPANISH_TENS.split(), start=3):
        yield ten, index * 10
        yield from ((f"{ten} y {units[unit]}", index * 10 + unit) for unit in range(1, 10))
    yield from (("cien", 100), ("ciento", 100))


def _french() -> Iterator[tuple[str, int]]:
    units = _FRENCH.split()
    yield from ((word, number) for number, word in enumerate(units) if word != "un")
    for base, ten in _FRENCH_TENS.items():
        yield ten, base
        for unit in range(1, 20 if base in (60, 80) else 10):
            joined = " et " if unit in (1, 11) and base != 80 else " "
            yield f"{ten}{joined}{units[unit]}", base + unit
    yield from (("quatre-vingts", 80), ("cent", 100))


NUMBER_WORDS: dict[tuple[str, ...], int] = {
    tuple(words.replace("-", " ").split()): number
    for listed in (_english(), _german(), _spanish(), _french())
    for words, number in listed
}
"""Words of a number -> the number. Words that mean something else as well ("once") are for the reader to weigh."""
