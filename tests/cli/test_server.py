"""A server that the person runs, from the command line: asked through the one helper, and said what is open."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.generate.mlx.weights import starter_gguf
from tests.generate.server.server import llama_server
from tests.privacy.test_no_ports import internet_sockets
from tests.waiting import PATIENCE_S

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="there is no relay on this system"),
]


def start(home: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "assistant", *arguments],
        env={**os.environ, "ASSISTANT_HOME": str(home)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def run(home: Path, *arguments: str) -> tuple[int, str, str]:
    with start(home, *arguments) as process:
        out, err = process.communicate(timeout=PATIENCE_S)
    return process.returncode, out, err


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, starter_models: Path) -> Path:
    """A home with one letter in its library."""
    folder = tmp_path_factory.mktemp("server")
    made = folder / "home"
    made.mkdir(mode=0o700)
    (made / "models").symlink_to(starter_models, target_is_directory=True)
    (folder / "letter.md").write_text("# Notice\n\nThe tenant gives notice two months before the end of a quarter.\n")
    code, _, err = run(made, "index", str(folder / "letter.md"))
    assert code == 0, err
    return made


@pytest.fixture
def home(library: Path) -> Path:
    """The library with the settings of a fresh installation."""
    (library / "config.toml").unlink(missing_ok=True)
    return library


def settings(home: Path, **values: object) -> None:
    lines = [f"{key} = {json.dumps(value)}" for key, value in {"generator": "server", **values}.items()]
    (home / "config.toml").write_text("\n".join(["[answers]", *lines, ""]))


@pytest.mark.internet_socket("a person's own server")
def test_a_question_is_answered_by_the_server_and_the_program_stays_sealed(home: Path, starter_models: Path) -> None:
    with llama_server(starter_gguf(starter_models)) as address:
        settings(home, server_url=f"http://{address.shown}/v1", max_answer_tokens=20, evidence_threshold=0.0)
        seen: list[str] = []
        with start(home, "ask", "--json", "When does the tenant give notice?") as asking:
            watched = psutil.Process(asking.pid)
            while asking.poll() is None:
                seen += internet_sockets(watched)
                time.sleep(0.02)
            assert asking.stdout is not None
            assert asking.stderr is not None
            assert asking.returncode == 0, asking.stderr.read()
            answer = json.loads(asking.stdout.read())
        code, out, err = run(home, "doctor", "--prove", "--json")
    assert seen == []
    assert answer["answer"]
    assert f"server {address.shown}" in answer["generator"]
    assert code == 0, err
    checks = {check["name"]: check for check in json.loads(out)["checks"]}
    assert address.shown in checks["open doors"]["detail"]
    assert "this machine" in checks["open doors"]["detail"]
    assert checks["helper: another machine"]["ok"]


@pytest.mark.internet_socket("a person's own server")
def test_a_server_that_is_gone_is_told_with_its_address_and_the_quotes_stand(home: Path) -> None:
    settings(home, server_url="http://127.0.0.1:9/v1", server_model="m", evidence_threshold=0.0)
    code, out, err = run(home, "ask", "When does the tenant give notice?")
    assert code == 0
    assert "“" in out and "[1]" in out
    assert "127.0.0.1:9" in err and "the quotes stand" in err


def test_another_machine_needs_its_name_and_every_face_says_so(home: Path) -> None:
    settings(home, server_url="http://192.0.2.7:8080/v1")
    code, _, err = run(home, "status")
    assert code == 2
    assert "answers.server_host = " in err
    settings(home, server_url="http://192.0.2.7:8080/v1", server_host="192.0.2.7")
    code, out, err = run(home, "status")
    assert code == 0, err
    assert "questions and passages are sent to 192.0.2.7:8080" in out
    _, out, _ = run(home, "doctor", "--prove")
    assert "ANOTHER MACHINE" in out


def test_without_a_server_no_door_is_open(home: Path) -> None:
    code, out, _ = run(home, "doctor", "--prove")
    assert code == 0
    assert "open doors: none" in out
    assert "helper:" not in out
