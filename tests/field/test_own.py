"""The cases of this repository: what readers make of their files, and what the program answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.field.case import Case, Outcome, faults, pack, read_cases
from tests.field.conftest import FIELD, with_open_groups
from tests.field.program import Program, read_text

CASES = {case.name: case for case in read_cases(FIELD / "cases")}
_READING = ("reads", "notes")


def _with(*kinds: str) -> list[object]:
    """The cases with a check of one of these kinds."""
    return with_open_groups(
        {name: case.group for name, case in CASES.items() if any(check.kind in kinds for check in case.checks)},
        "reading" if kinds == _READING else "answering",
    )


@pytest.mark.parametrize("name", _with(*_READING))
def test_what_the_readers_make_of_it(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    pack(case.folder, tmp_path / "files")
    found = []
    for check in case.checks:
        if check.kind in _READING:
            text, notes = read_text(tmp_path / "files" / check.asked[0])
            shown = text if check.kind == "reads" else notes
            found += [f"{check.asked[0]}: {fault}\n{shown}" for fault in faults(check, Outcome(shown))]
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("name", _with("ask", "search", "judge"))
def test_what_the_program_answers(name: str, program: Program) -> None:
    assert_right(CASES[name], program)


def assert_right(case: Case, program: Program) -> None:
    """Fail with all that is not right about the answers of a case."""
    program.take(case.folder)
    found = []
    for check in case.checks:
        if check.kind not in _READING:
            outcome = program.outcome(check)
            wrong = faults(check, outcome) or ([outcome.text] if check.kind == "judge" and outcome.text else [])
            found += [f"{check.kind} {check.asked[-1]!r}: {fault}\n{outcome.text}" for fault in wrong]
    assert found == [], "\n".join(found)
