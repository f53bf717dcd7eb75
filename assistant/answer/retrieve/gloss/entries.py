"""The lexicon as an index: from a word of one language to the groups that it belongs to.

Invariant: an index is built once per language and never changed; keys are folded, without accents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
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
class Entries:
    """`words`: exact words; `forms`: (letters taken off, group) of each form; `phrases`: several words."""

    words: Mapping[str, tuple[Group, ...]]
    forms: Mapping[str, tuple[tuple[int, Group], ...]]
    phrases: Mapping[tuple[str, ...], Group]
    language: Language

    def groups(self, word: str) -> tuple[Group, ...]:
        """The groups of a folded word, the likeliest first; empty if the lexicon does not know it."""
        if word in self.words:
            return self.words[word]
        best, found = _MOST_OF_LONG + 1, tuple[Group, ...]()
        for form, cost in forms(word, self.language):
            most = _MOST_TAKEN_OFF.get(len(form), _MOST_OF_LONG)
            for other, group in self.forms.get(form, ()):
                if cost + other > most:
                    continue
                if cost + other < best:
                    best, found = cost + other, (group,)
                elif cost + other == best and group not in found:
                    found = (*found, group)
        return found

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


def _index(groups: Iterable[Group], language: Language) -> Entries:
    words: dict[str, tuple[Group, ...]] = {}
    reached: dict[str, list[tuple[int, Group]]] = {}
    phrases: dict[tuple[str, ...], Group] = {}
    for group in groups:
        for written in group[language]:
            parts = _folded(written)
            if len(parts) > 1:
                phrases.setdefault(parts, group)
                continue
            words[parts[0]] = (*words.get(parts[0], ()), group)
            for form, cost in forms(parts[0], language):
                reached.setdefault(form, []).append((cost, group))
    return Entries(words, {form: tuple(found) for form, found in reached.items()}, phrases, language)


def _folded(phrase: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold_accents(phrase)))
