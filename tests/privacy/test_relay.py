"""The one helper outside the seal: it reaches the configured address, and nothing else."""

from __future__ import annotations

import platform
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from assistant.config.server_address import ServerAddress
from assistant.sandbox import landlock, relay
from tests.privacy.fresh import run_fresh
from tests.privacy.relays import relay_to
from tests.waiting import PATIENCE_S

pytestmark = pytest.mark.skipif(platform.system() == "Windows", reason="there is no fork and no Unix socket")
linux = pytest.mark.skipif(platform.system() != "Linux", reason="seccomp and Landlock are Linux's")


@pytest.fixture
def shouting() -> Iterator[ServerAddress]:
    """A server on loopback that answers in capitals, and ends a connection at "bye"."""
    listener = socket.create_server(("127.0.0.1", 0))

    def talk(connection: socket.socket) -> None:
        with connection:
            while (data := connection.recv(100)) not in (b"", b"bye"):
                connection.sendall(data.upper())

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=talk, args=(connection,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    yield ServerAddress("127.0.0.1", listener.getsockname()[1])
    listener.close()


def test_bytes_go_both_ways_and_a_connection_ends_with_its_server(shouting: ServerAddress) -> None:
    with relay_to(shouting) as (started, process), started.connect() as one, started.connect() as two:
        for number, connection in enumerate((one, two, one)):
            connection.sendall(b"hello %d" % number)
            assert connection.recv(100) == b"HELLO %d" % number
        one.sendall(b"bye")
        assert one.recv(100) == b""
        two.sendall(b"still")
        assert two.recv(100) == b"STILL"
    assert process.returncode == 0


def test_a_server_that_is_not_there_is_an_end_and_not_a_wait(shouting: ServerAddress) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = ServerAddress("127.0.0.1", taken.getsockname()[1])
    with relay_to(nobody) as (started, _), started.connect() as connection:
        assert connection.recv(100) == b""


def test_all_that_it_tries_elsewhere_is_refused(shouting: ServerAddress) -> None:
    with relay_to(shouting) as (started, _):
        results = started.prove()
        assert all(result.passed for result in results), results
        with started.connect() as connection:  # and it works on
            connection.sendall(b"hello")
            assert connection.recv(100) == b"HELLO"
    by_system = {result.name for result in results if "operating system" in result.detail}
    if platform.system() == "Linux":
        assert {"helper: a datagram to another machine", "helper: another program"} <= by_system


@linux
def test_the_proof_fails_where_nothing_is_held(shouting: ServerAddress, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: a process that gave nothing up, but for the attempt that would replace it."""
    monkeypatch.setattr(relay, "_program", lambda: None)
    target = relay._resolve(shouting)
    results = {str(result["name"]): result["passed"] for result in relay._prove(target, (landlock.FILES,))}
    assert not results["helper: a datagram to another machine"]
    assert not results["helper: another port of the server's machine"]
    assert not results["helper: a file"]


@linux
def test_its_only_internet_sockets_are_those_to_the_server(shouting: ServerAddress) -> None:
    with relay_to(shouting) as (started, process):
        with started.connect() as connection:
            connection.sendall(b"hello")
            assert connection.recv(100) == b"HELLO"
            held = psutil.Process(process.pid).net_connections(kind="inet")
            assert [tuple(one.raddr) for one in held] == [(shouting.host, shouting.port)]
        assert "Seccomp:\t2" in Path(f"/proc/{process.pid}/status").read_text()


def test_a_dead_relay_is_a_connection_error(shouting: ServerAddress) -> None:
    with relay_to(shouting) as (started, process):
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE_S)
        with pytest.raises(ConnectionError):
            started.prove()
        with pytest.raises(ConnectionError):
            started.connect()


def test_the_sealed_side_stays_sealed_and_reaches_the_server_through_the_relay(shouting: ServerAddress) -> None:
    out = run_fresh(
        f"""
        from assistant.config.server_address import ServerAddress
        from assistant.sandbox.lockdown import seal
        from assistant.sandbox.proof import prove
        from assistant.sandbox.relay import connector, start_relay
        address = ServerAddress({shouting.host!r}, {shouting.port})
        start_relay(address)
        print(seal().enforced)
        with connector(address)() as connection:
            connection.sendall(b"through")
            print(connection.recv(100))
        print(all(result.passed for result in prove()))
        """
    )
    sealed = str(platform.system() == "Linux")
    assert out.splitlines() == [sealed, "b'THROUGH'", sealed]


def test_without_a_relay_there_is_no_connection() -> None:
    with pytest.raises(ConnectionError):
        relay.connector(ServerAddress("127.0.0.1", 1))()


def test_a_unix_socket_needs_no_relay(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("u") / "s"
    if len(str(path)) > 100:
        pytest.skip("the temporary folder of this machine is too deep")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        connect = relay.connector(ServerAddress("localhost", unix_path=str(path)))
        with connect() as ours, listener.accept()[0] as theirs:
            ours.sendall(b"x")
            assert theirs.recv(1) == b"x"
    with pytest.raises(ConnectionRefusedError):
        connect()
