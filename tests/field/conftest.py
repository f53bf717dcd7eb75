"""The program that all cases share, and the cases that are expected to fail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.field.program import Program
from tests.journeys.conftest import paths_below, private_modes

__all__ = ["private_modes"]  # a fixture: a library is opened as by the program's own entry
FIELD = Path(__file__).parent


def with_open_groups(names: dict[str, int], listed: str) -> list[object]:
    """`names` of cases as parameters; those that `open.yaml` lists under `listed` have to fail."""
    known = yaml.safe_load((FIELD / "open.yaml").read_text("utf-8"))
    waiting = {name: group for group, cases in (known[listed] or {}).items() for name in cases}
    assert set(waiting) <= set(names), f"open.yaml lists cases that are not there: {set(waiting) - set(names)}"
    return [
        pytest.param(
            name, id=name, marks=[pytest.mark.xfail(strict=True, reason=waiting[name])] if name in waiting else []
        )
        for name in names
    ]


@pytest.fixture(scope="package")
def program(tmp_path_factory: pytest.TempPathFactory, starter_models: Path) -> Iterator[Program]:
    """The program with an empty library."""
    place = tmp_path_factory.mktemp("field")
    opened = Program(paths_below(place / "home", starter_models), place / "documents")
    yield opened
    opened.close()
