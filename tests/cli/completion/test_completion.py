"""Completion: what a shell gets for a command line that was begun."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from assistant.cli.main import COMMANDS, assistant
from tests.cli.called import call, make_home
from tests.store.libraries import open_library, put


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two files in its library, a policy of its own, and a model's folder."""
    made = make_home(tmp_path_factory.mktemp("completion"))
    library = open_library(made / "library")
    put(library, "/archive/letters/may.txt", "x", seed=1)
    put(library, "/archive/letters/june.txt", "y", seed=2)
    put(library, "/archive/lease.txt", "z", seed=3)
    library.close()
    (made / "policies").mkdir()
    (made / "policies" / "mine.yaml").write_text("schema: 1\nid: mine\n", "utf-8")
    (made / "models" / "small-model").mkdir(parents=True)
    (made / "models" / "small-model" / "manifest.json").write_text("{}", "utf-8")
    return made


def offered(home: Path, line: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is offered for the last word of `line`."""
    monkeypatch.setenv("ASSISTANT_HOME", str(home))
    *words, begun = line.split(" ")
    return [one.value for one in ShellComplete(assistant, {}, "assistant", "_X").get_completions(words, begun)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("stat", ["status"]),
        ("config s", ["set", "show"]),
        ("config set answers.gen", ["answers.generator"]),
        ("config set answers.generator ", ["auto", "extractive", "llama_cpp", "mlx", "server"]),
        ("config set library.watch t", ["true"]),
        ("config set app.theme nor", ["nord"]),
        ("config set guard.policy mi", ["mine"]),
        ("config set answers.model ", ["small-model"]),
        ("policy show m", ["mcp", "mine"]),
        ("policy diff standard str", ["strict"]),
        ("policy explain x --policy fam", ["family"]),
        ("models use ", ["small-model", "quotes"]),
        ("models verify s", ["small-model"]),
        ("models pull start", ["starter"]),
        ("models pull qwen3.5-2b-q", ["qwen3.5-2b-q4_k_m"]),
        ("ask --task sum", ["summary"]),
        ("ask --in /arch", ["/archive/lease.txt", "/archive/letters/"]),  # a shell would end the word behind one folder
        ("ask --in /archive/l", ["/archive/lease.txt", "/archive/letters/"]),
        ("forget /archive/letters/", ["/archive/letters/june.txt", "/archive/letters/may.txt"]),
        ("search --in /archive/letters/m", ["/archive/letters/may.txt"]),
        ("completion z", ["zsh"]),
    ],
)
def test_names_are_offered(home: Path, line: str, expected: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert offered(home, line, monkeypatch) == expected


def test_paths_are_spelled_as_they_were_begun(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "cwd", lambda: Path("/archive"))
    monkeypatch.setenv("HOME", "/archive")
    assert offered(home, "ask --in let", monkeypatch) == ["letters/june.txt", "letters/may.txt"]
    assert offered(home, "ask --in letters/j", monkeypatch) == ["letters/june.txt"]
    assert offered(home, "ask --in ~/le", monkeypatch) == ["~/lease.txt", "~/letters/"]
    assert offered(home, "ask --in ", monkeypatch) == ["lease.txt", "letters/"]


def test_what_cannot_be_read_offers_nothing_and_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = make_home(tmp_path)
    (home / "library").mkdir()
    (home / "library" / "ledger.sqlite3").write_bytes(b"no database" * 100)
    assert offered(home, "forget /x", monkeypatch) == ["/x"]  # left to the shell's own files
    assert offered(home, "models verify ", monkeypatch) == []
    assert offered(home, "config set no.such ", monkeypatch) == []
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_names_the_program(home: Path, shell: str) -> None:
    done = call(home, "completion", shell)
    assert done.code == 0
    assert "_ASSISTANT_COMPLETE" in done.out and f"{shell}_complete" in done.out


def test_bash_takes_the_script(home: Path) -> None:
    script = call(home, "completion", "bash").out
    done = subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_command_is_offered(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert offered(home, "", monkeypatch) == list(COMMANDS)
