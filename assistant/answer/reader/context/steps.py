"""Which sentences of a passage are the step that is asked for by its number.

Invariant: a list is told from another by what is named around it, never by what its items say.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from assistant.answer.reader.context.sections import Place
from assistant.answer.reader.forms.steps import LAST, last_of, lead_of, numbers_of
from assistant.answer.reader.wanted import Wanted, coverage
from assistant.domain.records.documents import Span
from assistant.domain.records.passages import Passage
from assistant.text.asked_language import FRENCH
from assistant.text.languages import LANGUAGES
from assistant.text.stems import stem
from assistant.text.words import stemmed, stems

NO_STEP = -1.0
STEP_IS_NAMED = 0.5  # from such a share on the step is that of the thing asked for
# "What does step three say?", "Wie lautet Schritt 3?", "Quelle est l'étape 3 ?": nothing is named by such words.
_SAID = frozenset(map(stem, frozenset().union(FRENCH, *LANGUAGES))) | stemmed(
    "say says tell list read lautet heisst steht sagt dice pone dit manual guide instructions anleitung manuel manual "
    "lugar place position stelle do have must muss debo dois tun machen faire hacer comes kommt vient viene"
)


def steps_in(asked: Wanted, passage: Passage, spans: Sequence[Span], placed: Sequence[Place]) -> list[float]:
    """For each of `spans`, the sentences of the passage's text: how much of the question's other words is named around
    it, 0..1, where it stands in the item asked for; else `NO_STEP`."""
    if asked.step is None:
        return [NO_STEP] * len(spans)
    numbers = numbers_of(passage.text, spans, [place.headings for place in placed])
    last = last_of(numbers)
    topic = set(stems(asked.step.topic)) - _SAID
    weights = {stem: weight for stem, weight in asked.weights.items() if stem in topic}
    found: list[float] = []
    for (start, _), number, is_last, place in zip(spans, numbers, last, placed, strict=True):
        if is_last if asked.step.number == LAST else number == asked.step.number:
            around = " ".join((*place.headings, passage.chunk.header, PurePath(passage.path).stem.replace("_", " ")))
            named = stems(f"{around} {passage.chunk.title} {lead_of(passage.text, start)}")
            found.append(coverage(weights, frozenset(named)))
        else:
            found.append(NO_STEP)
    return found
