"""A library under random work, and the plain model of what must be in it at every moment.

The model maps each path to the version of its content; text and vectors of a version are made from its number, so that
a library can be compared with the model down to the last character. The same bytes, read once more with another
outcome, are another version of the same content.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from assistant.domain.scope import Scope
from assistant.store.forget import forget
from assistant.store.forget.erase import is_forgetting
from assistant.store.library import SqliteLibrary
from tests.store.conftest import DIMENSION, IDENTITY, source, unit_vectors
from tests.store.libraries import generations_of, put

Model = dict[str, int]
_MAX_FILES = 40
_READING = 10**9  # apart are the versions of one content


@dataclass(frozen=True, slots=True)
class Op:
    """One thing done to the library. `other` is the new path of a move or copy."""

    kind: str
    path: str = ""
    other: str = ""
    version: int = 0

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def content_of(version: int) -> str:
    """The bytes that `version` was read from."""
    return f"content {version % _READING}"


def pages_of(version: int) -> tuple[str, ...]:
    """One to three pages of words that no other version has."""
    draw = random.Random(version)
    return tuple(
        " ".join(f"w{version}x{draw.randrange(1000)}" for _ in range(draw.randint(3, 30)))
        for _ in range(draw.randint(1, 3))
    )


def choose(model: Model, draw: random.Random, version: int, heavy: float = 0.15) -> Op:
    """The next thing to do; `heavy` is the share of those that take seconds."""
    path = draw.choice(sorted(model)) if model else ""
    fresh = f"/archive/{draw.randrange(10)}/{version}.txt"
    if not path or (draw.random() < 0.4 and len(model) < _MAX_FILES):
        return Op("store", path if path and draw.random() < 0.3 else fresh, version=version)
    if draw.random() < heavy:
        return Op(draw.choice(["forget", "rebuild", "finish", "finish"]), path)
    kind = draw.choice(["move", "copy", "remove", "touch", "quarantine", "store", "reread"])
    if kind == "reread":
        return Op(kind, path, version=model[path] + _READING)
    return Op(kind, path, fresh if kind in ("move", "copy") else "", version)


def after(model: Model, op: Op) -> Model:
    """What the library holds once `op` is done."""
    changed = dict(model)
    if op.kind == "store":
        changed[op.path] = op.version
    elif op.kind == "move":
        changed[op.other] = changed.pop(op.path)
    elif op.kind == "copy":
        changed[op.other] = changed[op.path]
    elif op.kind == "reread":
        same = content_of(op.version)
        changed.update((path, op.version) for path, version in model.items() if content_of(version) == same)
    elif op.kind in ("remove", "forget", "quarantine"):
        del changed[op.path]
    return changed


def apply(library: SqliteLibrary, op: Op, model: Model, home: Path) -> None:
    """Do `op`, with the real parts."""
    version = model.get(op.path, 0)
    if op.kind in ("store", "reread"):
        content, reread = content_of(op.version), op.kind == "reread"
        put(library, op.path, *pages_of(op.version), seed=op.version, content=content, reread=reread)
        library.settle()
    elif op.kind == "move":
        library.move(op.path, source(op.other, content_of(version)))
    elif op.kind == "copy":
        if not library.link(source(op.other, content_of(version))):
            raise AssertionError("a document that a file points to is not there")
    elif op.kind == "remove":
        library.forget(op.path)
    elif op.kind == "quarantine":
        library.quarantine(source(op.path, "bad"), "damaged", "It is damaged.")
        library.forget(op.path)
    elif op.kind == "touch":
        library.touch(source(op.path, content_of(version), mtime_ns=op.version))
    elif op.kind == "forget":
        assert library.generations is not None
        receipt = forget.forget(library.database, library.generations, [op.path], [home])
        if not receipt.is_clean:
            raise AssertionError(f"left over: {receipt.leftovers}")
    elif op.kind == "rebuild":
        assert library.generations is not None
        library.generations.rebuild()
    else:
        library.finish()


def problems(library: SqliteLibrary, model: Model) -> Iterator[str]:
    """Where the library is not what the model says; nothing where all is well."""
    recorded = {record.path: record for record in library.files() if record.state == "indexed"}
    if set(recorded) != set(model):
        lost, doubled = sorted(set(model) - set(recorded)), sorted(set(recorded) - set(model))
        yield f"files: lacks {lost[:3]}, has {doubled[:3]} too much"
        return
    for path, version in model.items():
        yield from _file_problems(library, path, version)
    yield from _ledger_problems(library, model)
    yield from _index_problems(library)


def _file_problems(library: SqliteLibrary, path: str, version: int) -> Iterator[str]:
    pages = pages_of(version)
    try:
        text = [library.page_text(path, number) for number in range(1, len(pages) + 1)]
    except KeyError:
        text = []  # fewer pages, or one that was changed
    if text != list(pages):
        yield f"{path}: its text is not that of version {version}"
    rows = library.database.rows(
        "SELECT c.id FROM files f JOIN chunks c ON c.document_id = f.document_id WHERE f.path = ? ORDER BY c.number",
        (path,),
    )
    try:
        stored = library.vectors([int(row[0]) for row in rows])
    except KeyError:
        yield f"{path}: it lacks a vector"
        return
    if stored.shape != (len(pages), DIMENSION) or not np.array_equal(stored, unit_vectors(len(pages), seed=version)):
        yield f"{path}: its vectors are not those of version {version}"


def _ledger_problems(library: SqliteLibrary, model: Model) -> Iterator[str]:
    database = library.database
    expected = sum(len(pages_of(version)) for version in set(model.values()))
    counts = {
        "chunks": "SELECT count(*) FROM chunks",
        "vectors": "SELECT count(*) FROM vectors",
        "keywords": "SELECT count(*) FROM keywords_docsize",
        "pages": "SELECT count(*) FROM pages",
    }
    yield from (
        f"{name}: {found}, not {expected}"
        for name, sql in counts.items()
        if (found := database.number(sql)) != expected
    )
    if database.number(
        "SELECT count(*) FROM documents WHERE id NOT IN (SELECT document_id FROM files WHERE document_id IS NOT NULL)"
    ):
        yield "a document without a file"
    if [row[0] for row in database.rows("PRAGMA integrity_check")] != ["ok"]:
        yield "the ledger is damaged"
    if not database.keywords_are_sound():
        yield "the keyword index and the text disagree"
    if is_forgetting(database):
        yield "a forgetting was not finished"


def _index_problems(library: SqliteLibrary) -> Iterator[str]:
    if library.database.in_vault:
        if (library.database.file.parent / "index").exists():
            yield "a vector index outside the key"
        return
    generations = generations_of(library)
    if generations.trouble:
        yield f"the vector index: {generations.trouble}"
    current = generations.current
    folders = [one.name for one in (library.database.file.parent / "index").iterdir()]
    if folders != ([current.name] if current is not None else []):
        yield f"generations on the disk: {folders}"
    alone = SqliteLibrary(library.database, IDENTITY)
    for seed in (-1, -2, -3):
        question = unit_vectors(1, seed=1_000_000 - seed)[0]
        exact = alone.search_vectors(question, 10, Scope())
        found = library.search_vectors(question, 10, Scope())
        if [one for one, _ in found] != [one for one, _ in exact]:
            yield f"the index answers {found[:3]}, exact search {exact[:3]}"
