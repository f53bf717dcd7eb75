"""A child process of the engine, as the parent controls it: spawned, ready, ended.

Invariant: an ended process leaves neither a socket nor a folder, and every wait for it returns.
"""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import os
import secrets
import shutil
import subprocess
import sys
import threading
from collections import deque
from pathlib import Path

from assistant.domain.errors import AssistantError, GenerationFailed, ModelRefused
from assistant.domain.stop import StopSignal
from assistant.generate.llama_cpp.engine import READY, EngineOptions
from assistant.generate.llama_cpp.socket_folder import SOCKET_NAME, make_socket_folder
from assistant.generate.window import CacheType
from assistant.sandbox.ending import kill_group
from assistant.sandbox.offline import OFFLINE
from assistant.text.clean import one_line

_LOAD_TIMEOUT_S = 600.0  # a large model from a slow disk
_POLL_S = 0.05
# OpenMP threads that spin while they wait stall each other if other programs need the cores. On two cores with six busy
# processes the engine writes 2 tokens/s; with a short spin before sleeping it writes 15-38.
SHORT_SPIN = {"GOMP_SPINCOUNT": "1000"}
# The package is found by its path, not through the current folder or the environment (-I).
_PROGRAM = "import sys; sys.path[:0] = sys.argv[1:]; from assistant.generate.llama_cpp.engine import main; main()"


class EngineProcess:
    """Starts the child at once, in a thread that lives as long: the kernel ends a child with its parent thread."""

    def __init__(
        self, model: Path, window_tokens: int, *, threads: int = 0, gpu_layers: int = -1, cache: CacheType = "f16"
    ) -> None:
        self._model = model
        self._folder = make_socket_folder()
        self._options = EngineOptions(
            model=str(model),
            socket=str(self._folder / SOCKET_NAME),
            api_key=secrets.token_hex(16),
            token=secrets.token_hex(8),
            parent=os.getpid(),
            window_tokens=window_tokens,
            threads=threads,
            gpu_layers=gpu_layers,
            cache=cache,
        )
        self._process: subprocess.Popen[bytes] | None = None
        self._spawned = threading.Event()
        self._loaded_or_failed = threading.Event()
        self._ended = threading.Event()
        self._problem: AssistantError | None = None
        self._killed = False
        threading.Thread(target=self._run, name="engine", daemon=True).start()

    @property
    def socket_path(self) -> str:
        return self._options.socket

    @property
    def api_key(self) -> str:
        return self._options.api_key

    @property
    def pid(self) -> int:
        """The process id; 0 if the process could not be started. Waits for the start."""
        self._spawned.wait()
        return self._process.pid if self._process else 0

    @property
    def alive(self) -> bool:
        return not self._ended.is_set()

    def wait_ready(self, stop: StopSignal | None = None) -> bool:
        """Wait until the model is loaded; False if `stop` is set before. Raises ModelRefused, GenerationFailed."""
        waited = 0.0
        while not self._loaded_or_failed.wait(_POLL_S):
            waited += _POLL_S
            if stop is not None and stop.stopped:
                return False
            if waited > _LOAD_TIMEOUT_S:
                self.kill()
        if self._problem is not None:
            raise self._problem
        return True

    def kill(self) -> None:
        """Kill the process; returns when it has ended."""
        self._spawned.wait()
        self._killed = True
        if self._process is not None:
            kill_group(self._process)
            self._ended.wait(10)

    def has_ended(self, within_s: float) -> bool:
        """Whether the process ends within this time: a connection breaks shortly before its process ends."""
        return self._ended.wait(within_s)

    def why_ended(self) -> str:
        """For messages: "signal 9", "exit code 1"."""
        self._ended.wait(2)
        code = self._process.returncode if self._process else None
        return "no reason known" if code is None else f"signal {-code}" if code < 0 else f"exit code {code}"

    def _run(self) -> None:
        try:
            process = self._spawn()
        except OSError as error:
            self._problem = GenerationFailed(f"The engine cannot be started: {error.strerror}.")
            self._spawned.set()
        else:
            self._process = process
            self._spawned.set()
            with process:
                self._read_output(process)
        shutil.rmtree(self._folder, ignore_errors=True)
        self._ended.set()
        self._loaded_or_failed.set()

    def _spawn(self) -> subprocess.Popen[bytes]:
        runtime = importlib.util.find_spec("xllamacpp")
        import_paths = [
            Path(__file__).parents[3],
            *([Path(runtime.origin).parents[1]] if runtime and runtime.origin else []),
        ]
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("LLAMA_", "HF_"))}
        process = subprocess.Popen(
            [sys.executable, "-I", "-c", _PROGRAM, *map(str, import_paths)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**SHORT_SPIN, **environment, **OFFLINE},
            cwd=self._folder,
            start_new_session=True,  # ctrl+c in the terminal is for the parent alone
        )
        assert process.stdin is not None
        process.stdin.write(json.dumps(dataclasses.asdict(self._options)).encode() + b"\n")
        process.stdin.flush()
        return process

    def _read_output(self, process: subprocess.Popen[bytes]) -> None:
        """Read all output of the engine. The last lines before it is ready are kept: they cannot hold a prompt yet."""
        log_lines: deque[str] = deque(maxlen=20)
        assert process.stdout is not None
        token = self._options.token.encode()
        for line in process.stdout:
            if line.startswith(token):
                if line.split()[1:] == [READY.encode()]:
                    self._loaded_or_failed.set()
            elif not self._loaded_or_failed.is_set():
                log_lines.append(line.decode("utf-8", "replace"))
        process.wait()
        if not self._loaded_or_failed.is_set():
            self._problem = self._explain(process.returncode, log_lines)

    def _explain(self, code: int, log_lines: deque[str]) -> AssistantError:
        name = self._model.name
        if self._killed or code == -9:
            return GenerationFailed(
                f"The engine was killed while it loaded {name!r}.", "Perhaps memory is short: choose a smaller model."
            )
        reasons = [one_line(line, 160) for line in log_lines if "error" in line.lower()]
        detail = f" ({reasons[0]})" if reasons else ""
        return ModelRefused(
            f"llama.cpp cannot use the model file {name!r}{detail}.", "Pull it again, or choose another."
        )
