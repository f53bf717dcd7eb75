"""A pytest plugin: gathers what became of the tests that show a promise, prints the table, and writes it to a file.

    pytest -p tests.promises.outcomes -m "promise or control"

Invariant: a promise holds only if a test of it and a control passed and none of both failed; else the exit code is 1.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest

from tests.promises.listed import PROMISES

FILE = Path("dist") / "promises.md"
_KINDS = ("promise", "control")
Verdict = Literal["holds", "broken", "untried"]


@dataclass(slots=True)
class Counted:
    """How often each outcome came, by test function, and why tests were skipped."""

    outcomes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    skipped: set[str] = field(default_factory=set)

    def add(self, test: str, outcome: str, reason: str) -> None:
        self.outcomes[test].append(outcome)
        if reason:
            self.skipped.add(reason)

    def verdict(self) -> Verdict:
        every = {outcome for outcomes in self.outcomes.values() for outcome in outcomes}
        return "broken" if "failed" in every else "holds" if "passed" in every else "untried"

    def in_words(self) -> str:
        every = [outcome for outcomes in self.outcomes.values() for outcome in outcomes]
        counts = [f"{every.count(one)} {one}" for one in ("passed", "failed", "skipped") if one in every]
        return ", ".join(counts) or "none ran"


class Outcomes:
    """Hears every report, also those of other processes, whose marks come with the report."""

    def __init__(self) -> None:
        self.found = {(kind, number): Counted() for kind in _KINDS for number in PROMISES}

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call" and report.outcome == "passed":
            return  # of the three phases of a test, the ones beside it count where they fail or skip
        reason = report.longrepr[2] if report.skipped and isinstance(report.longrepr, tuple) else ""
        for kind, number in report.user_properties:
            if kind in _KINDS:
                test = report.nodeid.partition("[")[0]
                self.found[kind, str(number)].add(test, report.outcome, reason.removeprefix("Skipped: "))

    def verdict(self, number: str) -> Verdict:
        """Both have to hold: a promise without a control that passed is not shown."""
        both = {self.found[kind, number].verdict() for kind in _KINDS}
        return "broken" if "broken" in both else "untried" if "untried" in both else "holds"

    @pytest.hookimpl
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if session.exitstatus == 0 and any(self.verdict(number) != "holds" for number in PROMISES):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("promises")
        for number, words in PROMISES.items():
            shown, control = (self.found[kind, number].in_words() for kind in _KINDS)
            verdict = self.verdict(number)
            terminalreporter.write_line(f"{number:<4} {verdict:<8} tests: {shown:<22} controls: {control:<14} {words}")
        for number in PROMISES:
            for reason in sorted({one for kind in _KINDS for one in self.found[kind, number].skipped}):
                terminalreporter.write_line(f"{number:<4} left out: {reason}")
        FILE.parent.mkdir(exist_ok=True)
        FILE.write_text(self.as_markdown(), "utf-8")
        terminalreporter.write_line(f"Each test with its result: {FILE}")

    def as_markdown(self) -> str:
        """One row a test function."""
        rows = ["| # | promise | kind | test | result |", "|---|---|---|---|---|"]
        for number, words in PROMISES.items():
            for kind in _KINDS:
                for test, outcomes in sorted(self.found[kind, number].outcomes.items()):
                    counts = ", ".join(f"{outcomes.count(one)} {one}" for one in sorted(set(outcomes)))
                    rows.append(f"| {number} | {words} | {kind} | `{test}` | {counts} |")
        return "\n".join(rows) + "\n"


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # the process that gathers, not one that runs tests for it
        config.pluginmanager.register(Outcomes(), "promises")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The marks travel with the report."""
    for item in items:
        for kind in _KINDS:
            for mark in item.iter_markers(kind):
                item.user_properties += [(kind, number) for number in mark.args]
