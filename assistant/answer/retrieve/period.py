"""Whether what was found is of the year and month that the question names.

A sentence can hold the kind of thing asked for, and stand on the page, and speak of another year.
Invariant: a question that names no year is of every period.
"""

from __future__ import annotations

from assistant.answer.reader.forms.newest import place_words, years_in
from assistant.domain.ports.store import Library
from assistant.domain.records.passages import Passage
from assistant.text.months import months_in

_NEAR_CHUNKS = 40  # of a long document, so many chunks each side of the passage are read


def is_of_period(question: str, passage: Passage, library: Library) -> bool:
    """Whether the passage, its document around it, its title or its path name the years and months asked for."""
    months, years = months_in(question), years_in(question)
    if not years and not months:
        return True
    for text in (f"{place_words(passage)}\n{passage.chunk.header}\n{passage.text}", document_text(passage, library)):
        if months <= months_in(text) if months else years <= years_in(text):
            return True
    return False


def document_text(passage: Passage, library: Library) -> str:
    """The text of the passage's document around it."""
    number = passage.chunk.number
    chunks = library.document(passage.path, first=number + _NEAR_CHUNKS + 1)
    return "\n".join(chunk.text for chunk in chunks if abs(chunk.number - number) <= _NEAR_CHUNKS)
