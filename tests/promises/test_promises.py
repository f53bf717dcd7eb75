"""Every promise has a test and a control, SECURITY.md names them, and the table of `make promises` tells the truth."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.promises.listed import PROMISES
from tests.promises.marked import Marked, marked_tests
from tests.promises.outcomes import Outcomes

_ROW = re.compile(r"^\| (P\d+) \| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def marks() -> list[Marked]:
    return marked_tests()


@pytest.mark.parametrize("number", PROMISES)
def test_every_promise_has_a_test_and_a_control(marks: list[Marked], number: str) -> None:
    kinds = {one.kind for one in marks if one.number == number}
    assert kinds == {"promise", "control"}


def test_no_mark_names_a_promise_that_is_not_listed(marks: list[Marked]) -> None:
    assert [one for one in marks if one.number not in PROMISES] == []


def test_marks_are_found_on_functions_and_on_parameters(tmp_path: Path) -> None:
    file = tmp_path / "tests" / "test_some.py"
    file.parent.mkdir()
    file.write_text(
        "import pytest\n"
        '@pytest.mark.promise("P1", "P2")\n'
        '@pytest.mark.parametrize("how", ["on", pytest.param("off", marks=pytest.mark.control("P1"))])\n'
        "def test_both(how): ...\n"
        "def test_neither(): ...\n"
    )
    assert sorted((one.kind, one.number, one.file, one.test) for one in marked_tests(file.parent)) == [
        ("control", "P1", "tests/test_some.py", "test_both"),
        ("promise", "P1", "tests/test_some.py", "test_both"),
        ("promise", "P2", "tests/test_some.py", "test_both"),
    ]


def test_security_names_each_promise_with_its_tests(marks: list[Marked], repository: Path) -> None:
    """Where this fails, the row below is the one that SECURITY.md should have."""
    table = _ROW.findall((repository / "SECURITY.md").read_text("utf-8"))
    named = {(number, words, tests, controls) for number, words, _, tests, controls in table}
    assert len(table) == len(named) == len(PROMISES)
    assert named == {
        (number, words, _files(marks, number, "promise"), _files(marks, number, "control"))
        for number, words in PROMISES.items()
    }


def _files(marks: list[Marked], number: str, kind: str) -> str:
    """As a cell of the table."""
    return ", ".join(f"`{file}`" for file in sorted({m.file for m in marks if (m.number, m.kind) == (number, kind)}))


def _report(outcome: str, kind: str, when: str = "call") -> pytest.TestReport:
    longrepr = ("file", 1, "Skipped: no strace") if outcome == "skipped" else None
    return pytest.TestReport(
        "tests/test_some.py::test_it[1]", ("file", 1, "name"), {}, outcome, longrepr, when, [], 0.0, 0.0, 0.0,  # type: ignore[arg-type]
        user_properties=[(kind, "P1"), ("unlike", "any")],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("reports", "verdict"),
    [
        ([("passed", "promise"), ("passed", "control")], "holds"),
        ([("passed", "promise"), ("skipped", "promise"), ("passed", "control")], "holds"),
        ([("passed", "promise"), ("failed", "promise"), ("passed", "control")], "broken"),
        ([("passed", "promise"), ("failed", "control")], "broken"),
        ([("passed", "promise"), ("skipped", "control")], "untried"),
        ([("passed", "promise")], "untried"),
        ([("skipped", "promise"), ("passed", "control")], "untried"),
    ],
)
def test_a_promise_holds_only_if_a_test_and_a_control_passed(reports: list[tuple[str, str]], verdict: str) -> None:
    outcomes = Outcomes()
    for outcome, kind in reports:
        outcomes.pytest_runtest_logreport(_report(outcome, kind))
    assert outcomes.verdict("P1") == verdict
    assert outcomes.verdict("P2") == "untried"


def test_the_table_counts_what_became_of_each_test() -> None:
    outcomes = Outcomes()
    for report in (
        _report("passed", "promise", "setup"),
        _report("passed", "promise"),
        _report("failed", "promise", "teardown"),
        _report("skipped", "control", "setup"),
    ):
        outcomes.pytest_runtest_logreport(report)
    rows = outcomes.as_markdown().splitlines()[2:]
    assert [row.split(" | ")[2:] for row in rows] == [
        ["promise", "`tests/test_some.py::test_it`", "1 failed, 1 passed |"],
        ["control", "`tests/test_some.py::test_it`", "1 skipped |"],
    ]
    assert outcomes.found["control", "P1"].skipped == {"no strace"}
