"""Indexed, asked about, chatted about, forgotten: a script that shares no code with the product finds nothing of it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from assistant.app.open import open_assistant
from assistant.config.schema import AnswersConfig, Config
from assistant.domain.records.passages import Turn
from assistant.generate.llama_cpp.generator import LlamaCppGenerator
from assistant.store.chats_table import ChatsTable
from tests.cli.test_command_line import run
from tests.journeys.conftest import ask, index, paths_below
from tests.starter import SMALL_LANGUAGE_MODEL


def script(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.leftover_hunt", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def a_file_with_pages(folder: Path) -> Path:
    """The longest plain file of the archive: what it says is in no other file."""
    return max((one for one in folder.rglob("*.md") if one.name != "hostile.md"), key=lambda one: one.stat().st_size)


@pytest.fixture
def home(tmp_path: Path, starter_models: Path, sample_docs: Path) -> Path:
    """A home in which a few files were indexed and asked about, and the conversation kept."""
    files = tmp_path / "files"
    left_out = ("*.pdf", "*.docx", "*.eml", "*.html", "work", "school", "finance", "travel", "kitchen")
    shutil.copytree(sample_docs, files, ignore=shutil.ignore_patterns(*left_out))
    paths = paths_below(tmp_path / "home", starter_models)
    assistant = open_assistant(Config(), paths, owner=True)
    index(assistant, files)
    chosen = a_file_with_pages(files)
    sentence = next(line for line in chosen.read_text("utf-8").splitlines() if len(line) > 60)
    answer, _ = ask(assistant, sentence[:120])
    table = ChatsTable(assistant.parts.library.database, assistant.check_log)
    chat = table.add_turn(None, sentence[:120], answer.text, "answered", answer.generator, answer.citations)
    table.add_turn(chat, "again?", f"As the file says: {sentence}", "answered", answer.generator, [])
    assistant.close()
    return tmp_path / "home"


@pytest.mark.promise("P6")
def test_after_forget_an_independent_script_finds_nothing(home: Path, tmp_path: Path, starter_models: Path) -> None:
    chosen, noted = str(a_file_with_pages(tmp_path / "files")), str(tmp_path / "note.npz")
    assert script("note", str(home), chosen, noted).returncode == 0
    before = script("hunt", str(home), noted)
    assert before.returncode == 1
    for kind in ("text at", "path in", "vector"):
        assert kind in before.stdout
    (home / "models").symlink_to(starter_models)
    done = run(home, "forget", chosen, "--yes", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    receipt = json.loads(done.stdout)
    assert receipt["clean"]
    assert receipt["vectors_sought"] > 0
    (home / "models").unlink()
    after = script("hunt", str(home), noted)
    assert (after.returncode, after.stdout) == (0, "")
    (home / "state").mkdir(exist_ok=True)
    (home / "state" / "planted").write_bytes(b"\0\1" + Path(chosen).read_text("utf-8")[200:260].encode("utf-16-le"))
    assert script("hunt", str(home), noted).returncode == 1


@pytest.mark.skipif(sys.platform == "win32", reason="llama.cpp is reached over a Unix socket")
def test_what_the_language_model_has_read_goes_with_the_file(tmp_path: Path, starter_models: Path) -> None:
    """The engine holds the prompt of the conversation in memory: it ends, and the next question starts another."""
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "lease.md").write_text("# Lease\n\nThe rent of the boat house is EUR 900 a month.\n", "utf-8")
    question = "How high is the rent of the boat house?"
    settings = Config(answers=AnswersConfig(generator="llama_cpp", model=SMALL_LANGUAGE_MODEL, max_answer_tokens=16))
    with closing(open_assistant(settings, paths_below(tmp_path / "home", starter_models), owner=True)) as assistant:
        index(assistant, tmp_path / "files")
        answer, _ = ask(assistant, question)
        history = (Turn(question, answer.text, "lookup"),)
        engine = assistant.parts.generator
        assert isinstance(engine, LlamaCppGenerator) and engine.engine_pid
        assert assistant.parts.composer.standing(history, assistant.parts.gate)
        assistant.forget([tmp_path / "files" / "lease.md"], lambda _step: None)
        assert not engine.engine_pid
        assert not assistant.parts.composer.standing(history, assistant.parts.gate)
