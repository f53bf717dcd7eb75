"""Raised and lowered letters as plain text: a note mark, an exponent, a fraction, an ordinal, an index.

A reader puts signs around what its format raises or lowers, and calls `written` for the whole paragraph or cell: what a
mark is shows in the letters beside it. Invariant: a raised figure never becomes a digit of the number before it, and no
letter is lost.
"""

from __future__ import annotations

import re

# Noncharacters of Unicode: `clean` removes them, so that none of a file's own reaches a page.
RAISED_SIGN, LOWERED_SIGN, END_SIGN = "\ufdd0", "\ufdd1", "\ufdd3"
_RAISED, _LOWERED, _POWER, _END, _EDGE = RAISED_SIGN, LOWERED_SIGN, "\ufdd2", END_SIGN, "\ufdd4"
_OPENING = f"{_RAISED}{_LOWERED}{_POWER}"
_MARK = re.compile(f"([{_OPENING}])([^{_OPENING}{_END}]*){_END}")
_SAME_TWICE = re.compile(f"{_END}(\\s*)([{_OPENING}])")
_FIRST_SPACE, _LAST_SPACE = re.compile(rf"([{_OPENING}])(\s+)"), re.compile(rf"(?<!\s)(\s++){_END}")
_EMPTY = re.compile(f"[{_OPENING}]{_END}")
_STRAY = re.compile(f"[{_OPENING}{_END}{_EDGE}]")
_INSIDE = re.compile(rf"(?<=\w){_EDGE}(?=[{_OPENING}]?\w)")
_FRACTION = re.compile(
    rf"[{_RAISED}{_POWER}]\s*(\d{{1,4}})\s*{_END}\s*[/\u2044\u2215]\s*{_LOWERED}?\s*(\d{{1,4}})\s*{_END}?"
)
_SMALL = str.maketrans(
    "0123456789+-\u2212=()n",
    "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207a\u207b\u207b\u207c\u207d\u207e\u207f",
)
_FIGURES = re.compile(r"\d{1,3}(?:\s*[,;\u2013-]\s*\d{1,3})*\)?")  # a note's number, or several
_SIGNED = re.compile(r"[-\u2212\u2013+]\s?\d{1,3}|\d{1,3}\s?[-\u2212\u2013+]|[-\u2212+]")
_LETTER_NOTE = re.compile(r"[a-z](?:\s*,\s*[a-z])*\)?")
_ORDINALS = frozenset({"st", "nd", "rd", "th", "er", "re", "ère", "ere", "e", "ème", "o", "a", "os", "as", "º", "ª"})
_NUMBER_BEFORE, _SCALE = re.compile(r"\d\s?$"), re.compile(r"\s?[CFK]\b")
_DEGREE = frozenset({"o", "O", "0", "\u00ba", "\u25e6", "\u2218"})
_UNITS = frozenset({"m", "mm", "cm", "dm", "km", "µm", "nm", "ft", "in", "yd", "mi", "s", "h", "min", "kg", "l", "mol"})
_EXPONENT_LETTERS = frozenset("nkijxytTN")
_BASE_NUMBER = re.compile(r"(?<![\d.,])(\d+)$")
_WORD = re.compile(r"[^\W\d_]+$")
_OPERATION = re.compile(r"[=+*/\u00b7\u00d7\u22c5\u2212^(]\s*$")
_SIGN = "[=\u00b7\u00d7\u2190-\u22ff]"  # of a formula alone: equals, times, arrows and the operators of Unicode
_SIGN_BEFORE, _THEN_SIGN = re.compile(rf"{_SIGN}\s*$"), re.compile(rf"(?:\s?\w)?\s*{_SIGN}")
_CURRENCY = "€$£¥"
_TIMES_TEN = re.compile(r"[\u00d7\u00b7*x]\s?10$")
_MONEY = re.compile(r"\s?(?:[€$£¥]|euros?\b|eur\b|chf\b|francs?\b|dollars?\b|usd\b|gbp\b)", re.IGNORECASE)
_PRICE = re.compile(rf"[{_CURRENCY}]\s?\d{{1,6}}$")
_CENTS = re.compile(r"0\d|[4-9]\d")
_FULL = str.maketrans("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079", "0123456789")
_SMALL_BEHIND = re.compile(r"(?<=\d)[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+")
_SIGN_BEHIND = re.compile(r"\d[\u00b9\u00b2\u00b3\u2070\u2074-\u2079\u00bc-\u00be\u2150-\u215e]")
_FRACTION_BEHIND = re.compile(r"(?<=\d)(?=[\u00bc-\u00be\u2150-\u215e])")
_SMALL_FIGURES = "\u00b9\u00b2\u00b3\u2070\u2074-\u2079\u207e"
_NOTES_BEHIND = re.compile(rf"(?<=[\d%€$£]) [{_SMALL_FIGURES},;\s\u2013-]*[{_SMALL_FIGURES}]$")
_FIGURE_WITH_SIGN = re.compile(
    r"([-+(]?[€$£¥]?\s?\d[\d.,' ]*+[%€$£]?)\s?(?:[*\u2020\u2021]{1,3}\)?|\([a-z*]\))"
)  # "88*", "12 (a)"
_LAST_SIGNS = ("*", ")", "\u2020", "\u2021")
_REACH, _MAX_NESTED = 40, 8
_LONG = 6  # letters: longer raised text is no mark but small print


def raised(text: str) -> str:
    """Text that stands above the line; what it means shows in what stands beside it."""
    return f"{_RAISED}{text}{_END}" if text else ""


def lowered(text: str) -> str:
    """Text that stands below the line."""
    return f"{_LOWERED}{text}{_END}" if text else ""


def power(text: str) -> str:
    """A raised part of a formula, which is an exponent and no note."""
    return f"{_POWER}{text}{_END}" if text else ""


def set_apart(text: str) -> str:
    """Text that never runs together with a word or figure beside it, such as a formula."""
    return f"{_EDGE}{text}{_EDGE}" if text else ""


def has_marks(text: str) -> bool:
    """Whether `written` would change `text`."""
    return not text.isascii() and _STRAY.search(text) is not None


def written(text: str) -> str:
    """A whole paragraph or cell with its raised and lowered parts as plain text."""
    if not has_marks(text):
        return text
    text = _EMPTY.sub("", _LAST_SPACE.sub(rf"{_END}\1", _FIRST_SPACE.sub(r"\2\1", text)))
    if _EDGE in text:
        text = _INSIDE.sub(" ", text).replace(_EDGE, "")
    if text.count(_END) > 1:
        text = _SAME_TWICE.sub(_joined, text)
    text = _FRACTION.sub(_fraction, text)
    for _ in range(_MAX_NESTED):  # the innermost first
        if _END not in text:
            break
        text, found = _MARK.subn(_in_its_place, text)
        if not found:
            break
    return _STRAY.sub("", text)


def figures_apart(text: str) -> str:
    """`text` with small figures and fractions that stand directly behind a figure set apart: 84³ and 1¾ are no 843
    and 13/4, also where a comparison unfolds such signs."""
    if text.isascii() or _SIGN_BEHIND.search(text) is None:
        return text
    text = _FRACTION_BEHIND.sub(" ", text)
    text = written(_SMALL_BEHIND.sub(lambda found: raised(found[0].translate(_FULL)), text))
    return _FRACTION_BEHIND.sub(" ", text)  # once more: behind 10² a figure stands now, 10^2


def without_marks(cell: str) -> str:
    """A cell's value without the note marks that stand behind its number."""
    signed = _FIGURE_WITH_SIGN.fullmatch(cell) if cell[-1:] in _LAST_SIGNS else None
    if signed is not None:
        return signed[1].rstrip()
    return cell if cell.isascii() else _NOTES_BEHIND.sub("", cell)


def _joined(between: re.Match[str]) -> str:
    """Two raised parts without a letter between them are one: programs cut a mark where its look changes."""
    start = between.string[max(0, between.start() - _REACH) : between.start()]
    opened = max(start.rfind(sign) for sign in _OPENING)
    return between[1] if opened >= 0 and start[opened] == between[2] else between.group()


def _fraction(found: re.Match[str]) -> str:
    gap = " " if found.string[: found.start()][-1:].isdigit() else ""
    return f"{gap}{found[1]}/{found[2]}"


def _in_its_place(mark: re.Match[str]) -> str:
    before = _STRAY.sub("", mark.string[max(0, mark.start() - _REACH) : mark.start()])
    behind = _STRAY.sub("", mark.string[mark.end() : mark.end() + _REACH])
    return _beside(before, mark[1], mark[2], behind)


def _beside(before: str, how: str, mark: str, behind: str) -> str:
    """What is written for a mark between these letters."""
    if how == _RAISED and mark in _DEGREE and _NUMBER_BEFORE.search(before) and _SCALE.match(behind):
        return "\u00b0"
    above = behind[:1] in ("/", "\u2044") and mark.isdigit()  # a stroke whose other side is not marked
    if above and not (_TIMES_TEN.search(before) or _has_powers(_word_of(before))):
        return f" {mark}" if before[-1:].isdigit() else mark
    if not before or before[-1].isspace():
        return _note(mark, behind) if how != _LOWERED and _FIGURES.fullmatch(mark) else mark
    if how == _LOWERED:
        return _lowered(before[-1], mark)
    return _exponent(before[-1], mark) if how == _POWER else _raised(before, mark, behind)


def _note(mark: str, behind: str) -> str:
    """A note's mark, apart from the word behind it."""
    small = mark.translate(_SMALL) if _FIGURES.fullmatch(mark) else f"({mark.rstrip(')')})"
    return f"{small} " if behind[:1].isalnum() else small


def _lowered(last: str, mark: str) -> str:
    if not last.isdigit():
        return mark
    return f"_{mark}" if mark[0].isdigit() else f" {mark}"  # a base of numbers; a unit in small print


def _raised(before: str, mark: str, behind: str) -> str:
    last = before[-1]
    if not mark[0].isalnum() and not _SIGNED.fullmatch(mark):
        return mark  # a star, a sign, a mark in brackets: nothing that a number could take for its own
    if last.isdigit() or last in "\u00bd\u00bc\u00be":
        return _behind_number(before, mark, behind)
    if last.isalpha():
        return _behind_word(before, mark, behind)
    if last in ".," and before[-2:-1].isdigit() and re.fullmatch(r"\d\d", mark) and not behind[:1].isdigit():
        return mark  # the cents of a price
    if last in ")]" and re.fullmatch(r"[23n]", mark):
        return mark.translate(_SMALL)
    return f" {_note(mark, behind)}" if _FIGURES.fullmatch(mark) else mark


def _behind_number(before: str, mark: str, behind: str) -> str:
    number = _BASE_NUMBER.search(before)
    base = number[1] if number is not None else ""
    if mark == "n" and 0 < len(base) <= 2:
        return f"^{mark}"  # notes are hardly ever counted up to n
    if mark.casefold() in _ORDINALS and (len(mark) > 1 or 0 < len(base) <= 2):
        return mark
    if base and _SIGNED.fullmatch(mark) and len(mark) > 1:
        return _exponent(before[-1], mark)
    if number is not None and mark.isdecimal() and _is_power(before[: number.start()], base, mark, behind):
        return f"^{mark}"
    if _CENTS.fullmatch(mark) and (_PRICE.search(before) or _MONEY.match(behind)):
        return f".{mark}"
    return f" {_note(mark, behind)}" if _is_note(mark) else f" {mark}"


def _is_power(before: str, base: str, mark: str, behind: str) -> bool:
    """Whether a number is raised to a power: ten and two are, and what stands in a calculation."""
    usual = (base == "10" and mark != "1") or (base == "2" and len(mark) < 4 and int(mark) > 3)
    return usual or bool(_OPERATION.search(before)) or behind.lstrip()[:1] in ("=", "\u00d7", "\u00b7")


def _behind_word(before: str, mark: str, behind: str) -> str:
    word = _word_of(before)
    if mark[0].isdigit() or _SIGNED.fullmatch(mark):
        short = len(word) < 3 and _OPERATION.search(before[: -len(word)])  # E = mc
        usual = _has_powers(word) or _SIGNED.fullmatch(mark) or short
        if (mark != "1" and usual) or (mark.isdigit() and _in_formula(before, word, behind)):
            return _exponent(word[-1:], mark)
        return f" {_note(mark, behind)}"
    if len(mark) == len(word) == 1 and mark in _EXPONENT_LETTERS:
        return f"^{mark}"
    if len(word) > 2 and _LETTER_NOTE.fullmatch(mark):
        return f" {_note(mark, behind)}"
    return f" {mark}" if len(mark) > _LONG else mark


def _word_of(before: str) -> str:
    """The letters that `before` ends with."""
    found = _WORD.search(before)
    return found.group() if found is not None else ""


def _has_powers(word: str) -> bool:
    return word in _UNITS or _is_symbol(word)


def _is_symbol(word: str, most: int = 1) -> bool:
    """Whether a word may be the symbol of a formula: a letter of a script with capitals, which East Asian ones lack."""
    return 0 < len(word) <= most and word.upper() != word.lower()


def _in_formula(before: str, word: str, behind: str) -> bool:
    """Whether a word is a symbol with a sign of calculation or of sets beside it."""
    beside = _SIGN_BEFORE.search(before[: -len(word)]) or _THEN_SIGN.match(behind)
    return beside is not None and _is_symbol(word, most=2)


def _exponent(last: str, mark: str) -> str:
    if mark in ("2", "3") and not last.isdigit():
        return mark.translate(_SMALL)
    plain = mark.replace("\u2212", "-").replace("\u2013", "-")
    return f"^{plain}" if len(plain) < 3 or re.fullmatch(r"[-+]?[\d.,]+|\w+", plain) else f"^({plain})"


def _is_note(mark: str) -> bool:
    return bool(_FIGURES.fullmatch(mark) or _LETTER_NOTE.fullmatch(mark))
