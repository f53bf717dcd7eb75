"""A trace says which test opened which socket: read from a real one, and from lines as the kernel gives them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.privacy.fresh import REPOSITORY
from tests.promises.traced import cannot_trace, tracing
from tests.tracing.__main__ import in_words
from tests.tracing.read import CALLS, Opened, Trace, read
from tests.waiting import PATIENCE_S

_SUITE = """
import socket, subprocess, sys, threading
import pytest

INTERNET = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()"
says_so = pytest.mark.internet_socket("a control")

def open_one():
    socket.socket(socket.AF_INET).close()

def run(*words):
    subprocess.run([sys.executable, "-I", "-S", "-c", *words], check=True)

@says_so
def test_marked():
    open_one()

@says_so
@pytest.mark.parametrize("case", [0, 1])
def test_marked_where_one_case_opens_one(case):
    if case:
        open_one()

@says_so
def test_marked_for_nothing():
    socket.socket(socket.AF_UNIX).close()

@says_so
def test_marked_and_skipped():
    pytest.skip("not here")

def test_quiet():
    socket.socketpair()[0].close()

def test_in_a_thread():
    thread = threading.Thread(target=open_one)
    thread.start()
    thread.join()

def test_in_a_child():
    run(INTERNET, "secret")

def test_in_a_child_of_a_child():
    run(f"import subprocess, sys; subprocess.run([sys.executable, '-I', '-S', '-c', {INTERNET!r}], check=True)")

def test_a_pull():
    run(INTERNET, "assistant", "models", "pull", "starter")

@pytest.mark.parametrize("long", ["ä" * 5000])
def test_of_a_long_name(long):
    pass

def test_failing():
    open_one()
    assert False
"""


def _read(*lines: str) -> Trace:
    trace = Trace()
    read(lines, trace)
    return trace


@pytest.fixture(scope="module")
def trace(tmp_path_factory: pytest.TempPathFactory) -> Trace:
    """A small suite, traced."""
    if sys.platform != "linux" or cannot_trace():
        pytest.skip(cannot_trace() or "Linux alone")
    folder = tmp_path_factory.mktemp("suite")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = internet_socket: opens one\n", "utf-8")
    (folder / "test_some.py").write_text(_SUITE, "utf-8")
    suite = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "tests.tracing.tell",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        ".",
    ]
    done = subprocess.run(
        tracing(suite, folder / "trace", CALLS), cwd=folder, env={"PYTHONPATH": str(REPOSITORY)}, capture_output=True,
        text=True, timeout=PATIENCE_S, check=False,
    )  # fmt: skip
    assert done.returncode == 1 and "1 failed" in done.stdout, done.stdout + done.stderr
    with (folder / "trace").open(encoding="utf-8") as lines:
        return _read(*lines)


def test_every_test_is_named_with_what_became_of_it(trace: Trace) -> None:
    words = {test.partition("::")[2]: word for test, word in trace.tests.items()}
    assert len(words) == 12
    assert {test for test, word in words.items() if word == "skipped"} == {"test_marked_and_skipped"}
    assert set(words.values()) == {"ran", "skipped"}


def test_who_may_not_is_found_with_its_program(trace: Trace) -> None:
    found = {one.test.partition("::")[2]: one for one in trace.unmarked()}
    assert set(found) == {"test_in_a_thread", "test_in_a_child", "test_in_a_child_of_a_child", "test_failing"}
    assert {(one.call, one.family) for one in found.values()} == {("socket", "AF_INET")}
    assert found["test_in_a_child"].command[-1] == "secret"
    assert "pytest" in found["test_in_a_thread"].command
    assert [one.test.partition("::")[2] for one in trace.opened if one.by_pull] == ["test_a_pull"]


def test_a_mark_is_checked_both_ways(trace: Trace) -> None:
    assert [test.partition("::")[2] for test in trace.marked_for_nothing()] == ["test_marked_for_nothing"]


def test_the_report_has_the_figures(trace: Trace) -> None:
    report = in_words(trace)
    assert "tests traced: 12 (11 ran, 1 skipped)" in report
    assert "AF_INET 7" in report and "internet sockets by `assistant models pull`: 1" in report
    assert "which is a failure: 4" in report and "MARKED, but it opened none" in report


BEGINS = '10 removexattr("/a test begins/t.py::one", "user.none") = -1 ENOENT (No such file or directory)'
ENDS = '10 removexattr("/a test ends/t.py::one", "user.ran") = -1 ENOENT (No such file or directory)'


def test_calls_that_others_interrupt_are_put_together() -> None:
    trace = _read(
        BEGINS,
        "10 vfork( <unfinished ...>",
        '11 execve("/bin/cat", ["cat", "a, b"], 0x1 /* 2 vars */ <unfinished ...>',
        "12 socket(AF_UNIX, SOCK_STREAM, 0) = 3",
        "11 <... execve resumed>) = 0",
        "11 socket(AF_INET6, SOCK_DGRAM, IPPROTO_UDP <unfinished ...>",
        "10 <... vfork resumed>) = 11",
        "11 <... socket resumed>) = 3",
    )
    assert trace.opened == [Opened("t.py::one", "socket", "AF_INET6", ("cat", "a, b"), False)]
    assert (trace.processes, trace.programs) == (1, 1)


def test_a_number_that_is_given_again_is_another_process() -> None:
    trace = _read(
        BEGINS,
        "10 clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLD) = 11",
        '11 execve("/x", ["assistant", "models", "pull"], 0x1 /* 2 vars */) = 0',
        "11 +++ exited with 0 +++",
        "10 clone3({flags=CLONE_VM|CLONE_THREAD, exit_signal=0}, 88) = 11",
        "11 socket(AF_INET, SOCK_STREAM, 0) = 3",
        ENDS,
    )
    assert [(one.test, one.by_pull) for one in trace.opened] == [("t.py::one", False)]
    assert trace.processes == 1  # the second one is a thread


def test_a_socket_between_two_tests_belongs_to_none_and_is_a_failure() -> None:
    trace = _read(BEGINS, ENDS, "10 socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) = 3")
    assert [(one.test, one.family) for one in trace.unmarked()] == [("", "AF_NETLINK")]


@pytest.mark.parametrize("opens", [True, False])
def test_a_mark_that_is_shared_is_checked_by_its_file(opens: bool) -> None:
    """A server serves several tests, and not each of them asks it."""
    shared = [line.replace("none", "internet_socket_shared") for line in (BEGINS, ENDS)]
    asking = "10 socket(AF_INET, SOCK_STREAM, 0) = 3"
    other = [line.replace("::one", "::other") for line in shared]
    trace = _read(*shared, other[0], *([asking] if opens else []), other[1])
    assert trace.unmarked() == []
    assert trace.marked_for_nothing() == ([] if opens else ["t.py"])


def test_who_opens_one_sometimes_may_and_need_not() -> None:
    begins = BEGINS.replace("none", "internet_socket_sometimes")
    for lines in ((begins, ENDS), (begins, "10 socket(AF_INET, SOCK_DGRAM, 0) = 3", ENDS)):
        trace = _read(*lines)
        assert trace.unmarked() == [] and trace.marked_for_nothing() == []


@pytest.mark.parametrize(
    ("call", "family"),
    [
        ("socket(AF_PACKET, SOCK_RAW, 768) = 3", "AF_PACKET"),
        ("socket(AF_VSOCK, SOCK_STREAM, 0) = 3", "AF_VSOCK"),
        ("socket(AF_INET6, SOCK_STREAM, 0) = -1 EAFNOSUPPORT (Address family not supported by protocol)", "AF_INET6"),
        ("socket(0x2d /* AF_??? */, SOCK_STREAM, 0) = 3", "0x2d"),
        ('connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("192.0.2.1")}, 16) = 0', "AF_INET"),
        ("bind(3, {sa_family=AF_INET6, sin6_port=htons(0)}, 28) = 0", "AF_INET6"),
        ('sendto(3, "x", 1, MSG_FASTOPEN, {sa_family=AF_INET, sin_port=htons(80)}, 16) = 1', "AF_INET"),
        ("io_uring_setup(1, {flags=0}) = 3", "io_uring"),
    ],
)
def test_each_way_out_is_seen(call: str, family: str) -> None:
    assert [one.family for one in _read(BEGINS, f"10 {call}").unmarked()] == [family]


@pytest.mark.parametrize(
    "call",
    [
        "socket(AF_UNIX, SOCK_STREAM, 0) = 3",
        "socket(AF_INET, SOCK_STREAM, 0) = -1 EPERM (Operation not permitted)",
        'connect(3, {sa_family=AF_UNIX, sun_path="/sa_family=AF_INET"}, 40) = 0',
        'sendto(3, "sa_family=AF_INET", 17, 0, NULL, 0) = 17',
        'bind(3, {sa_family=AF_UNIX, sun_path=@"abstract"}, 12) = 0',
    ],
)
def test_what_stays_in_the_machine_or_was_refused_is_not(call: str) -> None:
    assert _read(BEGINS, f"10 {call}").opened == []
