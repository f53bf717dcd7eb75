"""Chooses the files that a question to each of them means: by kind, year, person and words of their names.

Invariant: every document in stock is either chosen or counted as unmatched.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.answer.documents.each.request import EachRequest
from assistant.answer.documents.find import find_documents, name_stems, opening, relative_path, years_of
from assistant.answer.documents.kinds import is_of_kind
from assistant.answer.documents.mentions import mentions, read_text, wanted_thing
from assistant.answer.documents.request import Thing
from assistant.answer.documents.stock import Document, Stock
from assistant.answer.turn import OpenTurn
from assistant.text.stems import stem


def choose(turn: OpenTurn, request: EachRequest, stock: Stock) -> tuple[list[Document], frozenset[str]]:
    """The documents of the set, and the names of the request that chose among them."""
    if request.listed:
        paths = {found.path for item in request.listed for found in find_documents(turn, item)[:1]}
        chosen = [one for one in stock.documents if any(copy.path in paths for copy in one.copies)]
    else:
        chosen = [document for document in stock.documents if _fits(turn, request, document)]
    used: set[str] = set()
    for name in request.names:
        with_name = _with_name(turn, name, chosen, in_text=request.language != "de")
        if 0 < len(with_name) < len(chosen):
            chosen = with_name
        if with_name:
            used.add(name)
    stock.unmatched += [document for document in stock.documents if document not in chosen]
    return chosen, frozenset(used)


def _fits(turn: OpenTurn, request: EachRequest, document: Document) -> bool:
    record = document.copies[0]
    text = opening(turn, record)
    if request.years and not request.years & years_of(record, text):
        return False
    if not all(
        any(is_of_kind(kind, relative_path(copy), copy.title, text) for kind in group for copy in document.copies)
        for group in request.kinds
    ):
        return False
    things = [wanted_thing(Thing((word,)), request.language) for word in request.words]
    if not things:
        return True
    read = read_text(f"{relative_path(record)} {record.title} {text}")
    return all(mentions(thing, read) for thing in things)


def _with_name(turn: OpenTurn, name: str, documents: Sequence[Document], *, in_text: bool) -> list[Document]:
    """The documents whose path or title has the name; if none has, those whose text mentions it."""

    def named(document: Document) -> bool:
        return any(stem(name) in name_stems(copy) for copy in document.copies)

    thing = wanted_thing(Thing((name,), is_name=True), "en")

    def mentioned(document: Document) -> bool:
        return mentions(thing, read_text(opening(turn, document.copies[0]))) > 0

    ways: list[Callable[[Document], bool]] = [named, mentioned] if in_text else [named]
    return next((found for way in ways if (found := [one for one in documents if way(one)])), [])
