"""The recovery code was seen before the vault that it opens is the only way to the library."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.app.vault.change import change_passphrase, create_vault
from assistant.app.vault.unlocking import is_locked
from assistant.config.paths import Paths
from assistant.domain.errors import AssistantError
from tests.app.vault.vaults import COST, PASSPHRASE, held, home_with_library, into_vault, marks_below, relock


def quiet(text: str) -> None:
    """A Narrate that does nothing."""


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return home_with_library(tmp_path / "home")


def test_the_code_is_seen_before_the_rename_that_decides(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever ends the program while it wipes: the code that opens the vault was shown."""
    before, shown = held(paths), list[str]()

    def show(code: str) -> None:
        assert not paths.vault.exists()
        shown.append(code)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("assistant.app.vault.unfinished.wipe_file", interrupted)
        with pytest.raises(KeyboardInterrupt):
            create_vault(paths, PASSPHRASE, quiet, COST, show)
    assert paths.has_vault
    relock(paths, shown[0])
    assert is_locked(paths) is False  # which wipes what was left
    assert held(paths) == before
    assert marks_below(paths.config_file.parent) == []


def test_a_code_that_cannot_be_shown_makes_no_vault_and_changes_none(paths: Paths) -> None:
    before = held(paths)

    def closed(code: str) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    with pytest.raises(AssistantError, match=r"could not be shown .* Nothing was changed"):
        create_vault(paths, PASSPHRASE, quiet, COST, closed)
    assert not paths.has_vault
    assert held(paths) == before
    into_vault(paths)
    with pytest.raises(AssistantError, match="could not be shown"):
        change_passphrase(paths, PASSPHRASE, "other words entirely", COST, closed)
    relock(paths)
    assert held(paths) == before


def test_the_code_of_a_change_is_seen_before_it_counts(paths: Paths) -> None:
    old = into_vault(paths)
    header, shown = (paths.vault / "vault.json").read_bytes(), list[str]()

    def show(code: str) -> None:
        assert (paths.vault / "vault.json").read_bytes() == header
        shown.append(code)

    newer = change_passphrase(paths, old, "other words entirely", COST, show)
    assert shown == [newer]
    relock(paths, newer)
