"""What one epoch is made of. Invariant: the same seed and epoch number give the same texts in the same order."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tools.training.toxicity import corpora
from tools.training.toxicity.contrast import contrast
from tools.training.toxicity.corpora import WordList
from tools.training.toxicity.examples import Example

# How many of each source an epoch draws (afresh each time), at most; toxigen's few sentences are taken twice.
DRAWN = {
    "civil/toxic": 1500,
    "civil/not": 1400,
    "davidson/hate": 1300,
    "davidson/neither": 1600,
    "davidson/offensive": 1200,
    "jigsaw/toxic": 400,
    "jigsaw/not": 1300,
    "toxigen/hate": 900,
    "toxigen/neutral": 900,
}
_CONTRAST_SHARE = 0.9
_JOINED = 1200  # texts made of two, so that one sentence among others is still seen
_JOINED_MAX_CHARS = 220


@dataclass(frozen=True, slots=True)
class Corpus:
    """All that may be trained on, by source, and the words for contrast cases."""

    by_source: dict[str, list[Example]]
    words: WordList


def read_corpus(data: Path, words: Path) -> Corpus:
    """Read every training set below `data` and the word list `words`. Raises OSError where one is missing."""
    by_source: dict[str, list[Example]] = defaultdict(list)
    for read in (corpora.davidson, corpora.jigsaw, corpora.civil, corpora.toxigen):
        for example in read(data).train:
            by_source[example.source].append(example)
    return Corpus(dict(by_source), corpora.word_list(words))


def epoch(corpus: Corpus, number: int, *, seed: int, share: float = 1.0) -> list[Example]:
    """The examples of epoch `number` in random order; `share` < 1 makes a smaller one for trials."""
    rng = random.Random(f"{seed}/{number}")
    drawn: list[Example] = []
    for source, wanted in DRAWN.items():
        drawn.extend(_draw(corpus.by_source[source], round(wanted * share), rng))
    drawn.extend(contrast(corpus.words, "train", seed=seed + number, share=_CONTRAST_SHARE * share))
    short = [example for example in drawn if len(example.text) < _JOINED_MAX_CHARS]
    drawn.extend(join(rng.sample(short, 2)) for _ in range(round(_JOINED * share)))
    rng.shuffle(drawn)
    return drawn


def _draw(pool: list[Example], wanted: int, rng: random.Random) -> list[Example]:
    whole, rest = divmod(wanted, len(pool))
    if whole and wanted > 2 * len(pool):
        whole, rest = 2, 0
    return pool * whole + rng.sample(pool, rest)


def join(parts: Iterable[Example]) -> Example:
    """One text of several: a label holds if it holds for any part, and is unknown if it might."""
    chosen = list(parts)
    values = zip(*(part.targets for part in chosen), strict=True)
    return Example(" ".join(part.text for part in chosen), tuple(_either(column) for column in values), "joined")


def _either(column: tuple[float | None, ...]) -> float | None:
    known = [value for value in column if value is not None]
    if len(known) == len(column) or max(known, default=0.0) >= 0.9:
        return max(known)
    return None
