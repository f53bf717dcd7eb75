"""The policy in use follows its files, whole and tested, or stays what it was."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from assistant.domain.errors import PolicyError
from assistant.guard.audit.record import AuditRecord
from assistant.guard.audit.verify import read_entries, verify
from assistant.guard.engine.reload import PolicyKeeper
from tests.guard.policies import write_policy
from tests.waiting import PATIENCE_S

BODY = """
detectors: {d: {type: phrases, words: [WORD]}}
rules: [{id: a, category: custom, stages: [input], detector: d, action: block}]
"""


def write(folder: Path, word: str, name: str = "test", tests: str = "") -> Path:
    """A policy that stops a word; its time always differs from the one before."""
    path = folder / f"{name}.yaml"
    before = path.stat().st_mtime_ns if path.exists() else 0
    write_policy(folder, BODY.replace("WORD", word) + tests, name)
    os.utime(path, ns=(before + 1_000_000_000, before + 1_000_000_000))
    return path


@pytest.fixture
def keeper(tmp_path: Path) -> PolicyKeeper:
    write(tmp_path, "tulip")
    write(tmp_path, "rose", "base")
    return PolicyKeeper("test", [tmp_path])


def stops(keeper: PolicyKeeper, word: str) -> bool:
    return keeper.gate.check("input", word).stops


def test_nothing_changed_nothing_read(keeper: PolicyKeeper) -> None:
    gate = keeper.gate
    assert not keeper.poll()
    assert keeper.gate is gate and keeper.error is None and keeper.name == "test"


@pytest.mark.control("P13")
def test_a_changed_file_is_used_from_the_next_turn_on(keeper: PolicyKeeper, tmp_path: Path) -> None:
    turn = keeper.gate
    write(tmp_path, "daisy")
    assert keeper.poll()
    assert keeper.gate.policy.hash != turn.policy.hash
    assert stops(keeper, "daisy") and not stops(keeper, "tulip")
    assert turn.check("input", "tulip").stops  # a turn that had begun keeps what it began with


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("rules: [\n", "test.yaml, line"),
        ("ruels: []\n", "unknown key 'ruels'"),
        ("detectors: {d: {type: phrases, patterns: ['(a|a)+$']}}\n" + BODY.splitlines()[2] + "\n", "Pattern"),
        (BODY.replace("WORD", "daisy") + "tests: [{stage: input, text: daisy, expect: allow}]\n", "tests fail"),
        ("extends: [nowhere]\n", "nowhere"),
    ],
)
def test_a_file_that_cannot_be_used_changes_nothing_but_the_error(
    keeper: PolicyKeeper, tmp_path: Path, body: str, says: str
) -> None:
    gate = keeper.gate
    write_policy(tmp_path, body)
    os.utime(tmp_path / "test.yaml", ns=(7, 7))
    assert not keeper.poll()
    assert keeper.gate is gate and stops(keeper, "tulip")
    assert keeper.error is not None and says in str(keeper.error)
    write(tmp_path, "tulip")
    keeper.poll()
    assert keeper.error is None


def test_a_policy_that_is_gone_stays_in_force_until_it_is_back(keeper: PolicyKeeper, tmp_path: Path) -> None:
    for name in ("test", "base"):
        (tmp_path / f"{name}.yaml").unlink()
        assert not keeper.poll()
        assert stops(keeper, "tulip") and not stops(keeper, "rose")
        assert "gone" in str(keeper.error)
    write(tmp_path, "daisy")
    assert keeper.poll()
    assert stops(keeper, "daisy") and keeper.error is None


def test_switching_is_whole_or_not_at_all(keeper: PolicyKeeper, tmp_path: Path) -> None:
    write(tmp_path, "lily", "other", "tests: [{stage: input, text: lily, expect: allow}]\n")
    for name in ("other", "nowhere", "../base"):
        with pytest.raises(PolicyError):
            keeper.switch(name)
        assert (keeper.name, stops(keeper, "tulip")) == ("test", True)
    assert keeper.switch("base").policy.id == "base"
    assert (keeper.name, stops(keeper, "rose")) == ("base", True)


def test_what_became_of_the_policy_is_written_down_without_its_text(keeper: PolicyKeeper, tmp_path: Path) -> None:
    folder = tmp_path / "audit"
    watched = PolicyKeeper("test", [tmp_path], recorder=AuditRecord(folder))
    write(tmp_path, "daisy")
    assert watched.poll()
    write_policy(tmp_path, "ruels: []\n")
    assert not watched.poll()
    watched.switch("base")
    told = [(entry["event"], entry["policy"], entry["policy_hash"]) for entry in read_entries(folder)]
    of_test, of_base = told[0][2], watched.gate.policy.hash[:16]
    assert told == [
        ("policy reloaded", "test", of_test),
        ("policy refused", "test", of_test),  # the one before stays in use
        ("policy switched", "base", of_base),
    ]
    assert verify(folder).ok and "daisy" not in (folder / "audit.jsonl").read_text("utf-8")


def test_without_a_usable_policy_there_is_no_keeper(tmp_path: Path) -> None:
    for name in ("test", "nowhere"):
        write_policy(tmp_path, "modus: x\n")
        with pytest.raises(PolicyError):
            PolicyKeeper(name, [tmp_path])


def test_a_file_with_an_older_time_and_the_same_size_is_noticed(keeper: PolicyKeeper, tmp_path: Path) -> None:
    write_policy(tmp_path, BODY.replace("WORD", "daisy"))
    os.utime(tmp_path / "test.yaml", ns=(5, 5))
    assert keeper.poll() and stops(keeper, "daisy")


def test_turns_of_several_threads_see_one_whole_policy_or_the_other(keeper: PolicyKeeper, tmp_path: Path) -> None:
    seen: list[tuple[bool, bool]] = []
    end = threading.Event()

    def turns() -> None:
        while not end.is_set():
            keeper.poll()
            gate = keeper.gate
            seen.append((gate.check("input", "tulip").stops, gate.check("input", "daisy").stops))

    threads = [threading.Thread(target=turns) for _ in range(3)]
    for thread in threads:
        thread.start()
    for word in ("daisy", "tulip", "daisy"):
        write(tmp_path, word)
    end.set()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert set(seen) <= {(True, False), (False, True)}
