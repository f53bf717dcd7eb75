"""A policy file that vanishes, is half written or lies on a drive that is gone: what was good last stays in force, or
nothing is answered; a weaker policy never stands in."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.domain.errors import PolicyError
from assistant.guard.engine.last_policy import LastPolicy
from assistant.guard.engine.reload import PolicyKeeper
from assistant.guard.policy.load import load_policy
from tests.guard.policies import write_policy

RULE = """
detectors: {NAME: {type: phrases, words: [WORD]}}
rules:
  - {id: NAME, category: custom, stages: [input], detector: NAME, action: block}
"""


def body(word: str, extends: str = "") -> str:
    head = f"extends: [{extends}]\n" if extends else ""
    return head + RULE.replace("NAME", f"no-{word}").replace("WORD", word)


def write(folder: Path, name: str, text: str) -> Path:
    """A policy that has been still for hours."""
    path = write_policy(folder, text, name)
    return settle(path)


def settle(path: Path) -> Path:
    old = time.time_ns() - 3600 * 1_000_000_000
    os.utime(path, ns=(old, old))
    return path


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The person's folder: `family` extends its own `house` and its own `base`."""
    made = tmp_path / "own"
    made.mkdir(mode=0o700)
    write(made, "family", body("tulip", "house, base"))
    write(made, "house", body("daisy"))
    write(made, "base", body("lily", "base"))
    return made


@pytest.fixture
def folders(tmp_path: Path, own: Path) -> list[Path]:
    """The person's folder before the shipped one, where each policy stops nothing but roses."""
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    for name in ("base", "standard", "house", "family"):
        write(shipped, name, body("rose"))
    return [own, shipped]


@pytest.fixture
def keeper(folders: list[Path]) -> PolicyKeeper:
    return PolicyKeeper("family", folders)


def stopped(keeper: PolicyKeeper) -> list[str]:
    return [word for word in ("tulip", "daisy", "lily", "rose") if keeper.gate.check("input", word).stops]


def trouble(keeper: PolicyKeeper) -> str:
    return str(keeper.error or "")


ALL = ["tulip", "daisy", "lily", "rose"]


def _away(path: Path) -> None:
    path.rename(path.with_name(f"{path.name}.away"))


def _back(path: Path) -> None:
    path.with_name(f"{path.name}.away").rename(path)


@pytest.mark.parametrize("name", ["family", "house", "base"])
def test_a_file_that_is_renamed_for_a_moment(keeper: PolicyKeeper, own: Path, name: str) -> None:
    gate, file = keeper.gate, own / f"{name}.yaml"
    _away(file)
    for _ in range(3):
        assert not keeper.poll()
        assert keeper.gate is gate
        assert stopped(keeper) == ALL
    assert str(file) in trouble(keeper) and "gone" in trouble(keeper)
    assert "assistant policy use family" in trouble(keeper)
    _back(file)
    keeper.poll()
    assert not trouble(keeper) and stopped(keeper) == ALL


def test_the_folder_is_moved_and_comes_back(keeper: PolicyKeeper, own: Path) -> None:
    _away(own)
    keeper.poll()
    assert stopped(keeper) == ALL and str(own) in trouble(keeper)
    _back(own)
    keeper.poll()
    assert stopped(keeper) == ALL and not trouble(keeper)


def test_the_drive_under_a_link_is_gone(tmp_path: Path, folders: list[Path]) -> None:
    drive, link = folders[0], tmp_path / "policies"
    link.symlink_to(drive)
    keeper = PolicyKeeper("family", [link, folders[1]])
    _away(drive)
    keeper.poll()
    assert stopped(keeper) == ALL
    assert trouble(keeper)
    with pytest.raises(PolicyError, match="policies"):
        PolicyKeeper("family", [link, folders[1]])


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), OSError(116, "Stale file handle")])
def test_a_folder_that_the_system_does_not_list(
    keeper: PolicyKeeper, own: Path, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    lstat, scandir = Path.lstat, os.scandir

    def refuse(path: Path) -> os.stat_result:
        if own in path.parents:
            raise error
        return lstat(path)

    def refuse_list(path: str) -> object:
        if Path(path) == own:
            raise error
        return scandir(path)

    monkeypatch.setattr(Path, "lstat", refuse)
    monkeypatch.setattr(os, "scandir", refuse_list)
    keeper.poll()
    assert stopped(keeper) == ALL
    assert trouble(keeper)


@pytest.mark.parametrize("kind", ["empty", "folder", "half", "no text"])
def test_what_is_no_policy_in_its_place(keeper: PolicyKeeper, own: Path, kind: str) -> None:
    file = own / "base.yaml"
    whole = file.read_bytes()
    file.unlink()
    if kind == "folder":
        file.mkdir()
    else:
        file.write_bytes({"empty": b"", "half": whole[: len(whole) // 2], "no text": b"\0" * 100}[kind])
        settle(file)
    keeper.poll()
    assert stopped(keeper) == ALL and "base.yaml" in trouble(keeper)


@pytest.mark.slow
def test_every_beginning_of_a_file_that_is_being_written(keeper: PolicyKeeper, own: Path) -> None:
    """Some beginnings are policies in themselves, with fewer rules."""
    file = own / "house.yaml"
    more = body("daisy") + "  - {id: more, category: custom, stages: [input], detector: no-daisy, action: warn}\n"
    write(own, "house", more)
    assert keeper.poll()
    assert stopped(keeper) == ALL
    gate, whole = keeper.gate, file.read_text()
    for end in range(0, len(whole), 7):
        file.write_text(whole[:end])
        assert not keeper.poll()
        assert keeper.gate is gate and trouble(keeper)
    file.write_text(whole)
    keeper.poll()
    assert keeper.gate.policy.hash == gate.policy.hash and not trouble(keeper)


def test_a_shorter_policy_is_used_once_it_has_been_still(keeper: PolicyKeeper, own: Path) -> None:
    write_policy(own, "extends: [base]\n", "family")
    keeper.poll()
    assert stopped(keeper) == ALL and "shorter" in trouble(keeper)
    settle(own / "family.yaml")
    assert keeper.poll()
    assert stopped(keeper) == ["lily", "rose"] and not trouble(keeper)


def test_what_is_no_longer_extended_may_go(keeper: PolicyKeeper, own: Path) -> None:
    write(own, "family", body("tulip", "base") + "# and no daisies\n")
    (own / "house.yaml").unlink()
    assert keeper.poll()
    assert stopped(keeper) == ["tulip", "lily", "rose"] and not trouble(keeper)


# ---------------------------------------------------------------- in another process


@pytest.fixture
def last(tmp_path: Path) -> LastPolicy:
    return LastPolicy(tmp_path / "state" / "policy.json", tmp_path / "shipped")


@pytest.mark.promise("P11")
@pytest.mark.parametrize(
    "vanish",
    [
        lambda own: (own / "family.yaml").unlink(),
        lambda own: (own / "base.yaml").unlink(),
        lambda own: (own / "house.yaml").rename(own / "house.yml"),
        lambda own: own.rename(own.with_name("elsewhere")),
    ],
)
def test_no_shipped_policy_stands_in_for_an_own_one(
    own: Path, folders: list[Path], last: LastPolicy, vanish: Callable[[Path], None]
) -> None:
    PolicyKeeper("family", folders, last=last)
    vanish(own)
    with pytest.raises(PolicyError, match="gone") as caught:
        PolicyKeeper("family", folders, last=last)
    assert "assistant policy use family" in caught.value.hint
    last.write("family", load_policy("family", folders).files)  # what `policy use` does
    assert not trouble(PolicyKeeper("family", folders, last=last))


def test_a_program_that_lies_elsewhere_brings_its_own_policies(
    tmp_path: Path, own: Path, folders: list[Path], last: LastPolicy
) -> None:
    """An environment that is made anew, another Python, an upgrade."""
    PolicyKeeper("standard", folders, last=last)
    moved = folders[-1].rename(tmp_path / "another environment")
    again = LastPolicy(last.file, moved)
    assert not trouble(PolicyKeeper("standard", [own, moved], last=again))
    PolicyKeeper("family", [own, moved], last=again)
    (own / "family.yaml").unlink()  # what is the person's own is missed as before
    with pytest.raises(PolicyError, match="gone"):
        PolicyKeeper("family", [own, moved], last=again)


def test_settings_that_are_gone_do_not_lead_back_to_the_default(folders: list[Path], last: LastPolicy) -> None:
    PolicyKeeper("family", folders, last=last)
    with pytest.raises(PolicyError, match="'family'") as caught:
        PolicyKeeper("standard", folders, last=last, named=False)
    assert "assistant policy use standard" in caught.value.hint
    assert PolicyKeeper("standard", folders, last=last).name == "standard"  # a person wrote it
    assert PolicyKeeper("standard", folders, last=last, named=False).name == "standard"


def test_a_half_written_policy_is_not_begun_with(own: Path, folders: list[Path], last: LastPolicy) -> None:
    PolicyKeeper("family", folders, last=last)
    write_policy(own, "extends: [base]\n", "family")
    with pytest.raises(PolicyError, match="shorter"):
        PolicyKeeper("family", folders, last=last)
    settle(own / "family.yaml")
    assert not trouble(PolicyKeeper("family", folders, last=last))


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"name": 1}', b'{"name": "family", "files": {"a": "b"}}'])
def test_a_damaged_memory_is_begun_anew(folders: list[Path], last: LastPolicy, damage: bytes) -> None:
    PolicyKeeper("family", folders, last=last)
    last.file.write_bytes(damage)
    assert not trouble(PolicyKeeper("family", folders, last=last))
    assert last.read() is not None
