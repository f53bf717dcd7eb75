"""What the launcher runs outside the seal is installed code that has not changed; what was planted does not run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from assistant.sandbox.own_code import fingerprint, isolated
from tests.privacy.fresh import REPOSITORY

_PLANTED = "import pathlib; pathlib.Path({mark!r}).touch()\n"


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment of its own, into which the tests plant."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=os.name == "posix")
    return folder / ("Scripts" if os.name == "nt" else "bin") / Path(sys.executable).name


def plant(where: str, python: Path, mark: Path, work: Path) -> dict[str, str]:
    """Plant code that leaves `mark` when it runs; returns the environment in which it would."""
    planted = _PLANTED.format(mark=str(mark))
    site = next(python.parents[1].rglob("site-packages"))
    shutil.rmtree(site)
    site.mkdir()
    (work / "here").mkdir()
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "HOME": str(work)}
    match where:
        case ".pth":
            (site / "planted.pth").write_text(planted, "utf-8")
        case "sitecustomize":
            (site / "sitecustomize.py").write_text(planted, "utf-8")
        case "PYTHONPATH":
            (work / "sitecustomize.py").write_text(planted, "utf-8")
            environment["PYTHONPATH"] = f"{work}{os.pathsep}{REPOSITORY}"
        case "current folder":
            (work / "here" / "colorsys.py").write_text(planted, "utf-8")
        case "byte code":
            (site / "thing.py").write_text("", "utf-8")
            _forge_byte_code(python, site / "thing.py", planted)
    return environment


def _forge_byte_code(python: Path, module: Path, planted: str) -> None:
    """Byte code that names the time and size of `module` and holds something else."""
    code = f"""
import importlib._bootstrap_external as external, importlib.util, pathlib
module = pathlib.Path({str(module)!r})
target = pathlib.Path(importlib.util.cache_from_source(module))
target.parent.mkdir()
status = module.stat()
forged = compile({planted!r}, str(module), "exec")
target.write_bytes(external._code_to_timestamp_pyc(forged, int(status.st_mtime), status.st_size))
"""
    subprocess.run([python, "-I", "-c", code], check=True)


def run(command: list[str], environment: dict[str, str], folder: Path) -> None:
    subprocess.run(command, env=environment, cwd=folder, check=True, capture_output=True, timeout=240)


def _has_own(module: str, python: Path) -> bool:
    """Whether the standard library's folders, which are looked at first, hold the module."""
    code = f"import importlib.util; print(importlib.util.find_spec({module!r}) is not None)"
    done = subprocess.run([python, "-I", "-S", "-c", code], check=True, capture_output=True, text=True, timeout=240)
    return done.stdout.strip() == "True"


@pytest.mark.parametrize("where", [".pth", "sitecustomize", "PYTHONPATH", "current folder", "byte code"])
def test_what_was_planted_does_not_run(where: str, python: Path, tmp_path: Path) -> None:
    """The control is the plain command, in which the same plant runs."""
    if where == "sitecustomize" and _has_own(where, python):
        pytest.skip("This Python brings a sitecustomize of its own (Debian's does), which hides a planted one.")
    mark = tmp_path / "mark"
    environment = plant(where, python, mark, tmp_path)
    module = {"byte code": "thing", "current folder": "colorsys"}.get(where, "this")
    run([str(python), "-m", module], environment, tmp_path / "here")
    assert mark.exists()
    mark.unlink()
    code = f"from assistant.sandbox.own_code import isolated; import json; print(json.dumps(isolated({module!r})))"
    clean = {**environment, "PYTHONPATH": str(REPOSITORY)}
    made = subprocess.run(
        [python, "-c", code], env=clean, cwd="/", check=True, capture_output=True, text=True, timeout=240
    )
    mark.unlink(missing_ok=True)  # the process that made the command is a plain one
    run(list(map(str, json.loads(made.stdout))), environment, tmp_path / "here")
    assert not mark.exists()


def test_arguments_and_exit_code_are_those_of_the_module() -> None:
    done = subprocess.run(isolated("py_compile", "/no/such/file"), capture_output=True, check=False)
    assert done.returncode == 1


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small folder of installed packages, the only one there is."""
    folder = tmp_path / "site-packages"
    (folder / "thing-1.dist-info").mkdir(parents=True)
    (folder / "thing").mkdir()
    (folder / "thing" / "code.py").write_text("x = 1\n", "utf-8")
    (tmp_path / "tree").mkdir()
    monkeypatch.setattr(sys, "path", [str(tmp_path / "tree"), str(folder)])
    return folder


def _same_size_and_time(installed: Path) -> None:
    file = installed / "thing" / "code.py"
    status = file.stat()
    file.write_text("x = 2\n", "utf-8")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.mark.skipif(os.name != "posix", reason="the time of the last change is a POSIX idea")
@pytest.mark.parametrize(
    "change",
    [
        _same_size_and_time,
        lambda installed: (installed / "planted.pth").write_text("import os\n", "utf-8"),
        lambda installed: (installed / "thing" / "new.py").touch(),
        lambda installed: (installed / "thing" / "code.py").unlink(),
        lambda installed: (installed.parent / "tree" / "numpy.py").touch(),
        lambda installed: (installed / "thing" / "code.py").rename(installed / "thing" / "other.py"),
    ],
    ids=["bytes", "pth", "new", "removed", "beside", "renamed"],
)
def test_a_change_of_the_code_is_noticed(change: object, installed: Path) -> None:
    before = fingerprint()
    assert callable(change)
    change(installed)
    assert fingerprint() != before


def test_what_is_no_code_changes_nothing(installed: Path) -> None:
    before = fingerprint()
    (installed / "thing" / "__pycache__").mkdir()
    (installed / "thing" / "__pycache__" / "code.cpython-311.pyc").write_bytes(b"x")
    (installed.parent / "tree" / "letter.txt").write_text("not code", "utf-8")
    (installed.parent / "tree" / "documents").mkdir()
    assert fingerprint() == before
