"""The process that listens outside of the seal: it answers who has come, and does nothing else."""

from __future__ import annotations

import sys
import textwrap

import pytest

from tests.privacy.fresh import run_fresh

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="a filter of system calls holds it, on Linux"),
    pytest.mark.internet_socket("it listens on loopback"),
]
ASKED = """
    import socket
    from assistant.sandbox.listener.sealed_side import start_listener, running_listener
    from assistant.sandbox.lockdown import seal
    start_listener(("127.0.0.1", 0))
    client = socket.socket()  # the other program, which is not sealed
    assert seal().enforced
    listener = running_listener()
"""


def fresh(code: str, before: str = ASKED) -> str:
    """What `code` prints in a sealed process that was started with one that listens."""
    return run_fresh(textwrap.dedent(before) + textwrap.dedent(code))


@pytest.mark.promise("P1")
def test_the_sealed_program_gets_the_bytes_and_no_internet_socket() -> None:
    code = """
        client.connect(("127.0.0.1", listener.port()))
        client.sendall(b"asked")
        ours = listener.accept()
        assert ours.recv(5) == b"asked" and ours.family == socket.AF_UNIX
        ours.sendall(b"answered")
        assert client.recv(8) == b"answered"
        ours.close()
        assert client.recv(1) == b""
        try:
            socket.socket()
        except OSError as error:
            print("refused")
    """
    assert fresh(code) == "refused"


@pytest.mark.promise("P1")
def test_it_opens_no_other_socket_connects_to_nobody_and_reads_no_file() -> None:
    assert fresh("print([one.passed for one in listener.prove()])") == "[True, True, True]"


@pytest.mark.control("P1")
def test_without_its_filter_the_same_attempts_succeed() -> None:
    code = """
        print([one.passed for one in listener.prove()])
    """
    unheld = "import assistant.sandbox.listener.helper as helper\nhelper._restrict = lambda: True\n"
    # The attempt to connect fails as well, but not because it is refused.
    assert fresh(code, unheld + textwrap.dedent(ASKED)) == "[False, False, False]"


def test_it_ends_with_the_program_and_says_where_it_cannot_listen() -> None:
    code = """
        from assistant.domain.errors import UsageError
        port = listener.port()
        listener.close()
        import time
        from tests.waiting import until
        def gone():
            with client.dup() as probe:  # the seal lets no new one be opened
                return probe.connect_ex(("127.0.0.1", port)) != 0
        until(gone)
        print("gone")
    """
    assert fresh(code) == "gone"
    taken = """
        from assistant.sandbox.listener.sealed_side import start_listener, running_listener
        import socket
        other = socket.create_server(("127.0.0.1", 0))
        start_listener(other.getsockname())
        try:
            running_listener().port()
        except Exception as error:
            print(type(error).__name__, "in use" in str(error))
    """
    assert run_fresh(taken) == "UsageError True"
