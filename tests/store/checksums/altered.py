"""A small library, and ways to change its ledger behind the program's back."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from assistant.domain.records.answers import Citation
from assistant.domain.records.chats import StoredAccount
from assistant.domain.records.tables import ParsedTable, TableRow
from assistant.store.chats_table import ChatsTable
from assistant.store.damage import Finding, examine
from assistant.store.ledger.database import Database
from assistant.store.library import SqliteLibrary
from tests.store.conftest import IDENTITY, document, source, unit_vectors
from tests.store.libraries import open_library, put

RENT = "The rent is EUR 500 a month, and it is due on the first day of each month."
SOUP = "Simmer the leeks for forty minutes, then add the cream."
RENT_FILE, SOUP_FILE, TABLE_FILE = "/archive/rent.md", "/archive/soup.md", "/archive/bills.csv"
PLACES = 40
# Every column that text, numbers or vectors of a person's files stand in.
COLUMNS = (
    ("documents", "title"),
    ("documents", "notes"),
    ("documents", "content_key"),
    ("pages", "text"),
    ("pages", "marks"),
    ("chunks", "headings"),
    ("chunks", "header"),
    ("vectors", "vector"),
    ("tables", "name"),
    ("tables", "header"),
    ("table_rows", "cells"),
    ("files", "path"),
    ("files", "root"),
    ("files", "sha256"),
    ("files", "message"),
    ("checksums", "checksum"),
    ("chats", "title"),
    ("chat_turns", "question"),
    ("chat_turns", "answer"),
    ("chat_turns", "steps"),
    ("chat_quotes", "path"),
    ("chat_quotes", "quote"),
)


def make_library(folder: Path) -> Path:
    """A closed library of two texts, a table, a file without text and a conversation; returns its ledger."""
    library = open_library(folder)
    put(library, RENT_FILE, RENT, "The second page says nothing about money.", seed=1)
    put(library, SOUP_FILE, SOUP, seed=2)
    rows = tuple(TableRow(number, 0, 5, (f"bill {number}", str(number * 100))) for number in range(1, 6))
    parsed, drafts = document("bill 1 100", title="Bills of the year")
    page = replace(parsed.pages[0], tables=(ParsedTable("Bills", ("what", "EUR"), rows),))
    library.store(
        source(TABLE_FILE),
        replace(parsed, pages=(page,), notes=("a note",), tables_version=1),
        drafts,
        unit_vectors(1, 3),
    )
    library.quarantine(source("/archive/scan.pdf"), "no_text", "No text was found: it may be a scan.")
    cited = [Citation(1, RENT_FILE, 1, "The rent is EUR 500 a month", 0, 27)]
    account = StoredAccount(task="lookup", steps=("looked through 3 files",))
    ChatsTable(library.database, str).add_turn(
        None, "What is the rent?", "EUR 500 [1]", "answered", "e", cited, (), account
    )
    library.close()
    return folder / "ledger.sqlite3"


def opened(ledger: Path) -> SqliteLibrary:
    """The library to be written, without its vector index, which takes a process of its own."""
    return SqliteLibrary(Database(ledger), IDENTITY)


def problems(ledger: Path) -> list[Finding]:
    return [found for found in examine(ledger, ledger.parent / "index") if found.problem]


def change(ledger: Path, sql: str, *values: object) -> None:
    with closing(sqlite3.connect(ledger, isolation_level=None)) as connection:
        connection.create_function("folded", 1, str, deterministic=True)
        connection.execute("PRAGMA foreign_keys = OFF")
        assert connection.execute(sql, values).rowcount == 1, sql


def flip(ledger: Path, drawn: random.Random) -> str:
    """Change one bit of one value that is not empty; says where."""
    table, column = drawn.choice(COLUMNS)
    with closing(sqlite3.connect(ledger, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        keys = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[5]]
        rows = connection.execute(
            f"SELECT CAST({column} AS BLOB), {', '.join(keys)} FROM {table} WHERE length(CAST({column} AS BLOB)) > 0"
        ).fetchall()
        content, *key = drawn.choice(rows)
        place = drawn.randrange(len(content))
        changed = content[:place] + bytes([content[place] ^ 1 << drawn.randrange(8)]) + content[place + 1 :]
        kind = "BLOB" if column in ("vector", "checksum") else "TEXT"
        where = " AND ".join(f"{name} = ?" for name in keys)
        connection.execute(f"UPDATE {table} SET {column} = CAST(? AS {kind}) WHERE {where}", (changed, *key))
    return f"{table}.{column} of {key}, byte {place}"


def flip_in_file(ledger: Path, drawn: random.Random) -> str:
    """Change one bit of the ledger's file where text or a vector stands; says where."""
    content = bytearray(ledger.read_bytes())
    sought = [RENT.encode(), SOUP.encode(), RENT_FILE.encode(), unit_vectors(2, 1)[0].tobytes(), b"bill 3"]
    text = drawn.choice([one for one in sought if one in content])
    starts = [at for at in range(len(content)) if content.startswith(text, at)]
    place = drawn.choice(starts) + drawn.randrange(len(text))
    content[place] ^= 1 << drawn.randrange(8)
    ledger.write_bytes(content)
    return f"byte {place}, in {text!r}"
