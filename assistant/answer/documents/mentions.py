"""Whether a text mentions a thing: its words beside or near each other, in any of their forms and names.

Invariant: a name is mentioned by its own words alone; any other thing also by the names it has in other languages, in
text of that language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer.documents.frame_words import HONORIFICS
from assistant.answer.documents.lexicon import names_of
from assistant.answer.documents.request import Thing
from assistant.text.asked_language import Language, language_of
from assistant.text.folding import fold_accents
from assistant.text.languages import ENGLISH, word_set
from assistant.text.stems import stem, strip_ending
from assistant.text.words import words

_WORD = re.compile(r"[^\W_]+")
_LEAST_STRIPPED = 4  # letters that must be left of a word without its ending
_LEAST_PART = 5  # letters of a word that is looked for inside German compounds
_LEAST_REST = 3  # letters of the other part
_NEAR = 12  # words in which the words of a thing stand together: about a sentence
_APART = 60  # ... of "Theo's allergy": about a paragraph
# First words of the names of many places, houses and firms, in four languages.
_OF_MANY_NAMES = word_set(
    "north south east west northern southern eastern western new old upper lower great grand little saint port fort "
    "mount lake river castle bridge church royal united national central first hotel cafe restaurant bank garage "
    "nord sued ost ober unter alte alter altes neue neuer neues gross grosse klein kleine sankt schloss haus "
    "clinic gasthof klinik praxis norte este oeste nueva nuevo vieja viejo alta alto baja bajo gran santa santo puerto "
    "monte villa casa banco clinica nouveau nouvelle vieux vieille haut haute grande petit petite saint sainte mont "
    "chateau maison banque clinique"
)
_BETWEEN = 1  # words that may stand between those of a name: "Nora A. Marlow"


@dataclass(frozen=True, slots=True)
class _Form:
    """One spelling of a word that is looked for: the forms of its parts, and the language whose text it counts in."""

    parts: tuple[frozenset[str], ...]
    language: Language | None
    compound: str = ""
    needle: str = ""  # what every text that holds it holds, for a quick look


@dataclass(frozen=True, slots=True)
class Wanted:
    """A thing ready to be looked for: for each of its words the spellings that count, and its names as a whole."""

    thing: Thing
    words: tuple[tuple[_Form, ...], ...]
    instead: tuple[_Form, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A text as words. `folded` is for a quick look."""

    raw: str
    folded: str
    words: tuple[str, ...]

    def may_be(self, language: Language) -> bool:
        """Whether the text may be of that language: it is, or it is too short to tell (an invoice, a list)."""
        guessed = language_of(self.raw)
        return guessed == language or (guessed == "en" and ENGLISH.isdisjoint(self.words))

    def is_capital(self, at: int) -> bool:
        """Whether word number `at` begins with a capital, as German nouns do: "reifen" is ripe, "Reifen" are tyres."""
        written = _WORD.findall(unicodedata.normalize("NFC", self.raw))
        return len(written) != len(self.words) or written[at][0].isupper()


def wanted_thing(thing: Thing, language: Language) -> Wanted:
    """`language` is that of the question."""
    whole = "-".join(thing.words)
    instead = () if thing.is_name or len(thing.words) < 2 else _other_names(whole, language)
    return Wanted(thing, tuple(_forms(word, thing, language) for word in thing.words), instead)


def first_word(wanted: Wanted) -> Wanted | None:
    """The first word of a name, as a name of its own; None where many names begin with it ("North Carolina")."""
    if wanted.thing.words[0] in _OF_MANY_NAMES:
        return None
    return Wanted(replace(wanted.thing, words=wanted.thing.words[:1]), wanted.words[:1])


def read_text(raw: str) -> Text:
    folded = fold_accents(raw)
    return Text(raw, folded, tuple(words(folded)))


def may_hold(wanted: Wanted, folded: str) -> bool:
    """False where the folded text cannot mention the thing; much quicker than `mentions`."""
    if _has_title(wanted) or any(form.needle in folded for form in wanted.instead):
        return any(form.needle in folded for form in (*wanted.words[-1], *wanted.instead))
    return all(any(form.needle in folded for form in forms) for forms in wanted.words)


def mentions(wanted: Wanted, text: Text) -> int:
    """How often `text` mentions the thing."""
    if not may_hold(wanted, text.folded):
        return 0
    places = [_places(forms, text) for forms in wanted.words]
    if len(places) == 1:
        return len(places[0])
    if wanted.thing.is_name:
        return _in_order(places) or _with_title(wanted, text)
    near = _near(places, _APART if wanted.thing.apart else _NEAR) if all(places) else 0
    return near + len(_places(wanted.instead, text))


def holds_a_word(wanted: Wanted, text: Text) -> bool:
    """Whether `text` holds any word of the thing."""
    return any(_places(forms, text) for forms in wanted.words)


def _forms(word: str, thing: Thing, language: Language) -> tuple[_Form, ...]:
    if thing.is_name:
        forms = frozenset({word, f"{word}s", f"{word}es"} if word.isalpha() else {word})
        return (_Form((forms,), None, needle=word),)
    return (_form((word,), language, None), *_other_names(word, language))


def _other_names(word: str, language: Language) -> tuple[_Form, ...]:
    return tuple(
        _form(tuple(name.split("-")), other, None if other == language else other)
        for other, names in names_of(word, language).items()
        for name in sorted(names)
        if name != word
    )


def _has_title(wanted: Wanted) -> bool:
    """Whether a title may stand for the first word: "Mr Okafor" is Bram Okafor."""
    return wanted.thing.is_name and len(wanted.words) == 2


def _form(parts: tuple[str, ...], spoken: Language, language: Language | None) -> _Form:
    is_english, is_german = spoken == "en", spoken == "de"
    forms = tuple(_endings(part, is_english) for part in parts)
    part = parts[0] if len(parts) == 1 and len(parts[0]) >= _LEAST_PART and is_german else ""
    needle = _common_start([parts[0], *forms[0]])
    return _Form(forms, language, part, needle)


def _common_start(forms: Sequence[str]) -> str:
    """The letters that all of `forms` begin with."""
    shortest = min(forms, key=len)
    same = (at for at in range(len(shortest), 0, -1) if all(form.startswith(shortest[:at]) for form in forms))
    return shortest[: next(same, 0)]


def _endings(word: str, is_english: bool) -> frozenset[str]:
    """What the forms of a word have in common: its stem; in other languages also itself without a frequent ending."""
    bare = strip_ending(word)
    return frozenset({stem(word)} if is_english or len(bare) < _LEAST_STRIPPED else {stem(word), bare})


def _places(forms: Sequence[_Form], text: Text) -> list[int]:
    found: set[int] = set()
    foreign: dict[Language, list[int]] = {}
    for form in forms:
        if form.needle not in text.folded:
            continue
        places = [at for at in range(len(text.words)) if _stands(form, text.words, at)]
        if form.language is None:
            found.update(places)
        elif places:
            foreign.setdefault(form.language, []).extend(places)
    for language, places in foreign.items():
        if text.may_be(language):
            found.update(at for at in places if language != "de" or text.is_capital(at))
    return sorted(found)


def _stands(form: _Form, written: Sequence[str], at: int) -> bool:
    if at + len(form.parts) > len(written):
        return False
    if all(_is_form(written[at + place], part, form) for place, part in enumerate(form.parts)):
        return True
    word = written[at]
    if not form.compound or len(word) < len(form.compound) + _LEAST_REST:
        return False
    return word.startswith(form.compound) or form.compound in word[_LEAST_REST:]


def _is_form(word: str, part: frozenset[str], form: _Form) -> bool:
    if not word.startswith(form.needle) and len(form.parts) == 1:
        return False
    return word in part or stem(word) in part or strip_ending(word) in part


def _in_order(places: Sequence[Sequence[int]]) -> int:
    """How often the words stand in order with at most one word between."""
    ends = list(places[0])
    for following in places[1:]:
        ends = [at for at in following if any(0 < at - end <= 1 + _BETWEEN for end in ends)]
    return len(ends)


def _with_title(wanted: Wanted, text: Text) -> int:
    """How often the last word of a name stands behind a title."""
    if not _has_title(wanted):
        return 0
    return sum(at > 0 and text.words[at - 1] in HONORIFICS for at in _places(wanted.words[-1], text))


def _near(places: Sequence[Sequence[int]], reach: int) -> int:
    rarest = min(places, key=len)
    return sum(all(any(abs(other - at) <= reach for other in others) for others in places) for at in rarest)
