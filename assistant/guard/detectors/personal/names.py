"""Names of persons without a language model: by lists of names, by form, by the words around them.

Invariant: a capital letter alone is never enough, and what is found depends on a name's `REACH` alone: the characters
before it, and the two words behind it. PERSON is less certain than the other entities: a rare name that nothing
introduces is missed, and a town or firm named after a person counts as the person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import regex

from assistant.domain.records.documents import Span
from assistant.guard.detectors.personal.name_lists import Known, known
from assistant.guard.detectors.personal.name_words import (
    CUE,
    CUE_OF_SEVERAL,
    DETERMINERS,
    EPONYMS,
    FAMILY_FORM,
    HAD,
    IN_FRONT,
    INTRODUCED,
    NO_NAMES,
    OF_A_PLACE,
    OF_A_THING,
    OF_AN_ILLNESS,
    PARTICLES,
    STREETS,
    SUFFIXES,
    TITLES,
)

REACH: Final = 160  # characters
_CUE_REACH: Final = 48
_MOST_WORDS: Final = 5
_WORD: Final = r"(?:(?:O|D|L|d|l)['’])?\p{Lu}[\p{L}\p{M}]*(?:['’\-](?!s(?!\p{L}))\p{Lu}?[\p{Ll}\p{M}]+)*"
# A full stop stands behind an initial and a title only.
_STOP: Final = r"(?<=(?<!\p{L})(?:\p{Lu}|Mr|Mrs|Ms|Dr|Prof|Rev|Sr|Sra|Dra|Dott|Sig|Hr|Fr|Jr|Mag|Ing|Dipl)\.)"
_GAP: Final = rf"(?:\.{_STOP} ?|[ \u00a0](?:(?:{'|'.join(PARTICLES)})[ \u00a0]){{0,2}})"
# Words with capital letters that stand side by side, with particles between them.
_RUN: Final = regex.compile(rf"(?<![\p{{L}}\p{{N}}_@./\\-]){_WORD}(?:{_GAP}{_WORD}){{0,9}}(?![@\p{{N}}_])", regex.V1)
# Given and family name without capital letters.
_SMALL: Final = regex.compile(
    r"(?<![\p{L}\p{N}_@./'’\-])(?P<name>(?P<given>\p{Ll}{3,20}) (?:\p{Ll}\.? )?(?P<family>\p{Ll}{3,20}))"
    r"(?![\p{L}\p{N}_@\-])",
    regex.V1,
)
_PIECE: Final = regex.compile(rf"{_WORD}\.?", regex.V1)
_BEFORE: Final = re.compile(r"([^\W_]+)(\W*)$")
_BEHIND: Final = re.compile(r"[ \u00a0.]{0,2}([^\W_]+)")
_CUE: Final = re.compile(rf"(?:^|(?<!\w))(?:{CUE})\W{{0,3}}$", re.IGNORECASE)
_CUE_OF_SEVERAL: Final = re.compile(rf"(?:^|(?<!\w))(?:{CUE_OF_SEVERAL})\W{{0,3}}$", re.IGNORECASE)
_OWN: Final = re.compile(rf"(?:^|(?<!\w))(?:{INTRODUCED})\W{{0,2}}$", re.IGNORECASE)
_HAS: Final = re.compile(rf"['’]s (?:\w+ )?(?:{'|'.join(sorted(HAD))})\b")
_FORM: Final = re.compile(FAMILY_FORM)
_COMMA: Final = ", "
# What stands between people that are named one after the other.
_BESIDE: Final = re.compile(r"(?:, |,? (?:and|und|et|y|e|en|&) )$")
# What may still become a name at the end of a text, or be denied by the words behind it.
_OPEN: Final = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}])(?:(?>(?:{_WORD}|(?:{'|'.join(PARTICLES)}|and|und|et"
    rf"|en)(?!\p{{L}}))[ \u00a0.,'’&\-]{{0,4}}){{1,14}}"
    r"(?:(?:['’]s )?[\p{L}\p{N}]{0,24}\W{0,2}){0,2}|\p{Ll}{3,20} (?:\p{Ll}\.? )?\p{Ll}{0,20}|\p{Ll}{1,20})$",
    regex.V1,
)


@dataclass(frozen=True, slots=True)
class _Run:
    """Words with capital letters side by side, and what stands around them."""

    text: str
    pieces: Sequence[Span]
    words: Sequence[str]
    before: str  # the run in front, where a comma or "and" joins it
    after: str  # the run behind, likewise
    comma: bool  # whether a comma joins the run behind

    def leading(self, at: int) -> tuple[str, str]:
        """The word in front of the word `at`, folded, and what stands between."""
        start = self.pieces[at][0]
        found = _BEFORE.search(self.text[max(0, start - _CUE_REACH) : start])
        return (found[1].casefold(), found[2]) if found else ("", "")

    def follows(self, pattern: re.Pattern[str], at: int) -> bool:
        """Whether the pattern matches directly in front of the word `at`."""
        start = self.pieces[at][0]
        return pattern.search(self.text[max(0, start - _CUE_REACH) : start]) is not None


def find_names(text: str) -> list[tuple[Span, float]]:
    """Spans of names (without titles) and certainties."""
    lists = known()
    found = [name for run in _runs(text) if (name := _name_in(run, lists)) is not None]
    return sorted([*found, *_in_small_letters(text, lists)])


def hold_names(text: str) -> int:
    """The offset of a name that may continue after the end of `text`, or of one that the next word may deny;
    `len(text)` if there is none."""
    held = _OPEN.search(text, max(0, len(text) - REACH))
    return held.start() if held else len(text)


def _in_small_letters(text: str, lists: Known) -> Iterator[tuple[Span, float]]:
    """Given and family name of a text that somebody wrote without capital letters."""
    for pair in _SMALL.finditer(text, overlapped=True):
        given, family = pair["given"], pair["family"]
        if lists.is_given(given.capitalize()) and lists.is_family(family.capitalize()):
            yield pair.span("name"), 0.7


def _runs(text: str) -> Iterator[_Run]:
    found = list(_RUN.finditer(text))
    joins = [text[one.end() : other.start()] for one, other in pairwise(found)]
    joined = [_BESIDE.fullmatch(join) is not None for join in joins]
    for at, run in enumerate(found):
        pieces = [(run.start() + one.start(), run.start() + one.end()) for one in _PIECE.finditer(run.group())]
        yield _Run(
            text,
            pieces,
            [text[first:last].rstrip(".'’") for first, last in pieces],
            found[at - 1].group() if at and joined[at - 1] else "",
            found[at + 1].group() if at < len(joined) and joined[at] else "",
            at < len(joins) and joins[at] == _COMMA,
        )


def _name_in(run: _Run, lists: Known) -> tuple[Span, float] | None:
    words, first = run.words, 0
    while first < len(words) - 1 and words[first].casefold() in NO_NAMES:
        first += 1  # "Dear", "Hello", "Call" with a capital letter
    opening = first
    while first < len(words) and words[first].casefold() in TITLES:
        first += 1
    titled = first > opening
    if first == len(words):
        return None
    several = len(words) - first > 1 and not words[first].isupper()
    introduced = run.follows(_CUE, first) or (several and run.follows(_CUE_OF_SEVERAL, first))
    if not titled and not introduced and _is_a_place(run, first):
        return None
    span = _of_several(words, first, titled=titled, introduced=introduced, lists=lists) or _alone(run, first, lists)
    if span is None:
        return None
    since, until, score = span
    stop = run.pieces[until - 1][1]
    if run.text[stop - 1] == "." and len(words[until - 1]) > 1:
        stop -= 1
    return (run.pieces[since][0], stop), score


def _of_several(
    words: Sequence[str], first: int, *, titled: bool, introduced: bool, lists: Known
) -> tuple[int, int, float] | None:
    """First word, end and certainty of a name of several words, or of one behind a title or a cue."""
    if titled and words[first].casefold() not in OF_A_THING:
        return first, _end_of_name(words, first), 0.95
    if introduced and words[first].casefold() not in NO_NAMES | OF_A_THING:
        return first, _end_of_name(words, first), 0.85
    for at in range(first, len(words) - 1):
        given, further = words[at], words[at + 1]
        if further.casefold() in NO_NAMES:
            continue
        family = lists.is_family(further) or _has_form(further)
        if lists.is_given(given) or (lists.may_be_given(given) and (family or _is_initial(further))):
            return at, _end_of_name(words, at), 0.9
        if at + 2 < len(words) and _is_initial(further) and given[1:].islower() and words[at + 2][1:].islower():
            return at, _end_of_name(words, at), 0.8  # "Szabina J. Gelencsér"
        last = at + 2 == len(words) or words[at + 2].casefold() in SUFFIXES
        if last and _is_initial(given) and (family or lists.may_be_family(further)):
            return at, _end_of_name(words, at), 0.75
        if last and family and given.casefold() not in NO_NAMES | OF_A_THING and given[1:].islower():
            return at, _end_of_name(words, at), 0.7
    return None


def _alone(run: _Run, first: int, lists: Known) -> tuple[int, int, float] | None:
    """A name of one word."""
    word = run.words[first]
    if len(run.words) - first > 1 or word.casefold().removesuffix("'s") in NO_NAMES | EPONYMS:
        return None
    name = first, first + 1
    if run.comma and _may_open(run.after, lists) and (lists.may_be_family(word) or word.isupper() or _has_form(word)):
        return *name, 0.85  # "NOVAK, Petra"
    if run.follows(_OWN, first) or _HAS.match(run.text, run.pieces[first][1]):
        return *name, 0.7
    if word.isupper() and len(word) > 1:  # "ELISA" is a test as well
        return None
    leading, between = run.leading(first)
    if leading in DETERMINERS and not between.strip() and leading not in _THE:
        return None
    beside = any(_is_sure(other, lists) for other in (run.before, run.after))
    if (lists.is_given(word) and leading not in _THE) or (
        beside and (lists.may_be_given(word) or lists.may_be_family(word) or _has_form(word))
    ):
        return *name, 0.6
    starts = not leading or re.search(r"[.!?:\n\"“„»(]", between) is not None
    family = lists.is_family(word) or _has_form(word)
    return (*name, 0.6) if family and not starts and leading not in OF_A_PLACE else None


_THE: Final = frozenset({"the"})


def _may_open(after: str, lists: Known) -> bool:
    opening = after.split()[0].rstrip(".") if after else ""
    return lists.may_be_given(opening) or _is_initial(opening)


def _is_sure(run: str, lists: Known) -> bool:
    """Whether the run beside is a name of one word."""
    return lists.is_given(run) or lists.is_family(run) or _has_form(run)


def _has_form(word: str) -> bool:
    return _FORM.fullmatch(word.title() if word.isupper() else word) is not None


def _end_of_name(words: Sequence[str], first: int) -> int:
    end = first + 1
    while end < min(len(words), first + _MOST_WORDS) and words[end].casefold() not in NO_NAMES:
        end += 1
    return end


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isupper()


def _is_a_place(run: _Run, first: int) -> bool:
    """Whether it is a street, a town or a firm: by its words, the word or number in front, the word behind."""
    leading, between = run.leading(first)
    if not between.strip(" \u00a0.") and (leading.isdigit() or leading in IN_FRONT):
        return True
    if any(word.casefold() in OF_A_THING for word in run.words[first:]):
        return True
    behind = _BEHIND.match(run.text, run.pieces[-1][1])
    return behind is not None and behind[1].casefold() in STREETS | OF_AN_ILLNESS
