"""Sentences that say the same of different things in one section, or in files that are made alike.

"Filter 551-08 is for the vacuum cleaner. Filter 551-80 is for the dryer": the one that holds all that the other one
holds of the question, and more, is asked for. Invariant: a sentence is only lowered where its better sibling is in
sight, and that one holds the kind of thing asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import permutations
from pathlib import PurePath

from assistant.answer.reader.context.alike import BESIDE, are_alike
from assistant.answer.reader.lexical import Sentence
from assistant.answer.reader.wanted import TextTerms, Wanted, coverage, text_terms
from assistant.domain.records.passages import Passage
from assistant.text.folding import fold_accents
from assistant.text.languages import STOP_WORDS, word_set

_COUNTED = re.compile(r"(?<![\w:.,-])(\d+) ([^\W\d_]+)")
_CLOCK = word_set("uhr am pm h heures horas oclock")


def lesser_siblings(
    question: str, asked: Wanted, sentences: Sequence[Sentence], passages: Sequence[Passage]
) -> list[bool]:
    """For each sentence whether another one made alike holds all that it holds of the question, and more."""
    weights = asked.weights.keys() - _quantities(question)
    own = [_held(weights, text_terms(sentence.text, asked)) for sentence in sentences]
    named = [_held(weights, text_terms(_names(passage), asked)) for passage in passages]
    lesser = [False] * len(sentences)
    for other, one in permutations(range(len(sentences)), 2):
        if lesser[one] or not sentences[other].is_statement or not _answers_too(sentences[other], sentences[one]):
            continue
        first, second = passages[sentences[one].passage], passages[sentences[other].passage]
        if first.path != second.path:
            if second.replaced_by == first.path:
                continue  # the older version is not the better one
            mine, theirs = own[one] | named[sentences[one].passage], own[other] | named[sentences[other].passage]
        elif sentences[one].place.headings == sentences[other].place.headings:
            mine, theirs = own[one], own[other]
        else:
            continue  # told apart by their headings
        lesser[one] = mine < theirs and are_alike(sentences[one].text, sentences[other].text, BESIDE)
    return lesser


def _held(weights: Set[str], present: TextTerms) -> Set[str]:
    """The stems of the question that a text holds."""
    return {stem for stem in weights if coverage({stem: 1.0}, present.stems) > 0}


def _quantities(question: str) -> Set[str]:
    """The figures that count something: the 20 of "20 days before" is not that of "20 per cent"."""
    counted = _COUNTED.findall(fold_accents(question))
    return {figure for figure, word in counted if word not in STOP_WORDS and word not in _CLOCK}


def _names(passage: Passage) -> str:
    """What names the file."""
    return f"{passage.chunk.title} {' '.join(PurePath(passage.path).stem.split('_'))}"


def _answers_too(other: Sentence, one: Sentence) -> bool:
    return other.lexical["kind"] >= one.lexical["kind"]
