"""The library: the ledger with its two searches, as the app and retrieval use it.

Invariant: the ledger alone decides what is in the library; it filters the results of the vector index.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from assistant.domain.errors import AssistantError
from assistant.domain.ports.embed import Vector, Vectors
from assistant.domain.records.documents import Chunk, ChunkDraft, Identity, ParsedDocument, ParsedPage
from assistant.domain.records.files import FileRecord, SourceFile
from assistant.domain.records.tables import TABLES_VERSION, StoredTable, TableRow
from assistant.domain.scope import Scope
from assistant.store import building, damage
from assistant.store.forget.erase import count_unwiped, has_unwiped, remove_file, remove_orphan, wipe, wipe_if_cheap
from assistant.store.forget.forget import finish_forgetting
from assistant.store.index import keywords
from assistant.store.index.exact import nearest
from assistant.store.index.exact_only import ExactOnly
from assistant.store.index.generations import Generations
from assistant.store.index.matrix import VectorMatrix
from assistant.store.index.ties import in_order
from assistant.store.ledger import documents_table, files_table, tables_table
from assistant.store.ledger.database import Database, file_is_sound
from assistant.store.ledger.identity import content_key
from assistant.store.ledger.meta_table import READERS, read_value, write_value
from assistant.store.moves import move_files

_BOUNDS, _ADMITTED_BY = "bounds", "admitted_by"
_JUDGED_BY = "judged_by"
_RETRIED_REASONS = ("limit", "crashed", "policy", "not_stored")  # they depend on more than the file alone
_TEXTLESS = ("no_text", "picture")  # another reader may find text


class SqliteLibrary:
    """The Library port, with the writes of an index run. `generations` is None in a process that only reads."""

    def __init__(
        self, database: Database, identity: Identity, generations: Generations | ExactOnly | None = None
    ) -> None:
        self.database = database
        self.identity = identity
        self.generations = generations
        self._unfinished = ""  # why the interrupted work of an earlier process could not be finished
        self._tables = tables_table.TableList(database)
        self._matrix = VectorMatrix(database, identity.dimension)

    # ------------------------------------------------------------ identity

    def recorded_identity(self) -> str:
        """What the library was built with, or "" if it is new."""
        return building.recorded_identity(self.database)

    def require_same_identity(self) -> None:
        """Raises RebuildNeeded where the library was built with another model: vectors of two models never mix."""
        building.require(self.database, self.identity)

    def waiting(self) -> str:
        """What is left to do before answers are complete, or before another model finds them; or ""."""
        return building.waiting(self.database, self.identity)

    def adopt_identity(self) -> bool:
        """Record the present identity. Files read with another identity become pending; True if there were any."""
        if self.recorded_identity() == repr(self.identity):
            return False
        count = building.adopt(self.database, self.identity)
        if count and self.generations is not None:
            self.generations.discard(self.identity.dimension)  # vectors of another model: nothing in it can be used
        return bool(count)

    def take_vectors_of(self, identity: Identity) -> None:
        """The vectors are those of another model from now on, as the ledger says already: search with them."""
        self.identity = identity
        self._matrix = VectorMatrix(self.database, identity.dimension)
        if self.generations is not None:
            self.generations.discard(identity.dimension)
            self.generations.settle()

    @property
    def _keys(self) -> str:
        return building.keys_of(self.database, self.identity)

    def reconsider(self, bounds: str, policy: str, readers: Mapping[str, str]) -> None:
        """See the port. Another policy finds no text where there was none: pictures are not looked at again for it."""
        kept, now = read_value(self.database, READERS), json.dumps(dict(readers), sort_keys=True)
        same_bounds = read_value(self.database, _BOUNDS) == bounds
        same = same_bounds and read_value(self.database, _ADMITTED_BY) == policy
        if same and kept == now:
            return
        before = json.loads(kept or "{}")
        changed = {suffix for suffix, version in readers.items() if before.get(suffix, version) != version}
        with self.database.transaction() as connection:
            reasons = () if same else _RETRIED_REASONS
            files_table.retry_refused(connection, reasons if same_bounds else (*reasons, *_TEXTLESS), changed)
            write_value(connection, _BOUNDS, bounds)
            write_value(connection, _ADMITTED_BY, policy)
            write_value(connection, READERS, now)

    def take_out_damaged(self) -> int:
        return damage.take_out_damaged(self.database)

    def damage(self) -> str:
        return damage.describe_damage(self.database)

    def judged_by(self) -> str:
        return read_value(self.database, _JUDGED_BY)

    def set_judged_by(self, ingest_hash: str) -> None:
        with self.database.transaction() as connection:
            write_value(connection, _JUDGED_BY, ingest_hash)

    # ------------------------------------------------------------ files

    def files(self) -> list[FileRecord]:
        return files_table.all_files(self.database)

    def known(self, paths: Collection[Path] = ()) -> list[FileRecord]:
        return files_table.scanned_files(self.database, {str(path.parent) for path in paths})

    def file(self, path: str) -> FileRecord | None:
        return files_table.find_file(self.database, path)

    def counts(self) -> tuple[int, int, int]:
        """(indexed files, chunks, quarantined files but pictures that show no text)."""
        states = self.database.rows("SELECT state, count(*) FROM files WHERE reason != 'picture' GROUP BY 1")
        by_state = {str(row[0]): int(row[1]) for row in states}
        return by_state.get("indexed", 0), self.count_chunks(), by_state.get("quarantined", 0)

    def link(self, file: SourceFile) -> bool:
        """Point `file` to the document with the same content, if the library has it; True if it has."""
        key = content_key(file, self._keys)
        with self.database.transaction() as connection:
            document_id = documents_table.find_document(connection, key)
            if document_id is None:
                return False
            _point_to(connection, file, document_id)
        return True

    def store(
        self,
        file: SourceFile,
        document: ParsedDocument,
        drafts: Sequence[ChunkDraft],
        vectors: Vectors,
        *,
        reread: bool = False,
    ) -> None:
        """Record `file` with its document in one transaction; from then on it counts as indexed.

        A document with the same content is kept, unless the file was `reread` with a different result.
        """
        key = content_key(file, self._keys)
        with self.database.transaction() as connection:
            document_id = documents_table.find_document(connection, key)
            if document_id is None:
                document_id = documents_table.insert_document(connection, key, document, drafts, vectors)
            elif reread and not documents_table.is_same(connection, document_id, document, drafts):
                documents_table.rewrite_document(connection, document_id, key, document, drafts, vectors)
                count_unwiped(connection)
            else:
                tables_table.renew_tables(connection, document_id, document)
            if reread:
                documents_table.note_made_by(connection, document_id, document.made_by)
            _point_to(connection, file, document_id)

    def files_without_tables(self, suffixes: Collection[str]) -> list[FileRecord]:
        return tables_table.files_without_tables(self.database, suffixes, TABLES_VERSION)

    def files_without_pages(self, suffixes: Collection[str]) -> list[FileRecord]:
        return files_table.files_without_pages(self.database, suffixes)

    def add_tables(self, path: str, document: ParsedDocument) -> None:
        with self.database.transaction() as connection:
            tables_table.renew_tables(connection, files_table.document_of(connection, path), document)

    def quarantine(self, file: SourceFile, reason: str, message: str) -> None:
        """Record why `file` is not in the library, and remove its old document."""
        with self.database.transaction() as connection:
            old = files_table.document_of(connection, str(file.path))
            files_table.write_file(connection, file, "quarantined", reason=reason, message=message)
            remove_orphan(connection, old)

    def keep_out(self, path: str, message: str, reason: str = "policy") -> None:
        """Take an indexed file out of the library; its row stays, with the reason."""
        record = self.file(path)
        if record is not None:
            self.quarantine(record.as_scanned(), reason, message)

    def pages(self, path: str) -> list[ParsedPage]:
        return documents_table.read_pages(self.database, path)

    def copied_pages(self, file: SourceFile) -> list[ParsedPage]:
        return documents_table.read_pages_of_key(self.database, content_key(file, self._keys))

    def mark(self, path: str, marks: Mapping[int, tuple[str, ...]]) -> None:
        with self.database.transaction() as connection:
            documents_table.write_marks(connection, files_table.document_of(connection, path), marks)

    def touch(self, file: SourceFile) -> None:
        """Record the new times and inode of a file whose content is the same."""
        with self.database.transaction() as connection:
            files_table.touch_file(connection, file)

    def note_all(self, files: Sequence[SourceFile]) -> None:
        if files:
            with self.database.transaction() as connection:
                files_table.note_files(connection, files)

    def move(self, old_path: str, file: SourceFile) -> None:
        """A rename or move: one row changes, nothing is parsed or embedded."""
        self.move_all([(old_path, file)])

    def move_all(self, moves: Sequence[tuple[str, SourceFile]]) -> None:
        """Many moves as one change."""
        with self.database.transaction() as connection:
            move_files(connection, moves)

    def forget(self, path: str) -> None:
        """Remove a file, and its document unless another file has the same content."""
        self.forget_all([path])

    def forget_all(self, paths: Sequence[str]) -> None:
        """Remove many files as one change."""
        with self.database.transaction() as connection:
            for path in paths:
                remove_file(connection, path)

    def settle(self) -> None:
        """Build the vector index in the background if enough is queued. Searches see the queue in any case."""
        if self.generations is not None:
            self.generations.settle()

    def finish(self) -> None:
        """Wipe deleted text and update the vector index; called at the end of an index run."""
        # Fails while another process reads, or on a full disk: the next run or start tries again.
        with suppress(AssistantError):
            wipe_if_cheap(self.database)
        if self.generations is not None:
            self.generations.finish()

    def prepare(self) -> str:
        """Finish interrupted removals, open the vector index and check the ledger; called by the owner at start.

        Returns what is wrong, or "".
        """
        if self.generations is None:
            return ""
        self._unfinished = ""
        try:
            finish_forgetting(self.database, self.generations)
            if has_unwiped(self.database):
                wipe(self.database)
        except AssistantError as error:
            self._unfinished = str(error)
        self.generations.open()
        if not self._unfinished and not file_is_sound(self.database.file):
            self._unfinished = "The library's ledger is damaged: answers may be incomplete. Run: assistant doctor"
        return self.trouble

    @property
    def trouble(self) -> str:
        """What is wrong at the moment, while the library still answers; or ""."""
        displaced = self.database.displaced
        if displaced is not None:
            return str(displaced)
        index = self.generations.trouble if self.generations is not None else ""
        return self._unfinished or self.damage() or index

    # ------------------------------------------------------------ search

    def search_keywords(self, query: str, k: int, scope: Scope, language: str = "") -> list[tuple[int, float]]:
        return keywords.search_keywords(self.database, query, k, scope, language)

    def search_vectors(self, vector: Vector, k: int, scope: Scope) -> list[tuple[int, float]]:
        self.require_same_identity()
        if not scope.is_empty:
            return in_order(self.database, nearest(*self._matrix.within(scope), vector, k))
        indexed = self.generations.search(vector, k) if self.generations is not None else None
        if indexed is None:
            return in_order(self.database, nearest(*self._matrix.read(), vector, k))
        self._matrix.drop()
        return in_order(self.database, indexed)

    def chunks(self, ids: Iterable[int]) -> dict[int, Chunk]:
        return documents_table.read_chunks(self.database, ids)

    def vectors(self, ids: Sequence[int]) -> Vectors:
        return documents_table.read_vectors(self.database, ids, self.identity.dimension)

    def neighbours(self, chunk: Chunk, before: int, after: int) -> list[Chunk]:
        return documents_table.read_neighbours(self.database, chunk, before, after)

    def page_text(self, path: str, page: int) -> str:
        return documents_table.read_page(self.database, path, page)

    def document(self, path: str, first: int | None = None) -> list[Chunk]:
        return documents_table.read_document(self.database, path, first)

    def files_within(self, scope: Scope) -> list[FileRecord]:
        return files_table.files_within(self.database, scope)

    def tables(self, scope: Scope) -> list[StoredTable]:
        return self._tables.within(scope)

    def table_rows(self, table: int) -> list[TableRow]:
        return tables_table.read_rows(self.database, table)

    def within(self, paths: Iterable[str], scope: Scope) -> set[str]:
        return files_table.paths_within(self.database, paths, scope)

    def document_frequency(self, term: str, language: str = "english") -> int:
        return keywords.document_frequency(self.database, term, language)

    def terms(self, start: str) -> dict[str, int]:
        return keywords.terms(self.database, start)

    def languages(self) -> dict[str, int]:
        """How many passages are in each language but English, by its name."""
        return keywords.passages_by_language(self.database)

    def count_chunks(self) -> int:
        return keywords.count_chunks(self.database)

    def close_index(self) -> None:
        """Close the vector index; exact search answers from now on."""
        if self.generations is not None:
            self.generations.close()

    def close(self) -> None:
        self.close_index()
        self.database.close()


def _point_to(connection: sqlite3.Connection, file: SourceFile, document_id: int) -> None:
    old = files_table.document_of(connection, str(file.path))
    files_table.write_file(connection, file, "indexed", document_id=document_id)
    if old != document_id:
        remove_orphan(connection, old)
