"""`assistant vault` and the passphrase: over a descriptor, at a terminal, and what a script sees without it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import click
import pytest
from click.testing import CliRunner, Result

from assistant.app.vault.requests import lock_requests
from assistant.cli import chat
from assistant.cli.library import forget
from assistant.cli.vault import passphrase
from assistant.cli.vault.commands import command
from assistant.cli.vault.passphrase import Passphrases, lock_watch, passphrases_of
from assistant.config.paths import Paths, find_paths
from assistant.domain.errors import UsageError, VaultLocked
from assistant.guard.audit.record import AuditRecord
from assistant.vault.place import is_destroyed
from assistant.vault.unlocked import WrongPassphrase, is_unlocked
from tests.app.vault.vaults import COST, MARKS, PASSPHRASE, held, home_with_library, into_vault, marks_below, relock
from tests.waiting import PATIENCE_S


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """A home with a library, which the commands take for this user's; scrypt is quick."""
    made = home_with_library(tmp_path / "home")
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("assistant.app.vault.change.measure_cost", lambda: COST)
    return made


def given(text: str) -> int:
    """A descriptor that holds `text`."""
    reading, writing = os.pipe()
    os.write(writing, text.encode())
    os.close(writing)
    return reading


def vault(*arguments: str, lines: str = "", typed: str | None = None) -> Result:
    """`assistant vault ARGUMENTS` with passphrases over a descriptor, or `typed` at a terminal."""
    source = Passphrases(given(lines)) if typed is None else Passphrases()
    return CliRunner().invoke(command, list(arguments), input=typed, obj=source)


def test_a_vault_is_made_changed_and_removed_over_a_descriptor(paths: Paths) -> None:
    before = held(paths)
    made = vault("create", "--json", lines=f"{PASSPHRASE}\n")
    assert made.exit_code == 0, made.output
    code = json.loads(made.stdout)["recovery_code"]
    assert marks_below(paths.config_file.parent) == []
    checked = vault("unlock", lines=code)
    assert "3 files, sound" in checked.stdout
    changed = vault("change", lines=f"{code}\nquite other words\n")
    assert changed.exit_code == 0, changed.output
    newer = changed.stdout.strip()
    assert isinstance(vault("unlock", lines=PASSPHRASE).exception, WrongPassphrase)
    assert isinstance(vault("unlock", lines=code).exception, WrongPassphrase)
    assert vault("unlock", lines=newer).exit_code == 0
    assert "is in a vault" in vault("status").stdout
    assert "--yes" in str(vault("remove", lines="quite other words\n").exception)  # newcomer 11: nobody can be asked
    assert "is in a vault" in vault("status").stdout
    removed = vault("remove", "--yes", lines="quite other words\n")
    assert "no vault any more" in removed.stdout
    assert held(paths) == before
    assert "not encrypted" in vault("status").stdout
    for name in ("lock", "unlock", "change", "remove"):
        assert isinstance(vault(name, lines=PASSPHRASE).exception, UsageError), name


def test_at_a_terminal_a_new_passphrase_is_asked_for_twice_and_a_wrong_one_again(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passphrase, "_can_ask", lambda: True)
    made = vault("create", typed=f"{PASSPHRASE}\n{PASSPHRASE}x\n{PASSPHRASE}\n{PASSPHRASE}\n")
    assert made.exit_code == 0, made.output
    assert PASSPHRASE not in made.output
    assert "kept nowhere" in made.stderr
    checked = vault("unlock", typed=f"wrong words\n{PASSPHRASE}\n")
    assert (checked.exit_code, "not the passphrase" in checked.stderr) == (0, True)
    thrice = vault("unlock", typed="wrong\nwrong\nwrong\n")
    assert isinstance(thrice.exception, WrongPassphrase)


@pytest.mark.parametrize(
    ("lines", "error"),
    [("", VaultLocked), ("short\n", UsageError), ("x" * 40_000, UsageError)],
    ids=["nothing", "too short", "too much"],
)
def test_a_passphrase_that_cannot_be_one_makes_no_vault(paths: Paths, lines: str, error: type[Exception]) -> None:
    before = held(paths)
    assert isinstance(vault("create", lines=lines).exception, error)
    assert not paths.vault.exists()
    assert held(paths) == before


def test_a_descriptor_that_is_none_or_no_text_is_told() -> None:
    for descriptor, says in ((999, "cannot be read"),):
        with pytest.raises(UsageError, match=says):
            Passphrases(descriptor).ask("Passphrase")
    reading, writing = os.pipe()
    os.write(writing, b"\xff\xfe\n")
    os.close(writing)
    with pytest.raises(UsageError, match="UTF-8"):
        Passphrases(reading).ask("Passphrase")


def test_without_a_descriptor_and_a_terminal_nobody_is_asked() -> None:
    with pytest.raises(VaultLocked, match="no terminal"):
        passphrases_of(click.Context(command)).ask("Passphrase")


@pytest.mark.parametrize("name", ["unlock", "change"])
def test_where_there_is_no_vault_nobody_is_asked_for_its_passphrase(paths: Paths, name: str) -> None:
    result = CliRunner().invoke(command, [name], obj=Passphrases())
    assert isinstance(result.exception, UsageError) and result.exception.message == "There is no vault."


def test_the_app_and_a_watch_lock_by_the_clock_and_on_request(paths: Paths) -> None:
    assert lock_watch(paths) is None
    into_vault(paths)
    due = lock_watch(paths)
    assert due is not None
    assert [due(seconds) for seconds in (0.0, 899.0, 900.0)] == [False, False, True]
    assert lock_requests(paths) == b""
    assert vault("lock").exit_code == 0
    assert due(0.0)
    later = lock_watch(paths)
    assert later is not None
    assert not later(0.0)
    with paths.config_file.open("a", encoding="utf-8") as settings:
        settings.write("[app]\nlock_minutes = 0\n")
    never = lock_watch(paths)
    assert never is not None
    assert not never(1e9)


def test_a_machine_that_slept_is_locked_when_it_wakes(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    into_vault(paths)
    now = 1_000_000.0
    monkeypatch.setattr("assistant.cli.vault.passphrase.time.time", lambda: now)
    due = lock_watch(paths)
    assert due is not None
    now += 1.0
    assert not due(0.0)
    now += 600.0
    assert due(0.0)


def test_the_app_starts_again_after_each_lock_once_the_key_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    codes = iter([VaultLocked.exit_code, VaultLocked.exit_code, 0])

    def run_app(changes: object) -> int:
        done.append("run")
        return next(codes)

    terminal = SimpleNamespace(isatty=lambda: True)
    monkeypatch.setattr(chat, "sys", SimpleNamespace(stdin=terminal, stdout=terminal, exit=sys.exit))
    monkeypatch.setattr(chat, "seal_the_app", lambda **_: None)
    monkeypatch.setattr(chat, "_run_app", run_app)
    monkeypatch.setattr(chat, "unlock_here", lambda context: done.append("unlock"))
    monkeypatch.setattr(chat, "lock_here", lambda: done.append("lock"))
    assert CliRunner().invoke(chat.command).exit_code == 0
    assert done == ["unlock", "run", "lock", "unlock", "run", "lock", "unlock", "run"]


def test_a_script_sees_that_the_vault_is_locked(paths: Paths) -> None:
    """One process a case: the seal cannot be taken back."""
    into_vault(paths)
    relock(paths)

    def run(*arguments: str, lines: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "assistant", *arguments],
            input=lines,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
            env=os.environ,
        )

    locked = run("config", "show")
    assert (locked.returncode, MARKS[1] in locked.stdout) == (7, False)
    assert "--passphrase-fd" in locked.stderr
    wrong = run("--passphrase-fd", "0", "config", "show", lines="wrong words\n")
    assert (wrong.returncode, "Nothing was changed" in wrong.stderr) == (2, True)
    right = run("--passphrase-fd", "0", "config", "show", lines=PASSPHRASE)
    assert (right.returncode, MARKS[1] in right.stdout) == (0, True)
    checked = run("doctor")
    assert "in the vault, not looked at" in checked.stdout
    assert is_unlocked(paths.vault), "this process is another one"


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
