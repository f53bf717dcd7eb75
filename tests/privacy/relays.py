"""The relay's own process without the fork: a test process has threads, and a fork of it is no fair trial."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.config.server_address import ServerAddress
from assistant.sandbox.relay.sealed_side import Relay
from tests.privacy.fresh import REPOSITORY
from tests.waiting import PATIENCE_S

_PROGRAM = """
import socket, sys
from assistant.config.server_address import ServerAddress
from assistant.sandbox.relay.helper import serve
serve(ServerAddress(sys.argv[2], int(sys.argv[3]), tls=sys.argv[4] == 'True'), socket.socket(fileno=int(sys.argv[1])))
"""


@contextmanager
def relay_to(address: ServerAddress) -> Iterator[tuple[Relay, subprocess.Popen[bytes]]]:
    """A relay to `address` and its process, which has ended afterwards."""
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-c", _PROGRAM, str(theirs.fileno()), address.host, str(address.port), str(address.tls)]
    with subprocess.Popen(command, pass_fds=[theirs.fileno()], cwd=REPOSITORY) as process:
        theirs.close()
        relay = Relay(ours)
        try:
            yield relay, process
        finally:
            relay.close()
            process.wait(PATIENCE_S)
