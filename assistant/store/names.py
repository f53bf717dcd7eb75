"""The Names port: the lines in front of chunks follow the names of their files.

Invariant: header, keywords and vector of a document change in one transaction, and the old name is wiped like any
deleted text.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.domain.ports.embed import Vectors
from assistant.domain.records.documents import NamedDocument
from assistant.store.forget.erase import count_unwiped
from assistant.store.ledger.database import Database
from assistant.store.ledger.names_table import noted_documents, read_named, rewrite_headers, settle_names


class LedgerNames:
    """Over the ledger of one library."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def noted(self) -> list[int]:
        return noted_documents(self._database)

    def read(self, document: int) -> NamedDocument | None:
        return read_named(self._database, document)

    def settle(self, documents: Sequence[int]) -> None:
        with self._database.transaction() as connection:
            for document in documents:
                settle_names(connection, document)

    def rewrite(self, document: int, headers: Sequence[str], vectors: Vectors) -> None:
        with self._database.transaction() as connection:
            rewrite_headers(connection, document, headers, vectors)
            count_unwiped(connection)
            settle_names(connection, document)
