"""The parent's side of a parser process.

Invariant: a call ends within its time limit, whatever the process does; after a failure of the process (not of the
file) the process has ended.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from assistant.domain.stop import Stopped, StopSignal
from assistant.ingest.parse.process.clock import FileClock
from assistant.ingest.parse.process.protocol import Job, Message, Ready, decode, encode_job
from assistant.sandbox.cage.enter import CALLS
from assistant.sandbox.cage.prepared import for_child
from assistant.sandbox.ending import has_ended, kill_group, wait_for_end
from assistant.sandbox.lockdown import sandbox_command
from assistant.sandbox.offline import minimal_environment

_START_S = 30.0  # enough for a cold disk and a busy machine; a usual start takes 0.1 s
_POLL_S = 0.2
_END_S = 5.0  # for a process that closed its answers to end, too
_LAST_ANSWERS_S = 2.0  # for the answers of a process that has ended to be read
_END = None
_PACKAGES = str(Path(__file__).resolve().parents[4])
_MODULE = "assistant.ingest.parse.process.child"
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); from {} import main; main(int(sys.argv[2]), float(sys.argv[3]))"
)


class WorkerFailed(Exception):
    """The process failed; `reason` is "crashed" or "limit", `after_s` the time that it used for the file."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.after_s = 0.0


def worker_command(memory_bytes: int, cpu_s: float, module: str = _MODULE) -> list[str]:
    """The command line of a parser process: isolated, in UTF-8, without byte code files, on macOS without internet."""
    options = ["-I", "-B", "-X", "utf8", "-c", _PROGRAM.format(module), _PACKAGES, str(memory_bytes), str(cpu_s)]
    return sandbox_command([sys.executable, *options], reader=True)


class Worker:
    """Starts the process; `run` gives it one file after another, `close` ends it."""

    def __init__(self, command: Sequence[str], memory_bytes: int, max_line_bytes: int) -> None:
        """Raises WorkerFailed if the process does not start."""
        self._memory_bytes = memory_bytes
        self._max_line_bytes = max_line_bytes
        self._answers: queue.Queue[Message | Exception | None] = queue.Queue(maxsize=16)
        self.jobs = 0
        self._watch_memory = False
        self._channel: socket.socket | None = None
        theirs: socket.socket | None = None
        if os.name == "posix":
            self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        inside, told = for_child()
        try:
            self._process = subprocess.Popen(
                list(command),
                stdin=theirs.fileno() if theirs else subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pass_fds=inside,
                env={**minimal_environment(), **told},
                cwd=Path(sys.executable).anchor,
                start_new_session=True,  # Ctrl-C is for the program, which then ends its workers
            )
        finally:
            if theirs:
                theirs.close()
        assert self._process.stdout is not None
        self._listener = threading.Thread(target=self._listen, args=(self._process.stdout,), daemon=True)
        self._listener.start()
        first = self._next_message(self._clock(_START_S))
        if not isinstance(first, Ready):
            self.close()
            raise WorkerFailed("crashed", "The parser process did not start.")
        self.sealed = first.sealed
        self.held = first.held
        # The system limits each process by itself, so a reader that may start others is watched with them.
        self._watch_memory = "memory" in first.unenforced or CALLS not in first.held

    @property
    def pid(self) -> int:
        return self._process.pid

    def run(self, job: Job, descriptor: int, timeout_s: float, stop: StopSignal | None = None) -> Iterator[Message]:
        """The answers to one job. Raises WorkerFailed, and Stopped once `stop` is set; the process has ended then."""
        clock = self._clock(timeout_s)
        self.jobs += 1
        try:
            self._send(job, descriptor)
            while True:
                message = self._next_message(clock, stop)
                if message is _END or isinstance(message, Ready):
                    raise self._exit_failure()
                yield message
        except OSError:
            failure = self._exit_failure()
            failure.after_s = clock.used_s()
            self.close()
            raise failure from None
        except WorkerFailed as failure:
            failure.after_s = clock.used_s()
            self.close()
            raise
        except Stopped:
            self.close()
            raise

    def close(self) -> None:
        """End the process and what it has started, now.

        Only what left its session and holds its output may live on, where there is no cage; it is not waited for.
        """
        kill_group(self._process)
        self._process.wait()
        if self._channel is not None:
            self._channel.close()
        elif self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        deadline = time.monotonic() + _LAST_ANSWERS_S
        while self._listener.is_alive() and time.monotonic() < deadline:  # it may wait for space in the queue
            with contextlib.suppress(queue.Empty):
                self._answers.get(timeout=0.05)

    def _send(self, job: Job, descriptor: int) -> None:
        line = encode_job(job)
        if self._channel is not None:
            sent = socket.send_fds(self._channel, [line], [descriptor])
            self._channel.sendall(line[sent:])
        elif self._process.stdin is not None:
            self._process.stdin.write(line)
            self._process.stdin.flush()

    def _listen(self, stdout: BinaryIO) -> None:
        """Runs in a thread: puts the message of each line into the queue, then `_END`."""
        try:
            while line := stdout.readline(self._max_line_bytes):
                self._answers.put(decode(line))
        except (ValueError, TypeError, RecursionError, OSError) as error:
            self._answers.put(error)
        finally:
            stdout.close()
            self._answers.put(_END)

    def _clock(self, limit_s: float) -> FileClock:
        return FileClock(self.pid, self._listener.native_id or 0, limit_s)

    def _next_message(self, clock: FileClock, stop: StopSignal | None = None) -> Message | None:
        """The next message, or `_END`. A process that has ended sends no more, though another may hold its output."""
        ended = _LAST_ANSWERS_S / _POLL_S  # times that nothing came
        while True:
            if stop is not None:
                stop.check()
            left = clock.left_s()
            if left <= 0:
                raise WorkerFailed("limit", "It takes longer to read than the time limit allows.")
            try:
                message = self._answers.get(timeout=min(left, _POLL_S))
            except queue.Empty:
                self._check_memory()
                ended -= has_ended(self._process)
                if ended <= 0:
                    return _END
                continue
            if isinstance(message, Exception):
                raise WorkerFailed("crashed", "The parser process answered with nonsense.")
            return message

    def _check_memory(self) -> None:
        """Enforce the memory limit if the system does not, for the process and what it has started."""
        if not self._watch_memory:
            return
        import psutil

        with contextlib.suppress(psutil.Error):
            first = psutil.Process(self.pid)
            group = (first, *first.children(recursive=True))
            if sum(process.memory_info().rss for process in group) > self._memory_bytes:
                raise WorkerFailed("limit", "It needs more memory than a document may take.")

    def _exit_failure(self) -> WorkerFailed:
        """The failure that the process's exit status stands for."""
        code = wait_for_end(self._process, _END_S)
        if os.name == "posix" and code == -signal.SIGXCPU:
            return WorkerFailed("limit", "It takes more processor time than a document may.")
        if os.name == "posix" and code == -signal.SIGKILL:
            return WorkerFailed("limit", "The system ended the parser process: there was not enough memory.")
        return WorkerFailed("crashed", "The parser process crashed on it.")
