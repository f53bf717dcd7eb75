"""SQLCipher behind the standard library's interface: its errors, a wrong key, and where it is not installed."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from assistant.domain.errors import AssistantError
from assistant.vault.cipher import connect, key_literal, require_cipher

KEY, OTHER = bytes(32), bytes(range(32))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "some.sqlite3"
    with closing(connect(made, KEY)) as connection:
        connection.execute("CREATE TABLE t (x UNIQUE)")
        connection.execute("INSERT INTO t VALUES ('PLAINMARK')")
    return made


def test_its_errors_are_those_of_the_standard_library(file: Path) -> None:
    with closing(connect(file, KEY)) as connection:
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute("INSERT INTO t VALUES ('PLAINMARK')")
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            connection.execute("SELECT * FROM missing")
        with pytest.raises(sqlite3.ProgrammingError):
            connection.execute("SELECT ?")


@pytest.mark.parametrize("key", [OTHER, None], ids=["another key", "no key"])
def test_a_wrong_key_fails_at_the_first_reading_and_prints_nothing(
    file: Path, key: bytes | None, capfd: pytest.CaptureFixture[str]
) -> None:
    before = file.read_bytes()
    with closing(connect(file, key)) as connection, pytest.raises(sqlite3.DatabaseError, match="not a database"):
        connection.execute("SELECT * FROM t")
    assert capfd.readouterr() == ("", "")
    assert file.read_bytes() == before
    assert b"PLAINMARK" not in before


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        key_literal(b"short")


def test_where_it_is_not_installed_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    with pytest.raises(AssistantError, match="sqlcipher3") as caught:
        require_cipher()
    assert "pip install 'private-assistant[vault]'" in caught.value.hint
