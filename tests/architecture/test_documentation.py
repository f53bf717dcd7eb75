"""What the documentation names exists, and what exists is documented."""

from __future__ import annotations

import re
from pathlib import Path

import click

from assistant.cli.main import COMMANDS, assistant


def test_every_command_is_in_the_readme(repository: Path) -> None:
    readme = (repository / "README.md").read_text("utf-8")
    missing = [name for name in COMMANDS if f"assistant {name}" not in readme]
    assert missing == []


def test_every_command_in_the_readme_exists(repository: Path) -> None:
    readme = (repository / "README.md").read_text("utf-8")
    context = click.Context(assistant)
    for line in re.findall(r"^\s*(?:\$ )?assistant ((?:[a-z]+ ?)+)", readme, flags=re.MULTILINE):
        words = line.split()
        group: click.Command | None = assistant
        for word in words:
            if not isinstance(group, click.Group):
                break
            group = group.get_command(context, word)
            assert group is not None, f"README names `assistant {line}`"


def test_every_dependency_has_its_reason(repository: Path) -> None:
    lines = (repository / "pyproject.toml").read_text("utf-8").splitlines()
    requirement = re.compile(r'^    "[A-Za-z0-9_.\[\]-]+(==|>=)')
    without = [line.strip() for line in lines if requirement.match(line) and "#" not in line]
    assert without == []
