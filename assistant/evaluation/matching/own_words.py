"""What an answer says in words of its own: neither quoted nor taken over from a passage that it cites.

Invariant: a sentence that stands in a citation's quote word for word, or between quotation marks, is not its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from assistant.domain.records.answers import Answer
from assistant.text.folding import fold_text
from assistant.text.languages import word_set
from assistant.text.sentences import sentence_spans

Polarity = Literal["yes", "no"]

_QUOTED = re.compile(r"[“„«][^“”„«»]*[”“»]|\"[^\"]*\"")
_MARKERS = re.compile(r"\s*\[\d{1,3}(?:\s?[,;]\s?\d{1,3})*\]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_FEWEST_WORDS = 3  # what is left beside a quote ("and", "The lease:") says nothing
_OPENING = re.compile(r"\W*(?:(yes|ja|jawohl|sí|oui|si(?=,))|(no|nein|non))\b", re.IGNORECASE)
_NEGATIONS = word_set(
    """not no never cannot can't don't doesn't isn't aren't won't mustn't neither nor without forbidden void excluded
    prohibited nicht kein keine keinen keiner nie niemals verboten ausgeschlossen ungültig unzulässig nunca prohibido
    prohibida tampoco excluido excluida ne pas jamais interdit interdite aucun aucune exclu exclue"""
)


def own_sentences(answer: Answer) -> tuple[str, ...]:
    """The sentences of the answer's own words, in order, without what they quote; rows of tables are none."""
    quotes = [fold_text(citation.quote) for citation in answer.citations]
    return tuple(
        sentence
        for line in answer.text.splitlines()
        if not line.lstrip().startswith("|")
        for sentence in _sentences(_MARKERS.sub("", _QUOTED.sub(" ", line)))
        if _is_own(sentence, quotes)
    )


def _is_own(sentence: str, quotes: Sequence[str]) -> bool:
    if len(_WORD.findall(sentence)) < _FEWEST_WORDS:
        return _opening(sentence) is not None  # a mere "No." also stands in "notice"
    return not any(fold_text(sentence).strip(" .") in quote for quote in quotes)


def polarity_of(answer: Answer) -> Polarity | None:
    """What the answer says to a yes/no question; None where it only quotes.

    A sentence that opens with yes or no says it; else the first sentence of its own that quotes nothing, which is a no
    if it holds a negation. So the questions are asked in a way that "yes" and an affirmative sentence are the same.
    """
    for sentence in own_sentences(answer):
        if (said := _opening(sentence)) is not None:
            return said
    pure = own_sentences(replace(answer, text=_without_quoting_lines(answer.text)))
    if not pure:
        return None
    words = {word.casefold().replace("’", "'") for word in _WORD.findall(pure[0])}
    return "no" if words & _NEGATIONS else "yes"


def _without_quoting_lines(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not _QUOTED.search(line))


def _opening(sentence: str) -> Polarity | None:
    match = _OPENING.match(sentence)
    if match is None:
        return None
    return "yes" if match[1] else "no"


def _sentences(line: str) -> Iterator[str]:
    bare = line.strip().lstrip("-*• ")
    yield from (bare[start:end] for start, end in sentence_spans(bare))
