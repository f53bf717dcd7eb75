"""Which of the encodings from before Unicode a text is in: the one whose reading looks most like a language.

Each candidate is judged by how probable the letters of its reading are, in the language that fits best. Windows-1252
comes first where several fit. Invariant: the judgement looks at bytes alone, and the same bytes get the same answer.
"""

from __future__ import annotations

import functools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assistant.ingest.parse.plain import letters

DEFAULT = "cp1252"
_MAX_JUDGED = 300  # bytes outside ASCII: more do not change the answer
_SURE = 3.0  # natural logarithms between the best reading and the next one
_HIGH_RUN = re.compile(rb"[^\n]{0,24}[\x80-\xff][^\n]*")

# Natural logarithms of probabilities: of a sign that no text has, of one that is rare, of what breaks a word, of each
# letter of a word with too many accents.
_NEVER, _RARE, _BREAK, _CROWDED = -14.0, -8.5, -5.0, -1.0
_SIGN_SHARE = 0.06
_HIGH_SIGN = re.compile(r"[^\x00-\x7f]")
_WORD = re.compile(r"[^\W\d_]{4,}")
_INSIDE_WORDS = "\u2019\u00b7\u2013\u2014\u00a0"
# An apostrophe stands behind an article or before an ending: l\u2019eau, it\u2019s. It opens no word.
_STRAY_APOSTROPHE = re.compile(
    r"(?<!\w)\u2019(?=[^\W\d])"
    r"|(?<=[^\W\d_])(?<!\b[a-zA-Z])(?<!\bqu)(?<!\bun)(?<!ll)"
    r"\u2019(?!(?:s|t|d|m|re|ll|ve)\b)(?=[^\W\d])"
)


@dataclass(frozen=True, slots=True)
class Guess:
    """An encoding by Python's name; `sure` if no other reading comes near."""

    encoding: str
    sure: bool


def guess(data: bytes) -> Guess:
    """The encoding of a text that is not Unicode."""
    sample = _sample(data)
    scores: dict[str, tuple[float, str]] = {}
    for candidate in _CANDIDATES:
        text = sample.decode(candidate.encoding, "replace")
        scores[candidate.encoding] = candidate.prior + candidate.score(text), text
    best = max(scores, key=lambda name: scores[name][0])
    score, text = scores[best]
    others = [other for other, reading in scores.values() if reading != text]
    letters_seen = sum(map(_is_high, text))
    return Guess(best, score - max(others) >= (_SURE if letters_seen >= 4 else 2 * _SURE))


def _sample(data: bytes) -> bytes:
    """The lines with bytes outside ASCII, up to `_MAX_JUDGED` of them."""
    kept: list[bytes] = []
    high = 0
    for run in _HIGH_RUN.finditer(data):
        line = run.group()[:400]
        kept.append(line)
        high += len(line) - len(line.translate(None, _HIGH))
        if high >= _MAX_JUDGED:
            break
    return b"\n".join(kept)


_HIGH = bytes(range(128, 256))


@dataclass(frozen=True, slots=True)
class _Candidate:
    encoding: str
    prior: float
    score: Callable[[str], float]


def _alphabetic(*languages: Mapping[str, float]) -> Callable[[str], float]:
    """Judges a reading by its letters, in the best of `languages`."""

    def score(text: str) -> float:
        signs = Counter(filter(_is_high, text)).items()
        costs = (sum(count * (language.get(sign) or _unusual(sign)) for sign, count in signs) for language in languages)
        return _breaks(text) + max(costs)

    return score


def _is_high(sign: str) -> bool:
    return sign > "\x7f"


@functools.lru_cache(maxsize=4096)
def _unusual(sign: str) -> float:
    """The cost of a sign that is none of the language's."""
    if sign in _SIGN_COSTS:
        return _SIGN_COSTS[sign]
    category = unicodedata.category(sign)
    return _RARE if category[0] == "L" else _NEVER if sign == "\ufffd" or category[0] == "C" else _RARE - 1.5


def _breaks(text: str) -> float:
    """The costs of what does not occur in words, such as a capital behind a small letter or two scripts in one word."""
    total = sum(_CROWDED * len(word) for word in _WORD.findall(text) if _is_crowded(word))
    total += _BREAK * len(_STRAY_APOSTROPHE.findall(text))
    padded = f" {text} "
    for match in _HIGH_SIGN.finditer(padded):
        before, sign, behind = padded[match.start() - 1], match.group(), padded[match.end()]
        if not sign.isalpha():
            inside = before.isalpha() and behind.isalpha() and sign not in _INSIDE_WORDS
            total += _BREAK if inside and not unicodedata.combining(sign) else 0.0
            continue
        total += _BREAK if _breaks_case(before, sign, behind) else 0.0
        total += sum(_BREAK for beside in (before, behind) if beside.isalpha() and _script(beside) != _script(sign))
    return total


def _breaks_case(before: str, sign: str, behind: str) -> bool:
    """Whether a capital stands behind a small letter, or a small letter before a capital."""
    return (sign.isupper() and before.islower()) or (sign.islower() and behind.isupper())


def _is_crowded(word: str) -> bool:
    """Whether half of a Latin word is outside ASCII: no language writes so."""
    high = sum(map(_is_high, word))
    return high * 2 >= len(word) and all(_script(letter) == "LATIN" for letter in word)


@functools.lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    """The script by the first word of the letter's name: LATIN, CYRILLIC, ..."""
    return "LATIN" if letter in "\u00aa\u00ba" else unicodedata.name(letter, "NONE").split()[0]


def _ranked(usual: str, share: float) -> dict[str, float]:
    """Costs by rank: the frequency of letters falls about as one through the rank."""
    weights = [1 / (rank + 3) for rank in range(len(usual))]
    return {sign: math.log(share * weight / sum(weights)) for sign, weight in zip(usual, weights, strict=True)}


def _cased(usual: str) -> dict[str, float]:
    """Small letters, and capitals at a tenth of their frequency."""
    costs = _ranked(usual, 0.85)
    capitals = {sign.upper(): cost - 2.3 for sign, cost in costs.items() if len(sign.upper()) == 1}
    return capitals | costs


_SIGN_COSTS = _ranked(letters.SIGNS, _SIGN_SHARE)
_LATIN = {name: _cased(usual) for name, usual in letters.LATIN.items()}
_CYRILLIC = [_cased(usual) for usual in letters.CYRILLIC.values()]
_WESTERN = (
    "English",
    "German",
    "French",
    "Spanish",
    "Portuguese",
    "Italian",
    "Dutch",
    "Swedish",
    "Danish",
    "Icelandic",
)
_CENTRAL = ("Polish", "Czech", "Slovak", "Hungarian", "Romanian", "Croatian", "German")


def _latin(*names: str) -> Callable[[str], float]:
    return _alphabetic(*(_LATIN[name] for name in names))


def _ideographic(encoding: str, frequent: str, cost: Callable[[int, int], float]) -> Callable[[str], float]:
    """Judges a reading of two bytes a sign; `cost` of the first and the second byte."""
    top = _ranked("".join(dict.fromkeys(frequent)), 0.4)

    @functools.lru_cache(maxsize=8192)
    def of(sign: str) -> float:
        if sign in top:
            return top[sign]
        if sign == "\ufffd" or unicodedata.category(sign)[0] == "C":
            return 2 * _NEVER
        pair = sign.encode(encoding, "replace")
        return cost(pair[0], pair[1]) if len(pair) == 2 else _NEVER

    def score(text: str) -> float:
        alone = len(_ALONE.findall(text))
        return sum(map(of, filter(_is_high, text))) + alone * 1.5 * _BREAK

    return score


# One or two signs between Latin letters: an accented letter and its neighbour, read as one sign.
_ALONE = re.compile(r"(?<=[A-Za-z])[^\x00-\x7f]{1,2}(?=[A-Za-z])")


def _in_gbk(first: int, second: int) -> float:
    if 0xB0 <= first <= 0xD7 and second >= 0xA1:
        return math.log(0.5 / 3755)
    if first <= 0xA3 and first >= 0xA1 and second >= 0xA1:
        return math.log(0.1 / 60)
    return -12.5 if 0xD8 <= first <= 0xF7 and second >= 0xA1 else -15.0


def _in_shift_jis(first: int, second: int) -> float:
    pair = first << 8 | second
    if 0x829F <= pair <= 0x82F1:
        return math.log(0.35 / 83)
    if 0x8340 <= pair <= 0x8396:
        return math.log(0.2 / 86)
    if 0x889F <= pair <= 0x9872:
        return math.log(0.3 / 2965)
    if 0x8141 <= pair <= 0x829A:
        return math.log(0.1 / 60)
    return -12.0 if pair >= 0x989F else -13.0


def _in_euc_jp(first: int, second: int) -> float:
    if first in (0xA4, 0xA5):
        return math.log(0.3 / 86)
    if 0xB0 <= first <= 0xCF:
        return math.log(0.3 / 2965)
    return math.log(0.1 / 60) if first in (0xA1, 0xA3) else -12.0


def _in_korean(first: int, second: int) -> float:
    if 0xB0 <= first <= 0xC8 and second >= 0xA1:
        return math.log(0.5 / 2350)
    return -9.5 if first in (0xA1, 0xA3) else -13.5


def _in_big5(first: int, second: int) -> float:
    if 0xA4 <= first <= 0xC6:
        return math.log(0.5 / 5401)
    return math.log(0.1 / 80) if first in (0xA1, 0xA2) else -13.0 if first >= 0xC9 else -16.0


_CANDIDATES = (
    _Candidate(DEFAULT, 2.0, _latin(*_WESTERN)),
    _Candidate("cp1250", -1.0, _latin(*_CENTRAL)),
    _Candidate("iso8859_2", -3.0, _latin(*_CENTRAL)),
    _Candidate("cp1254", -2.0, _latin("Turkish")),
    _Candidate("cp1257", -2.5, _latin("Lithuanian", "Latvian", "Estonian")),
    _Candidate("iso8859_15", -2.0, _latin(*_WESTERN)),
    _Candidate("mac_roman", -2.0, _latin(*_WESTERN)),
    _Candidate("cp850", -2.5, _latin(*_WESTERN)),
    _Candidate("cp852", -3.5, _latin(*_CENTRAL)),
    _Candidate("cp1251", 0.0, _alphabetic(*_CYRILLIC)),
    _Candidate("koi8_u", -1.0, _alphabetic(*_CYRILLIC)),
    _Candidate("cp866", -1.5, _alphabetic(*_CYRILLIC)),
    _Candidate("iso8859_5", -2.5, _alphabetic(*_CYRILLIC)),
    _Candidate("mac_cyrillic", -2.5, _alphabetic(*_CYRILLIC)),
    _Candidate("cp1253", 0.0, _alphabetic(_cased(letters.GREEK))),
    _Candidate("iso8859_7", -1.0, _alphabetic(_cased(letters.GREEK))),
    _Candidate("cp1255", 0.0, _alphabetic(_ranked(letters.HEBREW, 0.9))),
    _Candidate("cp1256", 0.0, _alphabetic(_ranked(letters.ARABIC, 0.9))),
    _Candidate("iso8859_6", -3.0, _alphabetic(_ranked(letters.ARABIC, 0.9))),
    _Candidate("cp874", -1.0, _alphabetic(_ranked(letters.THAI, 0.9))),
    _Candidate("cp932", 0.0, _ideographic("cp932", letters.KANJI, _in_shift_jis)),
    _Candidate("euc_jp", -1.0, _ideographic("euc_jp", letters.KANJI, _in_euc_jp)),
    _Candidate("gb18030", 0.0, _ideographic("gb18030", letters.SIMPLIFIED, _in_gbk)),
    _Candidate("big5hkscs", -1.0, _ideographic("big5hkscs", letters.TRADITIONAL, _in_big5)),
    _Candidate("cp949", 0.0, _ideographic("cp949", letters.HANGUL, _in_korean)),
)
