"""Tables as rows: written, read, renewed and deleted with their document."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from assistant.domain.records.documents import ChunkDraft, ParsedDocument
from assistant.domain.records.tables import ParsedTable, TableRow
from assistant.domain.scope import Scope
from assistant.store.ledger import schema
from assistant.store.ledger.database import Database
from assistant.store.library import SqliteLibrary
from tests.store.conftest import document, source, unit_vectors

TEXT = "month: May; EUR: 12\nmonth: June; EUR: 30"
ROWS = (TableRow(2, 0, 19, ("May", "12")), TableRow(3, 20, 40, ("June", "30")))
TABLE = ParsedTable("Costs", ("month", "EUR"), ROWS, sheet=True, complete=False)


def with_table(version: int = 1, table: ParsedTable = TABLE) -> tuple[ParsedDocument, list[ChunkDraft]]:
    parsed, drafts = document(TEXT)
    return replace(parsed, pages=(replace(parsed.pages[0], tables=(table,)),), tables_version=version), drafts


def put(library: SqliteLibrary, path: str, version: int = 1, content: str = "") -> None:
    parsed, drafts = with_table(version)
    library.store(source(path, content), parsed, drafts, unit_vectors(1))


def test_a_table_is_read_as_it_was_written(library: SqliteLibrary) -> None:
    put(library, "/archive/home/costs.csv")
    [table] = library.tables(Scope())
    assert (table.path, table.page, table.name, table.header) == (
        "/archive/home/costs.csv",
        1,
        "Costs",
        ("month", "EUR"),
    )
    assert (table.rows, table.sheet, table.complete, table.number) == (2, True, False, 0)
    assert library.table_rows(table.id) == list(ROWS)
    assert all(library.page_text(table.path, 1)[row.start : row.end].endswith(row.cells[1]) for row in ROWS)


def test_the_scope_limits_tables_and_a_copy_has_them_too(library: SqliteLibrary) -> None:
    put(library, "/archive/home/costs.csv", content="same")
    assert library.link(source("/archive/office/costs.csv", "same"))
    assert [table.path for table in library.tables(Scope())] == ["/archive/home/costs.csv", "/archive/office/costs.csv"]
    [table] = library.tables(Scope(folders=("/archive/office",)))
    assert (table.path, library.table_rows(table.id)) == ("/archive/office/costs.csv", list(ROWS))
    assert library.tables(Scope(suffixes=(".xlsx",))) == []


def test_tables_go_with_their_document(library: SqliteLibrary) -> None:
    put(library, "/archive/costs.csv")
    [table] = library.tables(Scope())
    library.forget("/archive/costs.csv")
    assert library.tables(Scope()) == [] and library.table_rows(table.id) == []
    put(library, "/archive/costs.csv")
    library.identity = replace(library.identity, embedder="another")
    library.adopt_identity()
    assert [library.database.number(f"SELECT count(*) FROM {name}") for name in ("tables", "table_rows")] == [0, 0]


def test_a_changed_file_replaces_its_tables(library: SqliteLibrary) -> None:
    put(library, "/archive/costs.csv", content="one")
    parsed, drafts = with_table(table=replace(TABLE, rows=ROWS[:1]))
    library.store(source("/archive/costs.csv", "two"), parsed, drafts, unit_vectors(1))
    [table] = library.tables(Scope())
    assert library.table_rows(table.id) == [ROWS[0]]


def test_only_what_lacks_tables_is_read_again(library: SqliteLibrary) -> None:
    put(library, "/archive/old.csv", version=0)
    put(library, "/archive/new.csv", version=1)
    put(library, "/archive/notes.txt", version=0)
    assert [file.path for file in library.files_without_tables([".csv", ".xlsx"])] == ["/archive/old.csv"]
    chunks = library.document("/archive/old.csv")
    library.add_tables("/archive/old.csv", with_table(version=1)[0])
    assert library.files_without_tables([".csv", ".xlsx"]) == []
    assert library.document("/archive/old.csv") == chunks


def test_rows_of_another_text_are_not_added(library: SqliteLibrary) -> None:
    parsed, drafts = document("other words")
    library.store(source("/archive/old.csv"), parsed, drafts, unit_vectors(1))
    library.add_tables("/archive/old.csv", with_table(version=1)[0])
    assert library.tables(Scope()) == []
    assert library.files_without_tables([".csv"]) == []


def test_a_library_without_tables_gets_them_by_the_migration(tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite3"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for migration in schema.MIGRATIONS[:4]:
            migration(connection)
        connection.execute("PRAGMA user_version = 4")
        connection.execute("INSERT INTO documents VALUES (7, 'key', 'title', 0, '[]', '[]')")
    database = Database(file)
    assert database.number("SELECT tables_version FROM documents WHERE id = 7") == 0
    assert database.number("SELECT count(*) FROM tables") == 0
    assert database.number("PRAGMA user_version") == len(schema.MIGRATIONS)
    database.close()
