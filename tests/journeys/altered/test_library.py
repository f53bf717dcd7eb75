"""Text that was changed in the library itself is never quoted: it is told, and the next look reads the file again."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from assistant.app.local import LocalAssistant
from assistant.app.open import open_assistant
from assistant.config.paths import Paths
from assistant.config.schema import AnswersConfig, Config
from assistant.domain.events import FileIndexed
from tests.journeys.conftest import ask, finished, index, paths_below
from tests.waiting import until

QUESTION = "What is the rent a month?"
CONFIG = Config(answers=AnswersConfig(generator="extractive"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    made.mkdir()
    (made / "lease.md").write_text("# Lease\n\nThe rent is EUR 500 a month.\n", "utf-8")
    (made / "soup.md").write_text("# Soup\n\nSimmer the leeks for forty minutes.\n", "utf-8")
    return made


@pytest.fixture
def paths(tmp_path: Path, starter_models: Path, folder: Path) -> Paths:
    """A library of `folder`, closed, of which a byte was changed."""
    paths = paths_below(tmp_path / "home", starter_models)
    owner = open_assistant(CONFIG, paths, owner=True)
    index(owner, folder)
    owner.close()
    with closing(sqlite3.connect(paths.ledger, isolation_level=None)) as connection:
        changed = connection.execute("UPDATE pages SET text = replace(text, 'EUR 500', 'EUR 900')")
        assert changed.rowcount == 2  # the other text stays as it is
    return paths


def lease_is_quoted(assistant: LocalAssistant, sum_of_money: str) -> bool:
    answer, _ = ask(assistant, QUESTION)
    return sum_of_money in answer.text and answer.damage == ""


def test_it_is_not_quoted_and_is_told_until_the_file_is_read_again(paths: Paths, folder: Path) -> None:
    reader = open_assistant(CONFIG, paths, owner=False)
    answer, _ = ask(reader, QUESTION)
    assert answer.refused and "900" not in answer.text
    assert "lease.md" in answer.damage and "assistant index" in answer.damage
    assert "soup.md" not in answer.damage  # only one text was changed by the statement
    owner = open_assistant(CONFIG, paths, owner=True)
    events = index(owner, folder)
    assert [Path(event.path).name for event in events if isinstance(event, FileIndexed)] == ["lease.md"]
    assert finished(events).unchanged == 1
    assert lease_is_quoted(owner, "EUR 500")
    owner.close()
    assert lease_is_quoted(reader, "EUR 500")  # what was noticed is looked at again
    reader.close()


def test_a_watch_reads_it_again_once_an_answer_noticed_it(paths: Paths, folder: Path) -> None:
    owner = open_assistant(CONFIG, paths, owner=True)
    watch = owner.watch([folder], lambda event: None)
    watch.start()
    until(lambda: watch.state().activity == "idle")
    with closing(sqlite3.connect(paths.ledger, isolation_level=None)) as connection:
        connection.execute("UPDATE pages SET text = replace(text, 'EUR 500', 'EUR 700')")
    assert "700" not in ask(owner, QUESTION)[0].text
    until(lambda: lease_is_quoted(owner, "EUR 500"))
    owner.close()


def test_the_doctor_finds_it(paths: Paths, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "assistant", "doctor", "--read-data", "--json"]
    environment = {**os.environ, "ASSISTANT_HOME": str(tmp_path / "home")}
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    checks = {check["name"]: check for check in json.loads(done.stdout)["checks"]}
    assert done.returncode == 1
    assert [name for name, check in checks.items() if not check["ok"]] == ["stored data", "keyword index"]
    assert "lease.md" in checks["stored data"]["detail"] and checks["stored data"]["remedy"] == "Run: assistant index"
    assert checks["audit record"]["ok"]
