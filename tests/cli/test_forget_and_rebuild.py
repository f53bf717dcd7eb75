"""`assistant forget` and `assistant rebuild`: they need no model, and say by their exit code whether they did it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.store.ledger.owner import Owner
from tests.cli.test_command_line import run
from tests.store.libraries import open_library, put

LETTER = "The specialist recommends a second operation on the left knee in the coming spring."


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An installation without models whose library holds two files."""
    made = tmp_path / "home"
    made.mkdir(mode=0o700)
    library = open_library(made / "library")
    put(library, "/archive/medical/letter.txt", LETTER, seed=1)
    put(library, "/archive/recipes/soup.txt", "Simmer the leeks for forty minutes.", seed=2)
    library.close()
    return made


@pytest.mark.slow
def test_a_folder_is_forgotten_and_the_receipt_says_what_was_looked_for(home: Path) -> None:
    done = run(home, "forget", "/archive/medical", "--yes", "--json")
    assert done.returncode == 0, done.stderr
    receipt = json.loads(done.stdout)
    assert (receipt["schema"], receipt["clean"], receipt["files"], receipt["passages"]) == (1, True, 1, 1)
    assert receipt["texts_sought"] >= 3
    assert receipt["out_of_reach"]
    assert LETTER[:20] not in done.stdout + done.stderr
    assert [file for file in home.rglob("*") if file.is_file() and b"specialist" in file.read_bytes()] == []
    again = run(home, "forget", "/archive/medical", "--yes")
    assert again.returncode == 5
    assert "Nothing at '/archive/medical' is in the library." in again.stderr


def test_a_leftover_is_an_error(home: Path) -> None:
    (home / "logs").mkdir()
    (home / "logs" / "debug.log").write_text(f"read: {LETTER}\n", "utf-8")
    done = run(home, "forget", "/archive/medical/letter.txt", "--yes")
    assert done.returncode == 1
    assert "LEFT         text at byte 6 of" in done.stdout
    assert "something is left" in done.stdout


def test_what_to_forget_must_be_said_once(home: Path) -> None:
    assert run(home, "forget").returncode == 2
    assert run(home, "forget", "/archive", "--all").returncode == 2


def test_everything_can_be_forgotten(home: Path) -> None:
    done = run(home, "forget", "--all", "--yes")
    assert done.returncode == 0, done.stderr
    assert "forgotten    2 files, 2 passages" in done.stdout
    assert run(home, "forget", "--all", "--yes").returncode == 5


def test_the_index_is_rebuilt_from_the_ledger(home: Path) -> None:
    done = run(home, "rebuild", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["vectors"] == 2
    assert len(list((home / "library" / "index").iterdir())) == 1


def test_a_library_in_use_is_left_alone(home: Path) -> None:
    owner = Owner(home / "library" / "owner.lock")
    for command in (("forget", "--all", "--yes"), ("rebuild",)):
        done = run(home, *command)
        assert done.returncode == 6
        assert "in use by another assistant" in done.stderr
    owner.release()
