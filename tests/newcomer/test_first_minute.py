"""Newcomer 18: the first minute as it is, from an empty home, in a terminal of its own."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.called import make_home
from tests.promises.terminal import Terminal

PAPERS = {
    "lease.md": "# Lease\n\nThe tenant may end it with a notice of three months.\n\nThe deposit is EUR 1,850.00.\n",
    "club.txt": "The minimum term of the membership is twelve months. The trainer of the club is Mr Owen Pryce.\n",
    "bicycle.txt": "The bicycle was bought in May 2021 for EUR 840.00 at Spoke and Chain.\n",
}
SAMPLE = Path(__file__).parents[2] / "sample_docs"


@pytest.fixture
def person(tmp_path: Path, starter_models: Path) -> Path:
    """A person's folder: an empty home of the app with the models, and a folder for papers."""
    home, documents = make_home(tmp_path), tmp_path / "Documents"
    (home / "models").symlink_to(starter_models, target_is_directory=True)
    (home / "config.toml").write_text('[answers]\ngenerator = "extractive"\n', "utf-8")
    documents.mkdir()
    return tmp_path


@contextmanager
def started(person: Path) -> Iterator[Terminal]:
    """The app in a terminal of its own."""
    home = {"ASSISTANT_HOME": str(person / "home"), "HOME": str(person), "TERM": "xterm-256color"}
    terminal = Terminal([sys.executable, "-m", "assistant"], {**os.environ, **home}, person)
    try:
        yield terminal
    finally:
        terminal.close()


@pytest.mark.slow
def test_newcomer_18_from_an_empty_home_to_a_right_answer_in_a_real_terminal(person: Path) -> None:
    for name, text in PAPERS.items():
        (person / "Documents" / name).write_text(text, "utf-8")
    with started(person) as terminal:
        terminal.wait_for("Which folder may it read?")
        terminal.wait_for("would be read in")
        assert "3 files" in terminal.text and "840.00" not in terminal.text  # nothing was read yet
        terminal.type("\r")
        terminal.wait_for("A number asks its question.")
        terminal.type("How much notice does the lease ask for?\r")
        terminal.wait_for("notice of three months")
        assert "lease.md" in terminal.text
        terminal.type("\x11")  # ctrl+q
        assert terminal.wait() == 0


@pytest.mark.slow
def test_newcomer_18_what_is_asked_while_files_are_read_is_answered_before_all_are(person: Path) -> None:
    shutil.copytree(SAMPLE, person / "Documents", dirs_exist_ok=True)
    with started(person) as terminal:
        terminal.wait_for("would be read in")
        terminal.type("\r")
        terminal.wait_for("Reading")
        terminal.type("How much notice does the lease ask for?\r")  # once: what comes too early is asked again
        terminal.wait_for("three months")
        assert "Done in" not in terminal.text
