"""The fuzzer finds each kind of fault, and a short share of all targets finds none.

The share is the same each time; `make soak` runs two hours with other inputs each time.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from assistant.ingest.parse.registry import kinds
from assistant.text.quantity import count
from tests.fuzz.__main__ import main
from tests.fuzz.engine.lines import LineCounter, all_lines
from tests.fuzz.engine.mutate import mutated
from tests.fuzz.engine.shapes import PLAIN, ZIPPED
from tests.fuzz.targets.faulty import TARGETS as FAULTY
from tests.fuzz.targets.registry import TARGETS

_RUNS = 90  # of each target; its first inputs count, and are all run


def fuzz(folder: Path, repository: Path, *options: str) -> tuple[int, str]:
    """Exit code and output of a call, in a process that may end as a whole."""
    command = [sys.executable, "-m", "tests.fuzz", "--folder", str(folder), *options]
    done = subprocess.run(command, capture_output=True, text=True, cwd=repository)
    return done.returncode, done.stdout + done.stderr


def test_every_kind_of_file_has_a_target() -> None:
    """By the module that reads it; a new kind of file gets its first inputs in `targets/readers/`."""
    fuzzed = {target.name.removeprefix("reader-") for target in TARGETS if target.name.startswith("reader-")}
    without = [
        kind.name
        for kind in kinds()
        if not any((suffix.removeprefix(".") or "unnamed") in fuzzed for suffix in kind.suffixes)
    ]
    assert without == []


@pytest.mark.slow
def test_a_share_of_all_targets_finds_nothing(tmp_path: Path, repository: Path) -> None:
    code, said = fuzz(tmp_path, repository, "--runs", str(_RUNS), "--seed", "suite", "--trace-every", "0")
    assert code == 0, said
    for target in TARGETS:
        row = re.search(rf"^{target.name} +([\d,]+) ", said, re.MULTILINE)
        assert row is not None and int(row[1].replace(",", "")) >= _RUNS, said


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> tuple[int, str, Path]:
    """What a call over the targets that are wrong on purpose finds."""
    folder = tmp_path_factory.mktemp("faulty")
    names = [option for target in FAULTY for option in ("--target", target.name)]
    return *fuzz(folder, repository, "--runs", "60", "--seed", "1", *names), folder / "findings"


@pytest.mark.slow
@pytest.mark.parametrize(
    "title",
    [
        "faulty-raises: exception ValueError at assistant/ingest/parse/office/number_format.py",
        "faulty-dies: crash SIGSEGV",
        "faulty-leaves: crash exit status 0",
        "faulty-loops: hang Hang",
        "faulty-native: hang SIGXCPU",
        "faulty-member: exception AssertionError",
    ],
)
def test_each_kind_of_fault_is_found_and_kept(found: tuple[int, str, Path], title: str) -> None:
    code, said, folder = found
    assert code == 1
    assert title in said
    name = title.partition(":")[0]
    [told] = folder.glob(f"{name}-*.txt")
    assert told.read_text("utf-8").startswith(title)
    assert told.with_suffix(".bin").exists()


@pytest.mark.slow
def test_what_is_allowed_is_no_finding(found: tuple[int, str, Path]) -> None:
    assert "faulty-allowed:" not in found[1]
    assert list(found[2].glob("faulty-allowed*")) == []


@pytest.mark.slow
def test_a_hang_that_its_input_alone_does_not_bring_about_is_told_and_is_no_finding(
    found: tuple[int, str, Path],
) -> None:
    assert "faulty-once: hang SIGXCPU at an unknown place: not seen again in two runs of their own" in found[1]
    assert list(found[2].glob("faulty-once*")) == []
    assert len(list((found[2].parent / "not seen again").glob("faulty-once-*.bin"))) == 1


@pytest.mark.slow
def test_a_finding_is_made_small_and_can_be_seen_again(
    found: tuple[int, str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    [member] = found[2].glob("faulty-member-*.bin")
    assert ZIPPED.split(member.read_bytes()) == [("two", b"Q")]
    assert main(["--replay", str(member)]) == 1
    assert "AssertionError: a Q" in capsys.readouterr().out
    member.write_bytes(b"nothing")
    assert main(["--replay", str(member)]) == 0


def test_the_same_seed_bends_alike() -> None:
    for shape, data in ((PLAIN, b"<a b='1'>two</a> three"), (ZIPPED, ZIPPED.join([("x", b"one 1"), ("y", b"<z/>")]))):
        drawn = [[mutated(Random(seed), data, data, shape, 500) for seed in range(50)] for _ in range(2)]
        assert drawn[0] == drawn[1]
        assert len(set(drawn[0])) > 25 and all(len(one) <= 500 for one in drawn[0])


def test_lines_are_counted_inside_functions_once() -> None:
    counter = LineCounter()
    with counter.traced():
        count(2, "file")
    assert counter.is_new and {file for file, _ in counter.reached} == {"text/quantity.py"}
    assert counter.reached <= all_lines()
    with counter.traced():
        count(2, "file")
    assert not counter.is_new
