"""`assistant forget --all` in a vault: the key is destroyed, whatever the state of what it opens, and never unasked."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assistant.app.vault.unlocking import lock_vault
from assistant.cli.library import forget
from assistant.cli.vault.passphrase import Passphrases
from assistant.config.paths import Paths, find_paths
from assistant.domain.errors import UsageError, VaultLocked
from assistant.guard.audit.record import AuditRecord
from assistant.vault.place import is_destroyed
from tests.app.vault.vaults import PASSPHRASE, held, home_with_library, into_vault, relock
from tests.cli.vault.test_vault import given


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """A home with a library, which the command takes for this user's."""
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    return home_with_library(tmp_path / "home")


def _forgets_all(*arguments: str, lines: str = PASSPHRASE, typed: str = "") -> Result:
    return CliRunner().invoke(forget.command, ["--all", *arguments], obj=Passphrases(given(lines)), input=typed)


def _overwrite(file: Path, start: int) -> None:
    data = bytearray(file.read_bytes())
    data[start:] = os.urandom(len(data) - start)
    file.write_bytes(bytes(data))


def _damage_keys_on_the_way(paths: Paths) -> None:
    (paths.vault / "renewing").touch()
    (paths.vault / "vault.json").write_text("{")


DAMAGE: dict[str, Callable[[Paths], object]] = {
    "the ledger is noise": lambda paths: _overwrite(paths.ledger, 0),
    "the ledger's pages are noise": lambda paths: _overwrite(paths.ledger, 4096),
    "the ledger is cut off": lambda paths: os.truncate(paths.ledger, 5000),
    "the ledger is a text": lambda paths: paths.ledger.write_text("no database"),
    "the keys are damaged": lambda paths: (paths.vault / "vault.json").write_text("{"),
    "the keys are damaged on the way to others": _damage_keys_on_the_way,
    "the keys are gone": lambda paths: (paths.vault / "vault.json").unlink(),
    "the small files are noise": lambda paths: _overwrite(paths.vault / "files.sqlite3", 0),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=list(DAMAGE))
def test_a_damaged_vault_is_destroyed_after_asking(
    paths: Paths, monkeypatch: pytest.MonkeyPatch, damage: Callable[[Paths], object]
) -> None:
    into_vault(paths)
    lock_vault(paths)
    damage(paths)
    before = {file.name: file.read_bytes() for file in paths.vault.iterdir() if file.suffix in (".json", ".sqlite3")}
    unasked = _forgets_all()
    assert isinstance(unasked.exception, UsageError), unasked.output
    assert "--yes" in unasked.exception.hint
    monkeypatch.setattr(forget, "require_asking", lambda what, *, yes: None)  # somebody is there to be asked
    assert _forgets_all(typed="n\n").exit_code != 0
    assert {name: (paths.vault / name).read_bytes() for name in before} == before
    done = _forgets_all(typed="y\n")
    assert (done.exit_code, "destroyed" in done.output) == (0, True), done.output
    assert is_destroyed(paths.vault)


def test_a_damaged_vault_is_destroyed_unasked_only_with_yes_and_only_where_it_is_damaged(paths: Paths) -> None:
    before = held(paths)
    into_vault(paths)
    lock_vault(paths)
    for lines in ("wrong words", ""):
        assert isinstance(_forgets_all("--yes", lines=lines).exception, UsageError | VaultLocked)
    relock(paths)
    assert held(paths) == before
    lock_vault(paths)
    _overwrite(paths.ledger, 0)
    done = _forgets_all("--yes", "--json")
    assert json.loads(done.stdout)["event"] == "VaultDestroyed"
    assert is_destroyed(paths.vault)


def test_forgetting_all_destroys_a_vault_without_files_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").mkdir(mode=0o700)
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    paths = find_paths()
    into_vault(paths)
    AuditRecord(paths.audit).note("a decision")
    done = CliRunner().invoke(forget.command, ["--all", "--yes"])
    assert done.exit_code == 0, done.output
    assert "destroyed" in done.output
    assert is_destroyed(paths.vault)
    again = CliRunner().invoke(forget.command, ["--all", "--yes"])
    assert isinstance(again.exception, VaultLocked)
