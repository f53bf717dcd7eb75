"""What lies beside a vault: rests of kills, a second vault, a plain library of an earlier version."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from assistant.app.checks import check_installation
from assistant.app.vault import unfinished
from assistant.app.vault.change import create_vault, destroy_if_vault, remove_vault
from assistant.app.vault.unlocking import is_locked, lock_vault, unlock_vault
from assistant.config.file import write_setting
from assistant.config.paths import Paths
from assistant.config.schema import load_config
from assistant.domain.errors import AssistantError, UsageError
from assistant.store.ledger.database import Database
from tests.app.vault.vaults import COST, MARKS, PASSPHRASE, held, home_with_library, into_vault, marks_below


def quiet(text: str) -> None:
    """A Narrate that does nothing."""


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return home_with_library(tmp_path / "home")


def full(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_settings_that_a_kill_left_half_written_do_not_stay_plain(paths: Paths) -> None:
    left = paths.config_file.with_name(f".{paths.config_file.name}.0a1b2c3d.tmp")
    shutil.copy(paths.config_file, left)
    into_vault(paths)
    assert marks_below(paths.config_file.parent) == []


def test_a_way_out_that_fails_leaves_nothing_plain(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    before = held(paths)
    into_vault(paths)
    with monkeypatch.context() as patched:
        patched.setattr("assistant.app.vault.change.write_durably", full)
        with pytest.raises(AssistantError, match="No space left"):
            remove_vault(paths, quiet)
    assert marks_below(paths.config_file.parent) == []
    assert not unfinished.is_unfinished(paths)
    assert held(paths) == before


def test_a_way_in_that_fails_leaves_a_destroyed_vault_as_it_was(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    into_vault(paths)
    destroy_if_vault(paths)
    with monkeypatch.context() as patched:
        patched.setattr("assistant.app.vault.change._copy_files", full)
        with pytest.raises(AssistantError, match="No space left"):
            create_vault(paths, PASSPHRASE, quiet, COST)
    assert paths.has_vault
    (paths.vault / ".DS_Store").write_bytes(b"of a viewer of folders")
    create_vault(paths, PASSPHRASE, quiet, COST)


def test_of_two_vaults_neither_is_touched(paths: Paths) -> None:
    before = held(paths)
    into_vault(paths)
    lock_vault(paths)
    shutil.copytree(paths.vault, unfinished.old_vault(paths))  # one put back after a kill on the way out
    plain = unfinished.new_plain(paths)
    plain.mkdir(mode=0o700)
    (plain / "ledger.sqlite3").write_bytes(b"the whole library")
    with pytest.raises(AssistantError, match="two vaults") as caught:
        is_locked(paths)
    assert caught.value.hint
    assert not next(check for check in check_installation(paths) if check.name == "vault").ok
    assert (plain / "ledger.sqlite3").read_bytes() == b"the whole library"
    shutil.rmtree(unfinished.old_vault(paths))
    assert is_locked(paths)
    unlock_vault(paths, PASSPHRASE)
    assert held(paths) == before


def test_a_plain_library_of_an_earlier_version_is_told_and_not_replaced(paths: Paths) -> None:
    into_vault(paths)
    paths.plain_ledger.write_bytes(b"made by an earlier version")
    found = {check.name: check for check in check_installation(paths)}
    assert "beside the vault" in found["plain library"].detail
    assert found["plain library"].remedy
    with pytest.raises(UsageError, match="plain library") as caught:
        remove_vault(paths, quiet)
    assert caught.value.hint
    assert paths.plain_ledger.read_bytes() == b"made by an earlier version"


def test_the_log_of_another_ledger_does_not_get_into_the_library(paths: Paths, tmp_path: Path) -> None:
    before = held(paths)
    into_vault(paths)
    other = home_with_library(tmp_path / "other")
    log = paths.plain_ledger.with_name("ledger.sqlite3-wal")
    with closing(Database(other.ledger)) as database:
        with database.transaction() as connection:
            connection.execute("DELETE FROM chunks")
            connection.execute("DELETE FROM files")
        shutil.copy(other.ledger.with_name(log.name), log)  # as a killed process leaves it
    assert MARKS[0].encode() in log.read_bytes() or log.stat().st_size
    remove_vault(paths, quiet)
    assert held(paths) == before


def test_settings_written_while_the_library_is_copied_get_into_the_vault(paths: Paths) -> None:
    def narrate(text: str) -> None:
        if "comparing" in text:
            write_setting(paths.config_file, "library.folders", ["/x/ORCHIDMARK"])

    create_vault(paths, PASSPHRASE, narrate, COST)
    assert load_config(paths.config_file).library.folders == ("/x/ORCHIDMARK",)
    assert marks_below(paths.config_file.parent) == []


def test_a_vault_whose_plain_files_cannot_be_wiped_says_so_and_its_code_was_seen(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, shown = held(paths), list[str]()
    with monkeypatch.context() as patched:
        patched.setattr("assistant.app.vault.unfinished.wipe_file", full)
        with pytest.raises(AssistantError, match="is in the vault"):
            create_vault(paths, PASSPHRASE, quiet, COST, shown.append)
    lock_vault(paths)
    assert is_locked(paths)
    unlock_vault(paths, shown[0])
    assert held(paths) == before
    assert marks_below(paths.config_file.parent) == []
