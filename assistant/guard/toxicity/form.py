"""The one form in which a toxicity model reads a text: disguises undone, ids and figures taken out.

Invariant: hateful and harmless text in the same disguise come out as they would have been written plainly; a word of
language is never taken out.

A model that learned from disguised abuse takes the disguise for the abuse: harmless sentences with digits for letters
were stopped as often as hateful ones. And an id or an account number has no meaning, but a score (0.8 for an IBAN).
"""

from __future__ import annotations

import re
import unicodedata

from assistant.guard.matching.normalise import INVISIBLE, View, skeleton

IN_PLACE = "one"  # a word of the model's own language: "Rechnung 0" is as strange to it as "Rechnung EJ9251"

# A picture or sign of a picture between two letters of a word.
_PICTURE = re.compile(r"(?<=[^\W\d_])[\u2190-\u2bff\u3030\U0001f000-\U0001faff\ufe0f\u200d]+(?=[^\W\d_])")
# An id, a figure or a date: capitals with figures, or joined by signs. A word in disguise is none: it has small
# letters, or a single figure between capitals.
_LONG_NUMBER = re.compile(r"\b[A-Z]{0,3}\d[\d ./-]{4,}\d\b")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,4})?\b")
_BIC = re.compile(r"\b(?=[A-Z]*\d)[A-Z]{6}[A-Z\d]{2}(?:[A-Z\d]{3})?\b")
_BARE_BIC = re.compile(r"\b[A-Z]{8}(?:[A-Z\d]{3})?\b")  # looks like a word, so only where one is spoken of
_SPEAKS_OF_BIC = re.compile(r"\b(?:BIC|SWIFT)\b", re.IGNORECASE)
_IN_DISGUISE = r"(?![A-Z]+(?:\d[A-Z]+)+(?!\w))"
_CODE = re.compile(
    rf"(?<![\w/.-])(?<!\w[@$!|€]){_IN_DISGUISE}"
    r"(?:[A-Z_]{0,4}[-_/.]?\d[A-Z\d./_,:-]*|[A-Z]{1,4}(?:[-_/.][A-Z\d]{1,6})+|[A-Z]+\d{2}[A-Z\d]*"
    r"|[a-z]{1,3}(?=\d{3}|\d{1,4}[-_/.]\d)\d[\d/_.-]*+)(?!\w)"
)
# A single letter is no word either: "AB Rh D+" leaves nothing but "AB Rh" of a blood group.
_BLOOD = re.compile(r"(?<!\w)(?:AB|A|B|O|0) ?(?:[+\u2212-](?!\w)|Rh(?:esus)?\b[ .]?[A-Z]?[+\u2212-]?(?!\w))")
# A word in which a figure or sign may stand for a letter. In "mp3" and "covid19" none does: no letter follows.
_LEET = re.compile(r"(?<![\w@$!|€])[^\W\d]*+[\d@$!|€][\w@$!|€]*+")
_LETTERS_FOR = str.maketrans("03457@$!|€", "oeastasile")
_SIGN = re.compile(r"[@$!]")
_STANDS_FOR = re.compile(r"[0134578@$!|€][^\W\d_]")
# "1" is an l where a word may have one ("p1ease", "he1p", "1ove", "leg@1"), else an i ("k1ll", "d1e").
_L = re.compile(
    r"1(?=1)|(?<=1)1|(?<=[bcfgkps])1(?=[aeiou])|(?<![^\W_])1(?=[aeiouy])|(?<=[eou])1(?![aeiou])|(?<=a)1\b|(?<=\w{2})1(?=e\b)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[!|](?=[A-Z])")  # "Ciao!Bella"
_QUANTITY = re.compile(r"\d+[^\W\d_]{1,2}|\d{2,}[^\W\d_]+")
_SPACED = re.compile(r"(?<![^\W_])[^\W_]([\W_]{1,2})(?:[^\W_]\1){1,40}[^\W_](?![^\W_])")

_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_LETTERS = re.compile(r"[^\W\d_]+")
_LAST_LATIN = "\u024f"  # the letters up to here are Latin ones with and without accents
_MARKS = r"[\d\s.,:;()+=%/|\u2212\u2013\u20ac$\u00a3-]*"
_UNITS = r"eur|usd|gbp|chf|jpy|kwh|km|kg|m3|rows?"
_AMOUNT = re.compile(rf"{_MARKS}(?:(?:{_UNITS}){_MARKS})?", re.IGNORECASE)
_INITIALS = re.compile(r"\b[A-Z]{1,4}\b")  # no words, beside an id


def one_form(text: str) -> str:
    """The text as a model should read it: disguises undone, a word in place of each number, id and date."""
    if not text.isascii():
        text = INVISIBLE.sub("", _PICTURE.sub("", unicodedata.normalize("NFKC", text)))
        text = _LETTERS.sub(_in_latin, text)
    text = _without_codes(text)
    text = _LEET.sub(_without_leet, text)
    return _SPACED.sub(_joined, text)


def has_words(form: str) -> bool:
    """Whether something is left in a text's form that a model can judge: not only amounts, ids and initials."""
    rest = form.replace(IN_PLACE, "")
    if rest != form:
        rest = _INITIALS.sub("", rest)
    return _AMOUNT.fullmatch(rest) is None


def _without_codes(text: str) -> str:
    if _SPEAKS_OF_BIC.search(text):
        text = _BARE_BIC.sub(IN_PLACE, text)
    for code in (_ADDRESS, _BLOOD, _IBAN, _BIC, _LONG_NUMBER, _CODE):
        text = code.sub(IN_PLACE, text)
    return text


def _in_latin(word: re.Match[str]) -> str:
    """A word that has a Latin letter among look-alikes, in Latin letters."""
    if not any(map(str.isascii, word[0])) or max(word[0]) <= _LAST_LATIN:
        return word[0]
    bare = skeleton(View(word[0].lower())).text
    return bare if bare.isascii() else word[0]


def _without_leet(word: re.Match[str]) -> str:
    core = word[0].rstrip("!|_")
    if sum(map(str.isalpha, core)) + bool(_SIGN.search(core)) < 2 or not _STANDS_FOR.search(core):
        return word[0]
    if _QUANTITY.fullmatch(core) or _SENTENCE_END.search(core):
        return word[0]
    letters = _L.sub("l", core.translate(_LETTERS_FOR)).replace("1", "i")
    return letters + word[0][len(core) :]


def _joined(run: re.Match[str]) -> str:
    """ "i d i o t" as a word. Figures in a row ("1 2 3") stay."""
    letters = [sign for sign in run[0] if sign.isalnum()]
    return run[0] if any(map(str.isdigit, letters)) else "".join(letters)
