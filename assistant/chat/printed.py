"""An answer, and passages, as one text for another program: Markdown for a note, CSV for a spreadsheet.

Invariant: no cell of a CSV is run as a formula by the program that opens it, and no Markdown loads anything by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.chat.export import inert
from assistant.chat.tables.copies import as_csv
from assistant.domain.records.results import ResultTable
from assistant.text.clean import one_line
from assistant.text.pages import file_and_page

if TYPE_CHECKING:
    from assistant.domain.records.answers import Answer
    from assistant.domain.records.passages import Passage

_QUOTES = ("number", "file", "page", "quote")
_PASSAGES = ("score", "file", "page", "text")


def answer_markdown(answer: Answer) -> str:
    """The text, and below it the sources with their quotes."""
    sources = [
        f"- [{cited.number}] {inert(file_and_page(cited.path, cited.page))}: \u201c{inert(one_line(cited.quote))}\u201d"
        for cited in answer.citations
    ]
    return "\n".join([inert(answer.text).strip(), *(["", *sources] if sources else [])]) + "\n"


def answer_csv(answer: Answer) -> str:
    """The table of the answer with the place of each row; an answer without one is a row for each quote."""
    if answer.table is not None:
        return as_csv(answer.table, {cited.number: file_and_page(cited.path, cited.page) for cited in answer.citations})
    rows = [(str(cited.number), cited.path, _page(cited.page), cited.quote) for cited in answer.citations]
    return as_csv(ResultTable(_QUOTES, tuple(rows)), {})


def passages_markdown(passages: Sequence[Passage]) -> str:
    """Each passage as a quote below its place."""
    parts = []
    for passage in passages:
        quoted = "\n".join(f"> {line}".rstrip() for line in inert(passage.text).strip().splitlines())
        parts.append(f"**{inert(file_and_page(passage.path, passage.page))}**\n\n{quoted}\n")
    return "\n".join(parts)


def passages_csv(passages: Sequence[Passage]) -> str:
    """A row for each passage."""
    rows = [(f"{passage.score:.4f}", passage.path, _page(passage.page), passage.text) for passage in passages]
    return as_csv(ResultTable(_PASSAGES, tuple(rows)), {})


def _page(page: int | None) -> str:
    return "" if page is None else str(page)
