"""A pytest plugin: each test names itself in the trace, by a system call that does nothing and that the kernel lists.

    strace ... pytest -p tests.tracing.tell

Invariant: what a process of the suite does between a `begins` and its `ends` is done by the test that is named there.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator

import pytest

# A folder that nobody has: to remove an attribute of what is not there fails, and changes nothing.
BEGINS, ENDS = "/a test begins/", "/a test ends/"
MARK = "internet_socket"
SHARED = "internet_socket_shared"  # `shared=True`: what opens it serves several tests, not each of which has to
SOMETIMES = (
    "internet_socket_sometimes"  # `sometimes=True`: a library opens it beside its work, or the process has ended
)


_LONGEST = 300  # characters of a name: paths have a limit, and so have the strings that strace shows


def _tell(what: str, test: str, word: str) -> None:
    shown = test.encode("ascii", "backslashreplace").decode("ascii")[:_LONGEST]
    with contextlib.suppress(OSError, ValueError):
        os.removexattr(f"{what}{shown}", f"user.{word}")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    mark = item.get_closest_marker(MARK)
    kind = "none" if mark is None else MARK
    for name, word in (("shared", SHARED), ("sometimes", SOMETIMES)):
        if mark is not None and mark.kwargs.get(name):
            kind = word
    _tell(BEGINS, item.nodeid, kind)
    _RAN.clear()
    try:
        return (yield)
    finally:
        _tell(ENDS, item.nodeid, "ran" if _RAN else "skipped")


_RAN: list[str] = []  # the test under way, once its call has ended other than by a skip


@pytest.hookimpl
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" and not report.skipped:
        _RAN.append(report.nodeid)
