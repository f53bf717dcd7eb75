"""The gloss of a question: its words one by one in another language, so that a search in that language finds something.

It is no translation: the order stays, and each word stands alone. How a question is asked ("à quelle heure") becomes
a phrase of the other language, because the kind of thing that is asked for is read from it.
Invariant: any text has a gloss; numbers, names and words that the lexicon does not know stay as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.answer.reader.lexicon.groups import Group
from assistant.answer.retrieve.gloss.compounds import split_compound
from assistant.answer.retrieve.gloss.entries import MAX_PHRASE, entries, question_phrases
from assistant.text.asked_language import FRENCH, Language
from assistant.text.folding import fold_accents
from assistant.text.languages import ENGLISH, GERMAN, SPANISH, word_set

_TOKEN = re.compile(r"\d(?:[\d.,:/-]*\d)?(?![^\W_])|[^\W_]+|[.!?:;€$£%]")
_SENTENCE_ENDS = frozenset(".!?:;")
STOP_WORDS: dict[Language, frozenset[str]] = {"en": ENGLISH, "de": GERMAN, "es": SPANISH, "fr": FRENCH}
_TITLES: dict[Language, frozenset[str]] = {
    "en": word_set("mr mrs ms miss dr"),
    "de": word_set("herr herrn frau familie dr"),
    "es": word_set("senor senora don dona sr sra dr"),
    "fr": word_set("monsieur madame mademoiselle m mme docteur dr"),
}
# Question words that join two parts of a sentence where they do not begin it and have no accent.
_ONLY_FIRST = word_set("que cual quien como donde cuando cuanto")

Occurs = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    folded: str
    first: bool  # it begins a sentence, so that a capital says nothing

    @property
    def named(self) -> bool:
        """Whether a capital in the middle of a sentence makes it look like a name."""
        return not self.first and self.text[0].isupper() and self.text != "I"


def gloss(question: str, language: Language, into: Language, occurs: Occurs = lambda word: 1) -> str:
    """`question` of `language`, word by word `into` the other language.

    `occurs` says in how many chunks of the library a word stands: of several words for one thing, the first that the
    library holds is taken.
    """
    tokens = _tokens(question)
    written: list[str] = []
    at = 0
    while at < len(tokens):
        words, used = _next(tokens[at:], language, into, occurs)
        written += [word for word in words if not (written and written[-1] == word)]
        at += used
    text = " ".join(written)
    return f"{text}?" if question.rstrip().endswith("?") else text


def is_known(word: str, language: Language) -> bool:
    """Whether the lexicon knows `word`: as it is, by its form, or in parts."""
    known = entries(language)
    if known.groups(word):
        return True
    return language == "de" and bool(split_compound(word.casefold(), lambda part: bool(known.groups(part))))


def _tokens(question: str) -> list[_Token]:
    tokens: list[_Token] = []
    first = True
    for text in _TOKEN.findall(question):
        if text in _SENTENCE_ENDS:
            first = True
            continue
        tokens.append(_Token(text, fold_accents(text), first))
        first = False
    return tokens


def _next(tokens: Sequence[_Token], language: Language, into: Language, occurs: Occurs) -> tuple[list[str], int]:
    """What the first of `tokens` become, and how many of them."""
    token = tokens[0]
    if token.folded in _TITLES[language] and len(tokens) > 1 and tokens[1].named:
        return [*_title(token, language, into), tokens[1].text], 2
    if token.text[0].isdigit() or not token.text.isalpha():
        return [token.text], 1
    known = entries(language)
    asked = None if token.named else _question_phrase(tokens, question_phrases(language))
    phrase = known.phrase([other.folded for other in tokens[:MAX_PHRASE]])
    if phrase is not None and (asked is None or phrase[1] > asked[1]):
        return [_choose([phrase[0]], into, occurs)], phrase[1]
    if asked is not None:
        return [asked[0][into][0]], asked[1]
    if token.named and language != "de":
        return (_word(token, language, into, occurs) if _capital_entry(token, language) else [token.text]), 1
    if token.folded in STOP_WORDS[language]:
        return [], 1
    return _word(token, language, into, occurs), 1


def _word(token: _Token, language: Language, into: Language, occurs: Occurs) -> list[str]:
    known = entries(language)
    groups = known.groups(token.text)
    if groups:
        return [_choose(groups, into, occurs)]
    if language == "de" and not (token.named and occurs(token.text)):
        parts = split_compound(token.text.casefold(), lambda part: bool(known.groups(part)))
        if parts:
            return [_choose(known.groups(part), into, occurs) for part in parts]
    return [token.text]


def _question_phrase(tokens: Sequence[_Token], phrases: Mapping[tuple[str, ...], Group]) -> tuple[Group, int] | None:
    """The longest question phrase that `tokens` begin with, and how many words it has."""
    for length in range(min(MAX_PHRASE, len(tokens)), 0, -1):
        part = tokens[:length]
        if length == 1 and part[0].text in _ONLY_FIRST and not part[0].first:
            return None
        group = phrases.get(tuple(token.text.casefold() for token in part))
        if group is None:
            group = phrases.get(tuple(token.folded for token in part))
        if group is not None:
            return group, length
    return None


def _title(token: _Token, language: Language, into: Language) -> list[str]:
    group = question_phrases(language).get((token.folded,))
    return [group[into][0]] if group is not None else [token.text]


def _capital_entry(token: _Token, language: Language) -> bool:
    """Whether the lexicon writes the word with a capital in `language`: a month, a feast, a country."""
    return any(token.text in group[language] for group in entries(language).groups(token.text))


def _choose(groups: Sequence[Group], into: Language, occurs: Occurs) -> str:
    """The first word of `groups` that the library holds; the first of all if it holds none."""
    for group in groups:
        for word in group[into]:
            if all(occurs(part) for part in word.split()):
                return word
    return groups[0][into][0]
