"""P1 and P2: internet sockets are given up, for native code and children too, and the user can have it proved."""

from __future__ import annotations

import platform
import socket
import sys

import pytest

from assistant.sandbox import lockdown
from assistant.sandbox.kernel.system_calls import MACHINES
from assistant.sandbox.lockdown import sandbox_command
from assistant.sandbox.offline import OFFLINE, minimal_environment, set_offline_environment
from tests.privacy.bpf import ALLOW, KILL, REFUSE, decide
from tests.privacy.fresh import run_fresh

linux = pytest.mark.skipif(platform.system() != "Linux", reason="seccomp is Linux's")

FAMILIES = [socket.AF_INET, socket.AF_INET6, 16, 17, 40]  # also netlink, packet, vsock


@pytest.mark.promise("P1")
@linux
@pytest.mark.internet_socket("the control")
def test_every_family_but_unix_is_refused_after_seal_and_not_before() -> None:
    out = run_fresh(
        """
        import errno, socket
        from assistant.sandbox.lockdown import is_sealed, seal

        def attempt(family):
            try:
                socket.socket(family, socket.SOCK_DGRAM).close()
            except OSError as error:
                return errno.errorcode[error.errno]
            return "ok"

        families = (socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK, socket.AF_UNIX)
        print(is_sealed(), [attempt(family) for family in families])
        first, second = seal(), seal()
        print(first.enforced, first == second, is_sealed(), [attempt(family) for family in families])
        """
    )
    assert out.splitlines() == [
        "False ['ok', 'ok', 'ok', 'ok']",
        "True True True ['EPERM', 'EPERM', 'EPERM', 'ok']",
    ]


@pytest.mark.promise("P2")
@linux
@pytest.mark.internet_socket("the control")
def test_proof_passes_when_sealed_and_fails_when_not() -> None:
    out = run_fresh(
        """
        from assistant.sandbox.lockdown import seal
        from assistant.sandbox.proof import prove
        print([result.passed for result in prove()])
        seal()
        print([result.passed for result in prove()])
        """
    )
    assert out.splitlines() == ["[False, False, False, False, False, True]", "[True, True, True, True, True, True]"]


@pytest.mark.promise("P1")
@linux
def test_threads_that_run_already_are_sealed_too() -> None:
    out = run_fresh(
        """
        import socket, threading
        from assistant.sandbox.lockdown import seal
        sealed, results = threading.Event(), []
        def work():
            sealed.wait()
            try:
                socket.socket().close()
                results.append("open")
            except PermissionError:
                results.append("refused")
        thread = threading.Thread(target=work)
        thread.start()
        seal()
        sealed.set()
        thread.join()
        print(results)
        """
    )
    assert out == "['refused']"


@linux
def test_a_parser_can_give_up_unix_sockets_as_well_even_later() -> None:
    out = run_fresh(
        """
        import socket
        from assistant.sandbox.lockdown import seal
        seal()
        socket.socket(socket.AF_UNIX).close()
        print(seal(allow_unix=False).enforced)
        try:
            socket.socket(socket.AF_UNIX)
        except PermissionError:
            print("refused")
        """
    )
    assert out.split() == ["True", "refused"]


def test_names_are_not_looked_up_even_where_the_system_enforces_nothing() -> None:
    out = run_fresh(
        """
        import socket
        from assistant.sandbox import lockdown
        lockdown._install_audit_hook()
        lockdown._install_audit_hook()
        for host in ("example.com", "192.0.2.1", b"example.com"):
            try:
                socket.getaddrinfo(host, 80)
            except PermissionError:
                print("refused")
        print(len(socket.getaddrinfo("localhost", 80)) > 0)
        """
    )
    assert out.split() == ["refused", "refused", "refused", "True"]


@pytest.mark.parametrize("on", MACHINES)
def test_the_filter_of_each_processor_decides_as_meant(on: str) -> None:
    program, strict = (lockdown._socket_filter(on, allow_unix) for allow_unix in (True, False))
    for family in FAMILIES:
        assert decide(program, on, "socket", family) == REFUSE
        assert decide(program, on, "socket", family | 1 << 40) == REFUSE  # only 32 bits count
    assert decide(program, on, "socket", socket.AF_UNIX) == ALLOW
    assert decide(strict, on, "socket", socket.AF_UNIX) == REFUSE
    assert decide(program, on, "io_uring_setup") == REFUSE
    assert decide(program, on, "pidfd_getfd") == REFUSE
    assert decide(program, on, "read", 2) == ALLOW
    assert decide(program, on, "socket", socket.AF_UNIX, audit=0x40000003) == KILL
    if on == "x86_64":
        assert decide(program, on, 41 | 0x40000000, 2) == KILL


def test_a_system_without_a_filter_says_so() -> None:
    out = run_fresh(
        """
        import platform
        platform.machine = lambda: "riscv64"
        from assistant.sandbox.lockdown import seal
        linux = seal()
        platform.system = lambda: "Windows"
        windows = seal()
        print(linux.enforced, "riscv64" in linux.reason, windows.enforced, "Windows" in windows.reason)
        """
    )
    if platform.system() == "Linux":
        assert out == "False True False True"


def test_the_sandbox_command_is_only_used_on_macos(monkeypatch: pytest.MonkeyPatch) -> None:
    argv = [sys.executable, "-V"]
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    assert sandbox_command(argv) == argv
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    command = sandbox_command(argv)
    assert command[0] == "/usr/bin/sandbox-exec" and command[-2:] == argv
    lines = command[2].splitlines()
    assert lines.index("(deny network*)") < lines.index("(allow network-outbound (remote unix-socket))")


def test_on_macos_a_reader_is_held_more_closely(monkeypatch: pytest.MonkeyPatch) -> None:
    """The text of the profile; that macOS takes it has to be tried there."""
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    monkeypatch.setattr(sys, "prefix", '/Users/me/a "b"')
    monkeypatch.setattr(sys, "path", ['/Users/me/a "b"/site-packages', "/Users/me/papers"])
    lines = sandbox_command([sys.executable], reader=True)[2].splitlines()
    assert lines[:2] == ["(version 1)", "(allow default)"]
    assert {"(deny network*)", "(deny file-write*)", "(deny process-fork)", "(deny signal)"} <= set(lines)
    [denied] = [number for number, line in enumerate(lines) if line.startswith("(deny file-read-data")]
    allowed = [number for number, line in enumerate(lines) if line.startswith("(allow file-read-data")]
    assert '(subpath "/Users")' in lines[denied] and denied < min(allowed)
    text = "\n".join(lines[number] for number in allowed)
    assert r'(subpath "/Users/me/a \"b\"/site-packages")' in text and "papers" not in text
    assert all(line.count("(") == line.count(")") for line in lines)


def test_the_offline_environment_removes_what_steers_libraries() -> None:
    values = {
        "HTTPS_PROXY": "http://192.0.2.1:1",
        "all_proxy": "x",
        "CHROMA_SERVER_HOST": "192.0.2.1",
        "HF_ENDPOINT": "http://192.0.2.1",
        "HF_HUB_OFFLINE": "0",
        "HOME": "/home/me",
    }
    set_offline_environment(values)
    assert values == {**OFFLINE, "HOME": "/home/me"}


def test_a_minimal_environment_holds_nothing_personal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "x")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    names = set(minimal_environment())
    assert not names & {"SECRET_TOKEN", "PYTHONPATH", "HOME", "USER", "PATH"}
