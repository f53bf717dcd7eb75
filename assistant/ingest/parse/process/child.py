"""The parser process: gives up the rights it does not need, then reads one file after another.

Invariant: before it reads the first byte of a foreign file, this process can open no socket, write no file, leave no
process behind, and use no more memory than the limit. On Linux it is caged: it reads nothing but code and the
descriptors that it is given, and reaches no other process. What holds is in its first message.

Jobs come through standard input (a Unix socket where descriptors can be passed), answers go to standard output.
"""

from __future__ import annotations

import faulthandler
import importlib
import logging
import os
import socket
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO

from assistant.disk.opening import open_regular
from assistant.domain.errors import ParseFailure
from assistant.ingest.parse.process.protocol import (
    MAX_JOB_BYTES,
    Done,
    Failed,
    Job,
    Message,
    Ready,
    Table,
    decode_job,
    encode,
)
from assistant.ingest.parse.registry import read_pages, readers
from assistant.ingest.parse.source import Source
from assistant.sandbox.cage.enter import enter_cage
from assistant.sandbox.frames import roomy
from assistant.sandbox.limits import Limits, allow_cpu, apply_limits
from assistant.sandbox.lockdown import seal

DESCRIPTORS = 32


@roomy
def main(memory_bytes: int, cpu_s: float, modules: Mapping[str, str] | None = None, *, caged: bool = True) -> None:
    """Read files until the jobs end.

    `modules` (suffix to reader) is for faulty and hostile readers; without `caged` the process gives up nothing but
    what its limits take, which shows what the cage is good for.
    """
    faulthandler.disable()  # nobody reads the stream of its tracebacks
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not mix with the answers
    next_job = _job_receiver()
    logging.disable(logging.CRITICAL)
    known = dict(modules or readers())
    for module in (modules or {}).values():  # code of ours that lies elsewhere, as tests do, cannot be read any more
        importlib.import_module(module)
    sealed = caged and seal(allow_unix=False).enforced
    unenforced = apply_limits(Limits(memory_bytes, cpu_s, DESCRIPTORS))
    _send(answers, Ready(sealed, unenforced, enter_cage() if caged else ()))
    while (received := next_job()) is not None:
        job, descriptor = received
        allow_cpu(max(cpu_s, job.limits.cpu_s))
        with os.fdopen(descriptor, "rb") as stream:
            _read(job, stream, answers, known)


def _read(job: Job, stream: BinaryIO, answers: BinaryIO, modules: Mapping[str, str]) -> None:
    source = Source(stream, job.suffix, job.size_bytes, job.limits, job.password, job.careful)
    try:
        for page in read_pages(source, modules):
            for table in page.tables:
                _send(answers, Table(table))
            _send(answers, page)
    except ParseFailure as failure:
        _send(answers, Failed(failure.reason, failure.message, failure.hint))
    else:
        _send(answers, Done(source.title, source.paged, tuple(source.notes)))


def _send(answers: BinaryIO, message: Message) -> None:
    answers.write(encode(message))
    answers.flush()


def _job_receiver() -> Callable[[], tuple[Job, int] | None]:
    """A function that returns the next job and its descriptor: from a socket, or opened by path on Windows."""
    if os.name == "posix":
        return _socket_receiver(socket.socket(fileno=os.dup(0)))
    lines = os.fdopen(os.dup(0), "rb")

    def by_path() -> tuple[Job, int] | None:
        line = lines.readline(MAX_JOB_BYTES)
        if not line:
            return None
        job = decode_job(line)
        return job, open_regular(Path(job.path), Path(job.root))

    return by_path


def _socket_receiver(channel: socket.socket) -> Callable[[], tuple[Job, int] | None]:
    def receive() -> tuple[Job, int] | None:
        line = b""
        descriptors: list[int] = []
        while not line.endswith(b"\n"):
            piece, passed, _, _ = socket.recv_fds(channel, MAX_JOB_BYTES, 1)
            if not piece:
                return None
            line += piece
            descriptors += passed
        return decode_job(line), descriptors[0]

    return receive


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
