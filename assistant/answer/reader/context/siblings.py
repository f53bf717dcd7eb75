"""Sentences that say the same of different things in one section, or in files that are made alike.

"Filter 551-08 is for the vacuum cleaner. Filter 551-80 is for the dryer": the one that holds all that the other one
holds of the question, and more, is asked for. Invariant: a sentence is only lowered where its better sibling is in
sight, and that one holds the kind of thing asked for.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from itertools import permutations
from pathlib import PurePath

from assistant.answer.reader.context.alike import BESIDE, are_alike
from assistant.answer.reader.lexical import Sentence
from assistant.answer.reader.wanted import Wanted, coverage, text_terms
from assistant.domain.records.passages import Passage


def lesser_siblings(asked: Wanted, sentences: Sequence[Sentence], passages: Sequence[Passage]) -> list[bool]:
    """For each sentence whether another one made alike holds all that it holds of the question, and more."""
    own = [_held(asked, sentence.text) for sentence in sentences]
    named = [_held(asked, _names(passage)) for passage in passages]
    lesser = [False] * len(sentences)
    for other, one in permutations(range(len(sentences)), 2):
        if lesser[one] or not sentences[other].is_statement or not _answers_too(sentences[other], sentences[one]):
            continue
        first, second = passages[sentences[one].passage], passages[sentences[other].passage]
        if first.path != second.path:
            mine, theirs = own[one] | named[sentences[one].passage], own[other] | named[sentences[other].passage]
        elif sentences[one].place.headings == sentences[other].place.headings:
            mine, theirs = own[one], own[other]
        else:
            continue  # told apart by their headings
        lesser[one] = mine < theirs and are_alike(sentences[one].text, sentences[other].text, BESIDE)
    return lesser


def _held(asked: Wanted, text: str) -> Set[str]:
    """The stems of the question that `text` holds."""
    present = text_terms(text, asked).stems
    return {stem for stem in asked.weights if coverage({stem: 1.0}, present) > 0}


def _names(passage: Passage) -> str:
    """What names the file."""
    return f"{passage.chunk.title} {' '.join(PurePath(passage.path).stem.split('_'))}"


def _answers_too(other: Sentence, one: Sentence) -> bool:
    return other.lexical["kind"] >= one.lexical["kind"]
