"""On a Mac the program starts itself again under `sandbox-exec`: isolated, so that the current folder lends nothing."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.app.sealing import seal_this_process
from assistant.sandbox import lockdown
from assistant.sandbox.lockdown import Seal
from tests.waiting import PATIENCE_S

DECOYS = ("assistant", "click", "json", "runpy", "typing", "sitecustomize", "usercustomize")


class Restarted(Exception):
    """What `os.execv` was called with."""


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The command of the second start, without `sandbox-exec` and its profile, which keeps it to its own places."""

    def restart(path: str, command: list[str]) -> None:
        assert path == command[0]
        raise Restarted(command)

    monkeypatch.setenv("ASSISTANT_SANDBOXED", "")
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    monkeypatch.setattr(lockdown, "seal", lambda: Seal(False, "not by itself"))
    monkeypatch.setattr(
        "assistant.sandbox.places.temporary.use_private_temporary", lambda: None
    )  # other tests run here
    monkeypatch.setattr(os, "execv", restart)
    monkeypatch.setattr(sys, "argv", ["assistant", "paths", "--json"])
    with pytest.raises(Restarted) as caught:
        seal_this_process()
    whole: list[str] = caught.value.args[0]
    assert os.environ["ASSISTANT_SANDBOXED"]  # so that a second start is the last one
    assert whole[0] == "/usr/bin/sandbox-exec"
    profile = whole[2].splitlines()
    assert profile.index("(deny file-write*)") < profile.index(next(line for line in profile if "ttys" in line))
    home = tmp_path / "home"
    assert any(f'(subpath "{home}")' in line and line.startswith("(allow file-write*") for line in profile)
    assert any(f'(subpath "{home}")' in line and line.startswith("(allow network-outbound") for line in profile)
    return whole[whole.index(sys.executable) :]


@pytest.mark.parametrize("kind", ["module", "package", "in PYTHONPATH"])
def test_nothing_is_imported_from_the_current_folder(
    command: list[str], tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in DECOYS:
        if kind == "package":
            (tmp_path / name).mkdir()
        file = tmp_path / name / "__init__.py" if kind == "package" else tmp_path / f"{name}.py"
        file.write_text(f"raise SystemExit('{name} of the current folder')\n")
    environment = {**os.environ, "ASSISTANT_HOME": str(tmp_path / "home")}
    environment.pop("PYTHONPATH", None)
    if kind == "in PYTHONPATH":
        environment["PYTHONPATH"] = str(tmp_path)
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    assert done.returncode == 0, done.stderr
    assert str(tmp_path / "home") in done.stdout and '"schema": 1' in done.stdout


def test_options_and_questions_arrive_as_they_were(
    monkeypatch: pytest.MonkeyPatch, command: list[str], tmp_path: Path
) -> None:
    asked = [*command[: command.index("paths")], "models", "no-such-command", "-x", "--y=z", ""]
    done = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert done.returncode == 2 and "no-such-command" in done.stderr
