"""A kill on the way into a vault, out of it or to another passphrase loses nothing and leaves nothing plain.

Every place and 200 moments: `python -m tests.benchmarks.library.kill_vault`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.vault import unlocked
from tests.app.vault.kills import WAYS, draw, end_at, points, templates
from tests.app.vault.vaults import home_with_library
from tests.store.kills import kill_at_random

EACH = 5


@pytest.mark.parametrize("way", WAYS)
def test_a_kill_on_the_way_loses_and_leaves_nothing(tmp_path: Path, way: str) -> None:
    homes, before = templates(tmp_path, home_with_library)
    total = points(homes[way], tmp_path / "counted", way)
    assert total >= 3
    chosen = draw(total, EACH, seed=len(way))
    found = {number: end_at(homes[way], tmp_path / "home", way, number, before) for number in chosen}
    assert {number: problems for number, problems in found.items() if problems} == {}


def test_kills_while_a_vault_is_worked_on_lose_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    folder.mkdir(mode=0o700)
    (folder / "vault.json").write_text("{}", "utf-8")
    unlocked.unlock(folder, bytes(range(32)), tmp_path / "config.toml")
    tally = kill_at_random(folder, kills=4, seed=3, longest_s=0.4)
    assert tally.problems == []
    assert tally.kills == 4
