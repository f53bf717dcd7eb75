"""The lexicon as an index: from a word of one language to the groups that it belongs to.

Invariant: an index is built once per language and never changed; its groups are in the lexicon's order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.answer.reader.lexicon.groups import Group, question_groups, word_groups
from assistant.answer.retrieve.gloss.forms import forms
from assistant.text.asked_language import Language
from assistant.text.folding import fold_accents

MAX_PHRASE = 5  # words
_WORD = re.compile(r"[^\W_]+")
# Letters that two words may differ by at their ends, by the letters that they share: beyond that they only look alike.
_MOST_TAKEN_OFF = {3: 2, 4: 4}
_MOST_OF_LONG = 7


@dataclass(frozen=True, slots=True)
class _Spelt:
    """Words in one spelling, and (letters taken off, group) of each of their forms."""

    words: Mapping[str, tuple[Group, ...]]
    forms: Mapping[str, tuple[tuple[int, Group], ...]]

    def groups(self, word: str, language: Language) -> tuple[Group, ...]:
        if word in self.words:
            return self.words[word]
        best, found = _MOST_OF_LONG + 1, tuple[Group, ...]()
        for form, cost in forms(word, language):
            most = _MOST_TAKEN_OFF.get(len(form), _MOST_OF_LONG)
            for other, group in self.forms.get(form, ()):
                if cost + other > most:
                    continue
                if cost + other < best:
                    best, found = cost + other, (group,)
                elif cost + other == best and group not in found:
                    found = (*found, group)
        return found


@dataclass(frozen=True, slots=True)
class Entries:
    """The words of one language: `written` with their accents, `folded` without; `phrases` of several folded words."""

    written: _Spelt
    folded: _Spelt
    phrases: Mapping[tuple[str, ...], Group]
    language: Language

    def groups(self, word: str) -> tuple[Group, ...]:
        """The groups of a word, the likeliest first; empty if the lexicon does not know it.

        A word with its accents comes first: "Kuchen" and "Küchen" are two things, "zahlt" and "zählt" as well.
        """
        return self.written.groups(word.casefold(), self.language) or self.folded.groups(
            fold_accents(word), self.language
        )

    def phrase(self, tokens: Sequence[str]) -> tuple[Group, int] | None:
        """The group of the longest phrase that `tokens` (folded) begin with, and how many words it has."""
        for length in range(min(MAX_PHRASE, len(tokens)), 1, -1):
            group = self.phrases.get(tuple(tokens[:length]))
            if group is not None:
                return group, length
        return None


@cache
def entries(language: Language) -> Entries:
    """The index of the lexicon's words in `language`."""
    return _index(word_groups(), language)


@cache
def question_phrases(language: Language) -> Mapping[tuple[str, ...], Group]:
    """The index of how questions are asked, by words in lower case with accents, and once more without them."""
    found: dict[tuple[str, ...], Group] = {}
    for fold in (str.casefold, fold_accents):
        for group in question_groups():
            for phrase in group[language]:
                found.setdefault(tuple(fold(word) for word in _WORD.findall(phrase)), group)
    return found


@cache
def vocabulary(language: Language) -> frozenset[str]:
    """Every single word of the lexicon in `language`, folded, those of phrases too."""
    groups = (*word_groups(), *question_groups())
    return frozenset(word for group in groups for phrase in group[language] for word in _folded(phrase))


def _index(groups: Sequence[Group], language: Language) -> Entries:
    phrases: dict[tuple[str, ...], Group] = {}
    for group in groups:
        for written in group[language]:
            if len(parts := _folded(written)) > 1:
                phrases.setdefault(parts, group)
    return Entries(_spelt(groups, language, str.casefold), _spelt(groups, language, fold_accents), phrases, language)


def _spelt(groups: Sequence[Group], language: Language, fold: Callable[[str], str]) -> _Spelt:
    """The single words of `groups` in the spelling of `fold`."""
    words: dict[str, tuple[Group, ...]] = {}
    reached: dict[str, list[tuple[int, Group]]] = {}
    for group in groups:
        for word in dict.fromkeys(fold(written) for written in group[language] if len(_folded(written)) == 1):
            words[word] = (*words.get(word, ()), group)
            for form, cost in forms(word, language):
                reached.setdefault(form, []).append((cost, group))
    return _Spelt(words, {form: tuple(found) for form, found in reached.items()})


def _folded(phrase: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold_accents(phrase)))
