"""A follow-up that asks the same of another thing: "And in Birch Lane?" after "What is the rent in Elm Street?".

The other thing takes the place of its like in the question before; both together would find the old thing again.
Invariant: nothing is replaced unless one part of the question before is plainly the like of the new thing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from assistant.text.asked_language import language_of
from assistant.text.folding import fold_accents
from assistant.text.languages import ENGLISH, GERMAN, SPANISH, word_set
from assistant.text.months import month_of
from assistant.text.words import content_terms
from assistant.text.written.dates import flat
from assistant.text.written.ids import ids_in

_OPENING = re.compile(
    r"^(?:(?:and|or|but|so|then|also|well|ok|okay|now|und|oder|aber|also|dann|jetzt|y|e|o|pero|entonces|et|ou|mais|alors)\b[ ,]*)*"
    r"(?:(?:what|how) about\b|what of\b|what is with\b|same for\b|was ist mit\b|wie (?:ist|sieht) es (?:aus )?(?:mit|bei|in)\b|"
    r"wie (?:ist|sieht) es mit\b|que (?:hay|pasa) (?:de|con)\b|que tal\b|qu'en est-il (?:de |du |des )?|et pour\b)?[ ,]*"
)
_PREPOSITION = word_set(
    """in at for of from on with by near to under im am an fur bei beim von vom mit auf zu zum zur aus unter nach
    en de del para por con a al desde dans au aux du des pour chez avec sur"""
)
_CONTRACTED = tuple(
    map(word_set, ("in im", "an am", "bei beim", "von vom", "zu zum zur", "de del du des", "a al au aux"))
)
_OF = word_set("of de del du des d von vom")
_ASKING = word_set(
    """when where who what which why how is are was were does do did can wann wo wer was welche welcher welches wie warum ist
    sind hat kann cuando donde quien que cual como es son quand ou qui quel quelle comment est"""
)
_TIMES = word_set(
    """spring summer autumn winter fall weekend weekends monday tuesday wednesday thursday friday saturday sunday morning
    evening night fruhling fruhjahr sommer herbst wochenende montag dienstag mittwoch donnerstag freitag samstag sonntag
    primavera verano otono invierno lunes martes miercoles jueves viernes sabado domingo printemps ete automne hiver"""
)
_ARTICLES = word_set(
    "the a an my our der die das den dem des ein eine einen einem einer el la los las un una le les l une mi mein meine im am zum zur vom beim del au du"
)
_WORD = re.compile(r"[^\W_]+(?:[-./'\u2019][^\W_]+)*")
_LITTLE = ENGLISH | GERMAN | SPANISH
_YEAR = re.compile(r"(?:19|20)\d\d")
_MOST_WORDS = 6  # of a thing
_FEW = 2  # content words of a question whose lone noun is what it is about
_LEAST_SHARED = 5  # letters at the end of two compounds: "Birkenstraße", "Ulmenstraße"


def in_place_of(question: str, previous: str) -> str:
    """`previous`, with what `question` names in the place of its like; "" where no like is plain."""
    bare = question.lstrip(" \t\n\u00bf\u00a1\"'")
    opening = _OPENING.match(flat(bare))
    if opening is None or not opening.end():
        return ""
    thing = bare[opening.end() :].strip(" ?!.")
    words = _WORD.findall(thing)
    if not 0 < len(words) <= _MOST_WORDS or fold_accents(words[0]) in _ASKING:
        return ""
    found = _behind_preposition(thing, previous) if fold_accents(words[0]) in _PREPOSITION and words[1:] else None
    if found is None:
        thing = _without(thing, _PREPOSITION)
        found = _like(thing, previous)
    if found is None:
        return ""
    start, end = found
    if _ends_with_article(previous[:start]):
        thing = _without(thing, _ARTICLES)
    years = _YEAR.findall(previous[start:end])
    if years and _kind(thing) == "month" and not _YEAR.search(thing):
        thing = f"{thing} {years[-1]}"
    return f"{previous[:start]}{thing}{previous[end:]}"


def _without(thing: str, leading: Collection[str]) -> str:
    """`thing` without its first word, if that is one of `leading` and not all of it."""
    first, _, rest = thing.partition(" ")
    return rest if rest and fold_accents(first) in leading else thing


def _ends_with_article(text: str) -> bool:
    words = _WORD.findall(text)
    return bool(words) and fold_accents(words[-1]) in _ARTICLES


def _behind_preposition(thing: str, previous: str) -> tuple[int, int] | None:
    """The last part of `previous` behind the same preposition that is of the same make as `thing`."""
    lead = fold_accents(_WORD.findall(thing)[0])
    words = list(_WORD.finditer(previous))
    folded = [fold_accents(word[0]) for word in words]
    same = [number for number in range(len(words) - 1, 0, -1) if folded[number] == lead]
    alike = [number for number in range(len(words) - 1, 0, -1) if _contracted(folded[number], lead)]
    for number in dict.fromkeys([*same, *alike]):
        last = _end_of_part(words, number + 1)
        part = previous[words[number].start() : words[last].end()]
        if last > number and _same_make(thing, part):
            return words[number].start(), words[last].end()
    return None


def _contracted(one: str, other: str) -> bool:
    """Whether the one may stand for the other: "im" is "in dem", "del" is "de el"."""
    return any({one, other} <= pair for pair in _CONTRACTED)


def _end_of_part(words: Sequence[re.Match[str]], start: int) -> int:
    """The number of the last word of a thing that begins at `start`: articles, then content words; "of" before a name."""
    at = start
    while at < len(words):
        word, behind = fold_accents(words[at][0]), words[at + 1 : at + 3]
        joins = word in _OF and any(other[0][0].isupper() for other in behind)
        if not joins and not (at == start and word in _ARTICLES) and word in _LITTLE | _PREPOSITION:
            after_of = at > start and fold_accents(words[at - 1][0]) in _OF and word in _ARTICLES
            if not after_of:
                break
        at += 1
    return at - 1


def _same_make(thing: str, part: str) -> bool:
    """Whether both are names, or neither is: "in Birch Lane" stands for "in Elm Street", not for "in advance"."""
    named = [any(word[0].isupper() or word[0].isdigit() for word in _WORD.findall(text)) for text in (thing, part)]
    return named[0] == named[1] and (_kind(thing) == _kind(part))


def _kind(text: str) -> str:
    """Whether a text names a time, and which: only what is of one kind stands for each other."""
    words = [fold_accents(word) for word in _WORD.findall(text)]
    if any(month_of(word) for word in words):
        return "month"
    if any(word in _TIMES for word in words):
        return "time"
    rest = [word for word in words if word not in _LITTLE | _PREPOSITION]
    return "year" if rest and all(_YEAR.fullmatch(word) for word in rest) else "thing"


def _like(thing: str, previous: str) -> tuple[int, int] | None:
    """The part of `previous` that is the like of a thing without preposition: a time, an id, a name, a lone noun."""
    words, kind = list(_WORD.finditer(previous)), _kind(thing)
    if kind != "thing":
        spans = [
            word.span() for word in words if _kind(word[0]) == kind or (kind == "month" and _YEAR.fullmatch(word[0]))
        ]
        return (spans[0][0], spans[-1][1]) if spans else None
    if ids_in(f"the {thing}"):
        ids = ids_in(previous)
        return ids[0].span if len(ids) == 1 else None
    head = fold_accents(_WORD.findall(_without(thing, _ARTICLES))[0])
    for number, word in enumerate(words[1:], start=1):  # "calle Olmo" for "calle Abedul"
        last = _end_of_part(words, number)
        if fold_accents(word[0]) == head and last > number:
            return word.start(), words[last].end()
    runs = _names(previous)
    shared = [run for run in runs if _share(thing, previous[run[0] : run[1]])]
    if len(shared) == 1:
        return shared[0]
    if _is_name(thing, previous):
        return runs[0] if len(runs) == 1 else None
    return _lone_noun(words) if len(content_terms(previous)) <= _FEW else None


def _lone_noun(words: Sequence[re.Match[str]]) -> tuple[int, int] | None:
    """The one noun with its article: "the fridge" of "When was the fridge bought?"."""
    nouns = [
        (word.start(), words[number + 1].end()) for number, word in enumerate(words[:-1])
        if number and fold_accents(word[0]) in _ARTICLES and fold_accents(words[number + 1][0]) not in _LITTLE
    ]  # fmt: skip
    return nouns[0] if len(nouns) == 1 else None


def _names(text: str) -> list[tuple[int, int]]:
    """The runs of words with a capital behind the first word; in German those without an article, as all nouns have one."""
    german = language_of(text) == "de"
    runs: list[tuple[int, int]] = []
    before: re.Match[str] | None = None
    after_article = False
    for number, word in enumerate(_WORD.finditer(text)):
        capital = number > 0 and word[0][0].isupper() and fold_accents(word[0]) not in _LITTLE
        if capital and not (german and after_article and not _runs_on(before, word, text)):
            if runs and before is not None and before.end() == runs[-1][1] and _runs_on(before, word, text):
                runs[-1] = (runs[-1][0], word.end())
            else:
                runs.append(word.span())
        after_article = fold_accents(word[0]) in _ARTICLES
        before = word
    return runs


def _runs_on(before: re.Match[str] | None, word: re.Match[str], text: str) -> bool:
    """Whether nothing but a space stands between two words."""
    return before is not None and text[before.end() : word.start()] == " "


def _is_name(thing: str, previous: str) -> bool:
    words = _WORD.findall(thing)
    if language_of(previous) == "de" and fold_accents(words[0]) in _ARTICLES:
        return False
    content = [word for word in words if fold_accents(word) not in _ARTICLES | _PREPOSITION]
    return bool(content) and all(word[0].isupper() for word in content)


def _share(thing: str, run: str) -> bool:
    """Whether both have a word in common, or compounds that end alike."""
    mine = [term.word for term in content_terms(thing)]
    theirs = [term.word for term in content_terms(run)]
    return any(
        one == other or (one[-_LEAST_SHARED:] == other[-_LEAST_SHARED:] and min(len(one), len(other)) > _LEAST_SHARED)
        for one in mine for other in theirs
    )  # fmt: skip
