"""Where a library is not what a fresh build from the same tree is.

Invariant: one difference is allowed, because a document is kept under its content and not under its path: the line in
front of its chunks, and with it where they are cut, may be that of an earlier file of the same content.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from assistant.domain.records.documents import ChunkDraft, ParsedDocument
from assistant.domain.records.files import FileRecord
from assistant.domain.scope import Scope
from assistant.ingest.title import title_of
from assistant.store.library import SqliteLibrary
from tests.properties.following.parts import CHUNKER, EMBEDDER, PARSER

Content = tuple[str, str]  # SHA-256 and suffix
Titles = Mapping[Content, set[str]]  # what each content was ever called
_MARK = re.compile(r"q\d{6}x")


def names_of(records: Iterable[FileRecord], document_title: Mapping[str, str]) -> Iterator[tuple[Content, str]]:
    """What the files of a library are called in front of their chunks."""
    for record in records:
        if record.state == "indexed":
            yield _content(record), title_of(record.as_scanned(), document_title[record.path])


def differences(library: SqliteLibrary, fresh: SqliteLibrary, titles: Titles) -> Iterator[str]:
    """Nothing where all is well."""
    found, wanted = (
        {one.path: replace(one, chunks=0, hashed_at=0) for one in each.files()} for each in (library, fresh)
    )
    for path in sorted(found.keys() | wanted.keys()):
        if found.get(path) != wanted.get(path):
            yield f"{path!r} is {found.get(path)}, in a fresh build {wanted.get(path)}"
    if found != wanted:
        return
    documents = "SELECT count(*) FROM documents"
    if library.database.number(documents) != fresh.database.number(documents):
        yield "it has another number of documents"
    for record in found.values():
        if record.state == "indexed":
            yield from _document_differences(library, fresh, record, titles)
    yield from ledger_problems(library)
    yield from _answer_problems(library)


def _document_differences(
    library: SqliteLibrary, fresh: SqliteLibrary, record: FileRecord, titles: Titles
) -> Iterator[str]:
    path = record.path
    pages = "SELECT p.number, p.text, p.marks FROM files f JOIN pages p USING (document_id) WHERE f.path = ? ORDER BY 1"
    here, there = ([tuple(row) for row in each.database.rows(pages, (path,))] for each in (library, fresh))
    if here != there:
        yield f"{path!r} has other pages"
    document = PARSER.parse(record.as_scanned())
    if record.title != document.title:
        yield f"{path!r} has another title"
    drafts, vectors = _stored(library, path, document)
    if not any(list(CHUNKER.chunk(document, title)) == drafts for title in titles[_content(record)]):
        yield f"{path!r} is cut into other chunks"
    texts = [f"{one.header}\n{one.text}" for one in drafts]
    if len(vectors) != len(drafts) or not np.array_equal(EMBEDDER.embed_passages(texts), vectors):
        yield f"{path!r} has other vectors"


def _stored(
    library: SqliteLibrary, path: str, document: ParsedDocument
) -> tuple[list[ChunkDraft], np.ndarray[tuple[int, int], np.dtype[np.float32]]]:
    texts = {page.number: page.text for page in document.pages}
    rows = library.database.rows(
        'SELECT c.id, c.page, c.start, c."end", c.headings, c.header FROM files f JOIN chunks c USING (document_id) '
        "WHERE f.path = ? ORDER BY c.number",
        (path,),
    )
    drafts = [
        ChunkDraft(
            row["page"], row["start"], row["end"], tuple(json.loads(row["headings"])), row["header"],
            texts.get(row["page"], "")[row["start"] : row["end"]],
        )
        for row in rows
    ]  # fmt: skip
    return drafts, np.asarray(library.vectors([row["id"] for row in rows]))


def ledger_problems(library: SqliteLibrary) -> Iterator[str]:
    """What no tree explains: orphans, doubles, damage."""
    database = library.database
    for what, sql in {
        "a document without a file": "SELECT count(*) FROM documents WHERE id NOT IN "
        "(SELECT document_id FROM files WHERE document_id IS NOT NULL)",
        "a chunk without a vector": "SELECT count(*) FROM chunks WHERE id NOT IN (SELECT chunk_id FROM vectors)",
        "a foreign key to nothing": "SELECT count(*) FROM pragma_foreign_key_check",
    }.items():
        if database.number(sql):
            yield what
    if not database.is_sound():
        yield "the ledger is damaged"
    if not database.keywords_are_sound():
        yield "the keyword index and the text disagree"


def _answer_problems(library: SqliteLibrary) -> Iterator[str]:
    """Every version's word finds the chunks that hold it and no others; the nearest vectors are the nearest."""
    rows = library.database.rows("SELECT id, text FROM chunk_text")
    held: dict[str, set[int]] = {}
    for row in rows:
        for word in set(_MARK.findall(str(row[1]))):
            held.setdefault(word, set()).add(int(row[0]))
    gone = "q000000x"
    for word in [*sorted(held), gone]:
        hits = {one for one, _ in library.search_keywords(word, 10_000, Scope())}
        if hits - {int(row[0]) for row in rows} or not held.get(word, set()) <= hits or (word == gone and hits):
            yield f"the keyword index answers wrongly for {word}"
    stored = library.database.rows("SELECT chunk_id, vector FROM vectors ORDER BY chunk_id")
    question = EMBEDDER.embed_question("a question")
    scored = sorted((-float(np.frombuffer(row[1], "<f4") @ question), int(row[0])) for row in stored)
    answered = [one for one, _ in library.search_vectors(question, 5, Scope())]
    if answered != [one for _, one in scored[:5]]:
        yield "the vector search answers wrongly"


def _content(record: FileRecord) -> Content:
    return record.sha256, Path(record.path).suffix.lower()
