"""What is loaded when: `assistant --help` and the app's first frame wait for nothing heavy."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.waiting import PATIENCE_S

HEAVY = (
    "textual", "torch", "chromadb", "onnxruntime", "tokenizers", "transformers", "sentence_transformers",
    "xllamacpp", "mlx", "mlx_lm", "detoxify", "pypdf", "numpy", "pydantic",
)  # fmt: skip
RUNTIMES = tuple(name for name in HEAVY if name not in ("textual", "numpy", "pydantic"))


def loaded_after(program: str) -> set[str]:
    """The top-level packages that a fresh interpreter has loaded after `program`."""
    code = f"{program}\nimport sys\nprint(' '.join({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE_S, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys\nsys.argv = ['assistant', '--help']\nfrom assistant.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert end.code == 0, end.code"
    )
    assert loaded_after(program) & set(HEAVY) == set()


@pytest.mark.parametrize(
    ("line", "environment"),
    [
        (("config", "get", "answers.generator"), {}),
        (("completion", "bash"), {}),
        (("models", "pull", "sta"), {"_ASSISTANT_COMPLETE": "bash_complete", "COMP_CWORD": "3"}),
        (("config", "set", "answers.generator", ""), {"_ASSISTANT_COMPLETE": "bash_complete", "COMP_CWORD": "4"}),
        (("ask", "--in", "/"), {"_ASSISTANT_COMPLETE": "bash_complete", "COMP_CWORD": "3"}),
    ],
    ids=["get", "script", "models", "values", "paths"],
)
def test_what_a_shell_calls_often_loads_nothing_heavy(line: tuple[str, ...], environment: dict[str, str]) -> None:
    words = " ".join(["assistant", *line])
    program = (
        f"import os, sys\nsys.argv = ['assistant', *{line if not environment else ()!r}]\n"
        f"os.environ.update({dict(environment, COMP_WORDS=words)!r})\n"
        "from assistant.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code"
    )
    assert loaded_after(program) & set(HEAVY) == set()


def test_the_python_interface_costs_its_caller_nothing_heavy() -> None:
    """The names are found when they are asked for; a library's own process loads what it needs."""
    assert loaded_after("import assistant") & {*HEAVY, "click", "json", "subprocess"} == set()
    every = loaded_after("from assistant import *\nassert callable(open_library) and Finished and NothingFound")
    assert every & {*HEAVY, "click"} == set()


@pytest.mark.parametrize("module", ["assistant.app.local", "assistant.tui.app"])
def test_what_comes_before_the_first_frame_loads_no_runtime(module: str) -> None:
    assert loaded_after(f"import {module}") & set(RUNTIMES) == set()


def test_the_probe_itself_notices() -> None:
    assert "pypdf" in loaded_after("import pypdf")
