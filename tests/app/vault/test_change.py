"""A library into a vault and out of it: equal both ways, nothing left of the other form, and nothing done by halves."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from assistant.app.open import open_assistant
from assistant.app.vault.change import change_passphrase, create_vault, destroy_if_vault, remove_vault
from assistant.app.vault.unlocking import describe_vault, is_locked, lock_vault, unlock_vault
from assistant.config.file import reset_setting, write_setting
from assistant.config.paths import Paths, find_paths
from assistant.config.schema import load_config
from assistant.domain.errors import AssistantError, LibraryBusy, StoreDamaged, UsageError, VaultLocked
from assistant.domain.scope import Scope
from assistant.store.index.matrix import VectorMatrix
from assistant.store.ledger.database import Database
from assistant.store.ledger.owner import Owner
from assistant.store.library import SqliteLibrary
from assistant.vault.unlocked import WrongPassphrase, key_of
from tests.app.vault.vaults import (
    COST,
    MARKS,
    PASSPHRASE,
    fill,
    held,
    home_with_library,
    into_vault,
    marks_below,
    relock,
)
from tests.store.conftest import IDENTITY, unit_vectors
from tests.store.libraries import put


def quiet(text: str) -> None:
    """A Narrate that does nothing."""


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return home_with_library(tmp_path / "home")


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file() and "owner" not in file.name}


def test_there_and_back_everything_is_equal(paths: Paths) -> None:
    before = held(paths)
    home = paths.config_file.parent
    assert marks_below(home)
    into_vault(paths)
    assert held(paths) == before
    assert marks_below(home) == []
    assert paths.config_file.read_text("utf-8").startswith('# mine\n[answers]\ngenerator = "extractive"')
    relock(paths)
    assert held(paths) == before
    remove_vault(paths, quiet)
    assert held(paths) == before
    assert sorted(file.name for file in paths.library.iterdir()) == [
        "ledger.key",
        "ledger.sqlite3",
        "names.lock",
        "owner.lock",
        "owner.pid",
    ]
    assert describe_vault(paths)[0] == "none"


def test_what_is_written_in_a_vault_is_under_its_key(paths: Paths) -> None:
    into_vault(paths)
    relock(paths)
    fill(paths, "LANTERNMARK")
    write_setting(paths.config_file, "library.ignore", ["HARVESTMARK.docx"])
    assert load_config(paths.config_file).library.ignore == ("HARVESTMARK.docx",)
    assert marks_below(paths.config_file.parent, "LANTERNMARK", "HARVESTMARK") == []
    reset_setting(paths.config_file, "library.ignore")
    write_setting(paths.config_file, "library.sweep_minutes", 90)
    settings = load_config(paths.config_file).library
    assert (settings.ignore, settings.folders, settings.sweep_minutes) == ((), (f"/x/{MARKS[1]}",), 90)
    assert "sweep_minutes = 90" in paths.config_file.read_text("utf-8")
    remove_vault(paths, quiet)
    assert held(paths).passages == 8


def test_the_ledger_looks_like_noise(paths: Paths) -> None:
    with closing(Database(paths.ledger)) as database, database.transaction() as connection:
        connection.executemany("INSERT INTO meta VALUES (?, ?)", [(f"k{n}", "zero " * 200) for n in range(300)])
    into_vault(paths)
    data = paths.ledger.read_bytes()
    counts = np.bincount(np.frombuffer(data, np.uint8), minlength=256) / len(data)
    assert len(data) > 300_000
    assert -float(np.sum(counts * np.log2(counts))) > 7.9


@pytest.mark.parametrize("wrong", ["correct horse batterY", "", "x" * 5000, "0000-0000-0000-0000-0000-0000-0000-0000"])
def test_a_wrong_passphrase_changes_nothing(paths: Paths, wrong: str) -> None:
    into_vault(paths)
    lock_vault(paths)
    before = snapshot(paths.library)
    with pytest.raises(WrongPassphrase, match="Nothing was changed"):
        unlock_vault(paths, wrong)
    assert is_locked(paths)
    with pytest.raises(VaultLocked):
        Database(paths.ledger)
    with pytest.raises(VaultLocked):
        open_assistant(load_config(paths.config_file), paths, owner=True)
    with pytest.raises(VaultLocked):
        remove_vault(paths, quiet)
    assert snapshot(paths.library) == before


def test_the_recovery_code_opens_and_the_old_secrets_do_not_after_a_change(paths: Paths) -> None:
    before, code = held(paths), into_vault(paths)
    relock(paths, code.lower())
    assert held(paths) == before
    newer = change_passphrase(paths, PASSPHRASE, "other words entirely", COST)
    lock_vault(paths)
    for old in (PASSPHRASE, code):
        with pytest.raises(WrongPassphrase):
            unlock_vault(paths, old)
    for new in ("other words entirely", newer):
        relock(paths, new)
        assert held(paths) == before
    with pytest.raises(WrongPassphrase):
        change_passphrase(paths, PASSPHRASE, "never comes to be", COST)
    with pytest.raises(UsageError, match="fewer than"):
        change_passphrase(paths, newer, "short", COST)
    relock(paths, newer)


def test_keys_that_are_gone_are_told_apart_from_keys_that_were_destroyed(paths: Paths) -> None:
    into_vault(paths)
    header = (paths.vault / "vault.json").read_bytes()
    lock_vault(paths)
    (paths.vault / "vault.json").unlink()
    with pytest.raises(StoreDamaged, match="are gone") as caught:
        unlock_vault(paths, PASSPHRASE)
    assert "backup" in caught.value.hint
    with pytest.raises(UsageError, match="already"):
        create_vault(paths, PASSPHRASE, quiet, COST)
    (paths.vault / "vault.json").write_bytes(header)
    relock(paths)
    assert held(paths).passages == 6
    assert destroy_if_vault(paths)
    assert list(paths.vault.iterdir()) == []
    with pytest.raises(VaultLocked, match="destroyed"):
        is_locked(paths)
    with pytest.raises(VaultLocked, match="destroyed"):
        Database(paths.ledger)
    assert create_vault(paths, PASSPHRASE, quiet, COST)
    fill(paths)
    assert marks_below(paths.config_file.parent) == []
    assert destroy_if_vault(paths)
    remove_vault(paths, quiet)
    assert not paths.vault.exists()
    assert not destroy_if_vault(paths)


def test_a_ledger_under_another_key_is_damage_and_is_left_alone(paths: Paths, tmp_path: Path) -> None:
    into_vault(paths)
    other = home_with_library(tmp_path / "other")
    into_vault(other)
    shutil.copy(other.ledger, paths.ledger)
    before = snapshot(paths.library)
    with pytest.raises(StoreDamaged, match="cannot be read"):
        Database(paths.ledger)
    assert {name: data for name, data in snapshot(paths.library).items() if not name.endswith(("-wal", "-shm"))} == {
        name: data for name, data in before.items() if not name.endswith(("-wal", "-shm"))
    }


def test_another_process_is_not_pushed_aside(paths: Paths) -> None:
    owner = Owner(paths.lock)
    with pytest.raises(LibraryBusy):
        into_vault(paths)
    owner.release()
    reading = subprocess.Popen(
        [sys.executable, "-c", _READS, str(paths.ledger)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert reading.stdout is not None
        assert reading.stdout.readline() == b"open\n"
        before = held(paths)
        with pytest.raises(LibraryBusy, match="Another process has the library open"):
            into_vault(paths)
        assert held(paths) == before
    finally:
        reading.communicate(b"\n")
    into_vault(paths)
    assert held(paths) == before


_READS = (
    "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT count(*) FROM files').fetchall(); "
    "print('open', flush=True); sys.stdin.readline()"
)


def test_a_copy_that_differs_is_not_taken(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    before = held(paths)
    hashes = iter(["one", "other"])
    with monkeypatch.context() as patched:
        patched.setattr("assistant.vault.copying.hash_database", lambda connection: next(hashes))
        with pytest.raises(AssistantError, match="not equal"):
            into_vault(paths)
    assert not paths.vault.exists()
    assert held(paths) == before
    into_vault(paths)
    assert held(paths) == before


def test_a_full_disk_changes_nothing(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    before = held(paths)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("assistant.app.vault.change.write_durably", full)
        with pytest.raises(AssistantError, match="No space left"):
            into_vault(paths)
    assert held(paths) == before
    into_vault(paths)
    assert held(paths) == before


def test_an_empty_home_gets_a_vault_too(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir(mode=0o700)
    paths = find_paths({"ASSISTANT_HOME": str(tmp_path / "home")})
    into_vault(paths)
    relock(paths)
    fill(paths)
    assert marks_below(tmp_path / "home") == []
    remove_vault(paths, quiet)
    assert held(paths).passages == 6


def test_a_settings_file_that_is_a_link_is_not_overwritten(paths: Paths, tmp_path: Path) -> None:
    theirs = tmp_path / "dotfiles.toml"
    paths.config_file.rename(theirs)
    paths.config_file.symlink_to(theirs)
    before = theirs.read_bytes()
    into_vault(paths)
    assert theirs.read_bytes() == before


def test_vectors_in_a_vault_are_searched_as_they_are_now(paths: Paths) -> None:
    into_vault(paths)
    with closing(Database(paths.ledger)) as database, closing(Database(paths.ledger, read_only=True)) as other:
        library, reader = SqliteLibrary(database, IDENTITY), SqliteLibrary(other, IDENTITY)
        for number in range(5):
            for question in unit_vectors(3, seed=100 + number):
                fresh = SqliteLibrary(database, IDENTITY).search_vectors(question, 4, Scope())
                assert library.search_vectors(question, 4, Scope()) == fresh
                assert reader.search_vectors(question, 4, Scope()) == fresh
            put(library, f"/archive/{number}.txt", f"text {number}", seed=50 + number)
            library.forget(f"/archive/{MARKS[number % 3]}.txt")


def test_what_changes_while_the_vectors_are_read_stands_there_once(paths: Paths) -> None:
    into_vault(paths)
    with closing(Database(paths.ledger)) as database, closing(Database(paths.ledger, read_only=True)) as other:
        library, matrix = SqliteLibrary(database, IDENTITY), VectorMatrix(other, IDENTITY.dimension)
        before = int(matrix.read()[0][0])
        put(library, "/archive/more.txt", "text", seed=50)
        rows = other.rows

        def meanwhile(sql: str, values: tuple[object, ...] = ()) -> object:
            found = rows(sql, values)
            if "FROM vector_queue" in sql:
                with database.transaction() as connection:  # another process makes a vector of before anew
                    queued = "INSERT OR REPLACE INTO vector_queue (chunk_id, operation) VALUES (?, 'add')"
                    connection.execute(queued, (before,))
            return found

        other.rows = meanwhile  # type: ignore[method-assign, assignment]
        ids = matrix.read()[0].tolist()
        assert len(ids) == len(set(ids)) == 7


def test_conversations_do_not_have_the_vectors_read_again(paths: Paths) -> None:
    into_vault(paths)
    with closing(Database(paths.ledger)) as database:
        library = SqliteLibrary(database, IDENTITY)
        question = unit_vectors(1, seed=7)[0]
        asked: Counter[str] = Counter()
        rows = database.rows

        def counted(sql: str, values: tuple[object, ...] = ()) -> object:
            asked["vectors"] += "FROM vectors" in sql
            return rows(sql, values)

        database.rows = counted  # type: ignore[method-assign, assignment]
        for number in range(3):
            library.search_vectors(question, 2, Scope())
            with database.transaction() as connection:
                connection.execute("INSERT INTO meta VALUES (?, 'x')", (f"other {number}",))
        assert asked["vectors"] == 1


def test_no_key_is_in_a_file_or_in_the_environment(paths: Paths) -> None:
    into_vault(paths)
    key = key_of(paths.vault)
    below = b"".join(file.read_bytes() for file in paths.config_file.parent.rglob("*") if file.is_file())
    assert key not in below
    assert key.hex().encode() not in below
    assert PASSPHRASE.encode() not in below
    assert not any(key.hex() in value or PASSPHRASE in value for value in os.environ.values())
