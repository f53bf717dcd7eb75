"""A step that is asked for by its number or letter: "what is step 3 of ..", "der dritte Schritt", "clause c".

Invariant: a step has the number that stands in front of it; nothing is counted but items that all say "1.".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.domain.records.documents import Span
from assistant.text.folding import fold_accents
from assistant.text.sentences import paragraph_spans

LAST = -1
_NOUN = (
    r"(?:steps?|points?|items?|stages?|rules?|instructions?|schritte?s?|punkte?s?|regeln?|arbeitsschritte?s?|etapes?|"
    r"regles?|pasos?|puntos?|reglas?)"
)
# Folded: "first, 1st, erste, premier, primero".
_ORDINALS: tuple[tuple[str, ...], ...] = (
    ("first", r"erste[nrsm]?", r"premi(?:er|ere)", r"primer[oa]?"),
    ("second", r"zweite[nrsm]?", "deuxieme", r"seconde?", r"segund[oa]"),
    ("third", r"dritte[nrsm]?", "troisieme", r"tercer[oa]?"),
    ("fourth", r"vierte[nrsm]?", "quatrieme", r"cuart[oa]"),
    ("fifth", r"funfte[nrsm]?", "cinquieme", r"quint[oa]"),
    ("sixth", r"sechste[nrsm]?", "sixieme", r"sext[oa]"),
    ("seventh", r"sieb(?:en)?te[nrsm]?", "septieme", r"septim[oa]"),
    ("eighth", r"achte[nrsm]?", "huitieme", r"octav[oa]"),
    ("ninth", r"neunte[nrsm]?", "neuvieme", r"noven[oa]"),
    ("tenth", r"zehnte[nrsm]?", "dixieme", r"decim[oa]"),
    ("eleventh", r"elfte[nrsm]?", "onzieme", r"undecim[oa]"),
    ("twelfth", r"zwolfte[nrsm]?", "douzieme", r"duodecim[oa]"),
)
_LAST = ("last", "final", r"letzte[nrsm]?", r"derni(?:er|ere)", r"ultim[oa]")
_CARDINALS = (
    "one two three four five six seven eight nine ten eleven twelve",
    "eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf",
    "un deux trois quatre cinq six sept huit neuf dix onze douze",
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce",
)
_CARDINAL = {word: number for words in _CARDINALS for number, word in enumerate(words.split(), 1)}
_ORDINAL = re.compile(
    rf"(?:(?P<figure>\d{{1,3}})(?:st|nd|rd|th|eme|ere|er|e|\.?o|\.?a|\.(?=\s))|(?P<last>{'|'.join(_LAST)})|"
    + "|".join(f"(?P<n{number}>{'|'.join(forms)})" for number, forms in enumerate(_ORDINALS, 1))
    + r")(?!\w)"
)
_FIGURE = re.compile(
    rf"\b{_NOUN}\s+(?:(?:number|no|nr|nummer|numero|num|n)\b[.\u00b0\u00ba]?\s*)?"
    rf"(?:(?P<figure>\d{{1,3}})(?![\w:]|[.,]\d)|(?P<word>{'|'.join(_CARDINAL)})\b)"
)
_BEFORE = re.compile(rf"(?<!\w){_ORDINAL.pattern}\s+{_NOUN}\b")
_AFTER = re.compile(rf"\b{_NOUN}\s+{_ORDINAL.pattern}")  # "etape derniere", "paso tercero"
# "Which step comes third?", "Welcher Schritt kommt als dritter?", "Quelle etape vient en troisieme?"
_COMES = re.compile(
    rf"\b{_NOUN}\b(?P<topic>.*)\b(?:comes?|kommt|folgt|vient|arrive|viene|va)\s+"
    rf"(?:(?:the|in|an?|as|als|en|le|la|el|der|die|das|zum)\s+)*{_ORDINAL.pattern}"
)
# "Clause c of the agreement", "Buchstabe b)". What may follow tells it from the word "a": "which rules a tenant keeps".
_BY_LETTER = re.compile(
    rf"\b(?:{_NOUN}|clause|subclause|paragraph|letter|klausel|buchstabe|lit\.?|lettre|letra|apartado|inciso)\s+"
    r"(?:\(?(?P<letter>[a-z])\)|(?P<bare>[a-z])"
    r"(?=\s*(?:[?.,:]|$|(?:of|in|from|says?|means?|der|des|vom|von|im|aus|sagt|steht|lautet|del?|du|dans|en|dice|dit)\b)))"
)
_LETTERS = 1_000  # from here on numbers stand for letters, so that "c." is not the third item of "1., 2., 3."
_ITEM = re.compile(
    rf"[\s#>*|_-]*(?:(?P<named>{_NOUN})\s*(?:(?:number|no|nr|n)\b[.\u00b0\u00ba]?\s*)?[:|]?\s*(?P<n>\d{{1,3}})(?!\w|[.,]\d)|"
    r"\(?(?P<figure>\d{1,3})(?:[.)]|\s*[:|\u2013-])\s|\(?(?P<letter>[a-z])[.)]\s)"
)


@dataclass(frozen=True, slots=True)
class Step:
    """`number` counts from 1, letters from 1,001, `LAST` is the last one.

    `topic` are the words of the question beside it, folded.
    """

    number: int
    topic: str


def asked_step(question: str) -> Step | None:
    """The step that `question` asks for by its number; None if it asks for none."""
    folded = fold_accents(question)
    for pattern in (_FIGURE, _BEFORE, _AFTER, _COMES, _BY_LETTER):
        found = pattern.search(folded)
        if found is not None:
            topic = f"{folded[: found.start()]} {found.groupdict().get('topic') or ''} {folded[found.end() :]}"
            return Step(_number(found), topic)
    return None


def numbers_of(text: str, spans: Sequence[Span], headings: Sequence[Sequence[str]]) -> list[int]:
    """The number of the item that each of `spans`, the sentences of `text`, stands in, 0 where it stands in none.

    `headings` are those above each: what stands below "Step 3" is part of that step.
    """
    items = _items(text)
    found: list[int] = []
    for (start, _), above in zip(spans, headings, strict=True):
        inside = next((number for (first, end), number in items.items() if first <= start < end), 0)
        found.append(inside or (_named(above[-1]) if above else 0))
    return found


def last_of(numbers: Sequence[int]) -> list[bool]:
    """Of each sentence, whether it stands in the last item of a list; `numbers` as `numbers_of` gives them."""
    last: list[bool] = [False] * len(numbers)
    following = 0  # the number of the next item
    is_end = True
    for at in reversed(range(len(numbers))):
        number = numbers[at]
        if number and number != following:
            is_end = number > following
            following = number
        last[at] = bool(number) and is_end
    return last


def lead_of(text: str, at: int) -> str:
    """What stands in front of the list in which the item at offset `at` stands: "To close the sauna:"."""
    lead = ""
    for start, end in paragraph_spans(text):
        if start > at:
            break
        if _item_number(text[start:end]) == 0:
            lead = text[start:end]
    return lead


def _items(text: str) -> Mapping[Span, int]:
    """The paragraphs that are numbered items, with their numbers; where all say "1.", they are counted."""
    items: dict[Span, int] = {}
    ones = 0
    for start, end in paragraph_spans(text):
        number = _item_number(text[start:end])
        ones = ones + 1 if number == 1 else 0
        if number:
            items[start, end] = max(ones, number)
    return items


def _item_number(paragraph: str) -> int:
    found = _ITEM.match(fold_accents(paragraph[:60]))
    if found is None:
        return 0
    return _of_letter(found["letter"]) if found["letter"] else int(found["n"] or found["figure"])


def _named(heading: str) -> int:
    found = _ITEM.match(fold_accents(heading[:60]))
    return int(found["n"]) if found is not None and found["named"] else 0


def _number(found: re.Match[str]) -> int:
    groups: Mapping[str, str | None] = found.groupdict()
    if letter := groups.get("letter") or groups.get("bare"):
        return _of_letter(letter)
    if groups.get("figure"):
        return int(found["figure"])
    if groups.get("word"):
        return _CARDINAL[found["word"]]
    if groups.get("last"):
        return LAST
    return next(number for number in range(1, len(_ORDINALS) + 1) if groups.get(f"n{number}"))


def _of_letter(letter: str) -> int:
    return _LETTERS + ord(letter) - ord("a") + 1
