"""The command line as a script sees it: exit codes, stdout for data, stderr for narration."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.sandbox.kernel.landlock import version
from tests.waiting import PATIENCE_S


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`assistant ARGUMENTS` as a process of its own, with its own home."""
    return subprocess.run(
        [sys.executable, "-m", "assistant", *arguments],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
        env={**os.environ, "ASSISTANT_HOME": str(home)},
        cwd=home.parent,
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "home"
    made.mkdir(mode=0o700)
    return made


def test_help_names_every_command_and_exit_code(home: Path) -> None:
    done = run(home, "--help")
    assert done.returncode == 0
    for word in ("index", "ask", "search", "status", "models", "policy", "config", "paths", "doctor", "eval", "130"):
        assert word in done.stdout


def test_the_status_of_a_new_home_names_the_policy_and_what_is_missing(home: Path) -> None:
    done = run(home, "status")
    assert done.returncode == 0, done.stderr
    assert "policy       standard" in done.stdout
    assert "missing      the detector tox: its model is not here" in done.stdout
    assert "assistant models pull starter" in done.stdout


def test_the_status_of_a_home_with_the_starter_models_names_what_judges(home: Path, starter_models: Path) -> None:
    (home / "models").symlink_to(starter_models, target_is_directory=True)
    done = run(home, "status")
    assert done.returncode == 0, done.stderr
    assert "judged by    toxicity, by toxicity-starter (" in done.stdout
    assert "missing" not in done.stdout


@pytest.mark.promise("P11")
@pytest.mark.slow
@pytest.mark.parametrize("name", ["broken", "gone"])
def test_a_policy_that_cannot_be_used_stops_every_turn(home: Path, name: str) -> None:
    (home / "policies").mkdir()
    (home / "policies" / "broken.yaml").write_text("schema: 1\nid: broken\na: &a [x]\nb: [*a, *a]\n")
    (home / "config.toml").write_text(f'[guard]\npolicy = "{name}"\n')
    for arguments in (("ask", "--json", "When is the rent due?"), ("status",), ("index", str(home.parent))):
        done = run(home, *arguments)
        assert done.returncode in (2, 3, 5), done.stderr
        assert done.stdout == "" and "Traceback" not in done.stderr
    for arguments in (("policy", "test"), ("policy", "explain", "a question"), ("status",)):
        done = run(home, *arguments)
        assert done.returncode == 2
        assert ("broken.yaml, line 3: anchors" if name == "broken" else "no policy 'gone'") in done.stderr
    listed = run(home, "policy", "list", "--json")
    assert listed.returncode == 0
    assert ("anchors" in listed.stdout) and ("standard" in listed.stdout)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("ask",), 2),
        (("ask", "--no-such-option"), 2),
        (("index", "/no/such/folder"), 2),
        (("ask", "When is the rent due?"), 5),
        (("models", "pull", "no-such-model"), 2),
        (("models", "path", "no-such-model"), 3),
        (("no-such-command",), 2),
    ],
)
def test_exit_codes_are_stable_and_errors_go_to_stderr(home: Path, arguments: tuple[str, ...], code: int) -> None:
    done = run(home, *arguments)
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert done.stderr != ""
    assert "Traceback" not in done.stderr


def test_indexing_without_a_model_says_how_to_get_one(home: Path, tmp_path: Path) -> None:
    done = run(home, "index", str(tmp_path))
    assert done.returncode == 3
    assert "assistant models pull starter" in done.stderr


def test_paths_all_lie_below_the_home(home: Path) -> None:
    done = run(home, "paths", "--json")
    places = json.loads(done.stdout)
    assert places.pop("schema") == 1
    places.pop("shipped_policies")
    assert all(Path(place).is_relative_to(home) for place in places.values())


def test_a_relative_home_is_refused(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "assistant", "paths"],
        capture_output=True,
        text=True,
        env={**os.environ, "ASSISTANT_HOME": "some/where"},
        cwd=home,
        check=False,
    )
    assert done.returncode == 2
    assert "absolute" in done.stderr


def test_config_show_tells_where_each_value_comes_from(home: Path) -> None:
    (home / "config.toml").write_text("[retrieval]\npassages = 5\n", "utf-8")
    settings = {one["key"]: one for one in json.loads(run(home, "config", "show", "--json").stdout)["settings"]}
    assert (settings["retrieval.passages"]["value"], settings["retrieval.passages"]["origin"]) == (5, "file")
    assert settings["retrieval.candidates"]["origin"] == "default"
    assert "retrieval.passages" in run(home, "config", "show").stdout


def test_an_unknown_setting_is_refused_with_the_nearest(home: Path) -> None:
    (home / "config.toml").write_text("[retrieval]\npasages = 5\n", "utf-8")
    done = run(home, "config", "show")
    assert done.returncode == 2
    assert "'retrieval.pasages'" in done.stderr
    assert "'retrieval.passages'" in done.stderr


def test_no_configuration_is_read_from_the_current_folder(home: Path) -> None:
    (home.parent / "config.toml").write_text("nonsense", "utf-8")
    (home.parent / ".env").write_text(
        "CHROMA_API_IMPL=chromadb.api.fastapi.FastAPI\nASSISTANT_HOME=/nowhere\n", "utf-8"
    )
    assert run(home, "config", "show").returncode == 0


@pytest.mark.promise("P2")
def test_the_proof_that_nothing_leaves(home: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("the seal is enforced by seccomp, on Linux")
    done = run(home, "doctor", "--prove", "--json")
    proof = json.loads(done.stdout)
    assert done.returncode == 0
    assert proof["ok"] is True
    assert proof["checks"][0]["name"] == "open doors"
    names = [check["name"] for check in proof["checks"]]
    assert "internet socket from native code" in names
    assert "a connection to a Unix socket" in names  # refused by the filter, on every Linux
    if version() >= 2:
        assert {"a new file in our own folder", "the program's own code, opened for writing"} <= set(names)
    assert len([name for name in names if name.startswith("hostile reader: ")]) >= 40


@pytest.mark.control("P2")
@pytest.mark.skipif(sys.platform != "linux", reason="the seal is enforced by seccomp, on Linux")
@pytest.mark.internet_socket("the control")
def test_where_nothing_can_be_enforced_the_proof_says_so(home: Path) -> None:
    """On a processor for which there is no filter."""
    code = (
        "import platform, sys; platform.machine = lambda: 'riscv64'; sys.argv[1:] = ['doctor', '--prove', '--json']; "
        "from assistant.__main__ import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE_S, check=False,
        env={**os.environ, "ASSISTANT_HOME": str(home)},
    )  # fmt: skip
    assert done.returncode == 3
    failed = {check["name"] for check in json.loads(done.stdout)["checks"] if not check["ok"]}
    assert "internet socket from native code" in failed
