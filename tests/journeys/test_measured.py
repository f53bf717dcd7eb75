"""A library that is measured: real questions over it, and nothing of them is left behind."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.waiting import PATIENCE_S

LEASE = """# Lease of the boat house

The tenants give the landlord a security of EUR 3,720.00 at the beginning of the lease.

The yearly inspection of the slipway takes place on 14 October 2024 at low water.

The caretaker of the whole boat house is called Bram Okafor and has the second key.
"""
ROWS = "date,payee,amount\n" + "\n".join(f"2024-0{month}-03,Boat House Company,{month}50.25" for month in range(1, 7))
QUESTIONS = """
- {id: q1, kind: answerable, split: tune, question: "How high is the security for the boat house?",
   file: lease.md, answers: ["3720 euros"]}
- {id: q2, kind: answerable, split: report, question: "When is the inspection of the slipway?",
   file: lease.md, answers: ["2024-10-14"]}
- {id: u1, kind: unanswerable, split: tune, miss: object, question: "How high is the security for the bakery?"}
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, starter_models: Path) -> Path:
    """A home with a library of two files; measuring leaves it as it is."""
    place = tmp_path_factory.mktemp("measured")
    files, home = place / "files", place / "home"
    files.mkdir()
    home.mkdir(mode=0o700)
    (home / "models").symlink_to(starter_models, target_is_directory=True)
    (files / "lease.md").write_text(LEASE, "utf-8")
    (files / "paid.csv").write_text(ROWS, "utf-8")
    (place / "questions.yaml").write_text(QUESTIONS, "utf-8")
    run(home, "index", str(files))
    return home


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "assistant", *arguments],
        env={**os.environ, "ASSISTANT_HOME": str(home)},
        capture_output=True, text=True, timeout=PATIENCE_S, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done


def kept(home: Path) -> dict[str, str]:
    """What a home holds, by its bytes; the records of decisions and of checked models hold no text, and grow."""
    files = [path for name in ("library", "state", "logs") for path in (home / name).rglob("*") if path.is_file()]
    return {
        str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if "audit" not in str(path.relative_to(home)) and path.name not in ("owner.lock", "verified-models.json")
    }


def test_own_files_are_asked_and_nothing_is_kept(home: Path) -> None:
    before = kept(home)
    first = json.loads(run(home, "eval", "own", "--n", "6", "--json").stdout)
    again = json.loads(run(home, "eval", "own", "--n", "6", "--json").stdout)
    assert kept(home) == before
    assert first == again
    assert first["n"] >= 4
    assert first["kinds"].keys() == {"notes and texts", "tables"}
    assert first["found"] >= first["n"] - 1
    assert 0 < first["right"] <= first["n"]
    assert first["words"][0].startswith(f"Of {first['n']} questions {first['found']} found the right page")


def test_a_scope_limits_what_is_asked_about(home: Path) -> None:
    inside = str(home.parent / "files" / "lease.md")
    shown = run(home, "eval", "own", "--n", "3", "--in", inside, "--failures")
    assert "notes and texts" in shown.stdout
    assert "tables" not in shown.stdout
    assert "95%" in shown.stdout


def test_answers_are_measured_by_kind_and_split(home: Path) -> None:
    questions = str(home.parent / "questions.yaml")
    figures = json.loads(run(home, "eval", "answers", questions, "--json", "--failures").stdout)
    assert (figures["answerable"]["n"], figures["unanswerable"]["n"]) == (2, 1)
    assert figures["answerable"]["correct"] == figures["tasks"]["lookup"]["correct"] == 2
    assert figures["machine"]["cores"] >= 1
    tune = run(home, "eval", "answers", questions, "--split", "tune", "--task", "lookup")
    assert "1 of 1" in tune.stdout
