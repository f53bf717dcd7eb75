"""The excerpts that a language model reads: the best sentences with their neighbours, grouped by passage.

Invariant: an excerpt holds whole sentences of its passage in reading order; left-out text is marked by " ... ".
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from assistant.answer.reader.sentences import MAX_SENTENCE_CHARS, Candidate
from assistant.domain.records.passages import NumberedPassage
from assistant.text.sentences import sentence_spans

# Measured on sample_docs: six sentences with a neighbour each side give 320 to 610 tokens instead of 1,500 to 2,000 for
# whole passages, and the answers are as good.
SENTENCES = 6
GAP = " ... "


def excerpts(
    sentences: Sequence[Candidate], passages: Sequence[NumberedPassage], alone_from: int = MAX_SENTENCE_CHARS + 1
) -> tuple[NumberedPassage, ...]:
    """The excerpts of `sentences`, best first, which were read from `passages`; the best passage first.

    Each sentence has its neighbours; one of at least `alone_from` letters has none.
    """
    chosen: dict[int, set[int]] = {}
    for candidate in sentences:
        beside = int(len(candidate.text) < alone_from)
        near = range(candidate.position - beside, candidate.position + beside + 1)
        chosen.setdefault(candidate.passage, set()).update(near)
    return tuple(_excerpt(passages[number], held) for number, held in chosen.items())


def _excerpt(numbered: NumberedPassage, positions: Collection[int]) -> NumberedPassage:
    passage = numbered.passage
    spans = [span for span in sentence_spans(passage.text) if span[1] - span[0] <= MAX_SENTENCE_CHARS]
    text = ""
    before = -1
    for position in sorted(at for at in positions if 0 <= at < len(spans)):
        start, end = spans[position]
        gap = passage.text[spans[before][1] : start] if before == position - 1 and before >= 0 else GAP
        text += (gap if text else "") + passage.text[start:end]
        before = position
    return replace(numbered, passage=replace(passage, text=text))
