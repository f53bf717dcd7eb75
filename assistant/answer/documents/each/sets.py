"""Which files a question to each of several names: by a kind, by words of their names, or by the times they are of.

Invariant: a pure function of the words of the question and of those that names of files hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.answer.documents import frame_words as frame
from assistant.answer.documents.kinds import DocumentKind, also_called, kind_at, kind_of_compound
from assistant.text.languages import ENGLISH, GERMAN, SPANISH, word_set

IsGroupWord = Callable[[str], bool]  # whether the names of several files hold the folded word

EVERY = word_set("each every per jede jeder jedes jedem jeden pro je cada chaque par")
EACH_OF_THEM = word_set("all both alle allen aller todas todos toutes tous")
ALL = EACH_OF_THEM | word_set("samtliche samtlichen the die den las los les")
OWN = word_set(
    """my our his her their its mein meine meinen meiner unsere unseren seine seinen ihre ihren ihrer mis nuestras
    nuestros sus mes nos ses leurs of von de des du on in auf aus sur dans en"""
)
# "One by one", "month by month", "jeweils": each of the files that stand there in the plural.
_ONE_BY_ONE = frozenset(
    {"one by one", "file by file", "one after the other", "one after another", "nacheinander", "der reihe nach",
     "uno tras otro", "una tras otra", "l un apres l autre", "respectively", "individually", "jeweils", "einzeln",
     "uno por uno", "una por una",
     "respectivamente", "un par un", "une par une", "respectivement"}
)  # fmt: skip
_SINGLE = word_set("single one individual of einzelne einzelnen einzelner unas uno una un une l los las les the der")
_BEHIND = word_set(
    "on in from to auf in aus laut en de sur dans d according over across within among segun selon gemass"
)
_OF = word_set("of from von vom de del du des d")
_ARTICLES = word_set("the my our her his el la los las le les l den der die das mein meine mi mis mon ma mes s")
# Before a kind they say that it is one of several: "the highest phone bill".
RANKING = word_set(
    """highest greatest largest biggest lowest smallest cheapest dearest average mean latest earliest hochste hochster
    hochsten grosste grossten niedrigste niedrigsten kleinste kleinsten billigste teuerste teuersten durchschnittliche
    durchschnittlichen mayor menor"""
)
_NUMBERS = word_set(
    "two three four five six seven eight zwei drei vier funf sechs dos tres cuatro cinco deux trois quatre cinq"
)
_RATES = word_set("per pro je par")
_FOR = word_set("for in fur pour para")
_YES_NO = word_set("does do did is are was were has have can must should hat ist sind muss braucht tiene es faut est")
_PERIODS = word_set("month quarter year week monat quartal jahr woche mes trimestre ano semana mois an annee semaine")
_LITTLE = ENGLISH | GERMAN | SPANISH | word_set("le la les du des un une et ou dans sur pour par avec est sont")
_MOST_DESCRIBING = 3  # words before a kind: "standing order bills"
_LONGEST_GROUP = 4  # words behind "each" among which those of names are looked for
_REACH = 4  # words between "each" and the kind: "every one of my old payslips"


@dataclass(frozen=True, slots=True)
class FileSet:
    """Where the question names the files: the range of its words, the kinds, and what a compound says besides.

    `choosers`: words that describe the files ("electricity" of "the electricity bills"). `group`: words of their names,
    where they are of no kind. `is_period`: only the times that they are of are named ("each quarter").
    """

    start: int
    end: int
    kinds: tuple[tuple[DocumentKind, ...], ...] = ()
    extra: str = ""
    is_every: bool = False
    is_all: bool = False
    is_plural: bool = False
    is_behind: bool = False  # stands behind a word like "on" or "in", not first in the question
    choosers: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    kind_word: str = ""
    is_rate: bool = False  # the time may be how often a thing is done: "what do I pay each month"
    is_ranked: bool = False  # "the highest bill"
    is_period: bool = False


def find_set(plain: Sequence[str], is_group_word: IsGroupWord) -> FileSet | None:
    """The last files that the folded words `plain` name with "each", "all" or in the plural."""
    best: FileSet | None = None
    at = 0
    while at < len(plain):
        length, kind = kind_at(plain, at)
        extra = ""
        if kind is None and plain[at] not in frame.FILES:
            kind, extra = kind_of_compound(plain[at])
        if kind is not None or plain[at] in frame.FILES:
            found = _named_set(plain, at, at + length, kind, extra)
            if best is None or (found.is_every, found.is_all) >= (best.is_every, best.is_all):
                best = found
        at += length
    if best is not None and (best.kinds or best.is_every):
        return replace(best, is_every=best.is_every or (best.is_plural and _is_one_by_one(plain, best)))
    return _group_set(plain, is_group_word) or best or _period_set(plain)


def _named_set(plain: Sequence[str], at: int, end: int, kind: DocumentKind | None, extra: str) -> FileSet:
    describing = _describing(plain, at) if kind is not None else at
    start = describing
    while start > 0 and plain[start - 1] in EVERY | ALL | OWN:
        start -= 1
    before = frozenset([word for word in plain[:at] if len(word) > 1][-_REACH - (at - describing) :])
    groups = ((kind, *also_called(kind)),) if kind is not None else ()
    singular = kind.named if kind is not None else ()
    is_plural = plain[end - 1].endswith(("s", "en", "e")) and plain[end - 1] not in singular
    is_behind = not _BEHIND.isdisjoint(plain[max(1, describing - 3) : at])
    choosers = (*plain[describing:at], *_complement(plain, end)) if kind is not None else ()
    return FileSet(
        start,
        end,
        groups,
        extra,
        bool(before & EVERY),
        bool(before & EACH_OF_THEM) or (is_plural and _all_of_them(plain[end:])),
        is_plural,
        is_behind,
        tuple(word for word in choosers if len(word) > 1 and word not in _NUMBERS),
        is_ranked=describing > 0 and plain[describing - 1] in RANKING,
        kind_word=plain[at] if kind is not None and end == at + 1 else "",
    )


def _all_of_them(behind: Sequence[str]) -> bool:
    """Whether "all of them" stands behind the files, and not "in all", which is of a sum."""
    return any(word in EACH_OF_THEM and (at == 0 or behind[at - 1] != "in") for at, word in enumerate(behind))


def _describing(plain: Sequence[str], at: int) -> int:
    """Where the words begin that describe the kind at `at`; `at` if the word before it is none of them.

    They count only behind an article, "each" or a word like "on": in "Show bills" the first word is a wish.
    """
    start = at
    while (
        start > 0
        and at - start <= _MOST_DESCRIBING
        and _describes(plain[start - 1])
        and plain[start - 1] not in RANKING
    ):
        start -= 1
    opened = "s" in plain[start:at] or (
        start > 0 and plain[start - 1] in EVERY | ALL | OWN | _BEHIND | _ARTICLES | _SINGLE | RANKING
    )
    return start if opened and at - start <= _MOST_DESCRIBING else at


def _describes(word: str) -> bool:
    is_small = word in _LITTLE | EVERY | ALL | OWN | _BEHIND | frame.OPENERS
    return word == "s" or (word[0].isalnum() and not is_small)  # "Nora's"


def _complement(plain: Sequence[str], end: int) -> Iterator[str]:
    """The words behind the kind that say of what or of whom it is: "the bills of the water company"."""
    if end >= len(plain) or plain[end] not in _OF:
        return
    for word in plain[end + 1 : end + 1 + _LONGEST_GROUP]:
        if word in _ARTICLES | _OF:
            continue
        if not _describes(word):
            return
        yield word


def _is_one_by_one(plain: Sequence[str], found: FileSet) -> bool:
    text = f" {' '.join(plain)} "
    if any(f" {phrase} " in text for phrase in _ONE_BY_ONE):
        return True
    repeated = any(first == second for first, second in zip(plain, plain[2:], strict=False))
    apart = not EVERY.isdisjoint(plain) and found.is_behind  # "kWh per month on the electricity bills"
    return repeated or apart or "each" in plain[found.end :]


def _group_set(plain: Sequence[str], is_group_word: IsGroupWord) -> FileSet | None:
    """The files that "each" or "all" names by a word of their names."""
    if plain[:1] and plain[0] in _YES_NO:
        return None
    for at, word in enumerate(plain):
        if word not in EVERY | EACH_OF_THEM:
            continue
        behind = range(at + 1, min(_end_of_phrase(plain, at + 1), at + 1 + _LONGEST_GROUP))
        places = [place for place in behind if plain[place] not in _LITTLE and is_group_word(plain[place])]
        if places and all(plain[place][0].isalnum() for place in range(at + 1, places[-1])):
            words = tuple(plain[place] for place in places)
            return FileSet(at, places[-1] + 1, is_every=word in EVERY, is_all=word in EACH_OF_THEM, group=words)
    return None


def _end_of_phrase(plain: Sequence[str], at: int) -> int:
    """Where the phrase that begins at `at` ends: before a preposition that is no "of", and at once for a time."""
    link = _OF | _ARTICLES | OWN | _SINGLE
    ends = (
        place
        for place in range(at, len(plain))
        if plain[place] in _PERIODS or (plain[place] in frame.PREPOSITIONS and plain[place] not in link)
    )
    return next(ends, len(plain))


def _period_set(plain: Sequence[str]) -> FileSet | None:
    """The times that the files are of: "each quarter", "month by month". "Per month" is a rate that one paper sets.

    Without "for" before it "each month" says as often how often a thing is done: `is_rate`.
    """
    for at, (word, following) in enumerate(pairwise(plain)):
        if word in EVERY - _RATES and following in _PERIODS:
            is_rate = at == 0 or plain[at - 1] not in _FOR
            return FileSet(at, at + 2, is_every=True, is_period=True, is_rate=is_rate)
        if following in ("by", "fur", "a", "par") and plain[at + 2 : at + 3] == [word] and word[0].isalpha():
            return FileSet(at, at + 3, is_every=True, is_period=True)
    return None
