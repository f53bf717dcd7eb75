"""Adding a parser, a detector, a generator, a task or a screen takes three files, and what was added works.

The templates are added to a copy of the program. Their tests, and those that look at everything in their registries,
then run in an interpreter of their own.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.templates.template import KINDS, read_template
from tests.waiting import PATIENCE_S

# Each group is added to one copy, and its tests run in one interpreter: those that need a library with files apart.
_WITHOUT_MODELS = ("detector", "task", "screen")
_WITH_MODELS = ("parser", "generator")
_NOT_COPIED = shutil.ignore_patterns("__pycache__", "__snapshots__", "benchmarks", "sources")


@pytest.fixture
def copy(tmp_path: Path, repository: Path) -> Path:
    """The program and its tests, to be changed."""
    root = tmp_path / "copy"
    for folder in ("assistant", "policies", "tests"):
        shutil.copytree(repository / folder, root / folder, ignore=_NOT_COPIED)
    shutil.copy(repository / "pyproject.toml", root)
    return root


def _contents(root: Path) -> dict[str, bytes]:
    return {str(file.relative_to(root)): file.read_bytes() for file in root.rglob("*") if file.is_file()}


def test_every_template_is_tried() -> None:
    assert sorted((*_WITHOUT_MODELS, *_WITH_MODELS)) == sorted(KINDS)


@pytest.mark.slow
@pytest.mark.parametrize("kinds", [_WITHOUT_MODELS, pytest.param(_WITH_MODELS, marks=pytest.mark.models)], ids="-".join)
def test_what_is_added_works(kinds: Sequence[str], copy: Path) -> None:
    templates = [read_template(kind) for kind in kinds]
    for template in templates:
        before = _contents(copy)
        template.add_to(copy)
        after = _contents(copy)
        assert {path for path in after if after[path] != before.get(path)} == {
            template.new,
            template.test,
            template.registry,
        }
    tests = [test for template in templates for test in (template.test, *template.watched_by)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_contributing_shows_the_template(kind: str, repository: Path) -> None:
    template = read_template(kind)
    text = (repository / "CONTRIBUTING.md").read_text("utf-8")
    section = text.split(f"\n### A {kind}\n")[1].split("\n#")[0]
    blocks = re.findall(r"^```(\w+)\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    added = [f"+{line}\n" for insert in template.inserts for line in insert.lines.split("\n")]
    assert blocks == [("python", template.new_text), ("diff", "".join(added))]
    for path in (template.new, template.test, template.registry):
        assert f"`{path}`" in section
