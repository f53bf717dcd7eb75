"""The language model's vote on evidence that is neither clearly enough nor clearly not: whether it writes an answer
that a sentence carries.

Invariant: it decides near the threshold alone; a clear judgement of the evidence stands. The model is not asked whether
the files answer: it writes, and what it wrote is checked as any written sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answer.prose.support import Carried, held_words
from assistant.answer.prose.verdict import is_verdict
from assistant.domain.records.passages import Evidence, NumberedPassage, Passage
from assistant.text.asked_language import Language
from assistant.text.support import Claim, held_share, read_claim
from assistant.text.written.asked_kinds import asked_kind, holds

# How far from the threshold the evidence is open. Above it more questions without an answer are near than below, and a
# person waits a little longer for the quotes there.
_BELOW, _ABOVE = 0.08, 0.15
_HALF = 0.5
READING: dict[Language, str] = {
    "en": "reading closely what was found",
    "de": "lese genauer, was gefunden wurde",
    "es": "leyendo mejor lo encontrado",
    "fr": "lecture attentive de ce qui a été trouvé",
}


def is_open(evidence: Evidence | None) -> bool:
    """Whether the evidence lies so near its threshold that the model's vote decides. A threshold of 0 or 1 is a wish
    to answer everything or nothing."""
    if evidence is None or not 0 < evidence.threshold < 1:
        return False
    return -_BELOW <= evidence.score - evidence.threshold < _ABOVE


def judged_by(
    evidence: Evidence | None, written: Sequence[Carried], question: str, passages: Sequence[NumberedPassage]
) -> Evidence | None:
    """The evidence with the model's vote: enough if a sentence carries what it wrote. Below the threshold what it wrote
    also has to be more than a yes or no, of the kind asked for, and from a passage that speaks of it."""
    if evidence is None:
        return None
    voted = list(written)
    if not evidence.sufficient:
        numbered = {each.number: each.passage for each in passages}
        kind, asked = asked_kind(question), read_claim(question)
        voted = [one for one in voted if not is_verdict(one) and (kind is None or holds(kind, one.text))]
        voted = [one for one in voted if _speaks_of(one, asked, numbered[one.number])]
    return replace(evidence, sufficient=bool(voted))


def _speaks_of(one: Carried, asked: Claim, passage: Passage) -> bool:
    """Whether the passage holds half of what the sentence takes from the question: the years in "the guarantee of the
    vacuum cleaner is two years" may be those of a washing machine."""
    taken = {word: weight for word, weight in read_claim(one.text).words.items() if word in asked.words}
    claim = Claim(taken, frozenset(), frozenset(), False)
    source = read_claim(f"{passage.path}\n{passage.chunk.header}\n{passage.text}")
    return held_share(taken, held_words(claim, source)) >= _HALF
