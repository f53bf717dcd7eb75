"""Lines of a record: a label and its value ("Supplier: Nilsen Holz", "Total amount: 12.50 EUR"), or a row of them.

Invariant: a line whose value only repeats the question is no answer, however many of its words it holds.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from assistant.text.words import content_terms, stems
from assistant.text.written.dates import flat
from assistant.text.written.ids import Id

_LINE = re.compile(r"^[\s*|>-]*(?P<label>[^\W\d_][^:\n|]{1,40}?)\s*[:|]\s+(?P<value>\S[^\n]{0,160})$")
_LABEL_WORDS = 4
_CELL = re.compile(r"(?:^|; )(?P<label>[^:;\n]{1,40}): (?P<value>[^;\n]+)")
_LEAST_CELLS = 2


def label_and_value(sentence: str) -> tuple[str, str] | None:
    """The two parts of a line; None where the sentence is none."""
    match = _LINE.match(sentence.strip())
    if match is None or len(match["label"].split()) > _LABEL_WORDS:
        return None
    return match["label"], match["value"]


def answers_label(sentence: str, asked: Collection[str]) -> bool:
    """Whether the question, by its stems, asks for what the label names."""
    parts = label_and_value(sentence)
    return parts is not None and all(term.stem in asked for term in content_terms(parts[0]))


def is_asked_cell(sentence: str, asked: Collection[str], names: Collection[str]) -> bool:
    """Whether the sentence is a row or line that holds all of `names`, and one of its labels is asked for.

    "Name: Ida Roos; Instrument: oboe" for the instrument of Ida Roos. `asked` and `names` are stems of the question.
    """
    row = row_of(sentence) or (((parts[0],), parts[1]) if (parts := label_and_value(sentence)) else None)
    if row is None or not names or not set(names) <= set(stems(row[1])):
        return False
    labels = ({term.stem for term in content_terms(label)} for label in row[0])
    return any(label <= set(asked) - set(names) for label in labels)


def only_repeats(sentence: str, question: str, ids: Sequence[Id]) -> bool:
    """Whether the value of the line says nothing that the question does not say."""
    parts = label_and_value(sentence)
    if parts is None:
        return False
    value = flat(parts[1])
    for one in ids:
        value = one.pattern().sub(" ", value)
    return set(stems(value)) <= set(stems(question))


def row_of(sentence: str) -> tuple[tuple[str, ...], str] | None:
    """The labels of a row of a table ("Part: Axle; Stock: 4"), and its values as a text; None where it is no row."""
    cells = _CELL.findall(sentence.strip())
    if len(cells) < _LEAST_CELLS:
        return None
    return tuple(label for label, _ in cells), " ".join(value for _, value in cells)
