"""`assistant models` without the network: found, chosen, carried."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.starter import SMALL_LANGUAGE_MODEL
from tests.waiting import PATIENCE_S


def run(home: Path, *arguments: str, user_home: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "ASSISTANT_HOME": str(home), "HOME": str(user_home or home.parent)}
    for name in ("OLLAMA_MODELS", "HF_HOME", "HF_HUB_CACHE", "LLAMA_CACHE", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        environment.pop(name, None)
    return subprocess.run(
        [sys.executable, "-m", "assistant", "models", *arguments],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
        env=environment,
    )


@pytest.fixture
def home(tmp_path: Path, starter_models: Path) -> Path:
    """A home that uses the starter models."""
    made = tmp_path / "home"
    made.mkdir(mode=0o700)
    (made / "models").symlink_to(starter_models, target_is_directory=True)
    return made


def test_a_model_of_another_program_is_found_and_used_where_it_lies(
    home: Path, tmp_path: Path, starter_models: Path
) -> None:
    (gguf,) = starter_models.glob("*/*.gguf")
    place = tmp_path / "user/.lmstudio/models/someone/small-GGUF/small-Q4.gguf"
    place.parent.mkdir(parents=True)
    place.hardlink_to(gguf)
    found = run(home, "discover", "--json", user_home=tmp_path / "user")
    assert found.returncode == 0, found.stderr
    (one,) = [row for row in json.loads(found.stdout)["models"] if row["tool"] == "LM Studio"]
    assert (one["name"], one["role"], one["path"]) == ("small-Q4", "language", str(place))
    (home / "config.toml").write_text("# mine\n[answers]\nmax_answer_tokens = 99  # short\n", "utf-8")
    used = run(home, "use", "small-Q4", "--json", user_home=tmp_path / "user")
    assert used.returncode == 0, used.stderr
    text = (home / "config.toml").read_text("utf-8")
    assert tomllib.loads(text)["answers"] == {
        "max_answer_tokens": 99,
        "model": str(place),
        "generator": "llama_cpp",  # `auto` would leave so small a model out
    }
    assert json.loads(used.stdout)["written"] == {"answers.model": str(place), "answers.generator": "llama_cpp"}
    assert "# mine" in text
    assert "# short" in text


@pytest.mark.parametrize(("name", "code"), [("no-such-model", 3), ("/no/such/folder", 3)])
def test_what_is_not_here_is_not_used(home: Path, name: str, code: int) -> None:
    done = run(home, "use", name)
    assert done.returncode == code
    assert not (home / "config.toml").exists()


def test_the_embedding_model_that_is_in_use_needs_no_reading_again(home: Path, starter_models: Path) -> None:
    used = run(home, "use", "all-minilm-l6-v2")
    assert used.stdout.strip() == "embedding.model = all-minilm-l6-v2"
    assert used.stderr == ""
    used = run(home, "use", str(starter_models / "all-minilm-l6-v2"))  # the same files, by another path
    assert "another embedding model" not in used.stderr


def test_another_embedding_model_says_that_the_library_is_read_anew(
    home: Path, tmp_path: Path, starter_models: Path
) -> None:
    other = tmp_path / "elsewhere" / "mine"
    shutil.copytree(starter_models / "all-minilm-l6-v2", other)
    assert run(home, "use", str(other)).stderr == ""  # a copy makes the same vectors
    run(home, "use", "all-minilm-l6-v2")
    card = json.loads((other / "embedder.json").read_text())
    (other / "embedder.json").write_text(json.dumps({**card, "question_prompt": "query: "}))
    assert "answers until assistant index" in run(home, "use", str(other)).stderr


def states(home: Path) -> dict[str, str]:
    listed = run(home, "list", "--json")
    assert listed.returncode == 0, listed.stderr
    return {row["name"]: row["state"] for row in json.loads(listed.stdout)["models"]}


def status(home: Path) -> dict[str, object]:
    environment = {**os.environ, "ASSISTANT_HOME": str(home)}
    command = [sys.executable, "-m", "assistant", "status", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=True, env=environment)
    told: dict[str, object] = json.loads(done.stdout)
    return told


def test_the_model_that_is_named_is_the_one_that_answers_and_a_name_leads_back(home: Path) -> None:
    assert states(home)["quotes"] == "in use"  # the only language model here is too small for `auto`
    used = run(home, "use", SMALL_LANGUAGE_MODEL)
    assert used.stdout.splitlines() == [f"answers.model = {SMALL_LANGUAGE_MODEL}", "answers.generator = llama_cpp"]
    assert "reads poorly" in used.stderr
    assert status(home)["generator"] == f"{SMALL_LANGUAGE_MODEL} (llama.cpp)"
    assert (states(home)[SMALL_LANGUAGE_MODEL], states(home)["quotes"]) == ("in use", "installed")
    assert run(home, "use", "quotes").stdout.strip() == "answers.generator = extractive"
    assert status(home)["generator"] == "extractive"
    assert (states(home)[SMALL_LANGUAGE_MODEL], states(home)["quotes"]) == ("installed", "in use")


def test_a_small_model_in_the_settings_alone_does_not_answer_and_status_says_why(home: Path) -> None:
    (home / "config.toml").write_text(f'[answers]\nmodel = "{SMALL_LANGUAGE_MODEL}"\n', "utf-8")
    told = status(home)
    assert told["generator"] == "extractive"
    assert f"It answers after: assistant models use {SMALL_LANGUAGE_MODEL}" in str(told["banner"])


@pytest.mark.parametrize("name", ["nope", "qwen2.5-coder-1.5b-instruct-q4_k_m"])
def test_a_language_model_of_the_settings_that_is_not_here_hides_no_file(home: Path, tmp_path: Path, name: str) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("The lease ends on 31 March 2027.")
    environment = {**os.environ, "ASSISTANT_HOME": str(home)}

    def assistant(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "assistant", *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False, env=environment)

    assert assistant("index", str(letter)).returncode == 0
    (home / "config.toml").write_text(f'[answers]\nmodel = "{name}"\n', "utf-8")
    told = status(home)
    assert (told["files"], told["generator"]) == (1, "extractive")
    assert f"Quotations answer. The language model {name!r} is not installed." in str(told["banner"])
    remedy = "assistant models pull qwen" if name.startswith("qwen") else "assistant models use NAME"
    assert remedy in str(told["banner"])
    assert "31 March 2027" in assistant("ask", "When does the lease end?").stdout
    (home / "config.toml").write_text(f'[answers]\nmodel = "{name}"\ngenerator = "llama_cpp"\n', "utf-8")
    told = status(home)
    assert (told["files"], told["generator"]) == (1, "none")
    assert assistant("ask", "When does the lease end?").returncode == 3


def test_models_are_carried_to_a_machine_without_internet(home: Path, tmp_path: Path) -> None:
    bundle = tmp_path / "models.tar"
    written = run(home, "export", str(bundle), "all-minilm-l6-v2")
    assert written.returncode == 0, written.stderr
    other = tmp_path / "other"
    other.mkdir(mode=0o700)
    taken = run(other, "import", str(bundle), "--json")
    assert taken.returncode == 0, taken.stderr
    assert [row["name"] for row in json.loads(taken.stdout)["models"]] == ["all-minilm-l6-v2"]
    assert "ok" in run(other, "verify").stdout


def test_a_folder_becomes_an_embedding_model(home: Path, tmp_path: Path, starter_models: Path) -> None:
    other = tmp_path / "other"
    other.mkdir(mode=0o700)
    added = run(other, "add", str(starter_models / "all-minilm-l6-v2"), "mine", "--question-prompt", "query: ")
    assert added.returncode == 0, added.stderr
    card = json.loads((other / "models/mine/embedder.json").read_text())
    assert card["question_prompt"] == "query: "


def test_the_list_says_what_fits_how_fast_and_how_it_is_pinned(home: Path) -> None:
    def rows() -> dict[str, dict[str, object]]:
        listed = run(home, "list", "--json")
        assert listed.returncode == 0, listed.stderr
        return {row["name"]: row for row in json.loads(listed.stdout)["models"]}

    starter, large = SMALL_LANGUAGE_MODEL, "qwen3.5-9b-q4_k_m"
    before = rows()
    assert (before[starter]["state"], before[starter]["fits"]) == ("installed", True)
    assert before[starter]["writes_per_s"] is None  # nothing was measured yet
    assert before[large]["pinned"] == "by the catalog"
    assert before["multilingual-e5-small"]["pinned"] == "at the first pull"
    measured = run(home, "hardware", "--json")
    assert measured.returncode == 0, measured.stderr
    speed = json.loads(measured.stdout)["speed"]
    assert speed["model"] == starter
    after = rows()
    fast, slow = after[starter]["writes_per_s"], after[large]["writes_per_s"]
    assert isinstance(fast, float)
    assert isinstance(slow, float)
    assert 0 < slow < fast
    assert "measuring" not in run(home, "hardware").stderr  # the figures were kept
