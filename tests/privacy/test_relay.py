"""The one helper outside the seal: it reaches the configured address, and nothing else."""

from __future__ import annotations

import contextlib
import errno
import platform
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from assistant.config.server_address import ServerAddress
from assistant.sandbox.kernel.landlock import FILES
from assistant.sandbox.kernel.system_calls import MACHINES
from assistant.sandbox.relay import attempts
from assistant.sandbox.relay.attempts import NEW_CONNECTIONS
from assistant.sandbox.relay.filters import dialer_filter, helper_filter
from assistant.sandbox.relay.sealed_side import Relay, connector
from assistant.sandbox.relay.target import FixedPeer, packed_peer, resolve
from tests.privacy.bpf import ALLOW, REFUSE, decide
from tests.privacy.fresh import REPOSITORY, run_fresh
from tests.privacy.relays import relay_to
from tests.waiting import PATIENCE_S

pytestmark = pytest.mark.skipif(platform.system() == "Windows", reason="there is no fork and no Unix socket")
linux = pytest.mark.skipif(platform.system() != "Linux", reason="seccomp and Landlock are Linux's")


@pytest.fixture
def shouting() -> Iterator[ServerAddress]:
    """A server on loopback that answers in capitals, and ends a connection at "bye"."""
    listener = socket.create_server(("127.0.0.1", 0))

    def talk(connection: socket.socket) -> None:
        with connection, contextlib.suppress(ConnectionError):
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


@pytest.mark.skipif(shutil.which("openssl") is None, reason="a certificate is made with openssl")
@pytest.mark.internet_socket("a server on loopback")
def test_bytes_go_both_ways_under_tls_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    named = ["-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*made, *named, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)

    def shout(listener: socket.socket) -> None:
        with contextlib.suppress(OSError), context.wrap_socket(listener.accept()[0], server_side=True) as connection:
            while data := connection.recv(1 << 16):
                connection.sendall(data.upper())

    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=shout, args=(listener,), daemon=True).start()
        address = ServerAddress("127.0.0.1", listener.getsockname()[1], tls=True)
        with relay_to(address) as (started, _), started.connect() as connection:
            for text in (b"hello", b"a" * 200_000):
                connection.sendall(text)
                came = b""
                while len(came) < len(text):
                    piece = connection.recv(1 << 16)
                    assert piece
                    came += piece
                assert came == text.upper()


def test_a_server_that_is_not_there_is_an_end_and_not_a_wait(shouting: ServerAddress) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = ServerAddress("127.0.0.1", taken.getsockname()[1])
    with relay_to(nobody) as (started, _), started.connect() as connection:
        assert connection.recv(100) == b""


@pytest.mark.promise("P2")
def test_all_that_it_tries_elsewhere_is_refused(shouting: ServerAddress) -> None:
    with relay_to(shouting) as (started, _):
        results = started.prove()
        assert all(result.passed for result in results), results
        with started.connect() as connection:  # and it works on
            connection.sendall(b"hello")
            assert connection.recv(100) == b"HELLO"
    by_system = {result.name for result in results if "operating system" in result.detail}
    if platform.system() == "Linux":
        for what in ("a datagram to another machine", "another machine", "another program"):
            assert {f"helper: {what}", f"dialer: {what}"} <= by_system
        assert len([name for name in by_system if "Fast Open" in name]) == 2


@pytest.mark.control("P2")
@linux
@pytest.mark.parametrize("claimed", [(), (FILES, NEW_CONNECTIONS)])
def test_the_proof_fails_where_nothing_is_held(
    shouting: ServerAddress, monkeypatch: pytest.MonkeyPatch, claimed: tuple[str, ...]
) -> None:
    """The negative control: a process that gave nothing up, but for the attempt that would replace it."""
    monkeypatch.setattr(attempts, "_program", lambda: None)
    monkeypatch.setattr(attempts, "_native_program", lambda: None)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        for try_it in (attempts.try_from_helper, attempts.try_from_dialer):
            results = {
                str(result["name"]).split(": ")[1]: result["passed"]
                for result in try_it(resolve(shouting), claimed, ours)
            }
            del results["a name look-up"]  # a machine without a network finds nothing
            assert len(results) >= 6
            assert not any(results.values()), results


_TAKEN_OVER = """
import ctypes, os, socket, struct, sys
from assistant.config.server_address import ServerAddress
from assistant.sandbox.relay import helper
from assistant.sandbox.relay.target import packed_peer

if sys.argv[4] == "open":  # the control: the filter is left out
    helper.install = lambda program, on: ""
    helper.keep_only_port = lambda port: ()
libc = ctypes.CDLL(None, use_errno=True)
other = packed_peer(socket.AF_INET, "127.0.0.2", int(sys.argv[3]))

def steal(client, server):
    for send_at_once in (False, True):
        loose = libc.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
        if send_at_once:
            libc.sendto(loose, b"stolen", ctypes.c_size_t(6), 0x20000000, other, len(other))
        elif libc.connect(loose, other, len(other)) == 0:
            libc.send(loose, b"stolen", ctypes.c_size_t(6), 0)
    # the connection to the server is put down and taken up again, to somebody else
    libc.connect(server.fileno(), bytes(16), 16)
    libc.connect(server.fileno(), other, len(other))
    client.sendall(b"tried")

helper._copy_both_ways = steal
helper.serve(ServerAddress("127.0.0.1", int(sys.argv[2])), socket.socket(fileno=int(sys.argv[1])))
"""


@linux
@pytest.mark.parametrize(("held", "reached"), [("held", False), ("open", True)])
def test_code_that_took_over_the_helper_reaches_nobody_else(shouting: ServerAddress, held: str, reached: bool) -> None:
    """Another machine, on the very port that is allowed: here another address of this machine."""
    ours, theirs = socket.socketpair()
    with socket.create_server(("127.0.0.2", shouting.port)) as elsewhere, ours:
        numbers = (str(theirs.fileno()), str(shouting.port), str(shouting.port), held)
        with subprocess.Popen(
            [sys.executable, "-c", _TAKEN_OVER, *numbers], pass_fds=[theirs.fileno()], cwd=REPOSITORY
        ):
            theirs.close()
            relay = Relay(ours)
            with relay.connect() as connection:
                assert connection.recv(100) == b"tried"
            relay.close()
        elsewhere.settimeout(0)
        came = 0
        with contextlib.suppress(BlockingIOError):
            while True:
                elsewhere.accept()[0].close()
                came += 1
    assert (came > 0) == reached


@linux
@pytest.mark.parametrize("on", MACHINES)
def test_the_filters_of_both_helpers_decide_as_meant(on: str) -> None:
    peer = FixedPeer(packed_peer(socket.AF_INET, "127.0.0.1", 80))
    carries, dials = helper_filter(on), dialer_filter(on, socket.AF_INET, peer)
    fast_open, upper = 0x20000000, 1 << 32
    assert decide(carries, on, "sendto", 3, 1, 2, 0x4000, 0, 0) == ALLOW
    assert decide(carries, on, "sendto", 3, 1, 2, fast_open, 0, 0) == REFUSE
    assert decide(carries, on, "sendto", 3, 1, 2, 0, 8, 16) == REFUSE
    assert decide(carries, on, "sendto", 3, 1, 2, 0, upper, 16) == REFUSE
    for name in ("connect", "socket", "socketpair", "sendmsg", "sendmmsg", "bind", "listen", "accept4", "execve"):
        assert decide(carries, on, name) == REFUSE, name
    assert decide(carries, on, "clone", 0x3D0F00) == ALLOW  # a thread
    assert decide(carries, on, "clone", 17) == REFUSE  # a process
    assert decide(carries, on, "clone3") & 0xFFFF == errno.ENOSYS
    assert decide(dials, on, "connect", 3, peer.address, peer.length) == ALLOW
    assert decide(dials, on, "connect", 3, peer.address + 1, peer.length) == REFUSE
    assert decide(dials, on, "connect", 3, peer.address ^ upper, peer.length) == REFUSE
    assert decide(dials, on, "connect", 3, peer.address, peer.length + 1) == REFUSE
    assert decide(dials, on, "socket", socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK) == ALLOW
    assert decide(dials, on, "socket", socket.AF_INET, socket.SOCK_DGRAM) == REFUSE
    assert decide(dials, on, "socket", socket.AF_INET6, socket.SOCK_STREAM) == REFUSE
    assert decide(dials, on, "sendmsg", 3, 1, 0) == ALLOW
    assert decide(dials, on, "sendmsg", 3, 1, fast_open) == REFUSE
    assert decide(dials, on, "mmap", 0, 9, 3, 0x22) == ALLOW
    assert decide(dials, on, "mmap", peer.address, 9, 3, 0x32) == REFUSE  # in the place of the peer
    for name in ("sendto", "write", "mprotect", "munmap", "mremap", "madvise", "execve", "clone", "clone3", "bind"):
        assert decide(dials, on, name) == REFUSE, name


def test_the_peer_cannot_be_changed() -> None:
    out = run_fresh(
        """
        import ctypes, os, signal
        from assistant.sandbox.relay.target import FixedPeer
        peer = FixedPeer(b"sixteen bytes ..")
        print(ctypes.string_at(peer.address, peer.length))
        if (child := os.fork()) == 0:
            ctypes.memset(peer.address, 0, 1)
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGSEGV)
        """
    )
    assert out.splitlines() == ["b'sixteen bytes ..'", "True"]


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
        from assistant.sandbox.relay.sealed_side import connector, start_relay
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
        connector(ServerAddress("127.0.0.1", 1))()


def test_a_unix_socket_needs_no_relay(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("u") / "s"
    if len(str(path)) > 100:
        pytest.skip("the temporary folder of this machine is too deep")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        connect = connector(ServerAddress("localhost", unix_path=str(path)))
        with connect() as ours, listener.accept()[0] as theirs:
            ours.sendall(b"x")
            assert theirs.recv(1) == b"x"
    with pytest.raises(ConnectionRefusedError):
        connect()
