"""A library of which only some folders can be seen: all else is as if it had never been indexed.

Invariant: no method returns a text, a name, a word or a count of a file outside; a scope of the caller can narrow what
is seen, and never widens it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from assistant.domain.ports.embed import Vector
from assistant.domain.records.documents import Chunk, Identity
from assistant.domain.records.files import FileRecord
from assistant.domain.records.tables import StoredTable
from assistant.domain.scope import Scope
from assistant.store.index import keywords
from assistant.store.ledger.database import Database
from assistant.store.library import SqliteLibrary

Folders = Callable[[], Sequence[str]]  # the folders that may be seen, as the settings are at this moment

NOTHING = Scope(paths=("",))  # no file has this path


def narrowed(scope: Scope, folders: Sequence[str]) -> Scope:
    """What of `scope` lies in `folders`. Both are absolute, without links."""
    if not folders:
        return NOTHING
    if not (scope.paths or scope.folders):
        return replace(scope, folders=tuple(folders))
    paths = tuple(path for path in scope.paths if any(_is_below(path, folder) for folder in folders))
    inner = [one for one in scope.folders if any(one == folder or _is_below(one, folder) for folder in folders)]
    outer = [folder for folder in folders if any(_is_below(folder, one) for one in scope.folders)]
    if not (paths or inner or outer):
        return NOTHING
    return replace(scope, paths=paths, folders=tuple(dict.fromkeys([*inner, *outer])))


def _is_below(path: str, folder: str) -> bool:
    """As the ledger compares them: letter by letter, up to a separator."""
    bare = folder.rstrip("/\\")
    return path.startswith((f"{bare}/", f"{bare}\\"))


class LibraryWithin(SqliteLibrary):
    """The library as it is read, with nothing outside of `folders`."""

    def __init__(self, database: Database, identity: Identity, folders: Folders) -> None:
        super().__init__(database, identity)
        self._folders = folders

    def _of(self, scope: Scope) -> Scope:
        return narrowed(scope, self._folders())

    @property
    def _all(self) -> Scope:
        return self._of(Scope())

    # ------------------------------------------------------------ files

    def files(self) -> list[FileRecord]:
        return self.files_within(Scope())

    def file(self, path: str) -> FileRecord | None:
        found = self.files_within(Scope(paths=(path,)))
        return found[0] if found else None

    def counts(self) -> tuple[int, int, int]:
        files = self.files()
        states = [file.state for file in files]
        return states.count("indexed"), self.count_chunks(), sum(file.is_unreadable for file in files)

    def files_within(self, scope: Scope) -> list[FileRecord]:
        return super().files_within(self._of(scope))

    def within(self, paths: Iterable[str], scope: Scope) -> set[str]:
        return super().within(paths, self._of(scope))

    def tables(self, scope: Scope) -> list[StoredTable]:
        return super().tables(self._of(scope))

    # ------------------------------------------------------------ text

    def search_keywords(self, query: str, k: int, scope: Scope, language: str = "") -> list[tuple[int, float]]:
        return super().search_keywords(query, k, self._of(scope), language)

    def search_vectors(self, vector: Vector, k: int, scope: Scope) -> list[tuple[int, float]]:
        return super().search_vectors(vector, k, self._of(scope))

    def chunks(self, ids: Iterable[int]) -> dict[int, Chunk]:
        return {chunk.id: chunk for chunk in self._seen(super().chunks(ids).values())}

    def neighbours(self, chunk: Chunk, before: int, after: int) -> list[Chunk]:
        return self._seen(super().neighbours(chunk, before, after))

    def document(self, path: str, first: int | None = None) -> list[Chunk]:
        return self._seen(super().document(path, first)) if self.within((path,), Scope()) else []

    def page_text(self, path: str, page: int) -> str:
        if not self.within((path,), Scope()):
            raise KeyError(path)
        return super().page_text(path, page)

    def _seen(self, chunks: Iterable[Chunk]) -> list[Chunk]:
        """The chunks that lie inside, at their paths inside alone. The line in front of a chunk may name a folder of a
        copy outside: it goes where there is one."""
        listed = list(chunks)
        inside = self.within({path for chunk in listed for path in (chunk.path, *chunk.also_at)}, Scope())
        found: list[Chunk] = []
        for chunk in listed:
            every = (chunk.path, *chunk.also_at)
            paths = tuple(path for path in every if path in inside)
            if paths == every:
                found.append(chunk)
            elif paths:
                found.append(replace(chunk, path=paths[0], also_at=paths[1:], header=""))
        return found

    # ------------------------------------------------------------ words

    def document_frequency(self, term: str, language: str = "english") -> int:
        return keywords.document_frequency(self.database, term, language, self._all)

    def terms(self, start: str) -> dict[str, int]:
        return keywords.terms(self.database, start, self._all)

    def count_chunks(self) -> int:
        return sum(file.chunks for file in self.files() if file.state == "indexed")

    # ------------------------------------------------------------ trouble

    def damage(self) -> str:
        """ "": it would name files."""
        return ""

    def waiting(self) -> str:
        """ "": it would count files."""
        return ""
