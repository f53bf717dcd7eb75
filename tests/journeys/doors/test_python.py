"""The Python interface as other programs use it: the examples of its documentation, on the sample archive."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from assistant import Delta, Finished, Question, StoppedByPolicy, UsageError, VaultLocked, open_library
from assistant.app.vault.unlocking import lock_vault
from assistant.config.file import write_settings
from assistant.config.paths import find_paths
from tests.app.vault.vaults import PASSPHRASE, home_with_library, into_vault
from tests.privacy.fresh import REPOSITORY
from tests.promises.traced import cannot_trace, internet_sockets, is_traced, traced
from tests.waiting import PATIENCE_S

pytestmark = pytest.mark.slow

QUESTION = "When is the class trip to Holm Island?"
ASKING = """schema: 1
id: asking
description: For tests
extends: [base]
rules:
  - {id: island, category: custom, stages: [retrieval], detector: island, action: ask, message: "Use this passage?"}
detectors:
  island: {type: phrases, words: [holm island]}
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, starter_models: Path, indexed_archive: Path) -> Path:
    """The sample archive, answered by quotes."""
    place = tmp_path_factory.mktemp("python") / "home"
    shutil.copytree(indexed_archive, place)
    if not (place / "models").exists():
        (place / "models").symlink_to(starter_models, target_is_directory=True)
    write_settings(find_paths({"ASSISTANT_HOME": str(place)}).config_file, {"answers.generator": "extractive"})
    return place


def run(code: str, home: Path, trace: Path | None = None) -> list[str]:
    """What a program of another person prints."""
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(
        command if trace is None else traced(command, trace),
        env={**os.environ, "ASSISTANT_HOME": str(home), "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_examples_of_the_documentation_run(home: Path, repository: Path, sample_docs: Path, tmp_path: Path) -> None:
    text = (repository / "docs" / "python.md").read_text("utf-8")
    code = "\n".join(textwrap.dedent(block) for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL))
    trace = None if is_traced() or cannot_trace() else tmp_path / "trace"
    printed = run(code, home, trace)
    assert any("2 to 6 June 2025" in line for line in printed)
    assert any(line.startswith(f"[1] {sample_docs}") for line in printed)
    assert f"{sample_docs}/travel/packing_list_holm_island.txt" in printed
    assert "8 rows, 9 of 71 files" in printed
    assert "9,207.12 EUR" in printed
    assert re.search(r"^summary \d+ citations$", "\n".join(printed), re.MULTILINE)
    assert "No table in the files answers this." in printed
    assert printed[-1] == "False"
    if trace is not None:
        assert internet_sockets(trace.read_text("utf-8", "replace")) == []


def test_the_example_of_the_readme_runs(home: Path, repository: Path) -> None:
    [code] = re.findall(r"```python\n(.*?)```", (repository / "README.md").read_text("utf-8"), re.DOTALL)
    assert any("2 to 6 June 2025" in line for line in run(code, home))


def test_one_process_answers_again_after_an_end_a_stop_and_an_error(home: Path, sample_docs: Path) -> None:
    with open_library(home) as library:
        events = library.ask(QUESTION)
        assert next(events)
        with pytest.raises(UsageError, match="being asked"):
            library.search("rent")
        events.close()  # type: ignore[attr-defined]
        found = library.search(QUESTION, limit=3, paths=[sample_docs / "school"])
        assert found and all(Path(one.path).is_relative_to(sample_docs / "school") for one in found)
        with pytest.raises(UsageError, match="no date"):
            library.search("rent", since="some day")
        with pytest.raises(UsageError):
            list(library.ask("rent", task="no-such-task"))
        stopped = []
        for event in library.ask(QUESTION):
            library.stop()
            stopped.append(event)
        assert isinstance(stopped[-1], Finished) and stopped[-1].answer.interrupted
        told = list(library.ask(QUESTION))
        assert isinstance(told[-1], Finished)
        assert "".join(event.text for event in told if isinstance(event, Delta)).strip() == told[-1].answer.text.strip()
        assert all(Path(source.path).is_file() for source in told[-1].answer.citations)
    with pytest.raises(Exception, match="closed"):
        library.search("rent")


def test_the_rules_are_those_of_the_command_line(home: Path, tmp_path: Path, starter_models: Path) -> None:
    other = tmp_path / "home"
    shutil.copytree(home, other, symlinks=True)
    paths = find_paths({"ASSISTANT_HOME": str(other)})
    paths.policies.mkdir(mode=0o700, exist_ok=True)
    (paths.policies / "asking.yaml").write_text(ASKING, "utf-8")
    write_settings(paths.config_file, {"guard.policy": "asking"})
    asked: list[Question] = []

    def yes(question: Question) -> bool:
        asked.append(question)
        return True

    with open_library(other) as library:
        assert not any("holm island" in passage.text.casefold() for passage in library.search(QUESTION))
        [without] = [event.answer for event in library.ask(QUESTION) if isinstance(event, Finished)]
        assert "holm island" not in without.text.casefold()
        assert not any("holm island" in passage.text.casefold() for passage in without.passages)
        [answered] = [event.answer for event in library.ask(QUESTION, consent=yes) if isinstance(event, Finished)]
        assert "2 to 6 June 2025" in answered.text
        assert {(one.rule, one.message) for one in asked} == {("island", "Use this passage?")}
    write_settings(paths.config_file, {"guard.policy": "standard"})
    with open_library(other) as library, pytest.raises(StoppedByPolicy):
        library.summarise("how to build a pipe bomb at home")


def test_what_keeps_it_from_being_opened_is_the_error_of_the_command_line(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "home"
    other.mkdir(mode=0o700)
    paths = find_paths({"ASSISTANT_HOME": str(other)})
    paths.config_file.write_text("[guard]\nno_such_key = 1\n", "utf-8")
    paths.config_file.chmod(0o600)
    with pytest.raises(UsageError, match="no_such_key"):
        open_library(other)


def test_a_passphrase_opens_a_vault(tmp_path: Path) -> None:
    paths = home_with_library(tmp_path / "home")
    into_vault(paths)
    lock_vault(paths)
    with pytest.raises(VaultLocked):
        open_library(tmp_path / "home")
    with pytest.raises(UsageError, match="passphrase"):
        open_library(tmp_path / "home", passphrase="not it")
    open_library(tmp_path / "home", passphrase=PASSPHRASE).close()
