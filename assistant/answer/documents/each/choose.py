"""Chooses the files that a question to each of them means: by kind, year, person and words of their names.

Invariant: every document in stock is either chosen or counted as unmatched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import PurePath

from assistant.answer.documents.each.labels import as_written, concepts
from assistant.answer.documents.each.request import EachRequest
from assistant.answer.documents.find import find_documents, name_stems, opening, relative_path, years_of
from assistant.answer.documents.kinds import is_of_kind
from assistant.answer.documents.lexicon import names_of
from assistant.answer.documents.mentions import mentions, read_text, wanted_thing
from assistant.answer.documents.request import Thing
from assistant.answer.documents.stock import Document, Stock
from assistant.answer.turn import OpenTurn
from assistant.domain.records.files import FileRecord
from assistant.text.asked_language import Language
from assistant.text.stems import stem
from assistant.text.words import words

_LEAST_CALLED = 2  # files that a word must name before it stands for a group of them


def choose(turn: OpenTurn, request: EachRequest, stock: Stock) -> tuple[list[Document], frozenset[str]]:
    """The documents of the set, and the words of the request that chose among them."""
    if request.listed:
        paths = {found.path for item in request.listed for found in find_documents(turn, item)[:1]}
        chosen = [one for one in stock.documents if any(copy.path in paths for copy in one.copies)]
    else:
        chosen = [document for document in stock.documents if _fits(turn, request, document)]
    chosen, used = _named(turn, request, chosen)
    for word in request.choosers:
        described = _described(turn, word, chosen, request.language)
        if described is not None:
            chosen = described
            used.add(word)
    for word in request.asked_words:
        described = [] if word in used else _by_name(word, chosen, request.language)
        if _LEAST_CALLED <= len(described) < len(chosen):
            chosen = described  # "what did I pay for electricity on the bills"
            used.add(word)
    chosen = _called_so(request, chosen)
    if request.is_period:
        chosen = _of_one_folder(chosen)
    stock.unmatched += [document for document in stock.documents if document not in chosen]
    return chosen, frozenset(used)


def _named(turn: OpenTurn, request: EachRequest, documents: list[Document]) -> tuple[list[Document], set[str]]:
    """The documents with the names of the request: with all of them, or with one of each where none has all."""
    used: set[str] = set()
    narrow: list[list[Document]] = []
    for name in request.names:
        with_name = _with_name(turn, name, documents, in_text=request.language != "de")
        if with_name:
            used.add(name)
        if 0 < len(with_name) < len(documents):
            narrow.append(with_name)
    with_all = [one for one in documents if all(one in found for found in narrow)]
    with_one = [one for one in documents if any(one in found for found in narrow)]
    return with_all or with_one, used


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
    if request.group and not any(all(stem(word) in name_stems(copy) for word in request.group)
                                 for copy in document.copies):  # fmt: skip
        return False
    if request.is_period and not request.labels - concepts(request.names) <= concepts(words(text)):
        return False
    things = [wanted_thing(Thing((word,)), request.language) for word in request.words]
    if not things:
        return True
    read = read_text(f"{relative_path(record)} {record.title} {text}")
    return all(mentions(thing, read) for thing in things)


def _called_so(request: EachRequest, documents: list[Document]) -> list[Document]:
    """Without those that only go by another word for the kind in the same language, where several go by the word that
    was asked: "invoices" are not the bills, if there are both."""
    asked = request.kind_word
    others = names_of(asked, request.language).get(request.language, frozenset()) if asked else frozenset()
    rivals = frozenset(stem(word) for word in others) - {stem(asked)}
    if not rivals:
        return documents
    called = [one for one in documents if any(stem(asked) in name_stems(copy) for copy in one.copies)]
    if len(called) < _LEAST_CALLED:
        return documents
    return [one for one in documents if one in called or not any(rivals & name_stems(copy) for copy in one.copies)]


def _described(turn: OpenTurn, word: str, documents: list[Document], language: Language) -> list[Document] | None:
    """The documents that a describing word chooses: by their names, else by the text of their first page; None where
    it says nothing about which documents are meant."""
    by_name = _by_name(word, documents, language)
    if by_name:
        return by_name
    thing = wanted_thing(Thing((word,)), language)
    by_text = [one for one in documents if mentions(thing, read_text(opening(turn, one.copies[0])))]
    return by_text if 0 < len(by_text) < len(documents) else None


def _by_name(word: str, documents: Sequence[Document], language: Language) -> list[Document]:
    """The documents whose path or title has the word, its name in another language, or a word spelled like it."""
    thing = wanted_thing(Thing((word,)), language)

    def has(record: FileRecord) -> bool:
        name = f"{relative_path(record)} {record.title}"
        if mentions(thing, read_text(name.title())):  # names of files have no capitals, German words in text have
            return True
        return as_written(frozenset({stem(word)}), name_stems(record)) != {stem(word)}

    return [one for one in documents if any(map(has, one.copies))]


def _of_one_folder(documents: list[Document]) -> list[Document]:
    """Those of the folder that holds most of them; none where no folder holds two."""
    folders = Counter(PurePath(one.path).parent for one in documents)
    folder, count = max(folders.items(), key=lambda item: item[1], default=(None, 0))
    return [one for one in documents if PurePath(one.path).parent == folder] if count >= _LEAST_CALLED else []


def group_word(turn: OpenTurn) -> Callable[[str], bool]:
    """Tells of a folded word whether the names of several files in scope hold it; reads names and titles, no text."""

    @cache
    def held() -> Counter[str]:
        records = turn.parts.library.files_within(turn.scope)
        return Counter(word for record in records for word in name_stems(record))

    return lambda word: held()[stem(word)] >= _LEAST_CALLED


def _with_name(turn: OpenTurn, name: str, documents: Sequence[Document], *, in_text: bool) -> list[Document]:
    """The documents whose path or title has the name; if none has, those whose text mentions it."""

    def named(document: Document) -> bool:
        return any(stem(name) in name_stems(copy) for copy in document.copies)

    thing = wanted_thing(Thing((name,), is_name=True), "en")

    def mentioned(document: Document) -> bool:
        return mentions(thing, read_text(opening(turn, document.copies[0]))) > 0

    ways: list[Callable[[Document], bool]] = [named, mentioned] if in_text else [named]
    return next((found for way in ways if (found := [one for one in documents if way(one)])), [])
