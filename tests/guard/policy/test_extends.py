"""Policies that extend others: each file counts once, however many lead to it; what is no file is refused at once."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.domain.errors import PolicyError
from assistant.guard.policy import source
from assistant.guard.policy.listing import list_policies
from assistant.guard.policy.load import load_policy, load_policy_file
from assistant.guard.policy.strict_yaml import Tree, parse
from tests.guard.policies import write_policy
from tests.special_files import SPECIAL

posix = pytest.mark.skipif(os.name != "posix", reason="special files are a POSIX idea")


def rule(name: str, action: str = "block") -> str:
    """A rule of its own name with its detector."""
    return (
        f"detectors: {{{name}: {{type: phrases, words: [tulip]}}}}\n"
        f"rules: [{{id: {name}, category: custom, stages: [input], detector: {name}, action: {action}}}]\n"
    )


def actions(folder: Path, name: str) -> dict[str, str]:
    return {rule.id: rule.action for rule in load_policy(name, [folder]).rules}


@pytest.mark.timeout(60)
def test_a_ladder_of_diamonds_is_read_once_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty files in twenty steps: a million ways from the top to the bottom."""
    read: list[str] = []

    def counted(data: bytes, file: str) -> Tree:
        read.append(file)
        return parse(data, file)

    monkeypatch.setattr(source, "parse", counted)
    write_policy(tmp_path, rule("r0"), "left0")
    write_policy(tmp_path, rule("s0"), "right0")
    for step in range(1, 20):
        both = f"extends: [left{step - 1}, right{step - 1}]\n"
        write_policy(tmp_path, both + rule(f"r{step}"), f"left{step}")
        write_policy(tmp_path, both + rule(f"s{step}"), f"right{step}")
    policy = load_policy("left19", [tmp_path])
    assert len(policy.rules) == 39
    assert len(policy.files) == 39 == len(read) == len(set(read))


def test_a_chain_is_followed_and_an_endless_number_of_files_is_refused(tmp_path: Path) -> None:
    write_policy(tmp_path, rule("r"), "p0")
    for step in range(1, 80):
        write_policy(tmp_path, f"extends: [p{step - 1}]\n", f"p{step}")
    assert list(actions(tmp_path, "p30")) == ["r"]
    with pytest.raises(PolicyError, match="extends more than") as caught:
        load_policy("p79", [tmp_path])
    assert caught.value.file and caught.value.hint


def test_each_side_of_a_diamond_means_what_it_means_alone(tmp_path: Path) -> None:
    write_policy(tmp_path, rule("x"), "bottom")
    write_policy(tmp_path, "extends: [bottom]\n" + rule("x", "warn"), "left")
    write_policy(tmp_path, "extends: [bottom]\n" + rule("y"), "right")
    write_policy(tmp_path, "extends: [left, right]\n", "top")
    assert actions(tmp_path, "left") == {"x": "warn"}
    assert actions(tmp_path, "top") == {"x": "block", "y": "block"}  # the later one decides, with all that it extends
    write_policy(tmp_path, "extends: [right, left]\n", "turned")
    assert actions(tmp_path, "turned") == {"x": "warn", "y": "block"}
    write_policy(tmp_path, "extends: [left, right]\nwithout: [x]\n", "less")
    assert actions(tmp_path, "less") == {"y": "block"}


@pytest.mark.parametrize("length", [1, 2, 5])
def test_a_circle_of_any_length_is_refused(tmp_path: Path, length: int) -> None:
    for step in range(length):
        write_policy(tmp_path, f"extends: [p{(step + 1) % length}]\n" + rule(f"r{step}"), f"p{step}")
    with pytest.raises(PolicyError, match="in turn"):
        load_policy("p0", [tmp_path])


def test_an_own_base_may_extend_the_shipped_one_from_two_sides(tmp_path: Path) -> None:
    own, shipped = tmp_path / "own", tmp_path / "shipped"
    own.mkdir()
    shipped.mkdir()
    write_policy(shipped, rule("b"), "base")
    write_policy(shipped, "extends: [base]\n" + rule("s"), "standard")
    write_policy(own, "extends: [base]\n" + rule("o"), "base")
    write_policy(own, "extends: [base, standard]\n", "mine")
    policy = load_policy("mine", [own, shipped])
    assert sorted(rule.id for rule in policy.rules) == ["b", "o", "s"]


@posix
@pytest.mark.timeout(60)
@pytest.mark.parametrize("kind", SPECIAL)
def test_what_is_no_policy_file_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    own, shipped = tmp_path / "own", tmp_path / "shipped"
    own.mkdir()
    shipped.mkdir()
    write_policy(shipped, rule("weaker"), "family")
    write_policy(own, "extends: [family]\n", "child")
    SPECIAL[kind](own / "family.yaml")
    uses: list[Callable[[], object]] = [
        lambda: load_policy("family", [own, shipped]),  # never the one behind it
        lambda: load_policy("child", [own, shipped]),
        lambda: load_policy_file(own / "family.yaml", [shipped]),
    ]
    for use in uses:
        with pytest.raises(PolicyError) as caught:
            use()
        assert "family.yaml" in str(caught.value) and caught.value.hint
    listed = {(entry.file.parent.name, entry.name): entry.error for entry in list_policies([own, shipped])}
    assert listed["own", "family"] and listed["own", "child"] and not listed["shipped", "family"]


@posix
def test_a_policy_folder_that_cannot_be_listed_is_not_passed_over(tmp_path: Path) -> None:
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    write_policy(shipped, rule("weaker"), "family")
    (tmp_path / "own").symlink_to(tmp_path / "drive")  # the drive is gone
    with pytest.raises(PolicyError, match="own"):
        load_policy("family", [tmp_path / "own", shipped])
    (tmp_path / "file").write_text("")
    with pytest.raises(PolicyError, match="file"):
        load_policy("family", [tmp_path / "file", shipped])
    assert load_policy("family", [tmp_path / "never made", shipped]).id == "family"
