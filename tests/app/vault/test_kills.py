"""A kill on the way into a vault, out of it or to another passphrase loses nothing and leaves nothing plain.

Every place and 200 moments: `python -m tests.benchmarks.library.kill_vault`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.app.vault.change import remove_vault
from assistant.app.vault.unlocking import is_locked
from assistant.config.paths import Paths
from assistant.domain.errors import VaultLocked
from assistant.vault import unlocked
from tests.app.vault.kills import WAYS, copy, draw, end_at, points, quiet, stopping_at, templates, walk
from tests.app.vault.vaults import home_with_library
from tests.store.kills import Report, forked, kill_at_random

EACH = 5


@pytest.mark.parametrize("way", WAYS)
def test_a_kill_on_the_way_loses_and_leaves_nothing(tmp_path: Path, way: str) -> None:
    homes, before = templates(tmp_path, home_with_library)
    total = points(homes[way], tmp_path / "counted", way)
    assert total >= 3
    chosen = draw(total, EACH, seed=len(way))
    found = {number: end_at(homes[way], tmp_path / "home", way, number, before) for number in chosen}
    assert {number: problems for number, problems in found.items() if problems} == {}


def test_a_kill_while_a_vault_is_destroyed_leaves_no_library_without_a_key(tmp_path: Path) -> None:
    homes, _ = templates(tmp_path, home_with_library)
    total = points(homes["remove"], tmp_path / "counted", "destroy")
    assert total > 10
    for number in range(1, total + 1, 2):
        paths = copy(homes["remove"], tmp_path / "home")

        def ends(report: Report, paths: Paths = paths, number: int = number) -> None:
            with stopping_at(number, [0]):
                walk(paths, "destroy")

        _, status = forked(ends)
        assert os.WIFSIGNALED(status)
        assert paths.has_vault
        with pytest.raises(VaultLocked, match="destroyed"):  # the next start goes on where it was ended
            is_locked(paths)
        remove_vault(paths, quiet)
        assert not paths.has_vault


def test_kills_while_a_vault_is_worked_on_lose_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    folder.mkdir(mode=0o700)
    (folder / "vault.json").write_text("{}", "utf-8")
    unlocked.unlock(folder, bytes(range(32)), tmp_path / "config.toml")
    tally = kill_at_random(folder, kills=4, seed=3, longest_s=0.4)
    assert tally.problems == []
    assert tally.kills == 4
