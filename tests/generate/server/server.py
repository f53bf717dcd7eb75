"""A server that a person might run: llama.cpp's own, on a loopback TCP port, in a process of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.config.server_address import ServerAddress

_PROGRAM = """
import sys, xllamacpp
params = xllamacpp.CommonParams()
params.model.path, params.hostnames, params.port = sys.argv[1], ["127.0.0.1"], int(sys.argv[2])
params.n_ctx, params.n_parallel, params.verbosity = 1024, 1, 0
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
server = xllamacpp.Server(params)
print("ready", flush=True)
sys.stdin.read()
"""


@contextmanager
def llama_server(gguf: Path) -> Iterator[ServerAddress]:
    """The address of a running server; it has ended afterwards."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    with subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(gguf), str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            while (line := process.stdout.readline()).strip() != "ready":
                assert line, "the server did not start"
            yield ServerAddress("127.0.0.1", port)
        finally:
            process.kill()
