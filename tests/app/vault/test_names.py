"""Settings that hold names of files are not changed while they are moved, nor plain beside a vault made meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.app.changes import LocalChanges
from assistant.app.vault import names
from assistant.app.vault.change import create_vault, remove_vault
from assistant.app.vault.unlocking import lock_vault, unlock_vault
from assistant.config.paths import Paths
from assistant.config.schema import load_config
from assistant.domain.errors import AssistantError, LibraryBusy, VaultLocked
from assistant.store.ledger.owner import Owner
from tests.app.vault.vaults import COST, PASSPHRASE, home_with_library, into_vault, marks_below
from tests.store.kills import Report, forked

NAME = "LANTERNMARK"
CHANGES: dict[str, Callable[[LocalChanges], object]] = {
    "set": lambda changes: changes.set("library.ignore", f"{NAME}.pdf"),
    "reset": lambda changes: changes.reset("library.folders"),
    "keep out": lambda changes: changes.keep_out([f"{NAME}.pdf"], []),
}
every_change = pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    monkeypatch.setattr(names, "_WAIT_S", 0.05)
    return home_with_library(tmp_path / "home")


@every_change
@pytest.mark.parametrize("way", ["into", "out of"])
def test_names_are_not_changed_on_the_way(paths: Paths, change: Callable[[LocalChanges], object], way: str) -> None:
    """What is written then would be lost, or plain beside the vault."""
    found: list[AssistantError] = []

    def meanwhile(text: str) -> None:
        try:
            change(LocalChanges(paths))
        except AssistantError as error:
            found.append(error)

    if way == "into":
        create_vault(paths, PASSPHRASE, meanwhile, COST)
    else:
        into_vault(paths)
        remove_vault(paths, meanwhile)
    assert found and {type(error) for error in found} == {LibraryBusy}
    change(LocalChanges(paths))
    settings = load_config(paths.config_file).library
    assert NAME in " ".join(settings.ignore) or settings.folders == ()


@every_change
def test_names_are_not_written_plain_where_another_process_made_a_vault(
    paths: Paths, change: Callable[[LocalChanges], object]
) -> None:
    changes = LocalChanges(paths)
    forked(lambda report: report(into_vault(paths)))
    with pytest.raises(VaultLocked):
        change(changes)
    changes.set("retrieval.passages", "9")  # which holds no name
    assert marks_below(paths.config_file.parent, NAME) == []
    unlock_vault(paths, PASSPHRASE)
    change(changes)
    assert marks_below(paths.config_file.parent, NAME) == []
    lock_vault(paths)


def test_a_way_waits_for_who_changes_a_setting_and_gives_up(paths: Paths) -> None:
    with names.holding_names(paths, "busy"):

        def other(report: Report) -> None:
            try:
                into_vault(paths)
            except LibraryBusy as error:
                report(error.message)

        lines, status = forked(other)
    assert (lines, status) == (["Another process changes the settings."], 0)
    assert not paths.has_vault


def test_names_are_changed_while_another_process_owns_the_library(paths: Paths) -> None:
    """A watch goes on meanwhile: it reads the settings anew."""
    owner = Owner(paths.lock)
    try:
        assert LocalChanges(paths).set("library.ignore", f"{NAME}.pdf").library.ignore == (f"{NAME}.pdf",)
    finally:
        owner.release()


def test_a_folder_that_cannot_be_written_is_told(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(folder: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(names, "private_folder", refuse)
    with pytest.raises(AssistantError, match=r"cannot be written to \(Permission denied\)"):
        LocalChanges(paths).set("library.ignore", "x.pdf")
