"""Another key for a vault: the same library, nothing of which opens with what opened it before."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from assistant.app.vault import unfinished
from assistant.app.vault.change import remove_vault
from assistant.app.vault.renewal import renew_key
from assistant.app.vault.requests import lock_requests, request_lock
from assistant.app.vault.unlocking import is_locked, lock_vault, unlock_vault
from assistant.config.paths import Paths, find_paths
from assistant.domain.errors import AssistantError, LibraryBusy, StoreDamaged, UsageError
from assistant.store.ledger.database import Database
from assistant.vault.cipher import connect
from assistant.vault.header import is_renewed
from assistant.vault.unlocked import WrongPassphrase, is_unlocked, key_of, unlocked_after
from tests.app.vault.vaults import COST, PASSPHRASE, fill, held, home_with_library, into_vault, marks_below, relock

OTHER = "quite another passphrase"


def quiet(text: str) -> None:
    """A Narrate that does nothing."""


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return home_with_library(tmp_path / "home")


def files(paths: Paths) -> dict[str, bytes]:
    """The vault as it is, but for logs that come and go with connections."""
    return {file.name: file.read_bytes() for file in paths.vault.iterdir() if file.suffix in (".json", ".sqlite3")}


def test_the_library_is_the_same_and_the_old_key_opens_nothing(paths: Paths) -> None:
    before, code = held(paths), into_vault(paths)
    old, old_header = key_of(paths.vault), (paths.vault / "vault.json").read_bytes()
    newer = renew_key(paths, code, OTHER, quiet, COST)
    assert held(paths) == before
    assert key_of(paths.vault) != old
    assert not is_renewed(paths.vault)
    assert not unfinished.is_unfinished(paths)
    assert marks_below(paths.config_file.parent) == []
    assert [file.name for file in paths.vault.iterdir() if "renew" in file.name] == []
    lock_vault(paths)
    for secret in (PASSPHRASE, code):
        with pytest.raises(WrongPassphrase):
            unlock_vault(paths, secret)
    for name in unfinished.DATABASES:
        with closing(connect(paths.vault / name, old)) as connection, pytest.raises(sqlite3.DatabaseError):
            connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    for secret in (OTHER, newer):
        relock(paths, secret)
        assert held(paths) == before
    lock_vault(paths)
    (paths.vault / "vault.json").write_bytes(old_header)  # out of a backup
    unlock_vault(paths, PASSPHRASE)
    with pytest.raises(StoreDamaged):
        Database(paths.ledger)


def test_it_is_worked_on_and_taken_out_as_before(paths: Paths) -> None:
    into_vault(paths)
    renew_key(paths, PASSPHRASE, OTHER, quiet, COST)
    fill(paths, "LANTERNMARK")
    renew_key(paths, OTHER, PASSPHRASE, quiet, COST)
    assert marks_below(paths.config_file.parent, "LANTERNMARK") == []
    remove_vault(paths, quiet)
    assert held(paths).passages == 8


def test_an_empty_vault_gets_another_key_too(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir(mode=0o700)
    paths = find_paths({"ASSISTANT_HOME": str(tmp_path / "home")})
    into_vault(paths)
    before = key_of(paths.vault)
    renew_key(paths, PASSPHRASE, OTHER, quiet, COST)
    assert key_of(paths.vault) != before
    fill(paths)
    relock(paths, OTHER)
    assert held(paths).passages == 6


def test_a_locked_vault_stays_locked_and_an_unlocked_one_can_still_be_locked(paths: Paths) -> None:
    into_vault(paths)
    request_lock(paths)
    renew_key(paths, PASSPHRASE, OTHER, quiet, COST)
    assert unlocked_after(paths.vault)[0] == lock_requests(paths)  # type: ignore[index]
    lock_vault(paths)
    renew_key(paths, OTHER, PASSPHRASE, quiet, COST)
    assert not is_unlocked(paths.vault)


@pytest.mark.parametrize("place", ["copy_database", "write_header", "sync_folder"])
def test_a_disk_that_refuses_leaves_the_old_key(paths: Paths, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    before = held(paths)
    into_vault(paths)
    present = files(paths)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(f"assistant.app.vault.renewal.{place}", refuse)
        with pytest.raises(AssistantError, match="No space left"):
            renew_key(paths, PASSPHRASE, OTHER, quiet, COST)
    assert files(paths).keys() == present.keys()
    assert files(paths)["vault.json"] == present["vault.json"]
    assert not unfinished.is_unfinished(paths)
    relock(paths)
    assert held(paths) == before


def test_what_cannot_be_done_changes_nothing(paths: Paths) -> None:
    into_vault(paths)
    present = files(paths)

    def closed(code: str) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    with pytest.raises(WrongPassphrase):
        renew_key(paths, "wrong words", OTHER, quiet, COST)
    with pytest.raises(UsageError, match="fewer than"):
        renew_key(paths, PASSPHRASE, "short", quiet, COST)
    with pytest.raises(AssistantError, match="could not be shown"):
        renew_key(paths, PASSPHRASE, OTHER, quiet, COST, closed)
    with closing(Database(paths.ledger)) as used, pytest.raises(LibraryBusy, match="has the library open"):
        used.number("SELECT count(*) FROM files")
        renew_key(paths, PASSPHRASE, OTHER, quiet, COST)
    assert files(paths)["vault.json"] == present["vault.json"]
    relock(paths)
    assert held(paths).passages == 6


def test_an_interruption_after_the_wraps_are_replaced_is_finished_by_the_next_command(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, shown = held(paths), list[str]()
    into_vault(paths)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("assistant.app.vault.unfinished.wipe_file", interrupted)
        with pytest.raises(KeyboardInterrupt):
            renew_key(paths, PASSPHRASE, OTHER, quiet, COST, shown.append)
    assert unfinished.is_unfinished(paths)
    lock_vault(paths)
    assert is_locked(paths)
    unlock_vault(paths, shown[0])
    assert held(paths) == before


def test_while_the_key_is_renewed_nobody_goes_on_with_half_of_it(paths: Paths) -> None:
    """Also a reader, who elsewhere needs not wait for the owner."""
    into_vault(paths)
    found: list[type[AssistantError]] = []

    def meanwhile(text: str) -> None:
        try:
            unlock_vault(paths, PASSPHRASE)
        except AssistantError as error:
            found.append(type(error))

    renew_key(paths, PASSPHRASE, OTHER, meanwhile, COST)
    assert found == [LibraryBusy, LibraryBusy]
