"""The library: read by retrieval, written by indexing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from assistant.domain.ports.embed import Vector, Vectors
from assistant.domain.records.documents import Chunk, ChunkDraft, NamedDocument, ParsedDocument, ParsedPage
from assistant.domain.records.files import FileRecord, SourceFile
from assistant.domain.records.tables import StoredTable, TableRow
from assistant.domain.scope import Scope


class VectorIndex(Protocol):
    """Nearest chunks by cosine similarity."""

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Idempotent: an id that is there is replaced."""
        ...

    def remove(self, ids: Sequence[int]) -> None:
        """Ids that are not there are ignored."""
        ...

    def query(self, vector: Vector, k: int) -> list[tuple[int, float]]:
        """At most `k` of (id, cosine), best first."""
        ...

    def count(self) -> int: ...

    def close(self) -> None: ...


class Library(Protocol):
    """What retrieval reads: the ledger's chunks by keyword, by vector and by id."""

    def search_keywords(self, query: str, k: int, scope: Scope, language: str = "") -> list[tuple[int, float]]:
        """At most `k` of (chunk id, BM25 >= 0, higher is better), best first. Any string is a valid query.

        Other forms of its words are found in passages of the question's `language` (see `text/forms/tongue.py`); ""
        is not known: then only for words that no passage holds as they are.
        """
        ...

    def search_vectors(self, vector: Vector, k: int, scope: Scope) -> list[tuple[int, float]]:
        """At most `k` of (chunk id, cosine), best first."""
        ...

    def chunks(self, ids: Iterable[int]) -> dict[int, Chunk]:
        """The chunks that exist, by id."""
        ...

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """Shape (len(ids), dimension). Raises KeyError for an unknown id."""
        ...

    def neighbours(self, chunk: Chunk, before: int, after: int) -> list[Chunk]:
        """Chunks of the same document and page around `chunk`, in order, `chunk` included."""
        ...

    def page_text(self, path: str, page: int) -> str:
        """The cleaned text of a page (1 where the format has no pages). Raises KeyError."""
        ...

    def files_within(self, scope: Scope) -> list[FileRecord]:
        """The files in `scope`, whatever their state, by path."""
        ...

    def document(self, path: str, first: int | None = None) -> list[Chunk]:
        """The chunks of an indexed file, in order, all or so many from its beginning; empty if it is not indexed."""
        ...

    def tables(self, scope: Scope) -> list[StoredTable]:
        """The tables of the indexed files in `scope`, without their rows, by path. Quick: no row is read."""
        ...

    def table_rows(self, table: int) -> list[TableRow]:
        """The rows of a table by its id, in order; empty if it is gone."""
        ...

    def within(self, paths: Iterable[str], scope: Scope) -> set[str]:
        """Those of `paths` that are indexed and in `scope`."""
        ...

    def document_frequency(self, term: str, language: str = "english") -> int:
        """In how many chunks the (stemmed) term occurs; if in none, in how many another form of it in passages of
        `language`, which is one of `text/forms/tongue.py`, or "" for all of them."""
        ...

    def terms(self, start: str) -> dict[str, int]:
        """The (stemmed) terms that begin with `start`, with the number of chunks of each; none for an empty `start`."""
        ...

    def count_chunks(self) -> int: ...


class Names(Protocol):
    """Documents whose files were renamed, and the lines in front of their chunks."""

    def noted(self) -> list[int]:
        """The ids of the documents to look at."""
        ...

    def read(self, document: int) -> NamedDocument | None:
        """None if it is gone."""
        ...

    def settle(self, documents: Sequence[int]) -> None:
        """Nothing is to be done for these any more."""
        ...

    def rewrite(self, document: int, headers: Sequence[str], vectors: Vectors) -> None:
        """Replace the header and the vector of each chunk, in order; the document is settled then."""
        ...


class NextVectors(Protocol):
    """The vectors of another embedding model, which are made beside those that answer."""

    def missing(self, most: int) -> list[tuple[int, str]]:
        """At most `most` passages without a new vector, as (id, text to embed)."""
        ...

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Keep the vectors, shape (len(ids), dimension), of those passages that are still there."""
        ...

    def counts(self) -> tuple[int, int]:
        """(passages that have a new vector, all passages)."""
        ...

    def replace(self) -> bool:
        """Let the new vectors answer; False, and nothing changes, if a passage still lacks its own."""
        ...


class EarlierTexts(Protocol):
    """Documents whose text or passages were made by earlier versions of a reader or of the chunker. They answer."""

    def waiting(self) -> list[int]:
        """The ids of the documents to read again."""
        ...

    def files(self, document: int) -> list[FileRecord]:
        """The indexed files that share it, by path; empty if it is gone."""
        ...

    def is_same(self, document: int, read: ParsedDocument, drafts: Sequence[ChunkDraft]) -> bool:
        """Whether text and passages are as `read` and `drafts` have them."""
        ...

    def confirm(self, document: int, read: ParsedDocument) -> None:
        """The text is that of the present versions; the tables of `read` are kept."""
        ...

    def replace(self, document: int, read: ParsedDocument, drafts: Sequence[ChunkDraft], vectors: Vectors) -> None:
        """Let this text answer instead."""
        ...

    def keep(self, document: int, made_by: str, message: str) -> None:
        """The versions `made_by` cannot read it: its text stays, and `message` of its files says why."""
        ...


class Archive(Library, Protocol):
    """The library as indexing writes it. Each method is one transaction; `settle` updates the vector index after it."""

    def files(self) -> list[FileRecord]: ...

    def known(self, paths: Collection[Path] = ()) -> list[FileRecord]:
        """The files as a scan compares them, without pages, chunks and title.

        With `paths`, at least the files in the folders that hold them, and all files below those folders.
        """
        ...

    def file(self, path: str) -> FileRecord | None: ...

    def adopt_identity(self) -> bool:
        """Record the present embedder; True if another one built the library, which is then rebuilt."""
        ...

    def reconsider(self, bounds: str, policy: str, readers: Mapping[str, str]) -> None:
        """Let files be read again that a limit or the policy left out, if the parser's `bounds` or the policy differ
        from the last ones; if the bounds do, those without text too. And those that could not be read, if `readers`
        (ending to version) has another one for their kind."""
        ...

    def files_without_pages(self, suffixes: Collection[str]) -> list[FileRecord]:
        """An indexed file for each document with pages that no reader has looked at for text, of these suffixes."""
        ...

    def take_out_damaged(self) -> int:
        """Remove what is not as it was written, so that its files are read again; returns how much that was."""
        ...

    def judged_by(self) -> str:
        """The ingest hash of the policy that last judged all files of the library, or ""."""
        ...

    def set_judged_by(self, ingest_hash: str) -> None: ...

    def pages(self, path: str) -> list[ParsedPage]:
        """The stored pages of a file, without their blocks; empty if it is not indexed."""
        ...

    def copied_pages(self, file: SourceFile) -> list[ParsedPage]:
        """The stored pages, without their blocks, of a document with the content of `file`; empty if there is none."""
        ...

    def mark(self, path: str, marks: Mapping[int, tuple[str, ...]]) -> None:
        """Replace the marks of a file's pages, by page number."""
        ...

    def keep_out(self, path: str, message: str, reason: str = "policy") -> None:
        """Remove an indexed file that the policy or a limit keeps out; its row stays, with the reason."""
        ...

    def link(self, file: SourceFile) -> bool:
        """Let `file` share a document of the same content; False if there is none."""
        ...

    def store(
        self,
        file: SourceFile,
        document: ParsedDocument,
        drafts: Sequence[ChunkDraft],
        vectors: Vectors,
        *,
        reread: bool = False,
    ) -> None:
        """A document of the same content is kept as it is, unless it was `reread` with a different result."""
        ...

    def files_without_tables(self, suffixes: Collection[str]) -> list[FileRecord]:
        """A file for each document of these suffixes whose tables were never read, or by an earlier reader."""
        ...

    def add_tables(self, path: str, document: ParsedDocument) -> None:
        """Write the tables of an indexed file; nothing else of it is changed. Text that differs has no tables."""
        ...

    def quarantine(self, file: SourceFile, reason: str, message: str) -> None: ...

    def touch(self, file: SourceFile) -> None: ...

    def note_all(self, files: Sequence[SourceFile]) -> None:
        """Record the change of status and the time of the last hash of unchanged files."""
        ...

    def move_all(self, moves: Sequence[tuple[str, SourceFile]]) -> None:
        """Each (old path, file): rows change, nothing is parsed or embedded. Two files may have swapped names."""
        ...

    def forget_all(self, paths: Sequence[str]) -> None: ...

    def settle(self) -> None: ...
